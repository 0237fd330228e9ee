"""Heads kept in a file outside the database: read, added to, and held against the log."""

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.errors import Code, Invalid
from eventlog.heads import Noted, append_head, heads_in, noted
from eventlog.log import EventLog
from eventlog.pool import Pool
from eventlog.verify import Head, verify
from tests.eventlog.given import append, stream
from tests.eventlog.tampering import no_progress, tampered
from tests.support.postgres import Database

ONE, OTHER = Head(12, "a" * 64), Head(15, "b" * 64)
AT = datetime(2026, 11, 28, 10, 30, tzinfo=UTC)


def test_what_is_added_is_read_again_and_only_its_owner_may(tmp_path: Path) -> None:
    path = tmp_path / "heads"
    assert () == heads_in(path)
    append_head(path, ONE, AT)
    append_head(path, OTHER, AT)
    assert (ONE, OTHER) == heads_in(path) == noted(str(path)).heads
    assert f"12:{'a' * 64} 2026-11-28T10:30:00Z\n" == path.read_text().splitlines(keepends=True)[0]
    assert 0o600 == stat.S_IMODE(path.stat().st_mode)


def test_a_head_may_be_typed(tmp_path: Path) -> None:
    assert Noted((ONE,)) == noted(f"12:{'a' * 64}")
    (tmp_path / "by-hand").write_text(f"\n12:{'a' * 64}\n\n15:{'b' * 64} noted on paper\n")
    assert Noted((ONE, OTHER)) == noted(str(tmp_path / "by-hand"))


@pytest.mark.parametrize("typed", ["yesterday", "", "12:abc", "-1:" + "a" * 64, "12:" + "A" * 64, "/nowhere/at/all"])
def test_what_is_no_head_is_refused(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        noted(typed)
    assert Code.INVALID_VALUE is refused.value.code


@pytest.mark.parametrize("text", [b"12:abc\n", b"\xff\n", b"12:" + b"a" * 64 + b"\nyesterday\n"])
def test_a_file_with_anything_else_in_it_is_refused(tmp_path: Path, text: bytes) -> None:
    """A line that was damaged is not passed over: it may be the one that would have told."""
    path = tmp_path / "heads"
    path.write_bytes(text)
    with pytest.raises(Invalid):
        heads_in(path)


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(Invalid):
        append_head(tmp_path / "missing" / "heads", ONE, AT)


async def test_each_of_several_heads_must_be_in_the_log(log: EventLog, pool: Pool, database: Database) -> None:
    """Answers without events share a position, and their heads do not."""
    case, heads = stream(), []
    for version, many in ((0, 2), (2, 0), (2, 0), (2, 1)):
        await append(log, case, version, many=many)
        heads.append((await verify(pool, no_progress)).head)
    assert [2, 2, 2, 3] == [head.position for head in heads]
    assert (await verify(pool, no_progress, heads)).ok
    assert not (await verify(pool, no_progress, [*heads, ONE])).ok
    assert not (await verify(pool, no_progress, [Head(1, heads[0].log_hash)])).ok
    cut = await tampered(database, pool, "DELETE FROM log.commands WHERE number > 2", noted=heads[2])
    assert not cut.ok
