"""Which account PostgreSQL runs under, and what that account can reach."""

import os
from pathlib import Path

import pytest

from domain.errors import Code, Unavailable
from workers.stack.account import Account, account_for, private_folder, reachable
from workers.stack.place import make_data_folder

STRANGER = Account(uid=54321, gid=54321)
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root steps down")


def test_a_stranger_cannot_reach_what_lies_below_a_closed_folder(folder: Path) -> None:
    (folder / "open" / "inner").mkdir(parents=True)
    (folder / "closed" / "inner").mkdir(parents=True)
    for name, mode in (("open", 0o711), ("closed", 0o700)):
        (folder / name).chmod(mode)
        (folder / name / "inner").chmod(0o755)
    assert reachable(folder / "open" / "inner", STRANGER)
    assert reachable(folder / "open" / "inner" / "yet to be made", STRANGER)
    assert not reachable(folder / "closed" / "inner", STRANGER)


def test_an_owner_reaches_a_closed_folder(folder: Path) -> None:
    closed = folder / "own"
    closed.mkdir(mode=0o700)
    assert reachable(closed, Account(closed.stat().st_uid, closed.stat().st_gid))


def test_an_ordinary_user_stays_who_they_are(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 54321)
    assert account_for(folder) is None


@as_root
def test_root_steps_down_to_the_owner_of_a_database_that_is_there(folder: Path) -> None:
    database = folder / "database"
    database.mkdir()
    os.chown(database, STRANGER.uid, STRANGER.gid)
    assert STRANGER == account_for(database)


@as_root
def test_root_never_runs_the_database_as_root(folder: Path) -> None:
    account = account_for(folder / "no database yet")
    assert account is not None
    assert 0 not in (account.uid, account.gid)


def test_a_private_folder_that_somebody_opened_up_is_refused(folder: Path) -> None:
    private_folder(folder / "private")
    (folder / "private").chmod(0o755)
    with pytest.raises(Unavailable) as refused:
        private_folder(folder / "private")
    assert Code.STACK_FAILED == refused.value.code


def test_a_link_in_the_place_of_a_private_folder_is_refused(folder: Path) -> None:
    private_folder(folder / "elsewhere")
    (folder / "link").symlink_to(folder / "elsewhere")
    with pytest.raises(Unavailable):
        private_folder(folder / "link")


@pytest.mark.parametrize("mode", [0o777, 0o1777, 0o770, 0o702])
def test_a_data_folder_that_others_may_write_to_is_refused(folder: Path, mode: int) -> None:
    data = folder / f"open-{mode:o}"
    data.mkdir()
    data.chmod(mode)
    with pytest.raises(Unavailable) as refused:
        make_data_folder(data)
    assert Code.STACK_FAILED == refused.value.code
    assert f"chmod go-w {data}" in refused.value.message


def test_a_data_folder_is_made_and_found_again(folder: Path) -> None:
    for _ in range(2):
        make_data_folder(folder / "new" / "data")
    assert 0 == (folder / "new" / "data").stat().st_mode & 0o066


@as_root
def test_what_root_makes_on_the_way_to_the_data_can_be_passed_whatever_the_mask(folder: Path) -> None:
    mask = os.umask(0o077)
    try:
        make_data_folder(folder / "on the way" / "data")
    finally:
        os.umask(mask)
    nobody = account_for(folder / "none")
    assert nobody is not None
    assert reachable(folder / "on the way" / "data", nobody)
