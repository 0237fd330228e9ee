-- Of the rows of the lists only those are written that differ from what is there: a note on a case with many clocks
-- changes the row of the case and leaves the others.

SET LOCAL ROLE nrm_owner;

-- Makes the rows of cases those of documents {"case": {…}, "clocks": […], "breaches": […], "safeguards": […]}, of all of
-- them at once, so that two can exchange what only one may have. What is there and differs, or should not be, goes; then
-- what is missing comes. Lists are compared whole first, since most are as they were.
CREATE OR REPLACE FUNCTION views.write_cases(documents jsonb[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  whose      CONSTANT uuid[] := ARRAY(SELECT (d #>> '{case,case}')::uuid FROM unnest(documents) AS d);
  cases      CONSTANT views.cases[] := ARRAY(
    SELECT r FROM unnest(documents) AS d, jsonb_populate_record(NULL::views.cases, d -> 'case') AS r
     ORDER BY r."case");
  clocks     CONSTANT views.clocks[] := ARRAY(
    SELECT r FROM unnest(documents) AS d, jsonb_populate_recordset(NULL::views.clocks, d -> 'clocks') AS r
     ORDER BY r."case", r.clock, r.run);
  breaches   CONSTANT views.breaches[] := ARRAY(
    SELECT r FROM unnest(documents) AS d, jsonb_populate_recordset(NULL::views.breaches, d -> 'breaches') AS r
     ORDER BY r."case", r.clock, r.run, r.rung);
  safeguards CONSTANT views.safeguards[] := ARRAY(
    SELECT r FROM unnest(documents) AS d, jsonb_populate_recordset(NULL::views.safeguards, d -> 'safeguards') AS r
     ORDER BY r."case", r."check", r.about);
BEGIN
  IF cases <> ARRAY(SELECT v FROM views.cases AS v WHERE v."case" = ANY (whose) ORDER BY v."case") THEN
    DELETE FROM views.cases AS v WHERE v."case" = ANY (whose)
       AND NOT EXISTS (SELECT FROM unnest(cases) AS r WHERE r."case" = v."case" AND r = v);
    INSERT INTO views.cases SELECT r.* FROM unnest(cases) AS r
     WHERE NOT EXISTS (SELECT FROM views.cases AS v WHERE v."case" = r."case");
  END IF;
  IF clocks <> ARRAY(SELECT v FROM views.clocks AS v WHERE v."case" = ANY (whose) ORDER BY v."case", v.clock, v.run) THEN
    DELETE FROM views.clocks AS v WHERE v."case" = ANY (whose)
       AND NOT EXISTS (SELECT FROM unnest(clocks) AS r WHERE r."case" = v."case" AND r = v);
    INSERT INTO views.clocks SELECT r.* FROM unnest(clocks) AS r
     WHERE NOT EXISTS (SELECT FROM views.clocks AS v WHERE (v."case", v.clock, v.run) = (r."case", r.clock, r.run));
  END IF;
  IF breaches <> ARRAY(SELECT v FROM views.breaches AS v WHERE v."case" = ANY (whose)
                        ORDER BY v."case", v.clock, v.run, v.rung) THEN
    DELETE FROM views.breaches AS v WHERE v."case" = ANY (whose)
       AND NOT EXISTS (SELECT FROM unnest(breaches) AS r WHERE r."case" = v."case" AND r = v);
    INSERT INTO views.breaches SELECT r.* FROM unnest(breaches) AS r
     WHERE NOT EXISTS (SELECT FROM views.breaches AS v
                        WHERE (v."case", v.clock, v.run, v.rung) = (r."case", r.clock, r.run, r.rung));
  END IF;
  IF safeguards <> ARRAY(SELECT v FROM views.safeguards AS v WHERE v."case" = ANY (whose)
                          ORDER BY v."case", v."check", v.about) THEN
    DELETE FROM views.safeguards AS v WHERE v."case" = ANY (whose)
       AND NOT EXISTS (SELECT FROM unnest(safeguards) AS r WHERE r."case" = v."case" AND r = v);
    INSERT INTO views.safeguards SELECT r.* FROM unnest(safeguards) AS r
     WHERE NOT EXISTS (SELECT FROM views.safeguards AS v
                        WHERE (v."case", v."check", v.about) = (r."case", r."check", r.about));
  END IF;
END $$;

-- The same for prosecutions: {"prosecution": {…}, "victims": […]}.
CREATE OR REPLACE FUNCTION views.write_prosecutions(documents jsonb[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  whose        CONSTANT uuid[] := ARRAY(SELECT (d #>> '{prosecution,prosecution}')::uuid FROM unnest(documents) AS d);
  prosecutions CONSTANT views.prosecutions[] := ARRAY(
    SELECT r FROM unnest(documents) AS d, jsonb_populate_record(NULL::views.prosecutions, d -> 'prosecution') AS r
     ORDER BY r.prosecution);
  victims      CONSTANT views.victims[] := ARRAY(
    SELECT r FROM unnest(documents) AS d, jsonb_populate_recordset(NULL::views.victims, d -> 'victims') AS r
     ORDER BY r.prosecution, r."case");
BEGIN
  IF prosecutions <> ARRAY(SELECT v FROM views.prosecutions AS v WHERE v.prosecution = ANY (whose)
                            ORDER BY v.prosecution) THEN
    DELETE FROM views.prosecutions AS v WHERE v.prosecution = ANY (whose)
       AND NOT EXISTS (SELECT FROM unnest(prosecutions) AS r WHERE r.prosecution = v.prosecution AND r = v);
    INSERT INTO views.prosecutions SELECT r.* FROM unnest(prosecutions) AS r
     WHERE NOT EXISTS (SELECT FROM views.prosecutions AS v WHERE v.prosecution = r.prosecution);
  END IF;
  IF victims <> ARRAY(SELECT v FROM views.victims AS v WHERE v.prosecution = ANY (whose)
                       ORDER BY v.prosecution, v."case") THEN
    DELETE FROM views.victims AS v WHERE v.prosecution = ANY (whose)
       AND NOT EXISTS (SELECT FROM unnest(victims) AS r WHERE r.prosecution = v.prosecution AND r = v);
    INSERT INTO views.victims SELECT r.* FROM unnest(victims) AS r
     WHERE NOT EXISTS (SELECT FROM views.victims AS v WHERE (v.prosecution, v."case") = (r.prosecution, r."case"));
  END IF;
END $$;

-- As in 0012, with the question written out for each list: asked by the name of the list, it would be planned anew for
-- every row.
CREATE OR REPLACE FUNCTION views.refuse_look_alike() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  is_taken boolean;
BEGIN
  IF TG_TABLE_NAME = 'cases' THEN
    is_taken := EXISTS (SELECT FROM views.cases WHERE likeness = NEW.likeness AND NOT claimed);
  ELSE
    is_taken := EXISTS (SELECT FROM views.prosecutions WHERE likeness = NEW.likeness AND NOT claimed);
  END IF;
  IF is_taken THEN
    RAISE unique_violation USING CONSTRAINT = TG_ARGV[0], MESSAGE = 'a reference that looks the same is in use';
  END IF;
  RETURN NEW;
END $$;
