-- The end of a key is an event: nobody's texts become unreadable without a trace of who wanted that, and why.

SET LOCAL ROLE nrm_owner;

-- Sizes that AES-256-GCM and HMAC-SHA-256 make, so that what cannot be a key or a text is not taken for one.
ALTER TABLE vault.keys ADD CONSTRAINT wrapped_is_a_key CHECK (octet_length(wrapped) = 60) NOT VALID;
ALTER TABLE vault.items ADD CONSTRAINT sealed_is_a_text CHECK (octet_length(sealed) >= 28) NOT VALID;
ALTER TABLE vault.key_check ADD CONSTRAINT value_is_a_code CHECK (octet_length(value) = 32) NOT VALID;

-- A key row is never deleted: that a key was destroyed shows in it.
CREATE TRIGGER only_ever_added_to BEFORE DELETE OR TRUNCATE ON vault.keys
  FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
ALTER TABLE vault.keys ENABLE ALWAYS TRIGGER only_ever_added_to;
CREATE TRIGGER only_ever_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON vault.key_check
  FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
ALTER TABLE vault.key_check ENABLE ALWAYS TRIGGER only_ever_added_to;

-- The one change a key can undergo: its end. Another is for nobody to make, the owner neither: a key altered is a key
-- lost.
CREATE FUNCTION vault.refuse_another_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF (NEW.wrapped IS NULL AND OLD.wrapped IS NOT NULL AND NEW.destroyed_at IS NOT NULL
      AND NEW.subject = OLD.subject AND NEW.created_at = OLD.created_at
      AND EXISTS (SELECT FROM log.events WHERE stream = 'key/' || NEW.subject AND type = 'key-destroyed')) IS NOT TRUE THEN
    RAISE EXCEPTION 'a change of a key is refused: it can only end, by an event that says so'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER only_ever_destroyed BEFORE UPDATE ON vault.keys
  FOR EACH ROW EXECUTE FUNCTION vault.refuse_another_change();
ALTER TABLE vault.keys ENABLE ALWAYS TRIGGER only_ever_destroyed;

INSERT INTO log.shapes VALUES ('key', 'key-destroyed', 1, '{reason}', '{reason}');

-- Makes everything sealed for a person unreadable for ever, and puts on record who wanted that, and why. The request is
-- for the stream `key/<person>`, whose only event says so; a person's key ends once.
DROP FUNCTION vault.destroy_key(uuid);
CREATE FUNCTION vault.destroy_key(request log.request, the_time timestamptz) RETURNS log.answer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  event   CONSTANT log.new_event := request.events[1];
  answer  log.answer;
BEGIN
  IF (request.stream ~ '^key/' AND request.expected_version = 0 AND cardinality(request.events) = 1
      AND event.type = 'key-destroyed') IS NOT TRUE THEN
    RAISE EXCEPTION 'the end of a key is refused: it is not asked for as such' USING ERRCODE = 'check_violation';
  END IF;
  SELECT * INTO answer FROM log.add(ARRAY[request], the_time);
  IF answer.status = 'accepted' AND NOT answer.duplicate THEN
    UPDATE vault.keys SET wrapped = NULL, destroyed_at = clock_timestamp()
     WHERE subject = split_part(request.stream, '/', 2)::uuid AND wrapped IS NOT NULL;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'there is no such key' USING ERRCODE = 'no_data_found';
    END IF;
  END IF;
  RETURN answer;
END $$;
REVOKE ALL ON FUNCTION vault.destroy_key FROM PUBLIC;
REVOKE ALL ON FUNCTION vault.refuse_another_change FROM PUBLIC;
GRANT EXECUTE ON FUNCTION vault.destroy_key TO nrm_app;

-- Keys that were destroyed before that was an event get theirs now, in the engine's own name.
SELECT log.add(ARRAY[ROW(
    'key/' || subject, 0, gen_random_uuid(), 'destroy-key', 'engine', 'engine', repeat('0', 64), '',
    '{"version":1,"events":["key-destroyed"]}'::json, NULL,
    ARRAY[ROW(gen_random_uuid(), 'key-destroyed', 1, destroyed_at,
              to_char(destroyed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL,
              convert_to('{"reason":"destroyed before the end of a key was an event"}', 'UTF8'))::log.new_event],
    '{}')::log.request], clock_timestamp())
  FROM vault.keys WHERE wrapped IS NULL ORDER BY destroyed_at;
