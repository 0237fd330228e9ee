-- The read model of safeguards: what must not be so and is, beside the clocks and breaches of a case.

SET LOCAL ROLE nrm_owner;

CREATE TABLE views.safeguards (
  "case"         uuid        NOT NULL,
  "check"        text        NOT NULL,
  about          integer     NOT NULL,
  title          text        NOT NULL,
  severity       text        NOT NULL,
  article        text        NOT NULL,
  tell           text        NOT NULL,
  since          text        NOT NULL,
  cleared_on     text,
  status         text        NOT NULL,
  historic       boolean     NOT NULL,
  raised_version integer     NOT NULL,
  PRIMARY KEY ("case", "check", about)
);

-- Takes the rows of one case away.
CREATE OR REPLACE FUNCTION views.forget(the_case uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  DELETE FROM views.safeguards WHERE "case" = the_case;
  DELETE FROM views.breaches WHERE "case" = the_case;
  DELETE FROM views.clocks WHERE "case" = the_case;
  DELETE FROM views.cases WHERE "case" = the_case;
END $$;

-- Replaces the rows of one case by those of a document {"case": {…}, "clocks": […], "breaches": […], "safeguards": […]}.
CREATE OR REPLACE FUNCTION views.put_case(document jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM views.forget((document #>> '{case,case}')::uuid);
  INSERT INTO views.cases SELECT * FROM jsonb_populate_record(NULL::views.cases, document -> 'case');
  INSERT INTO views.clocks SELECT * FROM jsonb_populate_recordset(NULL::views.clocks, document -> 'clocks');
  INSERT INTO views.breaches SELECT * FROM jsonb_populate_recordset(NULL::views.breaches, document -> 'breaches');
  INSERT INTO views.safeguards SELECT * FROM jsonb_populate_recordset(NULL::views.safeguards, document -> 'safeguards');
END $$;

GRANT SELECT ON views.safeguards TO nrm_app;
