-- Statements of rule_books.py.

-- name: accept
-- Keeps the texts of a rule-book and appends its acceptance.
SELECT status, duplicate, code, message, first_version, last_version, receipt FROM law.accept($1, $2::jsonb, $3)

-- name: accepted
-- The digest of the rule-book that decides.
SELECT digest FROM law.acceptances ORDER BY version DESC LIMIT 1

-- name: accepted_at
-- The digest of the rule-book that decided at an instant; before the first was accepted, the first.
SELECT digest FROM law.acceptances
ORDER BY recorded_at <= $1 DESC, CASE WHEN recorded_at <= $1 THEN -version ELSE version END LIMIT 1

-- name: acceptance
-- Who let a rule-book decide, and why; the last time, where it was accepted more than once.
SELECT actor, reason FROM law.acceptances WHERE digest = $1 ORDER BY version DESC LIMIT 1

-- name: files
-- The texts of one rule-book, as JSON.
SELECT files FROM law.rule_books WHERE digest = $1

-- name: identity
-- How events name one rule-book.
SELECT version || '+' || left(digest, 16) FROM law.rule_books WHERE digest = $1

-- name: named
-- The digest of the rule-book that events name so.
SELECT digest FROM law.rule_books WHERE version || '+' || left(digest, 16) = $1
