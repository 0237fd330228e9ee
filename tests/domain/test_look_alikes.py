"""What two texts look like to a reader, beside the Unicode Consortium's own examples of what is confused."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.look_alikes import likeness, skeleton

FULL_WIDTH = {ord("!") + at: 0xFF01 + at for at in range(94)}


@pytest.mark.parametrize(
    "other",
    [
        "dup-1",
        "Dup-1",
        "DUP-l",
        "DUP-I",
        "dup-i",
        "DUP-|",
        "\u0501\u057d\u0440-1",
        "D\u200bUP-1",
        "D\u00dcP-1",
        "DUP-1".translate(FULL_WIDTH),
    ],
)
def test_what_a_reader_takes_for_the_same_has_one_likeness(other: str) -> None:
    assert likeness("DUP-1") == likeness(other)


@pytest.mark.parametrize("other", ["DUP-2", "DUP_1", "DUP 1", "DUB-1", "DUP-10", "DUP-7"])
def test_what_looks_different_has_another(other: str) -> None:
    assert likeness("DUP-1") != likeness(other)


def test_letters_that_run_together_look_like_one() -> None:
    assert likeness("m-1") == likeness("rn-1") == likeness("RN-1")
    assert likeness("w-1") == likeness("vv-1")
    assert likeness("NRM-O0O") == likeness("nrm-0o0")


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("\u0440\u0430\u0443\u0440\u0430l", "paypal"),
        ("\u0410\u04cf\u0456\u0441\u0435", "Alice"),
        ("\u0405\u043c\u0456\u0442\u043d", "Smith"),
        ("\u0391lpha", "Alpha"),
        ("\u1d00\u029f\u026a\u1d04\u1d07", "alice"),
        ("\U0001d5d4lice", "Alice"),
        ("\u0251lice", "alice"),
        ("Al\u0131ce", "Alice"),
        ("AIice", "Alice"),
    ],
)
def test_letters_of_other_scripts_are_seen_for_what_they_look_like(seen: str, meant: str) -> None:
    assert skeleton(meant).casefold() == skeleton(seen).casefold()


@given(st.text(st.sampled_from("rRnNmMvVwWiIlL1oO0 -")) | st.text(st.characters(codec="ascii", categories=("L", "N"))))
def test_case_changes_no_likeness(text: str) -> None:
    assert likeness(text) == likeness(text.upper()) == likeness(text.lower())


@given(st.text())
def test_a_likeness_is_its_own(text: str) -> None:
    assert likeness(text) == likeness(unicodedata.normalize("NFD", text))
    assert likeness(likeness(text)) == likeness(text)
