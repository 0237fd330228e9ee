"""Published rules never change their meaning: the index, its chain, and what it refuses."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeAlias

import pytest

from domain.rules.loader import parse
from domain.rules.model import RuleBook
from domain.rules.publishing import (
    Entry,
    check_index,
    entry_for,
    published_part,
    read_index,
    why_not_accepted,
    write_index,
)
from domain.rules.shelf import packaged_files
from tests.domain.histories import rule_files
from tests.domain.rules.careless import BOOK, RECOVERY
from tests.domain.rules.own_book import NEXT_VERSION, THE_ONE_AFTER, book_text
from tests.domain.rules.publish import INDEX

Change: TypeAlias = tuple[str, str, str]

PUBLISHED = read_index(INDEX.read_text(encoding="utf-8"))
CURRENT = parse(packaged_files()).version


def changed(*changes: Change, version: str = NEXT_VERSION, corrections: Mapping[str, str] | None = None) -> RuleBook:
    """A rule-book of this test's own: the packaged clocks and calendars after some changes to their files."""
    files = rule_files() | {BOOK: book_text(version, corrections)}
    for name, written, instead in changes:
        assert written in files[name]
        files[name] = files[name].replace(written, instead, 1)
    return parse(files)


def publish(book: RuleBook) -> tuple[Entry, ...]:
    """The index with one entry more."""
    return (*PUBLISHED, entry_for(book, PUBLISHED[-1]))


def test_the_packaged_rule_book_is_the_last_of_a_sound_index() -> None:
    assert () == check_index(PUBLISHED, parse(packaged_files()))


def test_the_index_is_written_as_it_is_read() -> None:
    assert INDEX.read_text(encoding="utf-8") == write_index(PUBLISHED)


def test_the_first_rule_book_is_the_one_the_first_release_decided_by() -> None:
    assert "2026.11.1" == PUBLISHED[0].version
    assert PUBLISHED[0].digest.startswith("678250b77a084db1")


def test_a_changed_file_without_a_raised_version_fails_and_says_what_to_do() -> None:
    change = (RECOVERY, "title: Recovery and reflection period", "title: Recovery period")
    book = changed(change, version=CURRENT)

    (finding,) = check_index(PUBLISHED, book)

    assert (
        f"version {CURRENT} is already published: raise `version` in rule-book.yaml, then run `make rules`" in finding
    )


def test_a_raised_version_that_is_not_in_the_index_fails_and_says_what_to_do() -> None:
    (finding,) = check_index(PUBLISHED, changed())

    assert (
        f"Version {NEXT_VERSION} of the rule-book is not in the index of published rule-books: run `make rules`."
        == finding
    )


def test_a_rule_book_that_is_no_longer_the_latest_is_told_apart() -> None:
    (finding,) = check_index(publish(changed()), parse(packaged_files()))

    assert f"Version {CURRENT} is not the latest published version, which is {NEXT_VERSION}." == finding


MEANINGS: dict[str, Change] = {
    "a length": (RECOVERY, "count: {length: 45, unit: calendar-days", "count: {length: 46, unit: calendar-days"),
    "whether the first day counts": (RECOVERY, "first-day-counts: true", "first-day-counts: false"),
    "a force": (RECOVERY, "    force: statute", "    force: policy"),
    "an event": (RECOVERY, "  - {event: death-recorded}\n", ""),
    "an outcome": (RECOVERY, "outcome: declined", "outcome: accepted"),
    "a cure of a step": (RECOVERY, "cured-by: {event: support-started}", "cured-by: {event: support-offered}"),
    "a rung": (RECOVERY, "offset: -5", "offset: -6"),
    "the provision": (RECOVERY, 'provision: "section 61:', 'provision: "section 62:'),
    "the transition": (RECOVERY, "      Applies to a positive", "      Applies only to a positive"),
}


@pytest.mark.parametrize("change", MEANINGS.values(), ids=MEANINGS.keys())
def test_a_published_rule_cannot_change_its_meaning_in_silence(change: Change) -> None:
    book = changed(change)

    findings = check_index(publish(book), book)

    assert findings
    assert all("changes the meaning of recovery-period@" in finding for finding in findings)
    assert "give the rule a new version from the day of the change" in findings[0]


def test_a_published_last_day_cannot_be_moved() -> None:
    book = changed(
        (RECOVERY, "in-force-to: 2023-01-29", "in-force-to: 2023-02-28"),
        (RECOVERY, "in-force-from: 2023-01-30", "in-force-from: 2023-03-01"),
    )

    findings = check_index(publish(book), book)

    assert ["2022-12-13", "2023-01-30"] == [finding.partition("recovery-period@")[2][:10] for finding in findings]


def test_a_rule_that_is_still_in_force_may_be_given_its_last_day_and_a_successor() -> None:
    text = rule_files()[RECOVERY]
    latest = text[text.index("  - in-force-from: 2023-01-30") :]
    ended = latest.replace("    force: statute", "    in-force-to: 2027-03-31\n    force: statute", 1)
    successor = latest.replace("2023-01-30", "2027-04-01", 1)

    book = changed((RECOVERY, latest, f"{ended}\n{successor}"))

    assert () == check_index(publish(book), book)


WITHOUT_MEANING: dict[str, Change] = {
    "a note": (RECOVERY, "A minimum, extendable", "A minimum that can be extended"),
    "the day it was checked": (RECOVERY, "last-checked: 2026-11-28", "last-checked: 2026-11-29"),
    "a doubt": (RECOVERY, "it is not counted here.", "it is not counted."),
    "an address": (RECOVERY, "url: https://www.legislation.gov.uk", "url: https://legislation.gov.uk"),
    "a remark": (RECOVERY, "# The recovery", "# This is the recovery"),
}


@pytest.mark.parametrize("change", WITHOUT_MEANING.values(), ids=WITHOUT_MEANING.keys())
def test_what_is_said_about_a_rule_may_be_improved(change: Change) -> None:
    book = changed(change)

    assert () == check_index(publish(book), book)


def test_a_rule_written_down_wrongly_is_corrected_in_the_open() -> None:
    correction = {"recovery-period@2023-01-30": "The first day was not to be counted."}
    change = (RECOVERY, "first-day-counts: true", "first-day-counts: false")
    book = changed(change, corrections=correction)

    index = publish(book)

    assert () == check_index(index, book)
    assert correction == index[-1].corrections


def test_a_rule_book_may_correct_nothing_and_leave_the_list_empty() -> None:
    for empty in ("corrections:\n", "corrections: {}\n", ""):
        book = parse(rule_files() | {BOOK: book_text().replace("nations:\n", f"{empty}nations:\n", 1)})

        assert {} == book.corrections
        assert () == check_index(publish(book), book)


def test_a_correction_of_nothing_is_found() -> None:
    book = changed(corrections={"recovery-period@2023-01-30": "Nothing."})

    (finding,) = check_index(publish(book), book)

    assert f"Version {NEXT_VERSION} corrects recovery-period@2023-01-30, which is as it was" in finding


def test_a_rule_cannot_be_taken_away() -> None:
    book = changed()
    clocks = {name: versions for name, versions in book.clocks.items() if name != "crime-record"}
    without = replace(book, clocks=clocks)

    (finding,) = check_index(publish(without), without)

    assert "changes the meaning of crime-record@2009-04-01" in finding


TAMPERING: dict[str, Callable[[Entry], Entry]] = {
    "its digest": lambda entry: replace(entry, digest="0" * 64),
    "its version": lambda entry: replace(entry, version="2026.10.1"),
    "a reason": lambda entry: replace(entry, corrections={"recovery-period@2009-04-01": "x"}),
}


@pytest.mark.parametrize("tamper", TAMPERING.values(), ids=TAMPERING.keys())
def test_tampering_with_an_old_entry_breaks_the_chain(tamper: Callable[[Entry], Entry]) -> None:
    findings = check_index((tamper(PUBLISHED[0]), *PUBLISHED[1:]), parse(packaged_files()))

    assert any("was changed after 2026.11.2 was published" in finding for finding in findings)


def test_an_entry_cannot_be_cut_off_the_beginning_or_told_twice() -> None:
    book = parse(packaged_files())

    assert "first entry but names one before it" in check_index(PUBLISHED[1:], book)[0]
    assert any("in the index more than once" in finding for finding in check_index((*PUBLISHED, PUBLISHED[-1]), book))


HERE = entry_for(parse(packaged_files()), None)
"""The packaged rule-book as one that was published and accepted: what other rule-books are held against here."""

LONGER: Change = (RECOVERY, "count: {length: 45, unit: calendar-days", "count: {length: 46, unit: calendar-days")
CORRECTED = {"recovery-period@2009-04-01": "It was a slip."}


def test_a_known_version_is_accepted_only_as_it_is() -> None:
    remark = (RECOVERY, "# The recovery", "# This is the recovery")
    again, other = parse(packaged_files()), changed(remark, version=CURRENT)

    assert why_not_accepted(again, [HERE], [HERE]) is None
    for published, accepted in (([HERE], []), ([], [HERE])):
        assert "is known already, with other content" in str(why_not_accepted(other, published, accepted))


def test_a_version_that_decided_before_can_decide_again() -> None:
    later = entry_for(changed(LONGER, corrections=CORRECTED), None)

    assert why_not_accepted(parse(packaged_files()), [], [HERE, later]) is None


@pytest.mark.parametrize("change", MEANINGS.values(), ids=MEANINGS.keys())
def test_no_new_version_is_accepted_that_changes_a_meaning_in_silence(change: Change) -> None:
    book = changed(change)

    for published, accepted in (([HERE], []), ([], [HERE])):
        sentence = str(why_not_accepted(book, published, accepted))
        assert f"Version {NEXT_VERSION} changes the meaning of" in sentence
        assert "recovery-period@" in sentence


@pytest.mark.parametrize("change", WITHOUT_MEANING.values(), ids=WITHOUT_MEANING.keys())
def test_a_new_version_that_changes_no_meaning_is_accepted(change: Change) -> None:
    assert why_not_accepted(changed(change), [HERE], [HERE]) is None


def test_a_changed_meaning_is_accepted_under_corrections() -> None:
    assert why_not_accepted(changed(LONGER, corrections=CORRECTED), [HERE], [HERE]) is None


def test_a_correction_taken_over_from_the_rule_book_before_excuses_nothing() -> None:
    deciding = entry_for(changed(LONGER, corrections=CORRECTED), None)
    even_longer = (RECOVERY, LONGER[1], LONGER[2].replace("46", "47"))
    kept = changed(even_longer, version=THE_ONE_AFTER, corrections=CORRECTED)
    said = changed(even_longer, version=THE_ONE_AFTER, corrections=dict.fromkeys(CORRECTED, "It was another slip."))

    assert why_not_accepted(kept, [], [deciding]) is not None
    assert why_not_accepted(said, [], [deciding]) is None


def test_what_the_deciding_rule_book_says_counts_as_what_is_published_does() -> None:
    deciding = entry_for(changed(LONGER, corrections=CORRECTED), None)
    back = changed(version=THE_ONE_AFTER)

    assert "recovery-period@2009-04-01" in str(why_not_accepted(back, [HERE], [HERE, deciding]))


def test_another_service_standard_leaves_the_version_as_it_is() -> None:
    files = {**rule_files(), "service-standards.yaml": "guardian-appointment: {length: 9, unit: working-days}\n"}
    assert parse(files).digest != HERE.digest

    assert HERE.digest == parse(published_part(files)).digest


CALENDAR, TESTS = "calendars/england-and-wales.yaml", "provisions/decision-tests.yaml"
FUNERAL: Change = (CALENDAR, "  2022-09-19: Bank Holiday for the State Funeral of Queen Elizabeth II\n", "")
BANK_HOLIDAYS: dict[str, tuple[Change, tuple[str, ...]]] = {
    "taken away": (FUNERAL, ("2022-09-19",)),
    "moved": ((CALENDAR, "  2022-09-19:", "  2022-09-20:"), ("2022-09-19",)),
    "proclaimed": ((CALENDAR, "  2024-05-06:", "  2024-05-03: Day of mourning\n  2024-05-06:"), ()),
    "named otherwise": ((CALENDAR, "2022-09-19: Bank Holiday for the", "2022-09-19: The"), ()),
}


@pytest.mark.parametrize(("change", "days"), BANK_HOLIDAYS.values(), ids=BANK_HOLIDAYS.keys())
def test_a_published_bank_holiday_stays_one(change: Change, days: tuple[str, ...]) -> None:
    book = changed(change)

    sentence = why_not_accepted(book, [HERE], [HERE])

    assert [*days] == [
        day for day in ("2022-09-19", "2022-09-20") if f"calendars/england-and-wales@{day}" in str(sentence)
    ]
    assert bool(days) == (sentence is not None)


def test_a_bank_holiday_that_never_was_is_corrected_in_the_open() -> None:
    correction = {"calendars/england-and-wales@2022-09-19": "It was never proclaimed."}

    assert why_not_accepted(changed(FUNERAL, corrections=correction), [HERE], []) is None


def test_a_published_provision_cannot_change_its_meaning_in_silence() -> None:
    change = (TESTS, "a deliberately low threshold", "a low threshold")
    correction = {"decision-tests/suspects-but-cannot-prove@2009-04-01": "A word too many."}

    sentence = str(why_not_accepted(changed(change), [HERE], []))

    assert "decision-tests/suspects-but-cannot-prove@2009-04-01" in sentence
    assert why_not_accepted(changed(change, corrections=correction), [HERE], []) is None


def test_the_first_entries_are_left_as_they_were_published() -> None:
    assert [{}, {}] == [entry.holidays for entry in PUBLISHED[:2]]
    assert not any("/" in rule for entry in PUBLISHED[:2] for rule in entry.rules)
