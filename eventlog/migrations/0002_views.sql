-- The read models: what lists and screens show. Disposable: they can be recomputed from log.events at any time.
-- Column names are the field names of domain/referral/rows.py, which is how a row finds its way from JSON.

CREATE SCHEMA views AUTHORIZATION nrm_owner;
SET LOCAL ROLE nrm_owner;

CREATE TABLE views.cases (
  "case"        uuid        NOT NULL PRIMARY KEY,
  reference     text        NOT NULL,
  nation        text        NOT NULL,
  stage         text        NOT NULL,
  origin        text        NOT NULL,
  person        uuid        NOT NULL,
  opened_on     text,
  open          boolean     NOT NULL,
  next_wake_at  timestamptz,
  next_wake_why text,
  version       integer     NOT NULL,
  CONSTRAINT reference_in_use UNIQUE (reference)
);

CREATE TABLE views.clocks (
  "case"        uuid        NOT NULL,
  clock         text        NOT NULL,
  run           integer     NOT NULL,
  kind          text        NOT NULL,
  force         text        NOT NULL,
  rule          text        NOT NULL,
  starts_on     date,
  due_on        date,
  due_at        timestamptz,
  status        text        NOT NULL,
  ended_on      date,
  days_late     integer,
  why           text        NOT NULL,
  PRIMARY KEY ("case", clock, run)
);

CREATE TABLE views.breaches (
  "case"           uuid        NOT NULL,
  clock            text        NOT NULL,
  run              integer     NOT NULL,
  rung             text        NOT NULL,
  kind             text        NOT NULL,
  force            text        NOT NULL,
  rule             text        NOT NULL,
  due_on           date,
  due_at           timestamptz,
  days_late        integer,
  status           text        NOT NULL,
  historic         boolean     NOT NULL,
  duty             text        NOT NULL,
  cure             text        NOT NULL,
  recorded_version integer     NOT NULL,
  PRIMARY KEY ("case", clock, run, rung)
);

CREATE INDEX cases_open ON views.cases (next_wake_at) WHERE open;

-- Takes the rows of one case away.
CREATE FUNCTION views.forget(the_case uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  DELETE FROM views.breaches WHERE "case" = the_case;
  DELETE FROM views.clocks WHERE "case" = the_case;
  DELETE FROM views.cases WHERE "case" = the_case;
END $$;

-- Replaces the rows of one case by those of a document {"case": {…}, "clocks": […], "breaches": […]}.
CREATE FUNCTION views.put(document jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM views.forget((document #>> '{case,case}')::uuid);
  INSERT INTO views.cases SELECT * FROM jsonb_populate_record(NULL::views.cases, document -> 'case');
  INSERT INTO views.clocks SELECT * FROM jsonb_populate_recordset(NULL::views.clocks, document -> 'clocks');
  INSERT INTO views.breaches SELECT * FROM jsonb_populate_recordset(NULL::views.breaches, document -> 'breaches');
END $$;

REVOKE ALL ON SCHEMA views FROM PUBLIC;
REVOKE ALL ON FUNCTION views.forget(uuid), views.put(jsonb) FROM PUBLIC;
GRANT USAGE ON SCHEMA views TO nrm_app;
GRANT SELECT ON ALL TABLES IN SCHEMA views TO nrm_app;
GRANT EXECUTE ON FUNCTION views.forget(uuid), views.put(jsonb) TO nrm_app;
