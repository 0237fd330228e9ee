-- Statements of views.py and rebuild.py.

-- name: cases
-- Every case, by reference.
SELECT * FROM views.cases ORDER BY reference

-- name: open_cases
-- The cases that still need a lane, the next to wake first.
SELECT * FROM views.cases WHERE open ORDER BY next_wake_at NULLS LAST, "case"

-- name: find_case
-- One case by id or reference.
SELECT * FROM views.cases WHERE "case" = $1 OR reference = $2 ORDER BY ("case" = $1) DESC NULLS LAST LIMIT 1

-- name: clocks
-- The clocks of one case, or of all when null.
SELECT * FROM views.clocks WHERE $1::uuid IS NULL OR "case" = $1 ORDER BY "case", run, clock

-- name: breaches
-- The breaches of one case, or of all when null.
SELECT * FROM views.breaches WHERE $1::uuid IS NULL OR "case" = $1 ORDER BY "case", due_at, clock, run, rung

-- name: count_events
-- How many events there are to rebuild from.
SELECT count(*) FROM log.events WHERE starts_with(stream, 'case/')

-- name: next_streams
-- The next streams of cases after one, in order.
SELECT stream FROM log.events
WHERE version = 1 AND stream > $1 AND starts_with(stream, 'case/') ORDER BY stream LIMIT $2

-- name: lock_streams
-- Holds appends to these streams back until the transaction ends; in the order in which log.append takes its locks.
SELECT pg_advisory_xact_lock(1, key)
FROM (SELECT DISTINCT hashtext(stream) AS key FROM unnest($1::text[]) AS stream ORDER BY key) AS in_one_order

-- name: events_of
-- The events of these streams.
SELECT stream, version, type, schema, effective, role, body
FROM log.events WHERE stream = ANY ($1::text[]) ORDER BY stream, version

-- name: cases_among
-- The live rows of these cases.
SELECT * FROM views.cases WHERE "case" = ANY ($1::uuid[])

-- name: clocks_among
SELECT * FROM views.clocks WHERE "case" = ANY ($1::uuid[])

-- name: breaches_among
SELECT * FROM views.breaches WHERE "case" = ANY ($1::uuid[])

-- name: put
-- Replaces the rows of one case.
SELECT views.put($1)

-- name: forget
-- Takes the rows of one case away.
SELECT views.forget($1)

-- name: strays
-- Cases in the read models that the log does not know.
SELECT "case" FROM views.cases
WHERE NOT EXISTS (SELECT FROM log.events WHERE stream = 'case/' || "case"::text AND version = 1)
UNION SELECT "case" FROM views.clocks WHERE NOT EXISTS (SELECT FROM views.cases c WHERE c."case" = clocks."case")
UNION SELECT "case" FROM views.breaches WHERE NOT EXISTS (SELECT FROM views.cases c WHERE c."case" = breaches."case")
