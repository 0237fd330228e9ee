-- Statements of fingerprint.py. Names come out whole where only pg_catalog is searched.

-- name: facts
-- What the schemas of the record are, a line for each thing in them: whose it is, what it does, who may do what with it.
WITH
kept AS (SELECT oid, nspname, nspowner, nspacl FROM pg_namespace WHERE nspname IN ('log', 'views', 'law', 'vault')),
granted AS (
  SELECT 'n' AS kind, oid, coalesce(nspacl, acldefault('n', nspowner)) AS acl FROM kept
  UNION ALL SELECT 'r', oid, coalesce(relacl, acldefault(CASE relkind WHEN 'S' THEN 's'::"char" ELSE 'r' END, relowner))
    FROM pg_class WHERE relnamespace IN (SELECT oid FROM kept)
  UNION ALL SELECT 'f', oid, coalesce(proacl, acldefault('f', proowner))
    FROM pg_proc WHERE pronamespace IN (SELECT oid FROM kept)
  UNION ALL SELECT 't', oid, coalesce(typacl, acldefault('T', typowner))
    FROM pg_type WHERE typnamespace IN (SELECT oid FROM kept)),
named AS (
  SELECT oid, CASE WHEN rolsuper THEN '(a superuser)' ELSE rolname END AS name FROM pg_roles UNION ALL SELECT 0, 'everybody'),
may AS (
  SELECT g.kind, g.oid, string_agg(DISTINCT
           coalesce(n.name, 'somebody') || ' ' || lower(a.privilege_type) || CASE WHEN a.is_grantable THEN '*' ELSE '' END,
           ', ') AS text
    FROM granted g, aclexplode(g.acl) AS a LEFT JOIN named n ON n.oid = a.grantee GROUP BY g.kind, g.oid)

SELECT 'schema ' || nspname AS name, concat_ws('; ', owner.name, may.text) AS fact
  FROM kept JOIN named owner ON owner.oid = nspowner LEFT JOIN may ON may.kind = 'n' AND may.oid = kept.oid

UNION ALL
SELECT 'table ' || c.oid::regclass,
       concat_ws('; ', owner.name, relkind, relpersistence, relrowsecurity, relforcerowsecurity, relispartition,
                 relreplident, reloptions, am.amname, may.text)
  FROM pg_class c JOIN kept ON kept.oid = relnamespace JOIN named owner ON owner.oid = relowner
  LEFT JOIN pg_am am ON am.oid = relam LEFT JOIN may ON may.kind = 'r' AND may.oid = c.oid
 WHERE relkind NOT IN ('i', 'I', 'c')

UNION ALL
SELECT 'column ' || attrelid::regclass || '.' || attname,
       concat_ws('; ', attnum, format_type(atttypid, atttypmod), attnotnull, attstorage, attcompression, attoptions,
                 attidentity, attgenerated, pg_get_expr(adbin, adrelid), collname,
                 (SELECT string_agg(DISTINCT coalesce(n.name, 'somebody') || ' ' || lower(a.privilege_type), ', ')
                    FROM aclexplode(attacl) AS a LEFT JOIN named n ON n.oid = a.grantee))
  FROM pg_attribute JOIN pg_class c ON c.oid = attrelid JOIN kept ON kept.oid = relnamespace
  LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum LEFT JOIN pg_collation l ON l.oid = attcollation
 WHERE attnum > 0 AND NOT attisdropped AND relkind NOT IN ('i', 'I')

UNION ALL
SELECT 'constraint ' || conname || ' of ' || CASE conrelid WHEN 0 THEN contypid::regtype::text ELSE conrelid::regclass::text END,
       concat_ws('; ', contype, convalidated, pg_get_constraintdef(c.oid))
  FROM pg_constraint c JOIN kept ON kept.oid = connamespace WHERE contype <> 'n'

UNION ALL
SELECT 'index ' || indexrelid::regclass,
       concat_ws('; ', indisunique, indimmediate, indisvalid, indisready, indislive, pg_get_indexdef(indexrelid))
  FROM pg_index JOIN pg_class c ON c.oid = indexrelid JOIN kept ON kept.oid = relnamespace

UNION ALL
SELECT 'trigger ' || CASE WHEN tgisinternal THEN 'of ' || conname || ', ' || tgtype ELSE tgname END || ' on ' || tgrelid::regclass,
       concat_ws('; ', tgenabled, tgfoid::regprocedure, CASE WHEN NOT tgisinternal THEN pg_get_triggerdef(t.oid) END)
  FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid JOIN kept ON kept.oid = relnamespace
  LEFT JOIN pg_constraint o ON o.oid = tgconstraint

UNION ALL
SELECT 'rule ' || rulename || ' on ' || ev_class::regclass, concat_ws('; ', ev_enabled, pg_get_ruledef(r.oid))
  FROM pg_rewrite r JOIN pg_class c ON c.oid = ev_class JOIN kept ON kept.oid = relnamespace

UNION ALL
SELECT 'policy ' || polname || ' on ' || polrelid::regclass, concat_ws('; ', polcmd, polpermissive)
  FROM pg_policy JOIN pg_class c ON c.oid = polrelid JOIN kept ON kept.oid = relnamespace

UNION ALL
SELECT 'child ' || inhrelid::regclass || ' of ' || inhparent::regclass, inhseqno::text
  FROM pg_inherits JOIN pg_class c ON c.oid IN (inhrelid, inhparent) JOIN kept ON kept.oid = relnamespace

UNION ALL
SELECT 'function ' || p.oid::regprocedure,
       concat_ws('; ', owner.name, prokind, lanname, prorettype::regtype, proretset, prosecdef, proleakproof, proisstrict,
                 provolatile, proparallel, proconfig, probin, nullif(prosupport, 0)::regproc, pg_get_expr(proargdefaults, 0),
                 encode(sha256(convert_to(concat(prosrc, pg_get_function_sqlbody(p.oid)), 'UTF8')), 'hex'), may.text)
  FROM pg_proc p JOIN kept ON kept.oid = pronamespace JOIN named owner ON owner.oid = proowner
  JOIN pg_language l ON l.oid = prolang LEFT JOIN may ON may.kind = 'f' AND may.oid = p.oid

UNION ALL
SELECT 'type ' || t.oid::regtype, concat_ws('; ', owner.name, typtype, nullif(typbasetype, 0)::regtype, typnotnull, may.text)
  FROM pg_type t JOIN kept ON kept.oid = typnamespace JOIN named owner ON owner.oid = typowner
  LEFT JOIN pg_class c ON c.oid = typrelid LEFT JOIN may ON may.kind = 't' AND may.oid = t.oid
 WHERE typelem = 0 AND (typrelid = 0 OR c.relkind = 'c')

UNION ALL
SELECT 'operator ' || o.oid::regoperator, oprcode::text FROM pg_operator o JOIN kept ON kept.oid = oprnamespace

UNION ALL
SELECT 'event trigger ' || evtname, concat_ws('; ', evtevent, evtenabled, evttags, evtfoid::regprocedure, evtowner.name)
  FROM pg_event_trigger t JOIN named evtowner ON evtowner.oid = evtowner
 WHERE NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_event_trigger'::regclass AND objid = t.oid AND deptype = 'e')

UNION ALL
SELECT 'default grants of ' || coalesce(n.name, 'somebody') || ' in ' || coalesce(kept.nspname, 'every schema'),
       concat_ws('; ', defaclobjtype, defaclacl)
  FROM pg_default_acl d LEFT JOIN named n ON n.oid = defaclrole LEFT JOIN kept ON kept.oid = defaclnamespace
 WHERE kept.oid IS NOT NULL OR defaclrole = 'nrm_owner'::regrole

UNION ALL
SELECT 'role ' || rolname,
       concat_ws('; ', rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication, rolbypassrls,
                 (SELECT string_agg(roleid::regrole::text, ', ') FROM pg_auth_members WHERE member = r.oid))
  FROM pg_roles r WHERE rolname IN ('nrm_owner', 'nrm_app')

-- name: accounts
-- Accounts that act as the application, and what they can do besides. And who else acts as the owner.
WITH RECURSIVE
belongs AS (
  SELECT member, roleid FROM pg_auth_members
  UNION SELECT b.member, m.roleid FROM belongs b JOIN pg_auth_members m ON m.member = b.roleid),
application AS (
  SELECT r.* FROM pg_roles r
   WHERE rolname <> 'nrm_app' AND EXISTS (SELECT FROM belongs WHERE member = r.oid AND roleid = 'nrm_app'::regrole))
SELECT rolname AS account, 'is more than the application''s account has to be' AS why FROM application
 WHERE rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls
UNION ALL
SELECT rolname, 'acts as ' || roleid::regrole || ' too' FROM application JOIN belongs ON member = application.oid
 WHERE roleid <> 'nrm_app'::regrole
UNION ALL
SELECT member::regrole::text, 'acts as the owner of the record' FROM pg_auth_members
 WHERE roleid = 'nrm_owner'::regrole
   AND member NOT IN (SELECT datdba FROM pg_database WHERE datname = current_database())
   AND member NOT IN (SELECT oid FROM application)
UNION ALL
SELECT rolname, 'may make tables of its own in this database' FROM application
 WHERE NOT rolsuper AND (has_database_privilege(oid, current_database(), 'TEMP')
                         OR has_database_privilege(oid, current_database(), 'CREATE')
                         OR has_schema_privilege(oid, 'public', 'CREATE'))
UNION ALL
SELECT rolname, 'may call ' || string_agg(DISTINCT proname, ', ' ORDER BY proname) || ' (doors.sql takes that away)'
  FROM application JOIN pg_proc p ON pronamespace = 'pg_catalog'::regnamespace
   AND proname IN ('pg_advisory_lock', 'pg_advisory_xact_lock', 'lo_create', 'lo_from_bytea', 'pg_notify',
                   'pg_logical_emit_message', 'pg_terminate_backend')
 WHERE NOT rolsuper AND has_function_privilege(application.oid, p.oid, 'EXECUTE')
 GROUP BY rolname
UNION ALL
SELECT coalesce(nullif(setrole, 0)::regrole::text, 'everybody'), 'begins with ' || setting
  FROM pg_db_role_setting, unnest(setconfig) AS setting
 WHERE setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
   AND (setrole = 0 OR setrole IN (SELECT oid FROM application))
   AND split_part(setting, '=', 1) IN ('session_replication_role', 'event_triggers', 'search_path', 'row_security',
     'default_transaction_isolation', 'default_transaction_read_only', 'synchronous_commit', 'zero_damaged_pages',
     'ignore_checksum_failure', 'ignore_system_indexes', 'role')
ORDER BY 1, 2
