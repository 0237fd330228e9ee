-- Statements of log.py and group_commit.py.

-- name: append
-- Appends the events of several commands in one commit; one answer for each, in order.
SELECT status, duplicate, code, message, first_version, last_version, receipt FROM log.append($1)

-- name: refuse
-- Puts a refusal on record.
SELECT status, duplicate, code, message, first_version, last_version, receipt
FROM log.refuse($1, $2, $3, $4, $5, $6, $7, $8)

-- name: load
-- A whole stream; and on its first row the answer to a command id if there is one, the digest of the rule-book that
-- decides and the version of the stream of these, and the rule-book by which the stream was last decided. One row even
-- for no stream.
SELECT c.outcome AS status, c.code, c.message, c.receipt, c.first_version, c.last_version, c.fingerprint,
       CASE WHEN coalesce(e.version, 1) = 1 THEN law.digest END AS accepted,
       CASE WHEN coalesce(e.version, 1) = 1 THEN law.version END AS acceptances,
       CASE WHEN e.version = 1 THEN (
         SELECT rules FROM log.events WHERE stream = $1 ORDER BY version DESC LIMIT 1) END AS decided_by,
       e.stream, e.version, e.type, e.schema, e.effective, e.role, e.body
FROM (SELECT) AS always
LEFT JOIN (
  SELECT version, convert_from(body, 'UTF8')::json ->> 'digest' AS digest FROM log.events
  WHERE stream = 'system/rules' ORDER BY version DESC LIMIT 1) AS law ON true
LEFT JOIN log.events e ON e.stream = $1
LEFT JOIN log.commands c ON c.command_id = $2 AND coalesce(e.version, 1) = 1
ORDER BY e.version

-- name: load_all
-- The events of these streams.
SELECT stream, version, type, schema, effective, role, body
FROM log.events WHERE stream = ANY ($1::text[]) ORDER BY stream, version

-- name: read_stream
-- The events of a stream that the log knew of at an instant (null: now).
SELECT * FROM log.events
WHERE stream = $1 AND ($2::timestamptz IS NULL OR recorded_at <= $2)
ORDER BY version

-- name: streams_saying
-- The streams with an event of this type whose body holds this text.
SELECT DISTINCT stream FROM log.events
WHERE type = $1 AND position($2::text IN convert_from(body, 'UTF8')) > 0
ORDER BY stream

-- name: read_all
-- A page of the whole log, in order.
SELECT * FROM log.events WHERE position > $1 ORDER BY position LIMIT $2

-- name: answered
-- Which of these command ids have an answer.
SELECT command_id FROM log.commands WHERE command_id = ANY ($1::uuid[])

-- name: outcome_of
-- The answer given to one command id.
SELECT outcome AS status, code, message, receipt, first_version, last_version, fingerprint
FROM log.commands WHERE command_id = $1

-- name: refusals
-- The commands refused on one stream, or on all when null, oldest first.
SELECT command_id, stream, type, actor, role, recorded_at, code, message
FROM log.commands
WHERE outcome = 'refused' AND ($1::text IS NULL OR stream = $1)
ORDER BY number
