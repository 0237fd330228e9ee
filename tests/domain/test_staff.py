"""Which names are one person's, and which may be typed."""

import unicodedata

import pytest
from pydantic import TypeAdapter, ValidationError

from activities.submission import Submission
from domain.referral.commands.file import Assign
from domain.staff import Staff, StaffOnRecord, same_person

ADA = "Ada Lovelace"
FULLWIDTH = "".join(chr(ord(letter) + 0xFEE0) for letter in "AdaLovelace")
LATIN_AND_CYRILLIC = "Ad\N{CYRILLIC SMALL LETTER A} Lovelace"


@pytest.mark.parametrize(
    "spelling", ["ada  lovelace", "Ada.Lovelace", "ada-lovelace", "ADA_LOVELACE", "A\u00addaLovelace", FULLWIDTH]
)
def test_another_spelling_makes_nobody_another_person(spelling: str) -> None:
    assert same_person(ADA, spelling)


def test_composed_and_decomposed_letters_are_the_same() -> None:
    assert same_person("Zo\u00eb", unicodedata.normalize("NFD", "zo\u00eb"))


@pytest.mark.parametrize("other", ["Ada Byron", "Ada Lovelace 2", "Grace"])
def test_another_name_is_another_person(other: str) -> None:
    assert not same_person(ADA, other)


@pytest.mark.parametrize("name", [LATIN_AND_CYRILLIC, "\N{GREEK SMALL LETTER OMICRON}live", "...", "-"])
def test_a_name_that_mixes_scripts_or_says_nothing_is_refused_where_it_is_typed(name: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Staff).validate_python(name)
    assert name == TypeAdapter(StaffOnRecord).validate_python(name)


@pytest.mark.parametrize("name", [ADA, "Zo\u00eb O\u2019Neill-Smith", "\u0410\u043d\u043d\u0430 2", "uid-1000"])
def test_a_name_in_one_script_is_taken(name: str) -> None:
    assert name == TypeAdapter(Staff).validate_python(name)


def test_whoever_asks_and_whoever_is_assigned_are_named_so() -> None:
    assert Staff == Assign.__annotations__["assignee"] == Submission.__annotations__["actor"]
