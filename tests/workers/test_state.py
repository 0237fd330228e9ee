"""Who holds a stack, and what is remembered of it."""

import os
import stat
from pathlib import Path

import pytest

from domain.errors import Code, Conflict
from workers.stack.state import StackState, is_held, locked, read_state, remove_state, supervisor, write_state


def test_the_holder_is_known_by_its_own_number_and_not_by_an_earlier_longer_one(folder: Path) -> None:
    (folder / "stack.lock").write_text("123456789")
    with locked(folder):
        assert os.getpid() == supervisor(folder)
        assert is_held(folder)
    assert supervisor(folder) is None
    assert not is_held(folder)


def test_a_second_holder_is_refused(folder: Path) -> None:
    with locked(folder), pytest.raises(Conflict) as refused, locked(folder):
        pass
    assert Code.STACK_RUNNING == refused.value.code


def test_a_holder_notices_that_its_folder_was_made_anew(folder: Path) -> None:
    data = folder / "renewed"
    data.mkdir()
    with locked(data) as is_ours:
        assert is_ours()
        (data / "stack.lock").unlink()
        assert not is_ours()
        (data / "stack.lock").touch()
        assert not is_ours()


def test_the_state_is_private_and_whole_and_can_be_forgotten(folder: Path) -> None:
    state = StackState(
        data=folder,
        supervisor=1,
        database_url="postgresql://nrm@/nrm",
        owner_url="postgresql://postgres@/nrm",
        temporal_address="127.0.0.1:1",
        temporal_ui=None,
    )
    write_state(state)
    assert state == read_state(folder)
    assert 0o600 == stat.S_IMODE((folder / "stack.json").stat().st_mode)
    remove_state(folder)
    assert read_state(folder) is None
