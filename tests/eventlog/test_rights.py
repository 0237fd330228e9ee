"""What the application's account can do besides appending and reading: nothing that others would notice."""

import asyncio
from collections.abc import AsyncIterator
from importlib.resources import files
from uuid import UUID, uuid4

import asyncpg
import pytest

from eventlog import migrate as module
from eventlog.log import EventLog
from eventlog.migrate import migrate, published
from eventlog.pool import Pool, open_pool
from eventlog.verify import verify
from eventlog.writable import why_nothing_can_be_recorded
from tests.eventlog.given import append, as_superuser, keep_rules, rows_of, stream, stream_of
from tests.eventlog.tampering import OPEN, no_progress
from tests.support.postgres import Database, Databases

CASE = UUID(int=9)
FORBIDDEN = (
    # only with the append they belong to
    f"SELECT views.write(ARRAY['case/{CASE}'], ARRAY['{rows_of(CASE).model_dump_json()}'::jsonb])",
    f"SELECT views.write_cases(ARRAY['{rows_of(CASE).model_dump_json()}'::jsonb])",
    "SELECT views.write_prosecutions('{}')",
    "INSERT INTO views.cases SELECT * FROM views.cases",
    "UPDATE views.cases SET open = false",
    "DELETE FROM views.breaches",
    "TRUNCATE views.safeguards",
    "SELECT log.add('{}', now())",
    "SELECT log.last_answer_by_now()",
    "INSERT INTO log.shapes VALUES ('case', 'nonsense', 1, '{}', '{}')",
    "DELETE FROM log.shapes",
    "INSERT INTO law.rule_books (digest, version, files) VALUES (repeat('a', 64), '1', '{}')",
    "INSERT INTO law.set_aside SELECT * FROM law.rule_books",
    "SELECT * FROM law.set_aside",
    # anything of its own
    "CREATE TEMPORARY TABLE mine (id integer)",
    "CREATE TABLE public.mine (id integer)",
    "CREATE TABLE log.mine (id integer)",
    "CREATE SCHEMA mine",
    "CREATE FUNCTION pg_temp.mine() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    "SELECT lo_create(0)",
    "SELECT lo_creat(0)",
    "SELECT lo_from_bytea(0, 'x')",
    "SELECT lo_put(1, 0, 'x')",
    "SELECT lo_import('/etc/hostname')",
    "SELECT pg_logical_emit_message(false, 'a', 'b')",
    "SELECT pg_notify('a', 'b')",
    # what others share
    "SELECT pg_advisory_lock(0)",
    "SELECT pg_advisory_lock_shared(0)",
    "SELECT pg_try_advisory_lock(0)",
    "SELECT pg_try_advisory_lock(1, 1)",
    "SELECT pg_advisory_xact_lock(0)",
    "SELECT pg_advisory_xact_lock_shared(2, 1)",
    "SELECT pg_terminate_backend(1)",
    "SELECT pg_cancel_backend(1)",
    "DO $$ BEGIN LOCK TABLE log.events IN EXCLUSIVE MODE; END $$",
    "DO $$ BEGIN LOCK TABLE views.cases IN SHARE MODE; END $$",
    "SELECT * FROM log.events FOR UPDATE",
    "SELECT * FROM vault.keys FOR SHARE",
    "DROP OWNED BY nrm_app",
    "DROP OWNED BY nrm",
    "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC",
    "GRANT SELECT ON log.events TO PUBLIC",
    "REVOKE SELECT ON log.events FROM nrm_app",
    # more than it is
    "SET ROLE nrm_owner",
    "SET SESSION AUTHORIZATION nrm_owner",
    "SET session_replication_role = replica",
    "SET event_triggers = off",
    "ALTER ROLE nrm SUPERUSER",
    "ALTER ROLE nrm_app LOGIN",
    "GRANT nrm_owner TO nrm",
    "CREATE ROLE mine",
    "ALTER SYSTEM SET fsync = off",
    "COPY log.events TO PROGRAM 'cat'",
    "COPY log.events TO '/tmp/events'",
    "SELECT pg_read_file('/etc/hostname')",
    "SELECT pg_reload_conf()",
)


async def test_the_application_may_do_none_of_these(log: EventLog, pool: Pool) -> None:
    await append(log, stream_of(CASE))
    for statement in FORBIDDEN:
        (refused,) = await asyncio.gather(pool.execute(statement), return_exceptions=True)
        assert isinstance(refused, asyncpg.InsufficientPrivilegeError), (statement, refused)
    assert (await append(log, stream_of(CASE), 1)).accepted
    assert (await verify(pool, no_progress)).ok


async def test_rows_are_put_right_only_at_the_version_of_the_log(log: EventLog, pool: Pool) -> None:
    """What mends the lists takes no rows of another stream or version, and forgets nothing that the log knows."""
    await append(log, stream_of(CASE))
    mend, right = "SELECT views.mend($1, $2, $3)", rows_of(CASE, 1).model_dump_json()
    assert await pool.fetchval(mend, [stream_of(CASE)], [1], [right])
    assert not await pool.fetchval(mend, [stream_of(CASE)], [2], [rows_of(CASE, 2).model_dump_json()])
    assert not await pool.fetchval(mend, [stream()], [1], [right])
    for stream_named, version, rows in (
        (stream_of(CASE), 1, rows_of(CASE, 2).model_dump_json()),
        (stream_of(CASE), 1, rows_of(uuid4(), 1).model_dump_json()),
        (stream_of(CASE), 1, "{}"),
        (stream_of(CASE), 1, None),
    ):
        with pytest.raises(asyncpg.CheckViolationError):
            await pool.fetchval(mend, [stream_named], [version], [rows])
    await pool.execute("SELECT views.forget_strays()")
    assert [1] == [row["version"] for row in await pool.fetch("SELECT version FROM views.cases")]
    assert (await verify(pool, no_progress)).ok


async def test_a_key_or_a_text_that_cannot_be_one_is_not_kept(pool: Pool) -> None:
    person = uuid4()
    await pool.execute("INSERT INTO vault.keys (subject, wrapped) VALUES ($1, $2)", person, b"k" * 60)
    for statement, arguments in (
        ("INSERT INTO vault.keys (subject, wrapped) VALUES ($1, $2)", (uuid4(), b"junk")),
        ("INSERT INTO vault.keys (subject, wrapped) VALUES ($1, $2)", (uuid4(), None)),
        ("INSERT INTO vault.items (ref, subject, sealed) VALUES ($1, $2, $3)", (uuid4(), person, b"junk")),
        ("INSERT INTO vault.key_check (value) VALUES ($1)", (b"junk",)),
    ):
        with pytest.raises(asyncpg.CheckViolationError):
            await pool.execute(statement, *arguments)


async def test_whoever_holds_the_log_is_named(log: EventLog, pool: Pool, database: Database) -> None:
    await append(log, stream())
    async with pool.acquire() as asking:
        assert None is await why_nothing_can_be_recorded(asking)
        holder = await asyncpg.connect(database.owner)
        try:
            await holder.execute("SELECT pg_advisory_lock(0)")
            said = await why_nothing_can_be_recorded(asking)
            assert f"Process {holder.get_server_pid()} of the account postgres holds the log's lock" in (said or "")
        finally:
            await holder.close()


async def test_that_the_last_answer_is_of_the_future_is_said(log: EventLog, pool: Pool, database: Database) -> None:
    await append(log, stream())
    await as_superuser(database, *OPEN, "UPDATE log.commands SET recorded_at = '2199-01-01 00:00:00+00'")
    async with pool.acquire() as asking:
        assert "until 2199-01-01 00:00 UTC" in (await why_nothing_can_be_recorded(asking) or "")


@pytest.fixture
async def migrator(databases: Databases) -> AsyncIterator[Database]:
    """A database as `deploy/README.md` has it made: the account of the migrations owns it, and is no superuser."""
    made = await databases.empty()
    name = made.owner.partition("@/")[2].partition("?")[0]
    await as_superuser(
        made,
        "CREATE ROLE nrm_migration LOGIN CREATEROLE PASSWORD 'x' IN ROLE nrm_owner",
        f"ALTER DATABASE {name} OWNER TO nrm_migration",
    )
    account = made.owner.replace("//postgres@", "//nrm_migration:x@").partition("&passfile")[0]
    yield Database(account, made.app)
    await databases.drop(made)
    await databases.as_owner("DROP ROLE nrm_migration")


@pytest.mark.parametrize("begins_with", ["nothing", "what the release before gave"])
async def test_an_account_that_is_no_superuser_migrates_and_leaves_the_doors_to_one(
    migrator: Database, databases: Databases, monkeypatch: pytest.MonkeyPatch, begins_with: str
) -> None:
    if begins_with != "nothing":
        early = {name: sql for name, sql in published().items() if name < "0009"}
        monkeypatch.setattr(module, "published", lambda: early)
        await migrate(migrator.owner)
        monkeypatch.undo()
    await migrate(migrator.owner)
    assert () == await migrate(migrator.owner)
    superuser = databases.named(migrator.owner.partition("@/")[2].partition("?")[0])
    async with await open_pool(migrator.app, 4) as pool:
        await keep_rules(superuser)
        await append(EventLog(pool), stream())
        open_still = [problem.what for problem in (await verify(pool, no_progress)).problems]
        assert [what for what in open_still if "may call lo_create" in what]
        assert [what for what in open_still if "lacks the event trigger" in what]
        await as_superuser(superuser, (files("eventlog") / "doors.sql").read_text("utf-8"))
        assert () == (await verify(pool, no_progress)).problems
    assert () == await migrate(migrator.owner)
