-- Statements of verify.py, beside.py, cited.py and unwrapped.py.

-- name: take_time
-- A whole log takes longer than the time limits of an ordinary connection. The limit of a transaction that has begun
-- moves only by being lifted first. Names are looked for in pg_catalog alone.
SET LOCAL statement_timeout = '10min';
SET LOCAL transaction_timeout = 0;
SET LOCAL transaction_timeout = '30min';
SET LOCAL search_path = pg_catalog

-- name: ends
-- The last event and the last answer there are, when it was recorded, and the time now.
SELECT (SELECT coalesce(max(position), 0) FROM log.events) AS events,
       (SELECT coalesce(max(number), 0) FROM log.commands) AS answers,
       (SELECT max(recorded_at) FROM log.commands) AS recorded_at, clock_timestamp() AS now

-- name: events
-- The hashed columns in their order, then the two hashes.
SELECT position, version, schema, event_id, command_id, effective_at, recorded_at, previous_hash, cause,
       stream, type, effective, actor, role, rules, body, hash, log_hash
FROM log.events WHERE position <= $1 ORDER BY position

-- name: answers
-- The hashed columns in their order, then the hash.
SELECT number, position, recorded_at, command_id, previous_hash, log_hash, first_version, last_version,
       stream, type, actor, role, fingerprint, outcome, code, message, receipt, hash
FROM log.commands WHERE number <= $1 ORDER BY number

-- name: unasked
-- Events that no accepted command accounts for: same actor, role and instant, and counted among its events.
SELECT e.position, e.stream, e.version FROM log.events e
LEFT JOIN log.commands c ON c.command_id = e.command_id
WHERE e.position <= $1 AND (
  c.outcome = 'accepted' AND c.stream = e.stream AND c.actor = e.actor AND c.role = e.role
  AND c.recorded_at = e.recorded_at AND e.version BETWEEN c.first_version AND c.last_version
  AND c.position - c.last_version = e.position - e.version) IS NOT TRUE
ORDER BY e.position LIMIT 100

-- name: unbound
-- Answers given when the log of events was another than it is up to the same position.
SELECT c.number, c.stream FROM log.commands c
LEFT JOIN log.events e ON e.position = c.position
WHERE c.number <= $1
  AND c.log_hash IS DISTINCT FROM CASE c.position WHEN 0 THEN decode(repeat('00', 32), 'hex') ELSE e.log_hash END
ORDER BY c.number LIMIT 100

-- name: doubled_events
-- Events under an id that another has too; where the database does not see to that.
SELECT max(position) AS position FROM log.events WHERE position <= $1 GROUP BY event_id HAVING count(*) > 1
ORDER BY 1 LIMIT 100

-- name: doubled_answers
-- Answers to a command that another answers too; likewise.
SELECT max(number) AS number FROM log.commands WHERE number <= $1 GROUP BY command_id HAVING count(*) > 1
ORDER BY 1 LIMIT 100

-- name: shapeless
-- Events that nobody could read: no JSON object, of an unknown type, or without the keys of it. In no order, and without
-- a limit: either would have every event held against every shape. What stands under the keys was looked at when the
-- event was taken; a rebuild reads it.
WITH known AS (
  SELECT kind, type, schema, required, fields
  FROM jsonb_to_recordset($3::jsonb) AS s(kind text, type text, schema integer, required text[], fields text[]))
SELECT e.position, e.stream, e.version
FROM (SELECT position, stream, version, split_part(stream, '/', 1) AS kind, type, schema,
             convert_from(body, 'UTF8')::jsonb AS said
      FROM log.events WHERE position BETWEEN $1 AND $2 OFFSET 0) AS e
LEFT JOIN known s ON s.kind = e.kind AND s.type = e.type AND s.schema = e.schema
WHERE (said ?& s.required AND said - s.fields = '{}') IS NOT TRUE

-- name: event_at
-- Where one event stands.
SELECT position, stream, version FROM log.events WHERE position = $1

-- name: rules
-- The rule-books that events name: where each is named first.
SELECT rules, min(position) AS position FROM log.events
WHERE position <= $1 AND NOT starts_with(stream, 'key/') GROUP BY rules ORDER BY 2

-- name: rule_books
-- The rule-books that were kept, with their texts.
SELECT digest, version, files, version || '+' || left(digest, 16) AS identity FROM law.rule_books
ORDER BY kept_at, digest

-- name: undecided
-- Acceptances that decide nothing: they cannot be read, or name a rule-book that is not kept.
SELECT position, stream, version FROM log.events e
WHERE stream = 'system/rules' AND position <= $1
  AND NOT EXISTS (SELECT FROM law.acceptances a WHERE a.version = e.version AND a.identity = e.rules)
ORDER BY position LIMIT 100

-- name: listed
-- What the lists have, and at which version.
SELECT 'case/' || "case" AS stream, version FROM views.cases
UNION ALL SELECT 'prosecution/' || prosecution, version FROM views.prosecutions

-- name: keys
-- Keys that are gone without an event that ended them, or of which an event says so that is not so.
SELECT coalesce('key/' || k.subject, e.stream) AS stream, e.position, e.stream IS NULL AS is_gone
FROM vault.keys k FULL JOIN (
  SELECT stream, position FROM log.events WHERE starts_with(stream, 'key/') AND version = 1 AND position <= $1) AS e
ON e.stream = 'key/' || k.subject
WHERE (k.wrapped IS NULL) <> (e.stream IS NOT NULL) OR k.subject IS NULL
ORDER BY 1 LIMIT 100

-- name: key_check
-- The code of the key-encryption key of first use, and whether there are keys.
SELECT (SELECT value FROM vault.key_check) AS value, EXISTS (SELECT FROM vault.keys) AS is_used

-- name: sealed
-- Texts of the vault as they are kept, sealed; whose they are, and whether there is a key, or was one.
SELECT ref, subject, sealed, EXISTS (SELECT FROM vault.keys k WHERE k.subject = i.subject) AS has_key
FROM vault.items i WHERE ref = ANY ($1::uuid[])

-- name: wrapped
-- A page of the keys that are not destroyed.
SELECT subject, wrapped FROM vault.keys WHERE wrapped IS NOT NULL AND subject > $1 ORDER BY subject LIMIT 5000

-- name: texts
-- A page of the texts whose key is there.
SELECT ref, subject, sealed, wrapped FROM vault.items JOIN vault.keys USING (subject)
WHERE wrapped IS NOT NULL AND ref > $1 ORDER BY ref LIMIT 1000
