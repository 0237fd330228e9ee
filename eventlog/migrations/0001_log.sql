-- The record: two append-only tables. Nothing here is ever changed; a correction is a further event.

DO $$
BEGIN
  CREATE ROLE nrm_owner NOLOGIN;  -- owns every table and function; nobody can sign in as it
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;  -- roles belong to the cluster, not to this database
END $$;

DO $$
BEGIN
  CREATE ROLE nrm_app NOLOGIN;    -- what the application may do; its login role is granted this one
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;

ALTER SCHEMA log OWNER TO nrm_owner;
ALTER TABLE log.migrations OWNER TO nrm_owner;
SET LOCAL ROLE nrm_owner;

-- One row is one fact. The columns `position` to `body`, in this order, are what `hash` is computed over:
-- the fixed-length columns come first so that a reader can find its way with one look.
CREATE TABLE log.events (
  position      bigint      NOT NULL PRIMARY KEY,  -- 1..N without a hole, in the order of commit
  version       integer     NOT NULL,              -- 1..n within the stream
  schema        integer     NOT NULL CHECK (schema > 0),
  event_id      uuid        NOT NULL UNIQUE,
  command_id    uuid        NOT NULL,
  effective_at  timestamptz NOT NULL,              -- first instant at which it can have been so in the world
  recorded_at   timestamptz NOT NULL,              -- this clock; rises from append to append
  previous_hash bytea       NOT NULL,              -- of the stream's previous event; 32 zero bytes for the first
  cause         uuid,                              -- the event that led to this one
  stream        text        NOT NULL CHECK (stream <> ''),
  type          text        NOT NULL CHECK (type <> ''),
  effective     text        NOT NULL,              -- the same time as precisely as it is known: 2016-08, 2016-08-31
  actor         text        NOT NULL CHECK (actor <> ''),
  role          text        NOT NULL CHECK (role <> ''),
  rules         text        NOT NULL,              -- version and digest of the rule-book that decided
  body          bytea       NOT NULL,              -- the exact bytes that were hashed
  hash          bytea       NOT NULL CHECK (octet_length(hash) = 32),
  log_hash      bytea       NOT NULL CHECK (octet_length(log_hash) = 32),  -- of the whole log up to here
  UNIQUE (stream, version)
);

-- One row is one answered command, whether accepted or refused: the same id gets the same answer, for ever. The
-- columns `number` to `receipt`, in this order, are what `hash` is computed over; through `log_hash` it covers the
-- events as well, so the hash of the last answer stands for the whole record.
CREATE TABLE log.commands (
  number        bigint      NOT NULL PRIMARY KEY,  -- 1..N without a hole, in the order of commit
  position      bigint      NOT NULL,              -- of the last event in the log once this was answered; 0 for none
  recorded_at   timestamptz NOT NULL,              -- that of the command's events; rises from answer to answer
  command_id    uuid        NOT NULL UNIQUE,
  previous_hash bytea       NOT NULL,              -- of the previous number; 32 zero bytes for the first
  log_hash      bytea       NOT NULL,              -- of the event at `position`; 32 zero bytes for none
  first_version integer,                           -- of the stream, when the command made events
  last_version  integer,
  stream        text,                              -- null when refused before a case was found
  type          text        NOT NULL,
  actor         text        NOT NULL,
  role          text        NOT NULL,
  fingerprint   text        NOT NULL,              -- digest of what was asked
  outcome       text        NOT NULL CHECK (outcome IN ('accepted', 'refused')),
  code          text,
  message       text,
  receipt       json,                              -- the exact text, which is what is given again
  hash          bytea       NOT NULL CHECK (octet_length(hash) = 32),
  CHECK ((outcome = 'refused') = (code IS NOT NULL AND message IS NOT NULL)),
  CHECK ((first_version IS NULL) = (last_version IS NULL)),
  CHECK (outcome = 'accepted' OR first_version IS NULL)
);

CREATE INDEX commands_refused ON log.commands (stream, number) WHERE outcome = 'refused';

CREATE FUNCTION log.refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  RAISE EXCEPTION '% on %.% is refused: it is only ever added to', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END $$;

-- Per statement, so that even a change that would touch no row is refused. ALWAYS, because an ordinary trigger
-- sleeps while session_replication_role is `replica`.
CREATE TRIGGER only_ever_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON log.events
  FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
ALTER TABLE log.events ENABLE ALWAYS TRIGGER only_ever_added_to;

CREATE TRIGGER only_ever_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON log.commands
  FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
ALTER TABLE log.commands ENABLE ALWAYS TRIGGER only_ever_added_to;

REVOKE ALL ON SCHEMA log FROM PUBLIC;
REVOKE ALL ON FUNCTION log.refuse_change() FROM PUBLIC;
GRANT USAGE ON SCHEMA log TO nrm_app;
GRANT SELECT ON log.events, log.commands, log.migrations TO nrm_app;
