-- Statements of writable.py.

-- name: exists
-- Whether there is a log that this connection may read.
SELECT coalesce(has_table_privilege(to_regclass('log.commands'), 'SELECT'), false)

-- name: times
-- The time now, and that of the last answer.
SELECT clock_timestamp() AS now, (SELECT recorded_at FROM log.commands ORDER BY number DESC LIMIT 1) AS recorded_at

-- name: holder
-- Who has held the lock of the whole log for longer than an append waits for it. Of another account's session nobody is
-- told since when.
SELECT l.pid, coalesce(a.usename, 'somebody') AS account, coalesce(a.xact_start, a.state_change) AS since
FROM pg_locks l LEFT JOIN pg_stat_activity a USING (pid)
WHERE l.locktype = 'advisory' AND l.granted AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND l.classid = 0 AND l.objid = 0 AND l.objsubid = 1
  AND coalesce(coalesce(a.xact_start, a.state_change) < clock_timestamp() - interval '2 seconds', true)
LIMIT 1
