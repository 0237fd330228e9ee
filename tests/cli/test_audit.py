"""Proving the record through the command line."""

import asyncio
from pathlib import Path

import asyncpg

from tests.cli.conftest import Nrm, Shown
from workers.settings import StackSettings
from workers.stack.state import running


def change_as_owner(nrm: Nrm, statement: str) -> None:
    """What only somebody with the owner's password could do."""

    async def change() -> None:
        connection = await asyncpg.connect(running(StackSettings(data=nrm.data)).owner_url, timeout=5)
        try:
            await connection.execute(statement)
        finally:
            await connection.close(timeout=5)

    asyncio.run(change())


def test_the_log_is_as_it_was_written(nrm: Nrm) -> None:
    found = nrm.json("verify")
    assert (True, []) == (found["ok"], found["problems"])
    assert found["events"] == found["head"]["position"]


def test_a_head_noted_earlier_is_still_in_the_log(nrm: Nrm) -> None:
    head = nrm.json("verify")["head"]
    noted = f"{head['position']}:{head['log_hash']}"
    assert nrm.json("verify", "--noted", noted)["ok"]


def test_another_head_shows_that_the_log_was_rewritten(nrm: Nrm) -> None:
    shown = nrm("verify", "--noted", f"1:{'0' * 64}")
    assert 1 == shown.status
    assert "not a continuation" in shown.out


def test_a_head_that_is_none_is_refused(nrm: Nrm) -> None:
    assert (2, "invalid-value") == nrm.refused("verify", "--noted", "yesterday")


def test_heads_are_kept_in_a_file_and_held_against_the_log(nrm: Nrm, tmp_path: Path) -> None:
    heads = tmp_path / "heads"
    for _ in range(2):
        assert nrm.json("verify", "--append-head", str(heads))["ok"]
    assert 2 == len(heads.read_text().splitlines())
    assert nrm.json("verify", "--noted", str(heads))["ok"]
    heads.write_text(f"1:{'0' * 64}\n")
    for option in ("--noted", "--append-head"):
        assert not nrm.json("verify", option, str(heads), status=1)["ok"]
    assert 1 == len(heads.read_text().splitlines())


def test_what_was_not_looked_at_is_said(nrm: Nrm) -> None:
    """The key of this stack lies beside it, so keys were looked at; a head was not given."""
    (no_head, lists, truth) = nrm.json("verify")["not_looked_at"]
    assert no_head.startswith("No head")
    assert "rebuild --check" in lists
    assert "nobody can see from inside" in truth
    assert "Not looked at:" in nrm("verify").out


def test_a_check_of_the_lists_changes_nothing_and_says_so(nrm: Nrm) -> None:
    assert nrm.json("rebuild", "--check")["equal"]
    change_as_owner(nrm, "UPDATE views.cases SET stage = 'closed' WHERE reference = 'PA-09389-2018'")
    for _ in range(2):
        found = nrm.json("rebuild", "--check", status=1)
        assert [["cases"]] == [difference["tables"] for difference in found["differences"]]
    assert "What is not equal" in nrm("rebuild", "--check").out
    assert not nrm.json("rebuild")["equal"]
    assert nrm.json("rebuild", "--check")["equal"]


def test_a_case_that_cannot_be_read_is_named_and_the_status_says_so(nrm: Nrm, tmp_path: Path) -> None:
    case, sound = nrm.refer(tmp_path), nrm.refer(tmp_path)
    stream = f"case/{nrm.json('show', case)['case']}"

    def becomes(stored_type: str) -> None:
        change_as_owner(nrm, "ALTER TABLE log.events DISABLE TRIGGER only_ever_added_to")
        change_as_owner(nrm, f"UPDATE log.events SET type = '{stored_type}' WHERE stream = '{stream}'")  # noqa: S608
        change_as_owner(nrm, "ALTER TABLE log.events ENABLE ALWAYS TRIGGER only_ever_added_to")

    becomes("nonsense")
    try:
        found = nrm.json("rebuild", status=1)
        assert [stream] == [one["stream"] for one in found["unreadable"]]
        assert found["equal"]
        assert stream in nrm("rebuild", "--check").out
        assert (4, "event-unreadable") == nrm.refused("show", case)
        asked = ("do", case, "record-lone-child")
        assert (4, "event-unreadable") == nrm.refused(*asked)
        assert 0 == nrm("do", sound, "record-enforcement-step", "--step", "other").status
        assert case in nrm("rules", "preview").out
    finally:
        becomes("referral-made")
    assert nrm.json("rebuild")["equal"]


def test_who_holds_the_log_is_in_the_status(nrm: Nrm) -> None:
    async def held() -> Shown:
        connection = await asyncpg.connect(running(StackSettings(data=nrm.data)).owner_url, timeout=5)
        try:
            await connection.execute("SELECT pg_advisory_lock(0)")
            return await asyncio.to_thread(nrm, "status")
        finally:
            await connection.close(timeout=5)

    shown = asyncio.run(held())
    assert 1 == shown.status
    assert "holds the log's lock" in " ".join(shown.out.split())


def test_the_read_models_are_what_the_log_says(nrm: Nrm) -> None:
    assert nrm.json("rebuild")["equal"]


def test_a_row_that_somebody_changed_is_named_and_mended(nrm: Nrm) -> None:
    change_as_owner(nrm, "UPDATE views.cases SET stage = 'closed' WHERE reference = 'PA-09389-2018'")
    found = nrm.json("rebuild")
    assert [["cases"]] == [difference["tables"] for difference in found["differences"]]
    assert nrm.json("rebuild")["equal"]
