"""Proving the record through the command line."""

import asyncio

import asyncpg

from tests.cli.conftest import Nrm
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


def test_the_read_models_are_what_the_log_says(nrm: Nrm) -> None:
    assert nrm.json("rebuild")["equal"]


def test_a_row_that_somebody_changed_is_named_and_mended(nrm: Nrm) -> None:
    change_as_owner(nrm, "UPDATE views.cases SET stage = 'closed' WHERE reference = 'PA-09389-2018'")
    found = nrm.json("rebuild")
    assert [["cases"]] == [difference["tables"] for difference in found["differences"]]
    assert nrm.json("rebuild")["equal"]
