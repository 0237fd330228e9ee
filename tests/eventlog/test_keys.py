"""The key-encryption key: from the environment, or from a file that nobody else may read."""

import base64
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest

from domain.errors import Code, Unavailable
from eventlog.keys import FILE, VARIABLE, KeyEncryptionKey, key_encryption_key

PERSON = uuid4()


def test_a_key_is_made_once_and_is_private(tmp_path: Path) -> None:
    wrapped = key_encryption_key(tmp_path, {}).wrap(PERSON, b"a data key")
    assert b"a data key" == key_encryption_key(tmp_path, {}).unwrap(PERSON, wrapped)
    assert 0o600 == stat.S_IMODE((tmp_path / FILE).stat().st_mode)
    assert [tmp_path / FILE] == list((tmp_path / FILE).parent.iterdir())


def test_many_processes_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        first, *others = threads.map(lambda _: key_encryption_key(tmp_path, {}), range(8))
    wrapped = first.wrap(PERSON, b"a data key")
    assert {b"a data key"} == {other.unwrap(PERSON, wrapped) for other in others}


def test_the_environment_comes_first_and_makes_no_file(tmp_path: Path) -> None:
    text = base64.b64encode(b"e" * 32).decode()
    wrapped = key_encryption_key(tmp_path, {VARIABLE: text}).wrap(PERSON, b"a data key")
    assert b"a data key" == KeyEncryptionKey(b"e" * 32).unwrap(PERSON, wrapped)
    assert not (tmp_path / FILE).exists()


@pytest.mark.parametrize("text", ["not base64!", base64.b64encode(b"too short").decode()])
def test_a_key_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(Unavailable) as refused:
        key_encryption_key(tmp_path, {VARIABLE: text})
    assert Code.VAULT_UNREADABLE is refused.value.code
    assert text not in refused.value.message


def test_a_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    key_encryption_key(tmp_path, {})
    (tmp_path / FILE).chmod(0o644)
    with pytest.raises(Unavailable, match="owner only"):
        key_encryption_key(tmp_path, {})


def test_no_key_is_made_up_for_a_database_that_has_its_own(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as caught:
        key_encryption_key(tmp_path, {}, may_make=False)

    assert Code.VAULT_UNREADABLE == caught.value.code
    assert not (tmp_path / FILE).exists()
