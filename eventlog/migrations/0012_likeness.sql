-- Two references that look the same to a reader are one reference: `DUP-1` and `dup-1`, `O1` and `0l`. What a reference
-- looks like is worked out when a case is opened (domain/look_alikes.py), kept in the event that opens it, and held
-- against all others here.
--
-- A case from before has no likeness in its event, and two such cases may well look the same; each stays what it is. So
-- a likeness is claimed only by a case that was opened with one: by no two of those, and by none that looks like a case
-- from before.

SET LOCAL ROLE nrm_owner;

ALTER TABLE views.cases ADD COLUMN likeness text, ADD COLUMN claimed boolean;
ALTER TABLE views.prosecutions ADD COLUMN likeness text, ADD COLUMN claimed boolean;

-- References hold letters and digits of ASCII, of which this says the same as the program does.
UPDATE views.cases SET claimed = false,
  likeness = replace(replace(translate(lower(reference), 'i10', 'llo'), 'rn', 'm'), 'vv', 'w');
UPDATE views.prosecutions SET claimed = false,
  likeness = replace(replace(translate(lower(reference), 'i10', 'llo'), 'rn', 'm'), 'vv', 'w');

ALTER TABLE views.cases ALTER COLUMN likeness SET NOT NULL, ALTER COLUMN claimed SET NOT NULL;
ALTER TABLE views.prosecutions ALTER COLUMN likeness SET NOT NULL, ALTER COLUMN claimed SET NOT NULL;

CREATE UNIQUE INDEX reference_looks_used ON views.cases (likeness) WHERE claimed;
CREATE UNIQUE INDEX prosecution_reference_looks_used ON views.prosecutions (likeness) WHERE claimed;
CREATE INDEX cases_by_likeness ON views.cases (likeness);
CREATE INDEX prosecutions_by_likeness ON views.prosecutions (likeness);

-- Of two cases that claim a likeness the index refuses one, whoever comes first; a case from before is there already.
CREATE FUNCTION views.refuse_look_alike() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  is_taken boolean;
BEGIN
  EXECUTE format('SELECT EXISTS (SELECT FROM %I.%I WHERE likeness = $1 AND NOT claimed)', TG_TABLE_SCHEMA, TG_TABLE_NAME)
    INTO is_taken USING NEW.likeness;
  IF is_taken THEN
    RAISE unique_violation USING CONSTRAINT = TG_ARGV[0], MESSAGE = 'a reference that looks the same is in use';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER look_alike BEFORE INSERT ON views.cases
  FOR EACH ROW WHEN (NEW.claimed) EXECUTE FUNCTION views.refuse_look_alike('reference_looks_used');
CREATE TRIGGER look_alike BEFORE INSERT ON views.prosecutions
  FOR EACH ROW WHEN (NEW.claimed) EXECUTE FUNCTION views.refuse_look_alike('prosecution_reference_looks_used');

REVOKE ALL ON FUNCTION views.refuse_look_alike() FROM PUBLIC;
