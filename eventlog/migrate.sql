-- Statements of migrate.py.

-- name: lock
-- One migrator at a time. Held until the connection ends.
SELECT pg_advisory_lock(hashtext('nrm migrations'))

-- name: prepare
-- Where the runner keeps its own record; the first migration hands the schema over to its owner.
CREATE SCHEMA IF NOT EXISTS log;
CREATE TABLE IF NOT EXISTS log.migrations (
  name       text        NOT NULL PRIMARY KEY,
  checksum   text        NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- name: applied
-- Every migration applied so far.
SELECT name, checksum FROM log.migrations ORDER BY name

-- name: record
-- Notes that a migration has been applied.
INSERT INTO log.migrations (name, checksum) VALUES ($1, $2)

-- name: exists
-- Whether there is a record at all that this connection may read.
SELECT coalesce(has_table_privilege(to_regclass('log.migrations'), 'SELECT'), false)
