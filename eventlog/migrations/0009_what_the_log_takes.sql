-- What the log takes, whoever asks: each column in its one form, and with every append what belongs to it. Until here
-- the functions believed their caller, and one event that was no event could stop a case, or everybody.
--
-- The forms are checked by the functions and not by constraints: PostgreSQL would prepare those anew for each insert,
-- which costs more than the insert.

SET LOCAL ROLE nrm_owner;

-- Text that no screen can take for an instruction: no control characters, no change of writing direction, nothing
-- that cannot be seen.
CREATE FUNCTION log.is_plain(value text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT value !~ '[\u0001-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]'
$$;

-- A word of the engine's own: the name of an event, a role, a code.
CREATE FUNCTION log.is_word(value text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT value ~ '^[a-z][a-z0-9]*(-[a-z0-9]+)*$' AND length(value) <= 64
$$;

-- A stream: a person's case, a prosecution, the acceptances of rule-books, the end of somebody's key. What is no id where
-- one belongs is an error of its own.
CREATE FUNCTION log.is_stream(value text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN split_part(value, '/', 1) IN ('case', 'prosecution', 'key')
    THEN split_part(value, '/', 1) || '/' || split_part(value, '/', 2)::uuid::text = value
    ELSE value = 'system/rules' END
$$;

-- Who asks for what; nobody under the engine's name in another role. In the engine's role anybody may ask, and is refused:
-- that this was tried is on record.
CREATE FUNCTION log.is_asked(command_type text, actor text, role text, fingerprint text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT log.is_word(replace(command_type, 'prosecution/', ''))
     AND length(actor) BETWEEN 1 AND 64 AND actor = btrim(actor) AND log.is_plain(actor) AND log.is_word(role)
     AND (role = 'engine' OR lower(actor) <> 'engine')
     AND length(fingerprint) = 64 AND translate(fingerprint, '0123456789abcdef', '') = ''
$$;

-- A JSON object in which no key comes twice, and every character is written as itself: no escape but that of the
-- quotation mark and of the backslash, under which a control character could hide.
CREATE FUNCTION log.is_object(value text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT value IS JSON OBJECT WITH UNIQUE KEYS AND log.is_plain(value)
     AND (position('\' IN value) = 0 OR position('\' IN replace(replace(value, '\\', ''), '\"', '')) = 0)
$$;

-- Whether `effective` is a time as domain/when.py writes it, `2016`, `2016-08`, `2016-08-31`, some days from one to a
-- later one, `2016-08-31/2016-09-06`, or an instant to the microsecond in UTC, and `effective_at` its first instant.
-- Days, months and years begin in London, at most two hours before they do in UTC. A day that no calendar has is an
-- error of its own.
CREATE FUNCTION log.is_dated(effective text, effective_at timestamptz) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN effective ~ '^(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3])(:[0-5][0-9]){2}\.[0-9]{6}Z$'
      THEN effective_at = effective::timestamptz
    WHEN effective ~ '^(19|20|21)[0-9]{2}(-[0-9]{2}(-[0-9]{2})?)?$'
      THEN (effective || substr('-01-01', length(effective) - 3) || 'T00:00:00Z')::timestamptz - effective_at
           BETWEEN interval '0' AND interval '2 hours'
    WHEN effective ~ '^(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}/[0-9]{4}-[0-9]{2}-[0-9]{2}$'
      THEN left(effective, 10) < right(effective, 10) AND (right(effective, 10) || 'T00:00:00Z')::timestamptz IS NOT NULL
       AND (left(effective, 10) || 'T00:00:00Z')::timestamptz - effective_at BETWEEN interval '0' AND interval '2 hours'
    ELSE false END
$$;

-- What the bytes of a body say; null where they are no JSON. For reading what was taken before there were checks.
CREATE FUNCTION log.said(body bytea) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RETURN convert_from(body, 'UTF8')::jsonb;
EXCEPTION WHEN data_exception THEN
  RETURN NULL;
END $$;

-- What an event can say: of each kind of stream the types and their shapes, with the keys each must have and those it
-- may have. The program tells what it knows when it migrates (eventlog/migrate.py); nothing is ever taken away, since
-- an older program may still be at work. Whatever is not in here, no program could read.
CREATE TABLE log.shapes (
  kind     text    NOT NULL,
  type     text    NOT NULL,
  schema   integer NOT NULL,
  required text[]  NOT NULL,
  fields   text[]  NOT NULL,
  PRIMARY KEY (kind, type, schema)
);

GRANT SELECT ON log.shapes TO nrm_app;
GRANT EXECUTE ON FUNCTION log.said TO nrm_app;

-- How far the clock of whoever appends may be from the database's, and how far ahead the last answer may be recorded.
CREATE FUNCTION log.clock_tolerance() RETURNS interval LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT interval '5 minutes'
$$;

-- Refuses to write on a fixed snapshot, which would not see what the wait for a lock was for; and by a clock that nobody
-- else shares. Whatever was recorded under a wrong one would say so for ever, and everything after it would be recorded
-- later still.
CREATE FUNCTION log.require_a_fair_call(the_time timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'the log is written at READ COMMITTED only: a fixed snapshot would not see the last answer'
      USING ERRCODE = 'invalid_transaction_state';
  END IF;
  IF (the_time BETWEEN clock_timestamp() - log.clock_tolerance() AND clock_timestamp() + log.clock_tolerance())
     IS NOT TRUE THEN
    RAISE EXCEPTION 'the clock of the database and that of its caller are more than % apart', log.clock_tolerance()
      USING ERRCODE = '55T01';
  END IF;
END $$;

-- The answer from which the next goes on (0003). Refuses to go on from one that is recorded in the future.
CREATE FUNCTION log.last_answer_by_now() RETURNS log.commands LANGUAGE plpgsql AS $$
DECLARE
  c log.commands := log.last_answer();
BEGIN
  IF c.recorded_at > clock_timestamp() + log.clock_tolerance() THEN
    RAISE EXCEPTION 'the last answer is recorded more than % in the future', log.clock_tolerance()
      USING ERRCODE = '55T02';
  END IF;
  RETURN c;
END $$;

-- Whether rows are those of one stream, all of them, at one version: `kind` is its kind, `id` whose it is.
CREATE FUNCTION views.are_of(document jsonb, kind text, id text, version integer) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT (document #>> ARRAY[kind, kind] = id AND document #>> ARRAY[kind, 'version'] = version::text
    AND CASE kind
      WHEN 'case' THEN NOT jsonb_path_exists(document, '$.*[*] ? (@.case != $id)', jsonb_build_object('id', id))
      WHEN 'prosecution'
      THEN NOT jsonb_path_exists(document, '$.*[*] ? (@.prosecution != $id)', jsonb_build_object('id', id)) END) IS TRUE
$$;

-- Whether every text that a body cites is in the vault as it is cited, sealed for the one it is about.
CREATE FUNCTION log.cites_what_is_sealed(body text, subject uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT coalesce(bool_and(i.ref IS NOT NULL), true)
    FROM regexp_matches(body, '\{"ref":"([0-9a-f-]{36})","digest":"([0-9a-f]{64})"', 'g') AS cited
    LEFT JOIN vault.items i ON i.ref = cited[1]::uuid AND i.subject = $2 AND sha256(i.sealed) = decode(cited[2], 'hex')
$$;

-- Refuses appends that are not whole, before anybody waits for them. Each column has its form. Each event is of a shape
-- that can be read, is dated, and cites what is sealed. The receipt says what was done. What decides is a rule-book that
-- is kept, and the rows of the lists are those at the version that the append leads to.
CREATE FUNCTION log.require_whole(requests log.request[]) RETURNS void LANGUAGE plpgsql STABLE AS $$
DECLARE
  q      log.request;
  e      log.new_event;
  kind   text;
  last   integer;
  types  text[];
  body   text;
  said   jsonb;
  shape  log.shapes;  -- the one met last, as the next event often has it too
  kept   text;        -- likewise
  why    text;
BEGIN
  FOREACH q IN ARRAY requests LOOP
    IF (log.is_stream(q.stream) AND q.expected_version >= 0) IS NOT TRUE THEN
      why := 'its stream or its version is none';
    END IF;
    IF (log.is_asked(q.type, q.actor, q.role, q.fingerprint) AND (q.role <> 'engine' OR q.actor = 'engine')
        AND length(q.rules) <= 200 AND log.is_plain(q.rules)) IS NOT TRUE THEN
      why := coalesce(why, 'who asked for what by which rules has not the form of it');
    END IF;
    kind := split_part(q.stream, '/', 1); last := q.expected_version; types := '{}';
    FOREACH e IN ARRAY q.events LOOP
      last := last + 1; types := types || e.type; body := convert_from(e.body, 'UTF8'); said := body::jsonb;
      IF (length(body) <= 1000000 AND log.is_object(body)) IS NOT TRUE THEN
        why := coalesce(why, 'the body of an event is no JSON object, or hides something');
      END IF;
      IF log.is_dated(e.effective, e.effective_at) IS NOT TRUE THEN
        why := coalesce(why, 'the time of an event is none');
      END IF;
      IF (shape.kind = kind AND shape.type = e.type AND shape.schema = e.schema) IS NOT TRUE THEN
        SELECT * INTO shape FROM log.shapes s WHERE s.kind = split_part(q.stream, '/', 1) AND s.type = e.type
          AND s.schema = e.schema;
      END IF;
      IF (said ?& shape.required AND said - shape.fields = '{}') IS NOT TRUE THEN
        why := coalesce(why, 'an event is of a type that is not known, or has not the shape of its type');
      END IF;
      IF position('"ref":' IN body) > 0
        AND log.cites_what_is_sealed(body, split_part(q.stream, '/', 2)::uuid) IS NOT TRUE THEN
        why := coalesce(why, 'an event cites a text that is not sealed for the one it is about');
      END IF;
    END LOOP;
    IF (log.is_object(q.receipt::text) AND last > 0 AND q.receipt ->> 'version' = last::text
        AND coalesce((q.receipt -> 'events')::jsonb = to_jsonb(types), true)) IS NOT TRUE THEN
      why := coalesce(why, 'its receipt does not say what was done');
    END IF;
    IF kind NOT IN ('case', 'prosecution') THEN
      IF q.views IS NOT NULL THEN
        why := coalesce(why, 'its stream is in no list');
      END IF;
    ELSIF NOT views.are_of(q.views, kind, split_part(q.stream, '/', 2), last) THEN
      why := coalesce(why, 'its rows are not those of its stream at the version it leads to');
    ELSIF kept IS DISTINCT FROM q.rules THEN
      kept := (SELECT q.rules FROM law.rule_books b WHERE b.version || '+' || left(b.digest, 16) = q.rules);
      IF kept IS NULL THEN
        why := coalesce(why, 'its rule-book is not kept');
      END IF;
    END IF;
    IF why IS NOT NULL THEN
      RAISE EXCEPTION 'an append is refused: %', why USING ERRCODE = 'check_violation';
    END IF;
  END LOOP;
END $$;

-- Whether a stream has an event.
CREATE FUNCTION log.has_begun(the_stream text) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM log.events WHERE stream = the_stream AND version = 1)
$$;

-- The lists. Rows are written with the events that lead to them, or by `views.mend`, and not otherwise.
DROP FUNCTION log.append(log.request[]);
DROP FUNCTION views.put(jsonb);
DROP FUNCTION views.put_case(jsonb);
DROP FUNCTION views.put_prosecution(jsonb);
DROP FUNCTION views.forget(uuid);
DROP FUNCTION views.forget_prosecution(uuid);

-- Replaces the rows of cases by those of documents {"case": {…}, "clocks": […], "breaches": […], "safeguards": […]}, all
-- at once, so that two can exchange what only one may have.
CREATE FUNCTION views.write_cases(documents jsonb[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  whose CONSTANT uuid[] := ARRAY(SELECT (d #>> '{case,case}')::uuid FROM unnest(documents) AS d);
BEGIN
  DELETE FROM views.safeguards WHERE "case" = ANY (whose);
  DELETE FROM views.breaches WHERE "case" = ANY (whose);
  DELETE FROM views.clocks WHERE "case" = ANY (whose);
  DELETE FROM views.cases WHERE "case" = ANY (whose);
  INSERT INTO views.cases
    SELECT r.* FROM unnest(documents) AS d, jsonb_populate_record(NULL::views.cases, d -> 'case') AS r;
  INSERT INTO views.clocks
    SELECT r.* FROM unnest(documents) AS d, jsonb_populate_recordset(NULL::views.clocks, d -> 'clocks') AS r;
  INSERT INTO views.breaches
    SELECT r.* FROM unnest(documents) AS d, jsonb_populate_recordset(NULL::views.breaches, d -> 'breaches') AS r;
  INSERT INTO views.safeguards
    SELECT r.* FROM unnest(documents) AS d, jsonb_populate_recordset(NULL::views.safeguards, d -> 'safeguards') AS r;
END $$;

-- The same for prosecutions: {"prosecution": {…}, "victims": […]}.
CREATE FUNCTION views.write_prosecutions(documents jsonb[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  whose CONSTANT uuid[] := ARRAY(SELECT (d #>> '{prosecution,prosecution}')::uuid FROM unnest(documents) AS d);
BEGIN
  DELETE FROM views.victims WHERE prosecution = ANY (whose);
  DELETE FROM views.prosecutions WHERE prosecution = ANY (whose);
  INSERT INTO views.prosecutions
    SELECT r.* FROM unnest(documents) AS d,
                    jsonb_populate_record(NULL::views.prosecutions, d -> 'prosecution') AS r;
  INSERT INTO views.victims
    SELECT r.* FROM unnest(documents) AS d, jsonb_populate_recordset(NULL::views.victims, d -> 'victims') AS r;
END $$;

-- Either kind; each document by the stream whose it is.
CREATE FUNCTION views.write(streams text[], documents jsonb[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  cases        jsonb[];
  prosecutions jsonb[];
BEGIN
  SELECT array_agg(document) FILTER (WHERE stream LIKE 'case/%'),
         array_agg(document) FILTER (WHERE stream LIKE 'prosecution/%')
    INTO cases, prosecutions
    FROM unnest(streams, documents) AS given (stream, document);
  IF cases IS NOT NULL THEN
    PERFORM views.write_cases(cases);
  END IF;
  IF prosecutions IS NOT NULL THEN
    PERFORM views.write_prosecutions(prosecutions);
  END IF;
END $$;

-- Puts the rows of streams right that were found not to be what the log says: those of all these streams at once, or
-- none. Nobody can append to them meanwhile. False, and nothing is changed, if one of them is at another version by
-- now than its rows were worked out for.
CREATE FUNCTION views.mend(streams text[], versions integer[], documents jsonb[]) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mended RECORD;
BEGIN
  PERFORM log.require_a_fair_call(clock_timestamp());
  PERFORM pg_advisory_xact_lock(1, key)
    FROM (SELECT DISTINCT hashtext(stream) AS key FROM unnest(streams) AS stream ORDER BY key) AS in_one_order;
  FOR mended IN
    SELECT given.*, split_part(stream, '/', 1) AS kind, split_part(stream, '/', 2) AS id,
           (SELECT max(e.version) FROM log.events e WHERE e.stream = given.stream) AS last
      FROM unnest(streams, versions, documents) AS given (stream, version, document)
  LOOP
    IF mended.last IS DISTINCT FROM mended.version THEN
      RETURN false;
    END IF;
    IF NOT views.are_of(mended.document, mended.kind, mended.id, mended.version) THEN
      RAISE EXCEPTION 'rows are refused: they are not those of their stream at its version'
        USING ERRCODE = 'check_violation';
    END IF;
  END LOOP;
  PERFORM views.write(streams, documents);
  RETURN true;
END $$;

-- Takes away the rows of what the log does not know; says whose they were.
CREATE FUNCTION views.forget_strays() RETURNS SETOF uuid
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH safeguards AS (
    DELETE FROM views.safeguards WHERE NOT log.has_begun('case/' || "case") RETURNING "case" AS id),
  breaches AS (DELETE FROM views.breaches WHERE NOT log.has_begun('case/' || "case") RETURNING "case" AS id),
  clocks AS (DELETE FROM views.clocks WHERE NOT log.has_begun('case/' || "case") RETURNING "case" AS id),
  cases AS (DELETE FROM views.cases WHERE NOT log.has_begun('case/' || "case") RETURNING "case" AS id),
  victims AS (
    DELETE FROM views.victims WHERE NOT log.has_begun('prosecution/' || prosecution) RETURNING prosecution AS id),
  prosecutions AS (
    DELETE FROM views.prosecutions WHERE NOT log.has_begun('prosecution/' || prosecution) RETURNING prosecution AS id)
  SELECT id FROM safeguards UNION SELECT id FROM breaches UNION SELECT id FROM clocks UNION SELECT id FROM cases
  UNION SELECT id FROM victims UNION SELECT id FROM prosecutions
$$;

DROP FUNCTION log.require_read_committed();

-- As in 0008, and besides: what is not whole is refused, and so is what comes by another clock. `the_time` is the
-- caller's. This is the one way into the log, and for the functions that follow: none but they may call it.
CREATE FUNCTION log.add(requests log.request[], the_time timestamptz) RETURNS SETOF log.answer
LANGUAGE plpgsql AS $$
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
  PERFORM log.require_a_fair_call(the_time);
  PERFORM log.require_whole(requests);
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

  PERFORM views.write(array_agg(q.stream), array_agg(q.views))
    FROM unnest(requests) AS q WHERE q.stream = ANY (admitted) AND q.views IS NOT NULL HAVING count(*) > 0;

  PERFORM pg_advisory_xact_lock(0);
  c := log.last_answer_by_now();
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

-- Appends to cases and prosecutions, as 0003 and 0008 say.
CREATE FUNCTION log.append(requests log.request[], the_time timestamptz) RETURNS SETOF log.answer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
BEGIN
  IF EXISTS (SELECT FROM unnest(requests) AS q WHERE q.stream !~ '^(case|prosecution)/') THEN
    RAISE EXCEPTION 'an append is refused: its stream is written by a function of its own'
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN QUERY SELECT * FROM log.add(requests, the_time);
END $$;

-- Puts a refusal on record, as in 0003; not by another clock.
DROP FUNCTION log.refuse(text, uuid, text, text, text, text, text, text);
CREATE FUNCTION log.refuse(
  the_stream text, the_command uuid, command_type text, the_actor text, the_role text, the_fingerprint text,
  the_code text, the_message text, the_time timestamptz
) RETURNS log.answer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  c log.commands;
BEGIN
  PERFORM log.require_a_fair_call(the_time);
  IF (coalesce(log.is_stream(the_stream), true) AND log.is_asked(command_type, the_actor, the_role, the_fingerprint)
      AND log.is_word(the_code) AND length(the_message) <= 10000 AND log.is_plain(the_message)) IS NOT TRUE THEN
    RAISE EXCEPTION 'a refusal is refused: who asked for what, or why not, has not the form of it'
      USING ERRCODE = 'check_violation';
  END IF;
  PERFORM pg_advisory_xact_lock(2, uuid_hash(the_command));
  IF EXISTS (SELECT FROM log.commands WHERE command_id = the_command) THEN
    RETURN log.answered(the_command, the_fingerprint);
  END IF;

  PERFORM pg_advisory_xact_lock(0);
  c := log.last_answer_by_now();
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

-- Rule-books are kept with their acceptance, and not otherwise; each under the digest of its own texts.

-- Whether these are texts by name, and that of the book itself among them.
CREATE FUNCTION law.are_texts(files jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT jsonb_typeof(files) = 'object' AND files ? 'rule-book.yaml'
     AND NOT jsonb_path_exists(files, '$.* ? (@.type() != "string")')
$$;

-- What identifies these texts, as domain/rules/loader.py has it: SHA-256 over the name, the length and the bytes of each,
-- in order of name.
CREATE FUNCTION law.digest_of(files jsonb) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT encode(sha256(convert_to(
           string_agg(name || E'\n' || octet_length(content) || E'\n' || content, '' ORDER BY name COLLATE "C"), 'UTF8')),
         'hex')
    FROM jsonb_each_text(files) AS text (name, content)
$$;

-- What was kept and could never have decided: under a digest that is not its own, or without an event that names it.
-- Nothing reads it.
CREATE TABLE law.set_aside (LIKE law.rule_books);
CREATE TRIGGER only_ever_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON law.set_aside
  FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
ALTER TABLE law.set_aside ENABLE ALWAYS TRIGGER only_ever_added_to;

ALTER TABLE law.rule_books DISABLE TRIGGER only_ever_added_to;
WITH unsound AS (
  DELETE FROM law.rule_books b
   WHERE CASE WHEN law.are_texts(files) THEN digest <> law.digest_of(files) ELSE true END
      OR NOT EXISTS (SELECT FROM log.events e WHERE e.rules = b.version || '+' || left(b.digest, 16))
  RETURNING *)
INSERT INTO law.set_aside SELECT * FROM unsound;
ALTER TABLE law.rule_books ENABLE ALWAYS TRIGGER only_ever_added_to;

ALTER TABLE law.rule_books
  ADD CONSTRAINT digest_is_of_the_texts CHECK (
    CASE WHEN law.are_texts(files) THEN digest = law.digest_of(files) ELSE false END),
  ADD CONSTRAINT version_is_plain CHECK (log.is_plain(version) AND length(version) <= 100);

-- The acceptances that can be read, of rule-books that are kept; the last one decides. An event of the stream that is
-- neither decides nothing and stops nobody.
CREATE VIEW law.acceptances AS
  SELECT e.version, e.recorded_at, e.actor, e.role, b.digest, b.version || '+' || left(b.digest, 16) AS identity,
         log.said(e.body) ->> 'reason' AS reason
    FROM log.events e JOIN law.rule_books b ON b.digest = log.said(e.body) ->> 'digest'
   WHERE e.stream = 'system/rules' AND e.type = 'rule-book-accepted';

-- Accepts a rule-book: keeps its texts, and appends the event that lets them decide. Both or neither.
CREATE FUNCTION law.accept(request log.request, the_files jsonb, the_time timestamptz) RETURNS log.answer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  event        CONSTANT log.new_event := request.events[1];
  said         CONSTANT jsonb := log.said(event.body);
  the_version  CONSTANT text  := said ->> 'version';
  the_digest   CONSTANT text  := said ->> 'digest';
  answer       log.answer;
BEGIN
  IF (request.stream = 'system/rules' AND cardinality(request.events) = 1 AND event.type = 'rule-book-accepted'
      AND law.are_texts(the_files) AND the_digest = law.digest_of(the_files)
      AND request.rules = the_version || '+' || left(the_digest, 16)) IS NOT TRUE THEN
    RAISE EXCEPTION 'an acceptance is refused: it does not name the rule-book that comes with it'
      USING ERRCODE = 'check_violation';
  END IF;
  SELECT * INTO answer FROM log.add(ARRAY[request], the_time);
  IF answer.status = 'accepted' AND NOT answer.duplicate THEN
    INSERT INTO law.rule_books (digest, version, files) VALUES (the_digest, the_version, the_files)
      ON CONFLICT (digest) DO NOTHING;
    IF NOT EXISTS (SELECT FROM law.rule_books WHERE digest = the_digest AND version = the_version) THEN
      RAISE EXCEPTION 'an acceptance is refused: its rule-book is kept under another version'
        USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  RETURN answer;
END $$;

REVOKE INSERT ON law.rule_books FROM nrm_app;
REVOKE INSERT (digest, version, files) ON law.rule_books FROM nrm_app;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA log FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA views FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA law FROM PUBLIC;
GRANT SELECT ON law.acceptances TO nrm_app;
GRANT EXECUTE ON FUNCTION log.append, log.refuse, views.mend, views.forget_strays, law.accept TO nrm_app;
