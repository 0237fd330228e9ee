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

-- name: takes_shapes
-- Whether the log is told which events there are, and what they say.
SELECT EXISTS (SELECT FROM pg_catalog.pg_attribute WHERE attrelid = to_regclass('log.shapes') AND attname = 'legible')

-- name: shapes
-- The events that the log takes, and whether they may say what ours say.
SELECT s.kind, s.type, s.schema, s.required, s.fields, s.legible::text = ours.legible::jsonpath::text AS says_the_same
FROM log.shapes s
JOIN unnest($1::text[], $2::text[], $3::int[], $4::text[]) AS ours (kind, type, schema, legible) USING (kind, type, schema)

-- name: tell
-- Lets the log take an event. What another release may write stays possible: a key more, or a key less.
INSERT INTO log.shapes AS known (kind, type, schema, required, fields, legible, dates)
VALUES ($1, $2, $3, $4, $5, $6::text::jsonpath, $7)
ON CONFLICT (kind, type, schema) DO UPDATE SET
  required = ARRAY(SELECT unnest(known.required) INTERSECT SELECT unnest(excluded.required) ORDER BY 1),
  fields = ARRAY(SELECT unnest(known.fields) UNION SELECT unnest(excluded.fields) ORDER BY 1),
  legible = excluded.legible,
  dates = excluded.dates

-- name: is_superuser
SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user
