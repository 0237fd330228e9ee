-- The rule-books that were ever accepted, as the exact texts they were read from: whatever one of them decided can be
-- counted again years later. Which of them decides now is said by the last event of the stream system/rules.

CREATE SCHEMA law AUTHORIZATION nrm_owner;
SET LOCAL ROLE nrm_owner;

CREATE TABLE law.rule_books (
  digest  text        NOT NULL PRIMARY KEY CHECK (digest ~ '^[0-9a-f]{64}$'),  -- over the names and texts of `files`
  version text        NOT NULL CHECK (version <> ''),                          -- as the files themselves say
  files   jsonb       NOT NULL,                                                -- name to text
  kept_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- How events name a rule-book: its version and the beginning of its digest.
CREATE UNIQUE INDEX rule_books_identity ON law.rule_books ((version || '+' || left(digest, 16)));

CREATE TRIGGER only_ever_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON law.rule_books
  FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
ALTER TABLE law.rule_books ENABLE ALWAYS TRIGGER only_ever_added_to;

REVOKE ALL ON SCHEMA law FROM PUBLIC;
GRANT USAGE ON SCHEMA law TO nrm_app;
GRANT SELECT ON law.rule_books TO nrm_app;
GRANT INSERT (digest, version, files) ON law.rule_books TO nrm_app;
