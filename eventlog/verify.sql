-- Statements of verify.py and cited.py.

-- name: take_time
-- A whole log takes longer than the time limits of an ordinary connection.
SET LOCAL statement_timeout = '10min'; SET LOCAL transaction_timeout = '30min'

-- name: ends
-- The last event and the last answer there are, seen at one instant.
SELECT (SELECT coalesce(max(position), 0) FROM log.events) AS events,
       (SELECT coalesce(max(number), 0) FROM log.commands) AS answers

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

-- name: unknown_rules
-- Rule-books that events name and nobody kept: where each is named first.
SELECT min(e.position) AS position, e.rules FROM log.events e
WHERE e.position <= $1
  AND NOT EXISTS (SELECT FROM law.rule_books b WHERE b.version || '+' || left(b.digest, 16) = e.rules)
GROUP BY e.rules ORDER BY 1 LIMIT 100

-- name: rule_books
-- The rule-books that were kept, with their texts.
SELECT digest, version, files FROM law.rule_books ORDER BY kept_at, digest

-- name: sealed
-- Texts of the vault as they are kept, sealed.
SELECT ref, sealed FROM vault.items WHERE ref = ANY ($1::uuid[])

-- name: guards
-- What each table's guard runs: always, before every statement that updates, deletes or truncates (58), unconditionally.
SELECT n.nspname || '.' || r.relname AS name, p.prosrc AS source
FROM pg_trigger t
JOIN pg_class r ON r.oid = t.tgrelid
JOIN pg_namespace n ON n.oid = r.relnamespace
JOIN pg_proc p ON p.oid = t.tgfoid
WHERE t.tgname = 'only_ever_added_to' AND t.tgenabled = 'A' AND t.tgtype = 58 AND t.tgqual IS NULL AND t.tgattr = ''
