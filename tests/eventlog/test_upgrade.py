"""A database of the release before, with what it holds, becomes one of this release where it stands."""

from collections.abc import AsyncIterator, Sequence
from uuid import UUID, uuid4

import asyncpg
import orjson
import pytest

from domain.referral.rows import CaseViews
from domain.rules.loader import digest_of
from eventlog import migrate as module
from eventlog.findings import Head
from eventlog.keys import KeyEncryptionKey
from eventlog.log import EventLog, ToldEvent
from eventlog.migrate import migrate, published
from eventlog.pool import Pool, open_pool
from eventlog.rebuild import rebuild
from eventlog.rule_books import RuleBooks
from eventlog.vault import Vault, stream_of_key
from eventlog.verify import verify
from tests.eventlog.given import accept, acceptance, append, book, keep_rules, receipt_of, request, rows_of, stream_of
from tests.eventlog.given import event as new_event
from tests.eventlog.tampering import no_progress
from tests.support.postgres import Database, Databases

KEY = KeyEncryptionKey(b"k" * 32)
A, B, GONE = (UUID(int=number) for number in (1, 2, 3))
FILES = book("2026.0")
RULES = f"2026.0+{digest_of(FILES)[:16]}"
OLD_APPEND = "SELECT status FROM log.append($1)"
OLD_REFUSE = "SELECT log.refuse(NULL, $1, 'refer', 'a.person', 'caseworker', $2, 'wrong-stage', 'Not now.')"


@pytest.fixture
async def old(databases: Databases, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Database]:
    """A database at migration 0008: a rule-book accepted, two cases, texts, a destroyed key, a refusal."""
    made = await databases.empty()
    early = {name: sql for name, sql in published().items() if name < "0009"}
    monkeypatch.setattr(module, "published", lambda: early)
    await migrate(made.owner)
    monkeypatch.undo()
    async with await open_pool(made.app, 2) as pool:
        await _keep(pool, digest_of(FILES), "2026.0", FILES)
        assert ["accepted"] == await _append(pool, acceptance("2026.0", digest_of(FILES)))
        vault = Vault(pool, KEY)
        for case in (A, B):
            (text,) = await vault.seal(case, [(uuid4(), "a note")])
            noted = new_event(body=f'{{"text":{text.model_dump_json()}}}'.encode(), of="note-added")
            told = (noted.event_id, noted.type, 1, noted.effective.earliest, noted.effective.text, None, noted.body)
            asked = request(stream_of(case), rules=RULES, events=[told], receipt=receipt_of(1, [noted]))
            assert ["accepted"] * 2 == await _append(pool, asked, request(stream_of(uuid4()), rules=RULES))
        await vault.seal(GONE, [(uuid4(), "typed with a command that was refused")])
        await pool.execute("SELECT vault.destroy_key($1)", GONE)
        await pool.execute(OLD_REFUSE, uuid4(), "f" * 64)
    yield made
    await databases.drop(made)


async def project(history: Sequence[ToldEvent], _: str) -> CaseViews:
    """The rows of a case from before references were held against one another by their looks."""
    return rows_of(UUID(history[0].stream.removeprefix("case/")), len(history), claimed=False)


async def _keep(pool: Pool, digest: str, version: str, files: object) -> None:
    await pool.execute(
        "INSERT INTO law.rule_books (digest, version, files) VALUES ($1, $2, $3::jsonb)",
        digest,
        version,
        orjson.dumps(files).decode(),
    )


async def _append(pool: Pool, *requests: Sequence[object]) -> list[str]:
    return [answer["status"] for answer in await pool.fetch(OLD_APPEND, list(requests))]


async def _head(pool: Pool) -> Head:
    row = await pool.fetchrow("SELECT position, hash FROM log.commands ORDER BY number DESC LIMIT 1")
    assert row is not None
    return Head(row["position"], row["hash"].hex())


async def test_everything_verifies_and_goes_on(old: Database) -> None:
    async with await open_pool(old.app, 4) as pool:
        before = await _head(pool)
        events = await pool.fetch("SELECT * FROM log.events ORDER BY position")
        assert tuple(name for name in published() if name >= "0009") == await migrate(old.owner)
        assert () == (await verify(pool, no_progress, [before], KEY)).problems
        assert events == await pool.fetch("SELECT * FROM log.events ORDER BY position LIMIT $1", len(events))
        assert (await rebuild(pool, project, no_progress)).equal
        log = EventLog(pool)
        (ended,) = await log.read_stream(stream_of_key(GONE))
        assert ("engine", b"before the end of a key was an event") == (ended.actor, ended.body[-38:-2])
        assert digest_of(FILES) == await RuleBooks(pool).accepted()
        await keep_rules(old)
        assert (await append(log, stream_of(A), 1)).accepted
        await accept(pool, book("2026.1"), at=1)
        assert (await verify(pool, no_progress, [before], KEY)).ok


async def test_what_was_kept_and_never_decided_is_set_aside(old: Database) -> None:
    """Junk of every kind, and the digest of the next release under other files: it can be accepted after all."""
    following = book("2026.2")
    async with await open_pool(old.app, 4) as pool:
        await _keep(pool, "a" * 64, "1", {"a": 5})
        await _keep(pool, "b" * 64, "2", [])
        await _keep(pool, "c" * 64, "3", None)
        await _keep(pool, digest_of(following), "2026.2", {"rule-book.yaml": "something else"})
        await _keep(pool, digest_of(book("2026.9")), "2026.9", book("2026.9"))
        await migrate(old.owner)
        assert (await verify(pool, no_progress, (), KEY)).ok
        assert [digest_of(FILES)] == [row["digest"] for row in await pool.fetch("SELECT digest FROM law.rule_books")]
        assert digest_of(following) == await accept(pool, following, at=1)
    connection = await asyncpg.connect(old.owner)
    try:
        assert 5 == await connection.fetchval("SELECT count(*) FROM law.set_aside")
    finally:
        await connection.close()


async def test_what_was_forged_stops_neither_the_migration_nor_others(old: Database) -> None:
    """The release before took anything: each is named now, and its case alone is stopped."""
    forged = stream_of(UUID(int=9))
    async with await open_pool(old.app, 4) as pool:
        for to in (forged, "system/rules", "nowhere/else"):
            at = 1 if to == "system/rules" else 0
            junk = (uuid4(), "nonsense", 1, new_event().effective.earliest, "yesterday", None, b"no JSON")
            asked = request(
                to, at, events=[junk], receipt="{}", views=None, rules="", actor="\x1b[31m", fingerprint="f"
            )
            assert ["accepted"] == await _append(pool, asked)
        await migrate(old.owner)
        found = await verify(pool, no_progress)
        unread = [problem.stream for problem in found.problems if "Nobody can read" in problem.what]
        assert [forged, "system/rules", "nowhere/else"] == unread
        assert digest_of(FILES) == await RuleBooks(pool).accepted()
        assert 2 == (await EventLog(pool).load(stream_of(A))).acceptances
        rebuilt = await rebuild(pool, project, no_progress)
        assert [UUID(int=9)] == [one.case for one in rebuilt.differences]
        await accept(pool, book("2026.1"), at=2)
