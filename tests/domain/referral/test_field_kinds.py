"""What may stand in the fields of a command that are neither texts nor choices: no dates, and nothing free."""

import json
import re
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from cli.stack import PUBLISHED_CASES
from domain.errors import Code, NrmError
from domain.prosecution import commands as prosecution
from domain.referral.commands import COMMANDS
from domain.referral.faults import in_words
from domain.referral.parse import parse
from domain.referral.places import COUNTRIES, POLICE_AREAS
from domain.rules.shelf import published
from domain.stream.command import (
    AnyReference,
    AnySlug,
    Citation,
    Guidance,
    Organisation,
    PublishedReference,
    Reference,
    Slug,
    Source,
)


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


@pytest.mark.parametrize(
    "reference",
    [
        "MET-1", "C 123/24", "NRM-2024-000123", "46/1234/24", "2024/12", "NRM-4F2A9C", "MET-CROYDON-12", "NRM-LEEDS-4",
        "SCA-77", "OP FORT 1", "GMP-SALFORD-3", "UI-2025-001478", "0012345678", "20210012345", "1234-0001-5678-9012",
    ],
)  # fmt: skip
def test_an_office_numbers_its_files(reference: str) -> None:
    assert accepts(Reference, reference)


@pytest.mark.parametrize(
    "reference",
    [
        "Jane Doe", "Jane Doe 1990", "jane-doe-1", "JANE-DOE-1", "JANE DOE 1", "DoeJane1", "JaneDoe1", "JANEDoe1",
        "1-DOE-JANE", "Jane/Doe/1", "DOE.JANE.7", "JD 1990-01-01", "JD 01/01/1990", "JD 1.1.90", "JD19900101",
        "JD 01011990", "07700900123", "07700 900123", "0770-090-0123", "TEL-07700900123", "02079460123", "447700900123",
        "44 7700 900 123", "0044 7700 900123", "QQ123456C", "QQ 12 34 56 C",
    ],
)  # fmt: skip
def test_a_reference_says_nobody_and_no_date(reference: str) -> None:
    assert not accepts(Reference, reference)
    assert not accepts(PublishedReference, reference)
    assert accepts(AnyReference, reference)


@pytest.mark.parametrize("reference", ["FIRST", "Jane", "DOE"])
def test_one_word_alone_numbers_no_file_and_cites_no_case(reference: str) -> None:
    assert not accepts(Reference, reference)
    assert not accepts(PublishedReference, reference)


def test_published_judgments_keep_their_references() -> None:
    references = [account["id"] for account in json.loads(PUBLISHED_CASES.read_text("utf-8"))]

    assert [] == [reference for reference in references if not accepts(PublishedReference, reference)]


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (Citation, "R (KTT) v SSHD [2021] EWHC 2722 (Admin), CO/3510/2020"),
        (Source, "https://vlex.co.uk/vid/the-queen-on-the-876802459 ; http://www.bailii.org/ew/cases/EWHC/2722.html"),
        (Source, "bailii.org/scot/cases/ScotCS/2019/[2019]_CSOH_13.html"),
        (Source, "https://example.org/ ; https://example.org/note (case note, 3 September 2018)"),
    ],
)
def test_public_sources_are_cited_in_plain(kind: Any, typed: str) -> None:
    assert accepts(kind, typed)


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (Citation, "call Jane on 07700 900123"), (Citation, "QQ 12 34 56 C"), (Citation, "jane@example.org"),
        (Citation, "a\nb"), (Citation, "a" * 401), (Citation, "\u202eevil"),
        (Source, "Jane Doe, 1 High Street"), (Source, "javascript:alert(1)"), (Source, "https://a.uk ; "),
        (Source, "https://a.uk/" + "a" * 1000), (Source, "https://a.uk/call/07700900123"),
    ],
)  # fmt: skip
def test_what_is_stored_in_plain_identifies_nobody_and_has_an_end(kind: Any, typed: str) -> None:
    assert not accepts(kind, typed)


@pytest.mark.parametrize("typed", [0, -1, 2**31, 2**64, 10**4000, True, False, 1.5, float("inf"), "one", [1]])
def test_a_number_of_an_event_is_one_that_there_can_be(typed: Any) -> None:
    with pytest.raises(NrmError) as caught:
        parse("acknowledge-alert", {"alert": typed})
    assert Code.INVALID_VALUE == caught.value.code


def test_nothing_in_place_of_a_number_is_a_number_that_is_missing() -> None:
    with pytest.raises(NrmError) as caught:
        parse("acknowledge-alert", {"alert": None})
    assert Code.MISSING_FIELD == caught.value.code


def integers() -> list[tuple[str, str]]:
    """Every field that is a number, of every command there is."""
    every = {**COMMANDS, **prosecution.COMMANDS}
    found = [(name, field) for name, command in every.items() for field in command.model_fields]
    return [(name, field) for name, field in found if "int" in str(every[name].model_fields[field].annotation)]


@pytest.mark.parametrize(("command", "field"), integers())
def test_no_number_of_any_command_is_too_large_for_the_record(command: str, field: str) -> None:
    commands = prosecution.COMMANDS if command in prosecution.COMMANDS else COMMANDS
    for typed in (2**31, 2**64, [2**64]):
        with pytest.raises(NrmError):
            parse(command, {field: typed}, commands)


@pytest.mark.parametrize(
    ("command", "field", "typed"),
    [
        ("add-note", "text", None),
        ("record-placement", "kind", "x"),
        ("record-death", "details", {"ref": 1}),
        ("start-support", "provider", "Salvation Army"),
        ("refer", "reference", "JANE-DOE-1"),
        ("link-referral", "other", "x"),
        ("refer", "nation", "England!"),
        ("refer", "alone", "perhaps"),
        ("acknowledge-alert", "alert", 2**64),
        ("decide-reasonable-grounds", "guidance", "x"),
        ("import-history", "facts", 3),
        ("assign", "assignee", "=1"),
        ("add-note", "text", "as typed"),
        ("decide-reasonable-grounds", "evidence", 7),
        ("import-history", "citation", 7),
    ],
)
def test_what_is_wrong_is_said_in_our_words(command: str, field: str, typed: Any) -> None:
    found = faults(command, {field: typed})
    said = next(in_words(details) for details in found if details["loc"][0] == field)
    assert not re.search(r"Sealed|pattern|\^|Input|valid|dictionary|instance|integer|tuple|UUID|parse", said)
    assert str(typed) not in said


def faults(command: str, fields: dict[str, Any]) -> list[ErrorDetails]:
    with pytest.raises(ValidationError) as caught:
        COMMANDS[command].model_validate(fields)
    return caught.value.errors(include_url=False, include_input=False)


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
        "notifying_body": "police-force",
        "believed": "both",
        "nationality": "vietnam",
        "country": "united-kingdom",
        "police_area": "west-mercia",
        "exploitation": "labour, criminal",
    }

    assert parse("notify-without-consent", fields)
    assert (249, 43) == (len(COUNTRIES), len(POLICE_AREAS))
    assert all(accepts(AnySlug, name) for name in COUNTRIES | POLICE_AREAS)
