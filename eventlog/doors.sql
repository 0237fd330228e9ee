-- What the application's account has no need of, and PostgreSQL lets every account have: taken back by whoever may,
-- which is a superuser. `migrate.py` runs this when it migrates as one; otherwise an administrator of the cluster runs
-- it once in the engine's database, after the first migration. Running it again is harmless.

-- Locks that all share, large objects, notifications, writing past the tables, and the end of other sessions.
DO $$
DECLARE
  door text;
BEGIN
  FOR door IN
    SELECT oid::regprocedure FROM pg_catalog.pg_proc
     WHERE pronamespace = 'pg_catalog'::regnamespace
       AND proname ~ '^(pg_(try_)?advisory_|lo_|loread$|lowrite$|pg_notify$|pg_logical_emit_message$|pg_(terminate|cancel)_backend$)'
  LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', door);
    IF door ~ 'advisory' THEN  -- the functions of the log take their locks as its owner
      EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO nrm_owner', door);
    END IF;
  END LOOP;
END $$;

-- Temporary tables and anything of one's own; who has not been let in does not come in.
DO $$
BEGIN
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO nrm_app, nrm_owner', current_database());
END $$;
REVOKE ALL ON SCHEMA public FROM PUBLIC;

-- An account may give away what it was granted (DROP OWNED), and would have taken the log from everybody who shares
-- its role. The function is made anew, so that it belongs to the superuser who runs this: whoever defines anything here
-- runs it.
DROP EVENT TRIGGER IF EXISTS only_the_owner_defines;
DROP FUNCTION IF EXISTS log.refuse_definition();
CREATE FUNCTION log.refuse_definition() RETURNS event_trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT pg_has_role(current_user, 'nrm_owner', 'MEMBER') THEN
    RAISE EXCEPTION '% is refused: only the owner of the record defines anything here', TG_TAG
      USING ERRCODE = 'insufficient_privilege';
  END IF;
END $$;
REVOKE ALL ON FUNCTION log.refuse_definition() FROM PUBLIC;
CREATE EVENT TRIGGER only_the_owner_defines ON ddl_command_start EXECUTE FUNCTION log.refuse_definition();
ALTER EVENT TRIGGER only_the_owner_defines ENABLE ALWAYS;
