-- A decision may look at more than its own stream: at the cases that a command names, at the rule-book that decides.
-- What it has looked at must still be so when its events are appended, or it is decided again.

SET LOCAL ROLE nrm_owner;

-- A stream that a decision has looked at, and the version it was at; 0 for none.
CREATE TYPE log.seen AS (
  stream  text,
  version integer
);

ALTER TYPE log.request ADD ATTRIBUTE seen log.seen[];

-- As in 0003, and besides: a request is `moved` if a stream it has seen is at another version by now, or is appended to
-- by a request before it in the same call.
--
-- Streams that are written are locked against everybody, those that were only seen against writers. One key is locked
-- once: who held it shared and then wanted it alone would wait for the other who did the same. Nobody's rule-book
-- changes between this check and the commit either, since accepting one is an append to a stream that all have seen.
CREATE OR REPLACE FUNCTION log.append(requests log.request[]) RETURNS SETOF log.answer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  zero     CONSTANT bytea := decode(repeat('00', 32), 'hex');
  admitted text[];            -- the streams to append to
  r        record;
  event    log.new_event;
  e        log.events;
  made     log.events[] := '{}';
  c        log.commands;
  answers  log.commands[] := '{}';
BEGIN
  PERFORM log.require_read_committed();
  PERFORM CASE WHEN is_written THEN pg_advisory_xact_lock(kind, key) ELSE pg_advisory_xact_lock_shared(kind, key) END
    FROM (SELECT kind, key, bool_or(is_written) AS is_written FROM (
            SELECT 1 AS kind, hashtext(q.stream) AS key, true AS is_written FROM unnest(requests) AS q
            UNION ALL SELECT 1, hashtext(s.stream), false FROM unnest(requests) AS q, unnest(q.seen) AS s
            UNION ALL SELECT 2, uuid_hash(q.command_id), true FROM unnest(requests) AS q) AS wanted
          GROUP BY kind, key ORDER BY kind, key) AS in_one_order;

  SELECT array_agg(stream) INTO admitted FROM (
    SELECT DISTINCT ON (q.command_id) q.stream FROM unnest(requests) WITH ORDINALITY AS q
     WHERE q.expected_version = (SELECT coalesce(max(v.version), 0) FROM log.events v WHERE v.stream = q.stream)
       AND NOT EXISTS (SELECT FROM log.commands k WHERE k.command_id = q.command_id)
       AND NOT EXISTS (
         SELECT FROM unnest(q.seen) AS s
          WHERE s.version <> (SELECT coalesce(max(v.version), 0) FROM log.events v WHERE v.stream = s.stream)
             OR EXISTS (SELECT FROM unnest(requests) WITH ORDINALITY AS p
                         WHERE p.stream = s.stream AND p.ordinality < q.ordinality))) AS new;

  PERFORM views.put(q.views) FROM unnest(requests) AS q WHERE q.stream = ANY (admitted) AND q.views IS NOT NULL;

  PERFORM pg_advisory_xact_lock(0);
  c := log.last_answer();
  e.position := c.position;
  e.log_hash := c.log_hash;
  c.outcome := 'accepted'; c.code := NULL; c.message := NULL;

  FOR r IN
    SELECT q.*, (SELECT s.hash FROM log.events s WHERE s.stream = q.stream AND s.version = q.expected_version) AS last
      FROM unnest(requests) AS q WHERE q.stream = ANY (admitted)
  LOOP
    c.number := c.number + 1;
    c.previous_hash := c.hash;
    c.recorded_at := greatest(clock_timestamp(), c.recorded_at + interval '1 microsecond');
    c.command_id := r.command_id; c.stream := r.stream; c.type := r.type; c.actor := r.actor; c.role := r.role;
    c.fingerprint := r.fingerprint; c.receipt := r.receipt;
    e.stream := r.stream; e.version := r.expected_version; e.hash := coalesce(r.last, zero);
    e.command_id := r.command_id; e.actor := r.actor; e.role := r.role; e.rules := r.rules;
    e.recorded_at := c.recorded_at;
    FOREACH event IN ARRAY r.events LOOP
      e.position := e.position + 1;
      e.version := e.version + 1;
      e.previous_hash := e.hash;
      e.event_id := event.event_id; e.type := event.type; e.schema := event.schema; e.cause := event.cause;
      e.effective_at := event.effective_at; e.effective := event.effective; e.body := event.body;
      e.hash := sha256(log.preimage(e));
      e.log_hash := sha256(e.log_hash || e.hash);
      made := made || e;
    END LOOP;
    c.position := e.position;
    c.log_hash := e.log_hash;
    c.first_version := CASE WHEN e.version > r.expected_version THEN r.expected_version + 1 END;
    c.last_version := CASE WHEN e.version > r.expected_version THEN e.version END;
    c.hash := sha256(log.preimage(c));
    answers := answers || c;
  END LOOP;
  INSERT INTO log.events SELECT * FROM unnest(made);
  INSERT INTO log.commands SELECT * FROM unnest(answers);

  FOR r IN SELECT * FROM unnest(requests) LOOP
    RETURN NEXT CASE WHEN r.stream = ANY (admitted)
      THEN ('accepted', false, NULL, NULL,
            CASE WHEN cardinality(r.events) > 0 THEN r.expected_version + 1 END,
            CASE WHEN cardinality(r.events) > 0 THEN r.expected_version + cardinality(r.events) END,
            r.receipt)::log.answer
      ELSE log.not_admitted(r.stream, r.command_id, r.fingerprint) END;
  END LOOP;
END $$;
