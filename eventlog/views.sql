-- Statements of views.py and rebuild.py.

-- name: cases
-- The cases after a reference (none is empty), at most so many (null: all), by reference.
SELECT * FROM views.cases WHERE reference > $1 ORDER BY reference LIMIT $2

-- name: open_cases
-- The cases that still need a lane, the next to wake first.
SELECT * FROM views.cases WHERE open ORDER BY next_wake_at NULLS LAST, "case"

-- name: unfinished
-- Every case and prosecution that needs a lane, and what the lane should show of it, the next to wake first. One is quiet
-- unless its last event was recorded within this time, so that its lane may be about to show it.
SELECT 'case' AS kind, c."case" AS id, c.stage, c.nation, c.next_wake_at,
       (SELECT count(*) FROM views.breaches b WHERE b."case" = c."case" AND b.status = 'open') AS open_breaches,
       false AS owes,
       NOT EXISTS (SELECT FROM log.events e WHERE e.stream = 'case/' || c."case" AND e.version = c.version
         AND e.recorded_at BETWEEN clock_timestamp() - $1::interval AND clock_timestamp()) AS is_quiet
FROM views.cases c WHERE c.open
UNION ALL
SELECT 'prosecution', p.prosecution, p.stage, p.nation, NULL, NULL, owed.is,
       NOT EXISTS (SELECT FROM log.events e WHERE e.stream = 'prosecution/' || p.prosecution AND e.version = p.version
         AND e.recorded_at BETWEEN clock_timestamp() - $1::interval AND clock_timestamp())
FROM views.prosecutions p, LATERAL (SELECT EXISTS (
  SELECT FROM views.victims v
  WHERE v.prosecution = p.prosecution AND NOT EXISTS (SELECT FROM log.commands c WHERE c.command_id = v.pointer)
) AS is) AS owed
WHERE p.open OR owed.is
ORDER BY next_wake_at NULLS LAST, id

-- name: how_many
-- How many cases and prosecutions need a lane; of how many cases the next instant passed more than a minute ago.
-- Asked by whoever only counts them.
SELECT (SELECT count(*) FROM views.cases WHERE open) + (SELECT count(*) FROM views.prosecutions p
          WHERE p.open OR EXISTS (SELECT FROM views.victims v WHERE v.prosecution = p.prosecution
            AND NOT EXISTS (SELECT FROM log.commands c WHERE c.command_id = v.pointer))) AS unfinished,
       (SELECT count(*) FROM views.cases
          WHERE open AND next_wake_at < clock_timestamp() - interval '1 minute') AS unheeded

-- name: unheeded
-- The open cases whose next instant passed more than a minute ago, and nothing was made of it; the longest ago first.
SELECT "case", next_wake_at FROM views.cases
WHERE open AND next_wake_at < clock_timestamp() - interval '1 minute' ORDER BY next_wake_at

-- name: decided_by_others
-- The open cases that another rule-book than this one decided last.
SELECT c.* FROM views.cases c
WHERE c.open AND (SELECT e.rules FROM log.events e
                  WHERE e.stream = 'case/' || c."case" ORDER BY e.version DESC LIMIT 1) <> $1
ORDER BY c.next_wake_at NULLS LAST, c."case"

-- name: find_case
-- One case by its id, its reference, or what looks like the reference of one case only.
SELECT * FROM views.cases
WHERE "case" = $1 OR reference = $2 OR (likeness = $3 AND (SELECT count(*) FROM views.cases WHERE likeness = $3) = 1)
ORDER BY ("case" = $1) DESC NULLS LAST, (reference = $2) DESC LIMIT 1

-- name: clocks
-- The clocks of all cases. A statement that served one case too would be planned for all of them.
SELECT * FROM views.clocks ORDER BY "case", run, clock

-- name: clocks_of
-- The clocks of one case.
SELECT * FROM views.clocks WHERE "case" = $1 ORDER BY run, clock

-- name: breaches
-- The breaches of all cases.
SELECT * FROM views.breaches ORDER BY "case", due_at, clock, run, rung

-- name: breaches_of
-- The breaches of one case.
SELECT * FROM views.breaches WHERE "case" = $1 ORDER BY due_at, clock, run, rung

-- name: plan_for_what_is_asked
-- What a question leaves open is left out when it is planned, each time anew, so that one does not get another's plan.
SET LOCAL plan_cache_mode = force_custom_plan

-- name: listed_breaches
-- Breaches as a list shows them, each with its case and its clock, the earliest last day first. What is null asks for
-- nothing; the last two parameters but one name the breach after which the list goes on. That its last day is no earlier
-- is said by itself, because that alone can be looked up.
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
  AND ($8::text IS NULL OR coalesce(b.due_on, 'infinity') >= (
        SELECT coalesce(l.due_on, 'infinity') FROM views.breaches l JOIN views.cases d ON d."case" = l."case"
        WHERE d.reference = $8 AND l.recorded_version = $9))
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
-- The concerns of all cases: the latest first, as far as their dates say.
SELECT * FROM views.safeguards ORDER BY since DESC, "case", "check", about

-- name: safeguards_of
-- The concerns of one case, in the same order.
SELECT * FROM views.safeguards WHERE "case" = $1 ORDER BY since DESC, "check", about

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
