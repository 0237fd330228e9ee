-- Statements of views.py and rebuild.py.

-- name: cases
-- Every case, by reference.
SELECT * FROM views.cases ORDER BY reference

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

-- name: mend
-- Replaces the rows of these streams, each at the version given; false when one of them is at another.
SELECT views.mend($1::text[], $2::integer[], $3::jsonb[])

-- name: forget_strays
-- Takes the rows away of what the log does not know.
SELECT views.forget_strays()

-- name: holders
-- Which live rows hold these references, or look so.
SELECT 'case' AS kind, reference, likeness, 'case/' || "case" AS stream FROM views.cases
WHERE reference = ANY ($1::text[]) OR likeness = ANY ($2::text[])
UNION ALL
SELECT 'prosecution', reference, likeness, 'prosecution/' || prosecution FROM views.prosecutions
WHERE reference = ANY ($1::text[]) OR likeness = ANY ($2::text[])

-- name: case_strays
-- Cases in the read models that the log does not know.
SELECT DISTINCT "case" FROM (
  SELECT "case" FROM views.cases UNION SELECT "case" FROM views.clocks
  UNION SELECT "case" FROM views.breaches UNION SELECT "case" FROM views.safeguards) AS listed
WHERE NOT EXISTS (SELECT FROM log.events WHERE stream = 'case/' || "case" AND version = 1)

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

-- name: prosecution_strays
-- Prosecutions in the read models that the log does not know.
SELECT DISTINCT prosecution FROM (
  SELECT prosecution FROM views.prosecutions UNION SELECT prosecution FROM views.victims) AS listed
WHERE NOT EXISTS (SELECT FROM log.events WHERE stream = 'prosecution/' || prosecution AND version = 1)
