"""Accounts as they are read from a file: nothing guessed, nothing lost, and every fault named by its line."""

import json
from typing import Any

import pytest

from domain.errors import Code
from domain.exact_json import DEEPEST
from domain.referral import accounts
from domain.referral.account_words import WORDS, nearest
from domain.referral.accounts import MOST_ACCOUNTS, Read, Wishes, read_accounts
from domain.referral.commands.file import MOST_FACTS
from domain.referral.jurisdictions import nation_of
from domain.rules.shelf import published

NO_WISHES = Wishes()
GOOD = '{"id": "A-1", "events": [{"date": "2016-08-31", "type": "referral"}]}'


def account(reference: str = "A-1", *kinds: str, **fields: Any) -> str:
    events = [{"date": "2016-08-31", "type": kind} for kind in kinds or ("referral",)]
    return json.dumps({"id": reference, "events": events, **fields})


def read(text: str) -> list[tuple[int, str | None, str | None]]:
    """Each account of a text: its line, its reference, and what is wrong with it."""
    return [(one.line, one.reference, one.error.message if one.error else None) for one in read_accounts(text)]


def one(text: str, wishes: Wishes = NO_WISHES) -> Read:
    (found,) = read_accounts(text, wishes)
    return found


# Where a fault is.


def test_a_malformed_line_is_named_and_the_others_are_read() -> None:
    told = read(f"{GOOD}\nnot json\n\n{GOOD.replace('A-1', 'A-2')}")

    assert [1, 2, 4] == [line for line, _, _ in told]
    assert ["A-1", None, "A-2"] == [reference for _, reference, _ in told]
    assert "Line 2 is not a JSON object." == told[1][2]


def test_an_element_of_an_array_is_known_by_its_line() -> None:
    told = read(f'[\n{GOOD},\n{{"id": "A-2", "events": [{{"date": "2016-02-30", "type": "referral"}}]}}\n]')

    assert [(2, "A-1"), (3, "A-2")] == [(line, reference) for line, reference, _ in told]
    assert "Line 3, events.0.date: that is not a date" in (told[1][2] or "")


@pytest.mark.parametrize(
    "rest", [", {", ", 12", "", "] and more", ", " + "9" * 5000 + "]", ", " + "[" * 100_000, ",]", ",,{}]", " {}]"]
)
def test_what_stands_before_a_fault_in_an_array_is_read(rest: str) -> None:
    told = read(f"[{GOOD}{rest}")

    assert ("A-1", None) == told[0][1:]
    assert told[-1][2] is not None


def test_two_accounts_of_an_array_without_a_comma_between_them_are_a_fault() -> None:
    """B26: `} {` without a comma passed."""
    told = read(f"[{GOOD} {GOOD.replace('A-1', 'A-2')}]")

    assert ["A-1", None] == [reference for _, reference, _ in told]
    assert "comma" in (told[1][2] or "")


def test_two_accounts_on_one_line_are_a_fault() -> None:
    told = read(f"{GOOD}\n{GOOD.replace('A-1', 'A-2')} {GOOD.replace('A-1', 'A-3')}")
    assert [None, "Line 2 has something after its JSON object."] == [why for _, _, why in told]


@pytest.mark.parametrize("text", ["", " \n\n ", "[]", " [ ] "])
def test_a_text_without_an_account_is_a_fault(text: str) -> None:
    """B26: nothing was imported of an empty file, and nobody was told."""
    assert [(1, None, "There is no account in the input.")] == read(text)


def test_one_account_may_be_written_over_several_lines() -> None:
    assert [(2, "A-1", None)] == read("\n" + json.dumps(json.loads(GOOD), indent=2))


def test_a_field_that_is_none_is_not_repeated() -> None:
    told = read(GOOD.replace('"id"', '"Somebody\\u0000 Real": 1, "id"'))

    assert "Somebody" not in (told[0][2] or "")
    assert "account_ends" in (told[0][2] or "")


@pytest.mark.parametrize("text", ["3", '"A-1"', "null", "[[]]", "[1]"])
def test_what_is_no_object_is_no_account(text: str) -> None:
    assert "Line 1 is not a JSON object." == read(text)[0][2]


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"id": 7}, "id: text"),
        ({"id": "JANE-DOE-1"}, "id: a reference"),
        ({"citation": "07700 900123"}, "citation: it"),
        ({"source_address": "Jane Doe"}, "source_address: addresses"),
        ({"child_at_referral": "perhaps"}, "true or false"),
        ({"events": []}, "events: at least 1"),
        ({"events": 3}, "events: a list"),
        ({"account_ends": "soon"}, "not a date"),
        ({"confidence": "Quite Sure"}, "confidence: up to 48"),
        ({"events": [{"date": "2016", "type": 3}]}, "type: text"),
        ({"events": [{"date": "2016", "type": "referral", "note": None}]}, "note: text"),
        ({"id": "a" * 65}, "id: a ref"),
    ],
)
def test_what_is_wrong_is_said_in_our_words(fields: dict[str, Any], where: str) -> None:
    why = read(json.dumps({**json.loads(GOOD), **fields}))[0][2] or ""
    assert where in why
    assert "nput" not in why


# Keys given twice, and nesting.


@pytest.mark.parametrize("form", ["{}", "[{}]", "{}\n{}"])
def test_a_key_given_twice_is_refused_by_its_name_and_the_others_are_read(form: str) -> None:
    """F7: of two lists of events the last won, and a whole history was lost in silence."""
    twice = '{"id": "D-1", "events": [{"date": "2016-08-31", "type": "referral"}], "events": [{"date": "2017-08-31"}]}'
    told = read(form.format(twice, GOOD))

    assert "D-1" == told[0][1]
    assert "Line 1: The key events is given twice." == told[0][2]
    assert [None] * (len(told) - 1) == [why for _, _, why in told[1:]]


def test_a_note_that_lies_too_deep_is_refused() -> None:
    deep = "[" * (DEEPEST + 1) + "]" * (DEEPEST + 1)
    assert "deep" in (read(GOOD.replace('"referral"', f'"referral", "note": {deep}'))[0][2] or "")


# Words.


@pytest.mark.parametrize("spelling", ["rg-positive", "rg_positive", "RG positive", "Rg-Positive", " rg__positive "])
def test_kebab_and_snake_case_name_the_same_word(spelling: str) -> None:
    found = one(account("A-1", "referral", spelling))

    assert found.error is None
    assert found.account is not None
    assert "rg_positive" == found.account.events[1].type


def test_words_that_nobody_knows_are_named_with_the_nearest_known() -> None:
    """F6: unknown types became notes, exit 0, and false breaches followed."""
    found = one(account("A-1", "referral", "rg_postive", "cg-negativ", "rg_postive", "xyzzy"))

    assert found.account is None
    assert found.error is not None
    assert Code.UNKNOWN_WORD == found.error.code
    assert "4 of the facts are of a type that is not known" in found.error.message
    assert "postive" not in found.error.message
    expected = [("rg_postive", 2, "rg_positive"), ("cg_negativ", 1, "cg_negative"), ("xyzzy", 1, None)]
    assert expected == [(word.said, word.times, word.nearest) for word in found.unknown]


def test_words_that_nobody_knows_can_be_wanted_as_notes() -> None:
    found = one(account("A-1", "referral", "hearing"), Wishes(keep_unknown=True))

    assert found.account is not None
    assert ["hearing"] == [word.said for word in found.unknown]


@pytest.mark.parametrize("word", sorted(WORDS))
def test_every_word_is_nearest_to_itself_and_found_with_a_letter_missing(word: str) -> None:
    assert word == nearest(word)
    assert nearest(word[:-2] + word[-1]) in WORDS


# Nations.


@pytest.mark.parametrize(
    ("jurisdiction", "nation"),
    [
        ("UK (England and Wales)", "england-and-wales"),
        ("UK (immigration tribunal)", "england-and-wales"),
        ("UK (England and Wales); ECtHR", "england-and-wales"),
        ("England and Wales (High Court)", "england-and-wales"),
        ("england", "england-and-wales"),
        ("Wales", "england-and-wales"),
        ("England & Wales", "england-and-wales"),
        ("england-and-wales", "england-and-wales"),
        ("UK (Scotland)", "scotland"),
        ("  SCOTLAND ", "scotland"),
        ("Scotland (Court of Session)", "scotland"),
        ("United Kingdom (Northern Ireland)", "northern-ireland"),
        ("Northern Ireland", "northern-ireland"),
        ("Great Britain (Scotland)", "scotland"),
        ("Ireland", "ireland"),
        ("Ireland (High Court)", "ireland"),
        ("Republic of Ireland", "ireland"),
        ("Spain (ECtHR)", "outside-uk"),
        ("Greece (ECtHR)", "outside-uk"),
        ("France", "outside-uk"),
        ("outside-uk", "outside-uk"),
    ],
)
def test_a_jurisdiction_names_its_nation(jurisdiction: str, nation: str) -> None:
    assert nation == nation_of(jurisdiction)
    assert nation == one(account(jurisdiction=jurisdiction)).nation


@pytest.mark.parametrize(
    "jurisdiction",
    [
        "United Kingdom",
        "UK",
        "GB",
        "Great Britain (Court of Appeal)",
        "Glasgow Sheriff Court",
        "UK (High Court)",
        "",
        "UK (Ireland)",
        "Scotland (England and Wales)",
        "England and Wales; Scotland",
        "Scotland and Northern Ireland",
        "Irelnad",
        "ECtHR",
        "Strasbourg",
        "not Scotland",
        "Ireland (Northern Ireland)",
        "UK (England and Wales) and more",
        "the UK (Scotland)",
        "UK ()",
        "((",
        "Spain (Scotland)",
    ],
)
def test_free_text_never_decides_which_law_applies(jurisdiction: str) -> None:
    """F8: whatever was not known was outside the United Kingdom, in silence."""
    found = one(account(jurisdiction=jurisdiction))

    assert found.account is None
    assert found.error is not None
    assert Code.UNKNOWN_JURISDICTION == found.error.code
    assert "england-and-wales, scotland, northern-ireland, ireland, outside-uk" in found.error.message
    assert [("jurisdiction", jurisdiction)] == [(word.field, word.said) for word in found.unknown]
    assert "scotland" == one(account(jurisdiction=jurisdiction), Wishes(nation="scotland")).nation


def test_a_wish_changes_no_jurisdiction_that_is_known() -> None:
    assert "ireland" == one(account(jurisdiction="Ireland"), Wishes(nation="scotland")).nation


def test_an_account_that_names_no_jurisdiction_says_so_and_follows_the_wish() -> None:
    silent = one(account())
    assert silent.account is not None
    assert silent.account.names_no_jurisdiction
    assert "england-and-wales" == silent.nation
    assert "scotland" == one(account(), Wishes(nation="scotland")).nation


def test_the_nations_that_accounts_can_name_are_those_of_the_rule_book() -> None:
    assert {*published().nations, "outside-uk"} == set(accounts.KNOWN)


# How much.


def test_an_account_has_a_most_of_facts() -> None:
    assert one(account("A-1", *["other"] * MOST_FACTS)).error is None
    many = one(account("A-1", *["other"] * (MOST_FACTS + 1)))
    assert many.error is not None
    assert Code.TOO_MANY_FACTS == many.error.code


def test_a_file_has_a_most_of_accounts() -> None:
    text = "\n".join(["x"] * (MOST_ACCOUNTS + 5))
    *before, last = read_accounts(text)
    assert MOST_ACCOUNTS == len(before)
    assert last.error is not None
    assert (Code.INPUT_TOO_LARGE, MOST_ACCOUNTS + 1) == (last.error.code, last.line)


@pytest.mark.parametrize("other", ["A-1", "a-1", "A-l", "A-I"])
def test_two_accounts_of_one_file_do_not_look_the_same(other: str) -> None:
    told = read(f"{GOOD}\n{account(other)}")

    assert [None, "Line 2 has the same id, or one that looks the same, as the account of line 1."] == [
        why for _, _, why in told
    ]
