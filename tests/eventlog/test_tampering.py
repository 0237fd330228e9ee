"""What a superuser did to a small record, kind by kind (`tampering.sql`), and what shows it (`docs/tampering.md`)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum, auto
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from domain.errors import Code
from domain.referral.rows import CaseViews
from eventlog.keys import KeyEncryptionKey
from eventlog.log import EventLog, ToldEvent
from eventlog.pool import Pool
from eventlog.rebuild import rebuild
from eventlog.vault import Vault
from eventlog.verify import verify
from tests.eventlog.given import accept, append, as_superuser, book, command, event, put, request, rows_of, stream_of
from tests.eventlog.tampering import CLOSE, OPEN, REHASH, RENUMBER, no_progress
from tests.support.postgres import Database

KEY = KeyEncryptionKey(b"k" * 32)
PERSONS = {name: UUID(int=number) for name, number in (("A", 10), ("B", 11), ("C", 12))}
A, B, C = PERSONS.values()
_KIND = re.compile(r"^-- kind: (.+) -> (\w+)\n", re.MULTILINE)


class Shown(StrEnum):
    """By what a kind of tampering is shown: `verify` by itself, with a head noted before, with the key at hand, or
    `rebuild --check`; or by nothing that looks from inside."""

    SEEN = auto()
    HEAD = auto()
    KEY = auto()
    LISTS = auto()
    NOWHERE = auto()


@dataclass(frozen=True)
class Tampering:
    """One kind: what was done while the guards slept, what after that, and what shows it."""

    what: str
    done: str
    for_good: str
    shown: Shown


def _kinds() -> list[Tampering]:
    text = (Path(__file__).parent / "tampering.sql").read_text("utf-8")
    for name, person in PERSONS.items():
        text = re.sub(rf":{name}\b", f"'{person}'::uuid", text)
    text = text.replace("-- rehash", f"{REHASH};").replace("-- renumber", RENUMBER)
    _, *parts = _KIND.split(text)
    each = zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    return [Tampering(what, *_divided(sql), Shown[shown]) for what, shown, sql in each]


def _divided(sql: str) -> tuple[str, str]:
    done, _, for_good = sql.partition("-- for good")
    return f"SELECT; {done}", f"SELECT; {for_good}"


async def project(history: Sequence[ToldEvent], _: str) -> CaseViews:
    return rows_of(UUID(history[0].stream.removeprefix("case/")), len(history))


@pytest.fixture
async def small(log: EventLog, pool: Pool) -> EventLog:
    """Two acceptances; three cases, two of which cite a text; two refusals, of which the first left a text behind."""
    await accept(pool, book("2030.1"))
    await accept(pool, book("2030.2"), at=1)
    vault = Vault(pool, KEY)
    for case in (A, B):
        (text,) = await vault.seal(case, [(uuid4(), "a note")])
        noted = event(body=f'{{"text":{text.model_dump_json()}}}'.encode(), of="note-added")
        await put(log, stream_of(case), 0, command(), [noted])
    await vault.seal(A, [(C, "typed with a command that was refused")])
    await log.refuse(stream_of(A), command(), Code.WRONG_STAGE, "Not now.")
    decided = event(body=b'{"duty":"decision-maker","assignee":"Ada"}', of="case-assigned")
    await put(log, stream_of(A), 1, command(), [event(), decided])
    await append(log, stream_of(C), many=2)
    await append(log, stream_of(B), 1, many=2)
    await append(log, stream_of(C), 2)
    await log.refuse(None, command(), Code.CASE_NOT_FOUND, "There is no such case.")
    return log


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("tampering", _kinds(), ids=lambda one: one.what)
async def test_each_kind_is_shown_by_what_the_page_says(pool: Pool, database: Database, tampering: Tampering) -> None:
    head = (await verify(pool, no_progress)).head
    await as_superuser(database, *OPEN, tampering.done, *CLOSE, tampering.for_good)
    with_key = await verify(pool, no_progress, key=KEY)
    shown = {
        Shown.SEEN: not (await verify(pool, no_progress)).ok,
        Shown.HEAD: not (await verify(pool, no_progress, [head])).ok,
        Shown.KEY: not with_key.ok,
        Shown.LISTS: not (await rebuild(pool, project, no_progress, mends=False)).equal,
    }
    first = next((one for one, is_shown in shown.items() if is_shown), Shown.NOWHERE)
    assert tampering.shown is first, [problem.what for problem in with_key.problems]


ACCOUNTS = (
    "GRANT nrm_owner TO nrm",
    "GRANT pg_read_all_data TO nrm",
    "ALTER ROLE nrm SUPERUSER",
    "ALTER ROLE nrm BYPASSRLS",
    "ALTER ROLE nrm CREATEROLE",
    "ALTER ROLE nrm_owner LOGIN",
    "ALTER ROLE nrm_app CREATEDB",
    "ALTER ROLE nrm SET session_replication_role = replica",
    "CREATE ROLE somebody LOGIN IN ROLE nrm_owner",
)
BACK = (
    "REVOKE nrm_owner, pg_read_all_data FROM nrm",
    "ALTER ROLE nrm NOSUPERUSER NOBYPASSRLS NOCREATEROLE",
    "ALTER ROLE nrm_owner NOLOGIN",
    "ALTER ROLE nrm_app NOCREATEDB",
    "ALTER ROLE nrm RESET session_replication_role",
    "DROP ROLE IF EXISTS somebody",
)
"""Roles belong to the cluster: the next test is to find them as they were."""


@pytest.mark.usefixtures("small")
async def test_what_accounts_were_given_is_seen(pool: Pool, database: Database) -> None:
    for change in ACCOUNTS:
        await as_superuser(database, change)
        try:
            found = await verify(pool, no_progress)
        finally:
            await as_superuser(database, *BACK)
        assert not found.ok, change
        assert (await verify(pool, no_progress)).ok


@pytest.mark.usefixtures("small")
async def test_untouched_nothing_is_said(pool: Pool) -> None:
    head = (await verify(pool, no_progress)).head
    assert () == (await verify(pool, no_progress, [head], KEY)).problems
    assert (await rebuild(pool, project, no_progress, mends=False)).equal


@pytest.mark.usefixtures("small")
async def test_whoever_appends_in_anothers_name_is_believed(pool: Pool) -> None:
    """Nobody signs an append, or a refusal: the page says so."""
    asked = request(stream_of(uuid4()), actor="b.decider", role="decision-maker")
    await pool.fetch("SELECT log.append($1, now())", [asked])
    refusal = "SELECT log.refuse(NULL, $1, 'refer', 'b.decider', 'decision-maker', $2, 'wrong-stage', 'No.', now())"
    await pool.fetch(refusal, uuid4(), "f" * 64)
    assert (await verify(pool, no_progress)).ok


async def test_what_was_not_looked_at_is_said(pool: Pool) -> None:
    found = await verify(pool, no_progress)
    assert [True, True] == [
        any(word in said for said in found.not_looked_at) for word in ("No head", "key-encryption key is not at hand")
    ]
    with_both = await verify(pool, no_progress, [found.head], KEY)
    assert 2 == len(with_both.not_looked_at)
    assert "rebuild --check" in with_both.not_looked_at[0]


@pytest.mark.usefixtures("small")
async def test_every_problem_of_an_empty_log_beside_full_tables_is_said(pool: Pool, database: Database) -> None:
    await as_superuser(database, *OPEN, "TRUNCATE log.events, log.commands", *CLOSE)
    said = {problem.what.partition(" 20")[0] for problem in (await verify(pool, no_progress)).problems}
    assert {"The rule-book", "The lists have it, and the log does not."} <= said
    await as_superuser(database, *OPEN, "TRUNCATE views.cases, law.rule_books", *CLOSE)
    left = [problem.what for problem in (await verify(pool, no_progress)).problems]
    assert ["The log is empty, and the vault is not."] == left
