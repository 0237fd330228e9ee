"""Which names are one person's, and which may be typed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from domain.errors import Code, NrmError
from domain.prosecution.commands import EndInvestigation
from domain.prosecution.decide import decide as decide_prosecution
from domain.prosecution.state import NoProsecution
from domain.referral.commands.file import Assign
from domain.referral.decide import decide
from domain.referral.parse import parse
from domain.referral.state import NoReferral
from domain.roles import Role
from domain.rules.shelf import published
from domain.staff import Staff, StaffOnRecord, same_person
from domain.stream.context import Context
from tests.support.casework import CASE, instant

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


@pytest.mark.parametrize(
    "name",
    [
        "\u0410\u04cf\u0456\u0441\u0435 \u0405\u043c\u0456\u0442\u043d",
        "Al\u0131ce Smith",
        "\u0251lice Smith",
        "\u1d00lice Smith",
        "\uff21lice Smith",
        "A\u00adlice Smith",
        "Al\u00edce Smith",
        "AIice Smith",
        "A1ice Smith",
        "AL1CE SMITH",
        "Alice Srnith",
        "ALICE SMITH",
        "alicesmith",
        "SmithAlice",
        "Smith A'lice",
        "Smith, A(l)ice",
        "Smith A\u0336lice",
        "A. Smi\u0336th",
        "Smith, Alice",
        "smith alice",
        "A. Smith",
        "Smith A",
        "Dr Alice Smith",
        "Alice M Smith",
        "DC A. M. Smith",
        "\U0001d504lice Smith",
    ],
)
def test_whoever_may_be_the_same_is_nobody_else(name: str) -> None:
    assert same_person("Alice Smith", name)
    assert same_person(name, "Alice Smith")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Alice Smith", "Andrew Smith"),
        ("Alice Smith", "Alice Smyth"),
        ("Alice Smith", "Alice Smith 2"),
        ("Alice Smith 1", "Alice Smith 11"),
        ("Neil Gray", "Nell Gray"),
        ("Ila Khan", "Lia Khan"),
        ("A. S.", "Alice Smith"),
        ("reviewer 1", "reviewer 12"),
        ("uid-1000", "uid-1001"),
        ("Alice", "Alice Smith"),
        ("A. Smith", "B. Smith"),
        ("Dr Alice Smith", "Dr Andrew Smith"),
        ("Alice M Smith", "Alice Brown Smith"),
    ],
)
def test_names_that_prove_it_are_two_persons(one: str, other: str) -> None:
    assert not same_person(one, other)
    assert not same_person(other, one)


@given(st.text(st.characters(codec="utf-8"), max_size=12), st.text(st.characters(codec="utf-8"), max_size=12))
def test_it_makes_no_difference_which_name_comes_first(one: str, other: str) -> None:
    assert same_person(one, other) == same_person(other, one)


@pytest.mark.parametrize("name", [LATIN_AND_CYRILLIC, "\N{GREEK SMALL LETTER OMICRON}live", "...", "-"])
def test_a_name_that_mixes_scripts_or_says_nothing_is_refused_where_it_is_typed(name: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Staff).validate_python(name)
    assert name == TypeAdapter(StaffOnRecord).validate_python(name)


@pytest.mark.parametrize("name", [ADA, "Zo\u00eb O\u2019Neill-Smith", "\u0410\u043d\u043d\u0430 2", "uid-1000"])
def test_a_name_in_one_script_is_taken(name: str) -> None:
    assert name == TypeAdapter(Staff).validate_python(name)


@pytest.mark.parametrize(
    "name",
    [
        "=cmd|' /C calc'!A0",
        "<script>",
        "[bold]x[/bold]",
        "@SUM(A1)",
        "+1",
        "-1",
        "Ada; DROP",
        'Ada "x"',
        "Ada\\x",
        "Ada/x",
        "a&b",
        "A\u2028da",
        "\u200bAda",
        "Ada\u200b",
        "\U0001f170da",
    ],
)
def test_what_no_name_holds_is_refused_where_it_is_typed(name: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Staff).validate_python(name)


@pytest.mark.parametrize("name", ["engine", "Engine", "e n g i n e", "ENG1NE", "\u0435ngine", "\uff45ngine"])
def test_nobody_works_under_the_name_of_the_engine(name: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Staff).validate_python(name)


@pytest.mark.parametrize("name", ["Engine", "=1+1", "<b>", LATIN_AND_CYRILLIC])
def test_nobody_asks_anything_under_a_name_that_nobody_can_have(name: str) -> None:
    context = Context(CASE, name, Role.CASEWORKER, instant("2026-03-02"), published())
    with pytest.raises(NrmError) as of_a_case:
        decide(NoReferral(), parse("close", {"reason": "died"}), context)
    liaison = Context(CASE, name, Role.PROSECUTION_LIAISON, instant("2026-03-02"), published())
    with pytest.raises(NrmError) as of_a_prosecution:
        decide_prosecution(NoProsecution(), EndInvestigation(reason="opened-in-error"), liaison)

    assert Code.INVALID_VALUE == of_a_case.value.code == of_a_prosecution.value.code


def test_whoever_is_assigned_is_named_as_whoever_asks_may_be() -> None:
    assert Staff == Assign.__annotations__["assignee"]
