-- The only way into the log.

SET LOCAL ROLE nrm_owner;

-- What one event's hash is computed over: the columns `position` to `body` in the order of the table, each as its
-- length (4 bytes, big-endian; ff ff ff ff for null) and its bytes as PostgreSQL sends them in binary. That is,
-- byte for byte, the middle of a row of COPY … (FORMAT binary): a verifier hashes what it reads.
-- STABLE, as textsend is: declared anything stricter it could not be inlined, and would take ten times as long.
CREATE FUNCTION log.preimage(e log.events) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT '\x00000008'::bytea || int8send(e.position)
      || '\x00000004'::bytea || int4send(e.version)
      || '\x00000004'::bytea || int4send(e.schema)
      || '\x00000010'::bytea || uuid_send(e.event_id)
      || '\x00000010'::bytea || uuid_send(e.command_id)
      || '\x00000008'::bytea || timestamptz_send(e.effective_at)
      || '\x00000008'::bytea || timestamptz_send(e.recorded_at)
      || '\x00000020'::bytea || e.previous_hash
      || coalesce('\x00000010'::bytea || uuid_send(e.cause), '\xffffffff'::bytea)
      || int4send(octet_length(e.stream)) || textsend(e.stream)
      || int4send(octet_length(e.type)) || textsend(e.type)
      || int4send(octet_length(e.effective)) || textsend(e.effective)
      || int4send(octet_length(e.actor)) || textsend(e.actor)
      || int4send(octet_length(e.role)) || textsend(e.role)
      || int4send(octet_length(e.rules)) || textsend(e.rules)
      || int4send(octet_length(e.body)) || e.body
$$;

-- The same for an answer: the columns `number` to `receipt`.
CREATE FUNCTION log.preimage(c log.commands) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT '\x00000008'::bytea || int8send(c.number)
      || '\x00000008'::bytea || int8send(c.position)
      || '\x00000008'::bytea || timestamptz_send(c.recorded_at)
      || '\x00000010'::bytea || uuid_send(c.command_id)
      || '\x00000020'::bytea || c.previous_hash
      || '\x00000020'::bytea || c.log_hash
      || coalesce('\x00000004'::bytea || int4send(c.first_version), '\xffffffff'::bytea)
      || coalesce('\x00000004'::bytea || int4send(c.last_version), '\xffffffff'::bytea)
      || coalesce(int4send(octet_length(c.stream)) || textsend(c.stream), '\xffffffff'::bytea)
      || int4send(octet_length(c.type)) || textsend(c.type)
      || int4send(octet_length(c.actor)) || textsend(c.actor)
      || int4send(octet_length(c.role)) || textsend(c.role)
      || int4send(octet_length(c.fingerprint)) || textsend(c.fingerprint)
      || int4send(octet_length(c.outcome)) || textsend(c.outcome)
      || coalesce(int4send(octet_length(c.code)) || textsend(c.code), '\xffffffff'::bytea)
      || coalesce(int4send(octet_length(c.message)) || textsend(c.message), '\xffffffff'::bytea)
      || coalesce(int4send(octet_length(c.receipt::text)) || textsend(c.receipt::text), '\xffffffff'::bytea)
$$;

-- The last answer there is, from which the next goes on; before the first, one that says so. Ask for it under the lock
-- of the whole log only.
CREATE FUNCTION log.last_answer() RETURNS log.commands
LANGUAGE plpgsql AS $$
DECLARE
  c log.commands;
BEGIN
  SELECT * INTO c FROM log.commands ORDER BY number DESC LIMIT 1;
  IF NOT FOUND THEN
    c.number := 0; c.position := 0; c.hash := decode(repeat('00', 32), 'hex'); c.log_hash := c.hash;
  END IF;
  RETURN c;
END $$;

-- What the log answers to a command.
CREATE TYPE log.answer AS (
  status        text,     -- accepted | refused | moved (the stream is at another version) | reused (the command id)
  duplicate     boolean,  -- the command had been answered before; this is that answer
  code          text,
  message       text,
  first_version integer,
  last_version  integer,  -- for `moved`: the version the stream is at
  receipt       json
);

-- The answer once given to a command id; null when there is none.
CREATE FUNCTION log.answered(the_id uuid, the_fingerprint text) RETURNS log.answer
LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN c.fingerprint = the_fingerprint
    THEN (c.outcome, true, c.code, c.message, c.first_version, c.last_version, c.receipt)::log.answer
    ELSE ('reused', true, NULL, NULL, NULL, NULL, NULL)::log.answer END
  FROM log.commands c WHERE c.command_id = the_id
$$;

-- One event to append.
CREATE TYPE log.new_event AS (
  event_id     uuid,
  type         text,
  schema       integer,
  effective_at timestamptz,
  effective    text,
  cause        uuid,
  body         bytea
);

-- One accepted command to append: what was decided, on which version of the stream.
CREATE TYPE log.request AS (
  stream           text,
  expected_version integer,
  command_id       uuid,
  type             text,
  actor            text,
  role             text,
  fingerprint      text,
  rules            text,
  receipt          json,
  views            jsonb,  -- the case's rows in the read models, or null to leave them
  events           log.new_event[]
);

-- Why a request was not admitted: its id had been answered before, or the stream is at another version.
CREATE FUNCTION log.not_admitted(the_stream text, the_id uuid, the_fingerprint text) RETURNS log.answer
LANGUAGE sql STABLE AS $$
  SELECT coalesce(
    log.answered(the_id, the_fingerprint),
    ('moved', false, NULL, NULL, NULL, (SELECT coalesce(max(version), 0) FROM log.events WHERE stream = the_stream), NULL
    )::log.answer)
$$;

-- A fixed snapshot would not see what the wait for a lock was for.
CREATE FUNCTION log.require_read_committed() RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'the log is written at READ COMMITTED only: a fixed snapshot would not see the last answer'
      USING ERRCODE = 'invalid_transaction_state';
  END IF;
END $$;

-- Appends the events of accepted commands, each on a stream of its own, stores their answers and replaces the cases'
-- rows in the read models: all of it or nothing. Answers come in the order of the requests.
--
-- Call it as a single statement outside a transaction block, so that its locks are never held over a round trip.
-- Whatever can wait for another writer (a stream, a command id, a reference in use) comes before the lock on the
-- whole log, so whoever holds that lock waits for nobody. It is taken in a statement of its own: a statement that
-- took it and also read the last event would read what was there when the statement began, before the wait. It is
-- released after the commit has become visible, so the order of positions is the order of commits, and who reads on
-- from a position never misses a row.
--
-- A disk can sync a few thousand times a second, and commits under one lock cannot share a sync as others do. Hence
-- several requests in one call: whatever came in while the last call was under way shares its one commit.
CREATE FUNCTION log.append(requests log.request[]) RETURNS SETOF log.answer
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
  PERFORM pg_advisory_xact_lock(kind, key)
    FROM (SELECT 1 AS kind, hashtext(stream) AS key FROM unnest(requests)
          UNION SELECT 2, uuid_hash(command_id) FROM unnest(requests) ORDER BY kind, key) AS in_one_order;

  SELECT array_agg(stream) INTO admitted FROM (
    SELECT DISTINCT ON (q.command_id) q.stream FROM unnest(requests) AS q
     WHERE q.expected_version = (SELECT coalesce(max(s.version), 0) FROM log.events s WHERE s.stream = q.stream)
       AND NOT EXISTS (SELECT FROM log.commands k WHERE k.command_id = q.command_id)) AS new;

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

-- Puts a refusal on record: no event, but an answer that is kept, numbered and hashed like any other.
CREATE FUNCTION log.refuse(
  the_stream text, the_command uuid, command_type text, the_actor text, the_role text, the_fingerprint text,
  the_code text, the_message text
) RETURNS log.answer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  c log.commands;
BEGIN
  PERFORM log.require_read_committed();
  PERFORM pg_advisory_xact_lock(2, uuid_hash(the_command));
  IF EXISTS (SELECT FROM log.commands WHERE command_id = the_command) THEN
    RETURN log.answered(the_command, the_fingerprint);
  END IF;

  PERFORM pg_advisory_xact_lock(0);
  c := log.last_answer();
  c.number := c.number + 1;
  c.previous_hash := c.hash;
  c.recorded_at := greatest(clock_timestamp(), c.recorded_at + interval '1 microsecond');
  c.command_id := the_command; c.stream := the_stream; c.type := command_type; c.actor := the_actor;
  c.role := the_role; c.fingerprint := the_fingerprint; c.outcome := 'refused'; c.code := the_code;
  c.message := the_message; c.first_version := NULL; c.last_version := NULL; c.receipt := NULL;
  c.hash := sha256(log.preimage(c));
  INSERT INTO log.commands SELECT c.*;
  RETURN ('refused', false, the_code, the_message, NULL, NULL, NULL)::log.answer;
END $$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA log FROM PUBLIC;
REVOKE ALL ON TYPE log.answer FROM PUBLIC;
GRANT USAGE ON TYPE log.answer TO nrm_app;
GRANT EXECUTE ON FUNCTION log.append, log.refuse TO nrm_app;
