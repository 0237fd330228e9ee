-- The read models of prosecutions, beside those of cases. Column names are the field names of
-- domain/prosecution/rows.py.

SET LOCAL ROLE nrm_owner;

CREATE TABLE views.prosecutions (
  prosecution uuid    NOT NULL PRIMARY KEY,
  reference   text    NOT NULL,
  nation      text    NOT NULL,
  stage       text    NOT NULL,
  opened_on   text    NOT NULL,
  open        boolean NOT NULL,
  version     integer NOT NULL,
  CONSTRAINT prosecution_reference_in_use UNIQUE (reference)
);

-- A person ever linked, by their case. While no command of the id `pointer` has been answered, the case has yet to be
-- told what the prosecution last said of the link.
CREATE TABLE views.victims (
  prosecution    uuid    NOT NULL,
  "case"         uuid    NOT NULL,
  witness        boolean NOT NULL,
  linked_version integer NOT NULL,
  linked         boolean NOT NULL,
  pointer        uuid    NOT NULL,
  PRIMARY KEY (prosecution, "case")
);

CREATE INDEX victims_by_case ON views.victims ("case");

-- Takes the rows of one prosecution away.
CREATE FUNCTION views.forget_prosecution(the_prosecution uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  DELETE FROM views.victims WHERE prosecution = the_prosecution;
  DELETE FROM views.prosecutions WHERE prosecution = the_prosecution;
END $$;

-- Replaces the rows of one prosecution by those of a document {"prosecution": {…}, "victims": […]}.
CREATE FUNCTION views.put_prosecution(document jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM views.forget_prosecution((document #>> '{prosecution,prosecution}')::uuid);
  INSERT INTO views.prosecutions
    SELECT * FROM jsonb_populate_record(NULL::views.prosecutions, document -> 'prosecution');
  INSERT INTO views.victims SELECT * FROM jsonb_populate_recordset(NULL::views.victims, document -> 'victims');
END $$;

-- What was written for cases alone takes the rows of either kind from now on.
ALTER FUNCTION views.put(jsonb) RENAME TO put_case;

CREATE FUNCTION views.put(document jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF document ? 'prosecution' THEN
    PERFORM views.put_prosecution(document);
  ELSE
    PERFORM views.put_case(document);
  END IF;
END $$;

REVOKE ALL ON FUNCTION views.forget_prosecution(uuid), views.put_prosecution(jsonb), views.put(jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION views.put_case(jsonb) FROM nrm_app;
GRANT SELECT ON views.prosecutions, views.victims TO nrm_app;
GRANT EXECUTE ON FUNCTION views.forget_prosecution(uuid), views.put(jsonb) TO nrm_app;
