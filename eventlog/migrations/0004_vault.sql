-- Personal details and free text, encrypted: one data key per person, wrapped by a key that is kept elsewhere.

CREATE SCHEMA vault AUTHORIZATION nrm_owner;
SET LOCAL ROLE nrm_owner;

CREATE TABLE vault.keys (
  subject      uuid        NOT NULL PRIMARY KEY,
  wrapped      bytea,                             -- null once destroyed: what it sealed can never be read again
  created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
  destroyed_at timestamptz,
  CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL))
);

CREATE TABLE vault.items (
  ref        uuid        NOT NULL PRIMARY KEY,
  subject    uuid        NOT NULL REFERENCES vault.keys,
  sealed     bytea       NOT NULL,                -- nonce and ciphertext; events cite the digest of these bytes
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- What tells the right key-encryption key from another: a code that only the one of first use computes.
CREATE TABLE vault.key_check (
  only_row     boolean     NOT NULL PRIMARY KEY DEFAULT true CHECK (only_row),
  value        bytea       NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Events cite these bytes by their digest, also once their key is destroyed.
CREATE TRIGGER only_ever_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON vault.items
  FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
ALTER TABLE vault.items ENABLE ALWAYS TRIGGER only_ever_added_to;

-- The one change a key can undergo. Another is for nobody to make: a key altered is a key lost.
CREATE FUNCTION vault.destroy_key(the_subject uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  UPDATE vault.keys SET wrapped = NULL, destroyed_at = clock_timestamp()
   WHERE subject = the_subject AND wrapped IS NOT NULL
$$;

REVOKE ALL ON SCHEMA vault FROM PUBLIC;
REVOKE ALL ON FUNCTION vault.destroy_key(uuid) FROM PUBLIC;
GRANT USAGE ON SCHEMA vault TO nrm_app;
GRANT SELECT ON vault.keys, vault.items, vault.key_check TO nrm_app;
GRANT INSERT (subject, wrapped) ON vault.keys TO nrm_app;
GRANT INSERT (ref, subject, sealed) ON vault.items TO nrm_app;
GRANT INSERT (value) ON vault.key_check TO nrm_app;
GRANT EXECUTE ON FUNCTION vault.destroy_key(uuid) TO nrm_app;
