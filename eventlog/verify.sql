-- Statements of verify.py.

-- name: take_time
-- A whole log takes longer than the time limits of an ordinary connection.
SET LOCAL statement_timeout = '10min'; SET LOCAL transaction_timeout = '30min'

-- name: end
-- The last position there is.
SELECT coalesce(max(position), 0) FROM log.events

-- name: rows
-- The hashed columns in their order, then the two hashes.
SELECT position, version, schema, event_id, command_id, effective_at, recorded_at, previous_hash, cause,
       stream, type, effective, actor, role, rules, body, hash, log_hash
FROM log.events WHERE position <= $1 ORDER BY position

-- name: unasked
-- Events that no accepted command accounts for.
SELECT e.position, e.stream, e.version FROM log.events e
LEFT JOIN log.commands c
  ON c.command_id = e.command_id AND c.stream = e.stream AND e.version BETWEEN c.first_version AND c.last_version
WHERE c.command_id IS NULL AND e.position <= $1 ORDER BY e.position LIMIT 100

-- name: unanswered
-- Accepted commands whose last event is not there.
SELECT c.stream, c.last_version AS version FROM log.commands c
LEFT JOIN log.events e ON e.stream = c.stream AND e.version = c.last_version
WHERE c.last_version IS NOT NULL AND e.stream IS NULL
ORDER BY c.stream, c.last_version LIMIT 100
