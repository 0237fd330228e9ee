-- Statements of views.py and rebuild.py.

-- name: cases
-- The cases after a reference (null: from the first), at most so many (null: all), by reference.
SELECT * FROM views.cases WHERE $1::text IS NULL OR reference > $1 ORDER BY reference LIMIT $2

-- name: open_cases
-- The cases that still need a lane, the next to wake first.
SELECT * FROM views.cases WHERE open ORDER BY next_wake_at NULLS LAST, "case"

-- name: find_case
-- One case by its id, its reference, or what looks like the reference of one case only.
SELECT * FROM views.cases
WHERE "case" = $1 OR reference = $2 OR (likeness = $3 AND (SELECT count(*) FROM views.cases WHERE likeness = $3) = 1)
ORDER BY ("case" = $1) DESC NULLS LAST, (reference = $2) DESC LIMIT 1

-- name: clocks
-- The clocks of one case, or of all when null.
SELECT * FROM views.clocks WHERE $1::uuid IS NULL OR "case" = $1 ORDER BY "case", run, clock

-- name: breaches
-- The breaches of one case, or of all when null.
SELECT * FROM views.breaches WHERE $1::uuid IS NULL OR "case" = $1 ORDER BY "case", due_at, clock, run, rung

-- name: listed_breaches
-- Breaches as a list shows them, each with its case and its clock, the earliest last day first. What is null asks for
-- nothing; the last two parameters but one name the breach after which the list goes on.
SELECT c.reference, c.nation, c.owners, c.teams, k.ended_on, k.days_late AS clock_days_late, b.*
FROM views.breaches b
JOIN views.cases c ON c."case" = b."case"
LEFT JOIN views.clocks k ON k."case" = b."case" AND k.clock = b.clock AND k.run = b.run
WHERE ($1::text[] IS NULL OR b.status = ANY ($1))
  AND ($2::text IS NULL OR b.force = $2)
  AND ($3::text IS NULL OR b.clock = $3)
  AND ($4::text IS NULL OR c.nation = $4)
  AND ($5::text IS NULL OR EXISTS (SELECT FROM unnest(c.owners) AS owner WHERE lower(owner) = lower($5)))
  AND ($6::text IS NULL OR $6 = ANY (c.teams))
  AND ($7::uuid IS NULL OR b."case" = $7)
  AND ($8::text IS NULL OR (coalesce(b.due_on, 'infinity'), c.reference, b.recorded_version) > (
        SELECT coalesce(l.due_on, 'infinity'), $8, l.recorded_version
        FROM views.breaches l JOIN views.cases d ON d."case" = l."case"
        WHERE d.reference = $8 AND l.recorded_version = $9))
ORDER BY coalesce(b.due_on, 'infinity'), c.reference, b.recorded_version
LIMIT $10

-- name: uncounted
-- The clocks that cannot be computed, each with the reference of its case.
SELECT c.reference, k.* FROM views.clocks k JOIN views.cases c ON c."case" = k."case"
WHERE k.status = 'cannot_compute' ORDER BY c.reference, k.run, k.clock

-- name: references
-- The references of these cases and prosecutions.
SELECT "case" AS id, reference FROM views.cases WHERE "case" = ANY ($1::uuid[])
UNION ALL SELECT prosecution, reference FROM views.prosecutions WHERE prosecution = ANY ($1::uuid[])

-- name: safeguards
-- The concerns of one case, or of all when null: the latest first, as far as their dates say.
SELECT * FROM views.safeguards WHERE $1::uuid IS NULL OR "case" = $1 ORDER BY since DESC, "case", "check", about

-- name: count_events
-- How many events there are to rebuild from.
SELECT count(*) FROM log.events WHERE starts_with(stream, 'case/') OR starts_with(stream, 'prosecution/')

-- name: next_streams
-- The next streams of one kind after one, in order.
SELECT stream FROM log.events
WHERE version = 1 AND stream > $1 AND starts_with(stream, $2) ORDER BY stream LIMIT $3

-- name: lock_streams
-- Holds appends to these streams back until the transaction ends; in the order in which log.append takes its locks.
SELECT pg_advisory_xact_lock(1, key)
FROM (SELECT DISTINCT hashtext(stream) AS key FROM unnest($1::text[]) AS stream ORDER BY key) AS in_one_order

-- name: events_of
-- The events of these streams, and by which rule-book each was decided.
SELECT stream, version, type, schema, effective, role, body, rules
FROM log.events WHERE stream = ANY ($1::text[]) ORDER BY stream, version

-- name: cases_among
-- The live rows of these cases.
SELECT * FROM views.cases WHERE "case" = ANY ($1::uuid[])

-- name: clocks_among
SELECT * FROM views.clocks WHERE "case" = ANY ($1::uuid[])

-- name: breaches_among
SELECT * FROM views.breaches WHERE "case" = ANY ($1::uuid[])

-- name: safeguards_among
SELECT * FROM views.safeguards WHERE "case" = ANY ($1::uuid[])

-- name: put
-- Replaces the rows of one case or prosecution.
SELECT views.put($1)

-- name: forget_case
-- Takes the rows of one case away.
SELECT views.forget($1)

-- name: case_strays
-- Cases in the read models that the log does not know.
SELECT "case" FROM views.cases
WHERE NOT EXISTS (SELECT FROM log.events WHERE stream = 'case/' || "case"::text AND version = 1)
UNION SELECT "case" FROM views.clocks WHERE NOT EXISTS (SELECT FROM views.cases c WHERE c."case" = clocks."case")
UNION SELECT "case" FROM views.breaches WHERE NOT EXISTS (SELECT FROM views.cases c WHERE c."case" = breaches."case")
UNION SELECT "case" FROM views.safeguards
WHERE NOT EXISTS (SELECT FROM views.cases c WHERE c."case" = safeguards."case")

-- name: prosecutions
-- Every prosecution, by reference.
SELECT * FROM views.prosecutions ORDER BY reference

-- name: find_prosecution
-- One prosecution by its id, its reference, or what looks like the reference of one only.
SELECT * FROM views.prosecutions
WHERE prosecution = $1 OR reference = $2
   OR (likeness = $3 AND (SELECT count(*) FROM views.prosecutions WHERE likeness = $3) = 1)
ORDER BY (prosecution = $1) DESC NULLS LAST, (reference = $2) DESC LIMIT 1

-- name: unfinished_prosecutions
-- The prosecutions that still need a lane: those that go on, and those of which a case has yet to be told.
SELECT * FROM views.prosecutions p
WHERE p.open OR EXISTS (
  SELECT FROM views.victims v
  WHERE v.prosecution = p.prosecution AND NOT EXISTS (SELECT FROM log.commands c WHERE c.command_id = v.pointer))
ORDER BY p.prosecution

-- name: victims_of
-- The persons linked to one prosecution, now or once, as it says itself; their references and stages as their cases say.
SELECT v."case", c.reference, c.stage, v.witness, v.linked
FROM views.victims v LEFT JOIN views.cases c ON c."case" = v."case"
WHERE v.prosecution = $1 ORDER BY v.linked_version

-- name: prosecutions_among
-- These prosecutions.
SELECT * FROM views.prosecutions WHERE prosecution = ANY ($1::uuid[]) ORDER BY reference

-- name: victims_among
SELECT * FROM views.victims WHERE prosecution = ANY ($1::uuid[])

-- name: forget_prosecution
-- Takes the rows of one prosecution away.
SELECT views.forget_prosecution($1)

-- name: prosecution_strays
-- Prosecutions in the read models that the log does not know.
SELECT prosecution FROM views.prosecutions
WHERE NOT EXISTS (SELECT FROM log.events WHERE stream = 'prosecution/' || prosecution::text AND version = 1)
UNION SELECT prosecution FROM views.victims
WHERE NOT EXISTS (SELECT FROM views.prosecutions p WHERE p.prosecution = victims.prosecution)
