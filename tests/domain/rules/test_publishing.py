"""Published rules never change their meaning: the index, its chain, and what it refuses."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

import pytest

from domain.rules.loader import parse
from domain.rules.model import RuleBook
from domain.rules.publishing import Entry, check_index, entry_for, read_index, write_index
from domain.rules.shelf import packaged_files
from tests.domain.histories import rule_files
from tests.domain.rules.careless import BOOK, RECOVERY
from tests.domain.rules.publish import INDEX

Change: TypeAlias = tuple[str, str, str]

PUBLISHED = read_index(INDEX.read_text(encoding="utf-8"))
VERSION = 'version: "2026.11.2"'
CORRECTIONS = packaged_files()[BOOK].partition("corrections:\n")[2].partition("# Whose law")[0]
NEXT: list[Change] = [(BOOK, VERSION, 'version: "2026.12.1"'), (BOOK, f"corrections:\n{CORRECTIONS}", "")]


def changed(*changes: Change) -> RuleBook:
    """The packaged rule-book after some changes to its files."""
    files = rule_files()
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
    book = changed((RECOVERY, "title: Recovery and reflection period", "title: Recovery period"))

    (finding,) = check_index(PUBLISHED, book)

    assert "version 2026.11.2 is already published: raise `version` in rule-book.yaml, then run `make rules`" in finding


def test_a_raised_version_that_is_not_in_the_index_fails_and_says_what_to_do() -> None:
    (finding,) = check_index(PUBLISHED, changed(*NEXT))

    assert (
        "Version 2026.12.1 of the rule-book is not in the index of published rule-books: run `make rules`." == finding
    )


def test_a_rule_book_that_is_no_longer_the_latest_is_told_apart() -> None:
    (finding,) = check_index(publish(changed(*NEXT)), changed())

    assert "Version 2026.11.2 is not the latest published version, which is 2026.12.1." == finding


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
    book = changed(*NEXT, change)

    findings = check_index(publish(book), book)

    assert findings
    assert all("changes the meaning of recovery-period@" in finding for finding in findings)
    assert "give the clock a new version from the day of the change" in findings[0]


def test_a_published_last_day_cannot_be_moved() -> None:
    book = changed(
        *NEXT,
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

    book = changed(*NEXT, (RECOVERY, latest, f"{ended}\n{successor}"))

    assert () == check_index(publish(book), book)


WITHOUT_MEANING: dict[str, Change] = {
    "a note": (RECOVERY, "A minimum, extendable", "A minimum that can be extended"),
    "the day it was checked": (RECOVERY, "last-checked: 2026-11-21", "last-checked: 2026-11-22"),
    "a doubt": (RECOVERY, "rests on reports.", "rests on reports only."),
    "an address": (RECOVERY, "url: https://www.legislation.gov.uk", "url: https://legislation.gov.uk"),
    "a remark": (RECOVERY, "# The recovery", "# This is the recovery"),
}


@pytest.mark.parametrize("change", WITHOUT_MEANING.values(), ids=WITHOUT_MEANING.keys())
def test_what_is_said_about_a_rule_may_be_improved(change: Change) -> None:
    book = changed(*NEXT, change)

    assert () == check_index(publish(book), book)


def test_a_rule_written_down_wrongly_is_corrected_in_the_open() -> None:
    correction = "corrections:\n  recovery-period@2023-01-30: The first day was not to be counted.\n"
    change = (RECOVERY, "first-day-counts: true", "first-day-counts: false")
    book = changed(*NEXT, (BOOK, "nations:\n", f"{correction}nations:\n"), change)

    index = publish(book)

    assert () == check_index(index, book)
    assert {"recovery-period@2023-01-30": "The first day was not to be counted."} == index[-1].corrections


def test_a_correction_of_nothing_is_found() -> None:
    correction = "corrections:\n  recovery-period@2023-01-30: Nothing.\n"
    book = changed(*NEXT, (BOOK, "nations:\n", f"{correction}nations:\n"))

    (finding,) = check_index(publish(book), book)

    assert "Version 2026.12.1 corrects recovery-period@2023-01-30, which is as it was" in finding


def test_a_rule_cannot_be_taken_away() -> None:
    book = changed(*NEXT)
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
