"""What may stand in the fields of a command that are neither texts nor choices: no dates, and nothing free."""

import json
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from cli.stack import PUBLISHED_CASES
from domain.errors import Code, NrmError
from domain.referral.commands.base import AnyReference, AnySlug, Guidance, Organisation, Reference, Slug
from domain.referral.parse import parse
from domain.referral.places import COUNTRIES, POLICE_AREAS
from domain.rules.shelf import published


def accepts(kind: Any, typed: str) -> bool:
    try:
        TypeAdapter(kind).validate_python(typed)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(
    "slug",
    [
        "kent-police", "salvation-army", "south-eastern-health-and-social-care-trust", "region-3", "section-45",
        "bournemouth-christchurch-and-poole-council", "medical-report", "act-2015", "asylum_claim",
    ],
)  # fmt: skip
def test_organisations_and_kinds_are_slugs(slug: str) -> None:
    assert accepts(Slug, slug)


@pytest.mark.parametrize(
    "slug", ["jane-doe-1990-01-01", "jane-doe-01-01-90", "jane_19900101", "born-1-1", "a" * 49, "Jane", "jane doe"]
)
def test_a_slug_holds_no_date(slug: str) -> None:
    assert not accepts(Slug, slug)


def test_every_name_of_the_rule_book_can_be_typed() -> None:
    provisions = published().provisions
    listed = (*provisions.first_responders, *provisions.notifying_authorities)
    names = [name.replace("*", "north") for one in listed for name in one.names]

    assert [] == [name for name in names if not accepts(Organisation, name)]
    assert [] == [name for name in published().offences if not accepts(Slug, name)]


def test_the_longest_name_on_the_form_can_be_typed_and_no_date() -> None:
    longest = "home-office-immigration-enforcement-ie-foreign-national-offenders-returns-command-fnorc"

    assert accepts(Organisation, longest)
    assert not accepts(Organisation, "a" * 97)
    assert not accepts(Organisation, "jane-doe-1990-01-01")


@pytest.mark.parametrize("reference", ["MET-1", "C 123/24", "NRM-2024-000123", "46/1234/24", "2024/12", "NRM-4F2A9C"])
def test_an_office_numbers_its_files(reference: str) -> None:
    assert accepts(Reference, reference)


@pytest.mark.parametrize(
    "reference",
    [
        "Jane Doe", "Jane Doe 1990", "jane-doe-1", "JD 1990-01-01", "JD 01/01/1990", "JD 1.1.90", "JD19900101",
        "JD 01011990", "FIRST",
    ],
)  # fmt: skip
def test_a_reference_holds_no_name_and_no_date(reference: str) -> None:
    assert not accepts(Reference, reference)
    assert accepts(AnyReference, reference)


def test_published_judgments_keep_their_references() -> None:
    references = [account["id"] for account in json.loads(PUBLISHED_CASES.read_text("utf-8"))]

    assert all(accepts(AnyReference, reference) for reference in references)


def test_what_the_log_may_hold_stays_readable() -> None:
    assert accepts(AnySlug, "something-once-recorded-that-is-longer-than-forty-eight-letters")


@pytest.mark.parametrize("version", ["3.14", "v4.1", "4", "3.14.1"])
def test_guidance_is_named_by_its_version(version: str) -> None:
    assert accepts(Guidance, version)


@pytest.mark.parametrize("text", ["Jane Doe, born 1 January 1990", "", "version 4", "1990-01-01", "3.14."])
def test_guidance_is_no_text(text: str) -> None:
    assert not accepts(Guidance, text)


@pytest.mark.parametrize("field", ["nationality", "country", "notifying_body", "police_area", "exploitation"])
def test_nothing_free_is_notified_of_who_does_not_consent(field: str) -> None:
    fields = {"notifying_body": "police-force", "believed": "both", field: "jane-doe-council"}
    with pytest.raises(NrmError) as caught:
        parse("notify-without-consent", fields)
    assert Code.INVALID_VALUE == caught.value.code
    assert "jane" not in caught.value.message


def test_what_is_notified_is_chosen_from_closed_lists() -> None:
    fields = {
        "notifying_body": "police-force", "believed": "both", "nationality": "vietnam", "country": "united-kingdom",
        "police_area": "west-mercia", "exploitation": "labour, criminal",
    }  # fmt: skip

    assert parse("notify-without-consent", fields)
    assert (249, 43) == (len(COUNTRIES), len(POLICE_AREAS))
    assert all(accepts(AnySlug, name) for name in COUNTRIES | POLICE_AREAS)
