-- What a superuser did, one kind at a time, for test_tampering.py: `-- kind:` says what, and what shows it.
-- :A, :B and :C are the three persons; of B's and A's texts one each is cited, and one of A's, whose ref is :C, is not.
-- The guards are put back after each; what is to stay asleep stands after `-- for good`.

-- kind: update the body of a decision -> SEEN
UPDATE log.events SET body = replace(convert_from(body, 'UTF8'), 'Ada', 'Bea')::bytea WHERE type = 'case-assigned';

-- kind: update the body and that event's own hash -> SEEN
UPDATE log.events SET body = replace(convert_from(body, 'UTF8'), 'Ada', 'Bea')::bytea WHERE type = 'case-assigned';
UPDATE log.events e SET hash = sha256(log.preimage(e)) WHERE type = 'case-assigned';

-- kind: update the body, rehash all events, leave the answers -> SEEN
CREATE TEMPORARY TABLE kept AS SELECT number, log_hash, hash, previous_hash FROM log.commands;
UPDATE log.events SET body = replace(convert_from(body, 'UTF8'), 'Ada', 'Bea')::bytea WHERE type = 'case-assigned';
-- rehash
UPDATE log.commands c SET log_hash = k.log_hash, hash = k.hash, previous_hash = k.previous_hash
FROM kept k WHERE k.number = c.number;

-- kind: update the body, rehash the whole log -> HEAD
UPDATE log.events SET body = replace(convert_from(body, 'UTF8'), 'Ada', 'Bea')::bytea WHERE type = 'case-assigned';
-- rehash

-- kind: update the effective text -> SEEN
UPDATE log.events SET effective = '2015' WHERE type = 'case-assigned';

-- kind: update effective_at only -> SEEN
UPDATE log.events SET effective_at = now() WHERE type = 'case-assigned';

-- kind: update recorded_at -> SEEN
UPDATE log.events SET recorded_at = now() WHERE type = 'case-assigned';

-- kind: update the actor -> SEEN
UPDATE log.events SET actor = 'x' WHERE type = 'case-assigned';

-- kind: update the role -> SEEN
UPDATE log.events SET role = 'x' WHERE type = 'case-assigned';

-- kind: update the type -> SEEN
UPDATE log.events SET type = 'case-unassigned' WHERE type = 'case-assigned';

-- kind: update the type and the body, rehash the whole log -> SEEN
UPDATE log.events SET type = 'death-recorded', body = '{}' WHERE type = 'case-assigned';
-- rehash

-- kind: a body that nobody can read, rehash the whole log -> SEEN
UPDATE log.events SET body = 'no JSON' WHERE type = 'case-assigned';
-- rehash

-- kind: a body in no known letters, rehash the whole log -> SEEN
UPDATE log.events SET body = '\xff' WHERE type = 'case-assigned';
-- rehash

-- kind: update the schema -> SEEN
UPDATE log.events SET schema = 2 WHERE type = 'case-assigned';

-- kind: swap two versions of one stream -> SEEN
UPDATE log.events SET version = -version WHERE stream = 'case/' || :A AND version IN (2, 3);
UPDATE log.events SET version = 5 + version WHERE version < 0;

-- kind: update a hash -> SEEN
UPDATE log.events SET hash = sha256('') WHERE type = 'case-assigned';

-- kind: update a log_hash -> SEEN
UPDATE log.events SET log_hash = sha256('') WHERE type = 'case-assigned';

-- kind: update the cause -> SEEN
UPDATE log.events SET cause = gen_random_uuid() WHERE type = 'case-assigned';

-- kind: update the event id -> SEEN
UPDATE log.events SET event_id = gen_random_uuid() WHERE type = 'case-assigned';

-- kind: update the rules to another accepted rule-book -> SEEN
UPDATE log.events SET rules = (SELECT rules FROM log.events WHERE position = 1) WHERE type = 'case-assigned';

-- kind: delete the first event -> SEEN
DELETE FROM log.events WHERE position = 1;

-- kind: delete a middle event -> SEEN
DELETE FROM log.events WHERE type = 'case-assigned';

-- kind: delete the last event only -> SEEN
DELETE FROM log.events WHERE position = (SELECT max(position) FROM log.events);

-- kind: cut the tail, the last answers and their events -> SEEN
DELETE FROM log.events WHERE position > (SELECT position FROM log.commands WHERE number = 6);
DELETE FROM log.commands WHERE number > 6;

-- kind: cut the tail, and put the lists back to what is left -> HEAD
DELETE FROM log.events WHERE position > (SELECT position FROM log.commands WHERE number = 6);
DELETE FROM log.commands WHERE number > 6;
UPDATE views.cases c SET version = coalesce((SELECT max(version) FROM log.events WHERE stream = 'case/' || c."case"), 0);
DELETE FROM views.cases WHERE version = 0;

-- kind: truncate both tables -> SEEN
TRUNCATE log.events, log.commands;

-- kind: delete a whole case (events and answers) -> SEEN
DELETE FROM log.events WHERE stream = 'case/' || :C;
DELETE FROM log.commands WHERE stream = 'case/' || :C;

-- kind: delete a whole case, renumber and rehash all -> SEEN
DELETE FROM log.events WHERE stream = 'case/' || :C;
DELETE FROM log.commands WHERE stream = 'case/' || :C;
-- renumber
-- rehash

-- kind: delete a whole case, renumber and rehash all, and take it from the lists -> HEAD
DELETE FROM log.events WHERE stream = 'case/' || :C;
DELETE FROM log.commands WHERE stream = 'case/' || :C;
-- renumber
-- rehash
DELETE FROM views.cases WHERE "case" = :C;
DELETE FROM views.clocks WHERE "case" = :C;
DELETE FROM views.breaches WHERE "case" = :C;
DELETE FROM views.safeguards WHERE "case" = :C;

-- kind: swap the bodies of two streams -> SEEN
UPDATE log.events a SET body = b.body FROM log.events b
WHERE a.version = 1 AND b.version = 1 AND a.stream = 'case/' || :A AND b.stream = 'case/' || :B;

-- kind: double an event at the end -> SEEN
INSERT INTO log.events
SELECT position + 1, version + 1, schema, gen_random_uuid(), command_id, effective_at, recorded_at, previous_hash, cause,
       stream, type, effective, actor, role, rules, body, hash, log_hash
FROM log.events ORDER BY position DESC LIMIT 1;

-- kind: update a receipt (a space) -> SEEN
UPDATE log.commands SET receipt = (receipt::text || ' ')::json WHERE number = 4;

-- kind: update a receipt's version, rehash the whole log -> SEEN
UPDATE log.commands SET receipt = replace(receipt::text, '"version":', '"version":9')::json WHERE number = 4;
-- rehash

-- kind: update a refusal's message -> SEEN
UPDATE log.commands SET message = 'x' WHERE outcome = 'refused';

-- kind: update a refusal's actor -> SEEN
UPDATE log.commands SET actor = 'x' WHERE outcome = 'refused';

-- kind: update a fingerprint -> SEEN
UPDATE log.commands SET fingerprint = repeat('0', 64) WHERE number = 4;

-- kind: refused becomes accepted -> SEEN
UPDATE log.commands SET outcome = 'accepted', code = NULL, message = NULL WHERE outcome = 'refused';

-- kind: delete a middle refusal -> SEEN
DELETE FROM log.commands WHERE number = (SELECT min(number) FROM log.commands WHERE outcome = 'refused');

-- kind: delete the last refusal -> HEAD
DELETE FROM log.commands WHERE number = (SELECT max(number) FROM log.commands);

-- kind: change the command id of an answer -> SEEN
UPDATE log.commands SET command_id = gen_random_uuid() WHERE number = 4;

-- kind: an event id twice, rehash the whole log -> SEEN
ALTER TABLE log.events DROP CONSTRAINT events_event_id_key;
UPDATE log.events SET event_id = (SELECT event_id FROM log.events WHERE position = 1) WHERE position = 2;
-- rehash

-- kind: a command id twice, rehash the whole log -> SEEN
ALTER TABLE log.commands DROP CONSTRAINT commands_command_id_key;
UPDATE log.commands SET command_id = (SELECT command_id FROM log.commands WHERE number = 1) WHERE outcome = 'refused';
-- rehash

-- kind: disable the guard on log.events -> SEEN
-- for good
ALTER TABLE log.events DISABLE TRIGGER only_ever_added_to;

-- kind: drop the guard on vault.items -> SEEN
-- for good
DROP TRIGGER only_ever_added_to ON vault.items;

-- kind: a guard that is only enabled (origin) -> SEEN
-- for good
ALTER TABLE log.events ENABLE TRIGGER only_ever_added_to;

-- kind: a guard for replicas only -> SEEN
-- for good
ALTER TABLE log.events ENABLE REPLICA TRIGGER only_ever_added_to;

-- kind: a guard of one column only -> SEEN
CREATE OR REPLACE TRIGGER only_ever_added_to BEFORE UPDATE OF body OR DELETE OR TRUNCATE ON log.events
  FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();

-- kind: the body of refuse_change emptied -> SEEN
CREATE OR REPLACE FUNCTION log.refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END';

-- kind: keys may change again -> SEEN
-- for good
ALTER TABLE vault.keys DISABLE TRIGGER only_ever_destroyed;

-- kind: the foreign key of the vault asleep -> SEEN
-- for good
ALTER TABLE vault.items DISABLE TRIGGER ALL;
ALTER TABLE vault.items ENABLE ALWAYS TRIGGER only_ever_added_to;

-- kind: GRANT UPDATE, DELETE on log.events to the application -> SEEN
GRANT UPDATE, DELETE ON log.events TO nrm_app;

-- kind: GRANT SELECT to everybody -> SEEN
GRANT SELECT ON vault.items TO PUBLIC;

-- kind: GRANT one column -> SEEN
GRANT UPDATE (wrapped) ON vault.keys TO nrm_app;

-- kind: GRANT what writes the lists -> SEEN
GRANT EXECUTE ON FUNCTION views.write TO nrm_app;

-- kind: GRANT the way into the log past the checks of streams -> SEEN
GRANT EXECUTE ON FUNCTION log.add TO nrm_app;

-- kind: grants for tables to come -> SEEN
ALTER DEFAULT PRIVILEGES FOR ROLE nrm_owner IN SCHEMA log GRANT ALL ON TABLES TO nrm_app;

-- kind: drop UNIQUE (stream, version) -> SEEN
ALTER TABLE log.events DROP CONSTRAINT events_stream_version_key;

-- kind: drop a CHECK of log.events -> SEEN
ALTER TABLE log.events DROP CONSTRAINT events_hash_check;

-- kind: an index that is no longer unique -> SEEN
DROP INDEX law.rule_books_identity;
CREATE INDEX rule_books_identity ON law.rule_books ((version || '+' || left(digest, 16)));

-- kind: log.append replaced: calls the decider somebody else, or drops breaches -> SEEN
CREATE OR REPLACE FUNCTION log.append(requests log.request[], the_time timestamptz) RETURNS SETOF log.answer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS 'BEGIN RETURN; END';

-- kind: a function acts as its caller -> SEEN
ALTER FUNCTION log.append SECURITY INVOKER;

-- kind: a function looks for names elsewhere -> SEEN
ALTER FUNCTION log.append RESET search_path;

-- kind: a function of another's -> SEEN
ALTER FUNCTION log.said OWNER TO nrm_app;

-- kind: a function more -> SEEN
CREATE FUNCTION log.quietly() RETURNS void LANGUAGE sql SECURITY DEFINER AS 'DELETE FROM log.events';

-- kind: a table of another's -> SEEN
ALTER TABLE log.shapes OWNER TO nrm_app;

-- kind: log.events and log.commands UNLOGGED -> SEEN
ALTER TABLE log.events SET UNLOGGED;
ALTER TABLE log.commands SET UNLOGGED;

-- kind: row security hides rows -> SEEN
ALTER TABLE log.events ENABLE ROW LEVEL SECURITY;

-- kind: a policy that waits -> SEEN
CREATE POLICY hide ON log.events USING (false);

-- kind: a rule beside an insert -> SEEN
CREATE RULE quietly AS ON INSERT TO log.commands DO ALSO NOTHING;

-- kind: a child table adds rows -> SEEN
CREATE TABLE log.more () INHERITS (log.events);

-- kind: a child table elsewhere adds rows -> SEEN
CREATE TABLE public.more () INHERITS (log.events);

-- kind: a storage parameter -> SEEN
ALTER TABLE log.events SET (autovacuum_enabled = off);

-- kind: a default -> SEEN
ALTER TABLE log.commands ALTER actor SET DEFAULT 'x';

-- kind: a column that may be null -> SEEN
ALTER TABLE log.events ALTER actor DROP NOT NULL;

-- kind: a column more -> SEEN
ALTER TABLE log.events ADD hidden text;

-- kind: a trigger more -> SEEN
CREATE TRIGGER quietly BEFORE INSERT ON log.events FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();

-- kind: a view that says something else -> SEEN
CREATE OR REPLACE VIEW law.acceptances AS
  SELECT 1 AS version, now() AS recorded_at, 'x'::text AS actor, 'x'::text AS role, 'x'::text AS digest,
         'x'::text AS identity, 'x'::text AS reason;

-- kind: everybody may define something -> SEEN
DROP EVENT TRIGGER only_the_owner_defines;

-- kind: an event trigger more -> SEEN
CREATE FUNCTION public.quietly() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER quietly ON sql_drop EXECUTE FUNCTION public.quietly();

-- kind: a door stands open -> SEEN
GRANT EXECUTE ON FUNCTION pg_advisory_lock(bigint) TO PUBLIC;

-- kind: tables of the application's own -> SEEN
DO $$ BEGIN EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO PUBLIC', current_database()); END $$;

-- kind: a foreign key that is not enforced -> SEEN
ALTER TABLE vault.items ALTER CONSTRAINT items_subject_fkey NOT ENFORCED;

-- kind: alter the ciphertext of a cited text -> SEEN
UPDATE vault.items SET sealed = sealed || 'x' WHERE subject = :A AND ref <> :C;

-- kind: delete a cited text -> SEEN
DELETE FROM vault.items WHERE subject = :A AND ref <> :C;

-- kind: swap the ciphertexts of two persons -> SEEN
UPDATE vault.items a SET sealed = b.sealed FROM vault.items b
WHERE a.subject <> b.subject AND a.ref <> :C AND b.ref <> :C;

-- kind: swap the subjects of two cited texts -> SEEN
UPDATE vault.items SET subject = CASE subject WHEN :A THEN :B ELSE :A END WHERE ref <> :C;

-- kind: swap refs and subjects of two texts, one of them cited -> SEEN
ALTER TABLE vault.items DROP CONSTRAINT items_pkey;
UPDATE vault.items a SET ref = b.ref, subject = b.subject FROM vault.items b
WHERE a.ref <> b.ref AND :C IN (a.ref, b.ref) AND :B IN (a.subject, b.subject);
ALTER TABLE vault.items ADD CONSTRAINT items_pkey PRIMARY KEY (ref);

-- kind: alter a text that no event cites (a refused command's) -> KEY
UPDATE vault.items SET sealed = sealed || 'x' WHERE ref = :C;

-- kind: a text that no event cites becomes another's -> KEY
UPDATE vault.items SET subject = :B WHERE ref = :C;

-- kind: delete a text that no event cites -> NOWHERE
DELETE FROM vault.items WHERE ref = :C;

-- kind: alter a wrapped key (text lost) -> KEY
UPDATE vault.keys SET wrapped = set_byte(wrapped, 20, get_byte(wrapped, 20) # 1) WHERE subject = :A;

-- kind: swap two wrapped keys -> KEY
UPDATE vault.keys a SET wrapped = b.wrapped FROM vault.keys b WHERE a.subject <> b.subject;

-- kind: destroy a key by hand, without destroy_key -> SEEN
UPDATE vault.keys SET wrapped = NULL, destroyed_at = now() WHERE subject = :A;

-- kind: delete all keys (and their foreign key) -> SEEN
ALTER TABLE vault.items DROP CONSTRAINT items_subject_fkey;
DELETE FROM vault.keys;

-- kind: delete the key of a cited text, and put the foreign key back -> SEEN
ALTER TABLE vault.items DROP CONSTRAINT items_subject_fkey;
DELETE FROM vault.keys WHERE subject = :B;
ALTER TABLE vault.items ADD CONSTRAINT items_subject_fkey FOREIGN KEY (subject) REFERENCES vault.keys NOT VALID;
UPDATE pg_constraint SET convalidated = true WHERE conname = 'items_subject_fkey';

-- kind: alter vault.key_check -> KEY
UPDATE vault.key_check SET value = sha256('');

-- kind: delete vault.key_check -> SEEN
DELETE FROM vault.key_check;

-- kind: alter a number in a kept rule-book -> SEEN
ALTER TABLE law.rule_books DROP CONSTRAINT digest_is_of_the_texts;
UPDATE law.rule_books SET files = files || '{"clocks/x.yaml": "1"}' WHERE version = '2030.1';

-- kind: delete the first rule-book -> SEEN
DELETE FROM law.rule_books WHERE version = '2030.1';

-- kind: alter a rule-book's version only -> SEEN
UPDATE law.rule_books SET version = '2030.9' WHERE version = '2030.1';

-- kind: the acceptance event's digest changed -> SEEN
UPDATE log.events SET body = replace(convert_from(body, 'UTF8'), '2030', '2031')::bytea WHERE position = 1;

-- kind: the acceptance event's digest changed, rehash the whole log -> SEEN
UPDATE log.events SET body = '{"version":"2030.1","digest":"0","reason":"x"}' WHERE position = 1;
-- rehash

-- kind: delete the acceptance event (last of its stream) -> SEEN
DELETE FROM log.events WHERE stream = 'system/rules' AND version = 2;

-- kind: a rule-book nobody accepted inserted -> SEEN
INSERT INTO law.rule_books
SELECT law.digest_of(files), '2031.1', files FROM (SELECT '{"rule-book.yaml":"x"}'::jsonb AS files) AS one;

-- kind: delete all breaches from the list -> LISTS
DELETE FROM views.breaches;

-- kind: alter due_on in views.clocks -> LISTS
UPDATE views.clocks SET due_on = due_on + 1;

-- kind: invent a breach -> LISTS
INSERT INTO views.breaches
SELECT "case", clock, 2, rung, kind, force, rule, due_on, due_at, days_late, status, historic, duty, cure,
       recorded_version FROM views.breaches LIMIT 1;

-- kind: swap the references of two cases -> LISTS
UPDATE views.cases SET reference = 'x' WHERE "case" = :A;
UPDATE views.cases SET reference = 'R-' || :A WHERE "case" = :B;
UPDATE views.cases SET reference = 'R-' || :B WHERE "case" = :A;

-- kind: clear the safeguards -> LISTS
DELETE FROM views.safeguards;

-- kind: close a case in the list -> LISTS
UPDATE views.cases SET open = false;

-- kind: rows of a case that there is not, beside no row of it -> LISTS
INSERT INTO views.breaches
SELECT (jsonb_populate_record(one, jsonb_build_object('case', gen_random_uuid()))).* FROM views.breaches AS one LIMIT 1;

-- kind: take a case from the list -> SEEN
DELETE FROM views.cases WHERE "case" = :C;

-- kind: a case in the list that there is not -> SEEN
INSERT INTO views.cases
SELECT (jsonb_populate_record(one, jsonb_build_object('case', gen_random_uuid(), 'reference', 'x', 'claimed', false))).*
FROM views.cases AS one LIMIT 1;

-- kind: put the cases in the list back to an earlier version -> SEEN
UPDATE views.cases SET version = version - 1;
