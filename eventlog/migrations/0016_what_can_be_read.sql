-- The log takes no event that nobody could read: until here the keys of a body were looked at, and not what stands under
-- them, and one number where a word belongs stopped a case for good. And nobody is put on record under a name that shows
-- nothing, or begins as a formula does.

SET LOCAL ROLE nrm_owner;

-- Text of which everything is seen, and which no screen can take for an instruction: what `domain/text.py` calls unseen is
-- not in it.
CREATE OR REPLACE FUNCTION log.is_plain(value text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT value !~ '[\u0001-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e01ef]'
$$;

-- Who asks for what (0009); a name begins with a letter or a digit.
CREATE OR REPLACE FUNCTION log.is_asked(command_type text, actor text, role text, fingerprint text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT log.is_word(replace(command_type, 'prosecution/', ''))
     AND length(actor) BETWEEN 1 AND 64 AND actor = btrim(actor) AND log.is_plain(actor) AND log.is_word(role)
     AND actor !~ '^[!-/:-@[-`{-~]'
     AND (role = 'engine' OR lower(actor) <> 'engine')
     AND length(fingerprint) = 64 AND translate(fingerprint, '0123456789abcdef', '') = ''
$$;

-- What may stand under the keys of an event, as a predicate that the program derives from it (domain/legible.py), and the
-- keys under which a date stands. An event that is not told of anew takes what it took before.
ALTER TABLE log.shapes
  ADD COLUMN legible jsonpath NOT NULL DEFAULT '$.type() == "object"',
  ADD COLUMN dates   text[]   NOT NULL DEFAULT '{}';

-- Whether a text is a time as domain/when.py writes it (0009). A day that no calendar has is an error of its own.
CREATE FUNCTION log.is_time(value text) RETURNS boolean LANGUAGE sql STABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE
    WHEN value ~ '^(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3])(:[0-5][0-9]){2}\.[0-9]{6}Z$'
      THEN value::timestamptz IS NOT NULL
    WHEN value ~ '^(19|20|21)[0-9]{2}(-[0-9]{2}(-[0-9]{2})?)?$'
      THEN (value || substr('-01-01', length(value) - 3))::date IS NOT NULL
    WHEN value ~ '^(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}/(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}$'
      THEN left(value, 10)::date < right(value, 10)::date
    ELSE false END
$$;

-- Whether there is a time, or nothing, under each of these keys.
CREATE FUNCTION log.are_times(said jsonb, keys text[]) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
  key text;
BEGIN
  FOREACH key IN ARRAY keys LOOP
    IF log.is_time(said ->> key) IS FALSE THEN
      RETURN false;
    END IF;
  END LOOP;
  RETURN true;
END $$;

-- Refuses appends that are not whole (0009), and events that say what nobody could read.
CREATE OR REPLACE FUNCTION log.require_whole(requests log.request[]) RETURNS void LANGUAGE plpgsql STABLE AS $$
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
      ELSIF (said @@ shape.legible AND log.are_times(said, shape.dates)) IS NOT TRUE THEN
        why := coalesce(why, 'an event says what nobody could read');
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

REVOKE ALL ON FUNCTION log.is_time, log.are_times FROM PUBLIC;
GRANT EXECUTE ON FUNCTION log.is_time, log.are_times TO nrm_app;
