-- Statements of rule_books.py.

-- name: keep
-- Keeps the texts of a rule-book; those kept already are the same, or their digest would be another. Of two at once
-- either index may be the one to object.
INSERT INTO law.rule_books (digest, version, files) VALUES ($1, $2, $3::jsonb) ON CONFLICT DO NOTHING

-- name: accepted
-- The digest of the rule-book that decides.
SELECT convert_from(body, 'UTF8')::json ->> 'digest' FROM log.events
WHERE stream = 'system/rules' ORDER BY version DESC LIMIT 1

-- name: accepted_at
-- The digest of the rule-book that decided at an instant; before the first was accepted, the first.
SELECT digest FROM (
  (SELECT 1 AS choice, convert_from(body, 'UTF8')::json ->> 'digest' AS digest FROM log.events
    WHERE stream = 'system/rules' AND recorded_at <= $1 ORDER BY version DESC LIMIT 1)
  UNION ALL
  (SELECT 2, convert_from(body, 'UTF8')::json ->> 'digest' FROM log.events
    WHERE stream = 'system/rules' AND version = 1)) AS found
ORDER BY choice LIMIT 1

-- name: acceptance
-- Who let a rule-book decide, and why; the last time, where it was accepted more than once.
SELECT actor, convert_from(body, 'UTF8')::json ->> 'reason' FROM log.events
WHERE stream = 'system/rules' AND convert_from(body, 'UTF8')::json ->> 'digest' = $1
ORDER BY version DESC LIMIT 1

-- name: files
-- The texts of one rule-book, as JSON.
SELECT files FROM law.rule_books WHERE digest = $1

-- name: identity
-- How events name one rule-book.
SELECT version || '+' || left(digest, 16) FROM law.rule_books WHERE digest = $1

-- name: named
-- The digest of the rule-book that events name so.
SELECT digest FROM law.rule_books WHERE version || '+' || left(digest, 16) = $1
