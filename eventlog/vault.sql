-- Statements of vault.py.

-- name: key
-- A person's wrapped data key; null once destroyed.
SELECT wrapped FROM vault.keys WHERE subject = $1

-- name: add_with_key
-- Gives a person a data key and keeps the texts sealed with it; fails if there is a key already.
WITH made AS (INSERT INTO vault.keys (subject, wrapped) VALUES ($1, $2))
INSERT INTO vault.items (ref, subject, sealed)
SELECT ref, $1, sealed FROM unnest($3::uuid[], $4::bytea[]) AS given (ref, sealed)
ON CONFLICT DO NOTHING
RETURNING ref

-- name: add
-- Keeps sealed texts; returns the refs that are new.
INSERT INTO vault.items (ref, subject, sealed)
SELECT ref, $1, sealed FROM unnest($2::uuid[], $3::bytea[]) AS given (ref, sealed)
ON CONFLICT DO NOTHING
RETURNING ref

-- name: items
-- Sealed texts with the keys they were sealed with.
SELECT ref, subject, sealed, wrapped FROM vault.items JOIN vault.keys USING (subject) WHERE ref = ANY ($1::uuid[])

-- name: destroy_key
-- Makes everything sealed for a person unreadable for ever, by an event that says so.
SELECT status, duplicate, code, message, first_version, last_version, receipt FROM vault.destroy_key($1, $2)

-- name: key_check
-- The code of the key-encryption key this vault was first used with.
SELECT value FROM vault.key_check

-- name: any_key
-- Some key that is not destroyed.
SELECT subject, wrapped FROM vault.keys WHERE wrapped IS NOT NULL LIMIT 1

-- name: note_key
-- Keeps the code of the key-encryption key of first use; whoever came first stands.
INSERT INTO vault.key_check (value) VALUES ($1) ON CONFLICT DO NOTHING
