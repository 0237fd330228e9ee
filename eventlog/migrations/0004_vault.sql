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

REVOKE ALL ON SCHEMA vault FROM PUBLIC;
GRANT USAGE ON SCHEMA vault TO nrm_app;
GRANT SELECT ON vault.keys, vault.items TO nrm_app;
GRANT INSERT (subject, wrapped) ON vault.keys TO nrm_app;
GRANT UPDATE (wrapped, destroyed_at) ON vault.keys TO nrm_app;
GRANT INSERT (ref, subject, sealed) ON vault.items TO nrm_app;
