"""What the loader refuses in a single value or file, each with its file, its line and its reason."""

import pytest

from domain.errors import Code, Invalid
from domain.rules.loader import parse
from tests.domain.histories import rule_files
from tests.domain.rules.careless import BOOK, CG, RECOVERY, RG, SCOTLAND, Change, assert_refused

CARELESS = {
    "unknown key": (RG, "binds:", "bind:", "bind:", "the key bind is not known here"),
    "unknown key in a version": (RG, "    verified: true", "    verifed: true", "verifed", "the key verifed is not"),
    "duplicate key": (RG, "    force: guidance", "    force: guidance\n    force: policy", "policy", "appears twice"),
    "missing key": (RG, "binds: the competent authority\n", "", "2009-04-01", "the key binds is missing"),
    "unknown event": (
        RG,
        "event: case-withdrawn",
        "event: case-withdraw",
        "case-withdraw",
        "case-withdraw is not known",
    ),
    "unknown outcome": (CG, "outcome: positive", "outcome: maybe", "maybe", "maybe is not known here"),
    "unknown date of an event": (RG, "date: received", "date: posted", "posted", "posted is not known here"),
    "unknown role": (RG, "tell: team-leader", "tell: nobody", "nobody", "nobody is not known here"),
    "unknown nation": (RG, "nations: [england-and-wales,", "nations: [england,", "[england,", "england is not known"),
    "outside the United Kingdom": (RG, "northern-ireland]", "outside-uk]", "outside-uk]", "outside-uk is not known"),
    "unknown unit": (RG, "unit: working-days", "unit: business-days", "business-days", "business-days is not known"),
    "unknown kind": (RG, "kind: deadline", "kind: target", "target", "target is not known here"),
    "30 February": (RG, "last-checked: 2026-11-21", "last-checked: 2026-02-30", "2026-02-30", "not a date that exists"),
    "a date in words": (RG, "last-checked: 2026-11-21", "last-checked: today", "today", "written YYYY-MM-DD"),
    "words for a number": (RG, "length: 5", "length: five", "length: five", "a whole number belongs here"),
    "a number in code": (RG, "length: 5", "length: 0x5", "length: 0x5", "a whole number belongs here"),
    "a length of nothing": (RG, "length: 5", "length: 0", "length: 0", "a length is 1 or more"),
    "yes for true": (RG, "verified: true", "verified: yes", "verified: yes", "true or false belongs here"),
    "an uncited value": (
        RG,
        "      url: https://",
        "      address: https://",
        "address:",
        "the key address is not known",
    ),
    "an empty citation": (
        RG,
        "      url: https://www.gov.uk/government/publications/modern-slavery-how-to-identify-and-support-victims",
        '      url: ""',
        "url:",
        "words are missing",
    ),
    "a citation without an address": (RG, "url: https://", "url: page ", "url: page", "begins with https://"),
    "not YAML": (RG, "starts-on:\n", "starts-on: [\n", "date: received", "this is not YAML"),
    "a list for names": (
        RG,
        "count: {length: 5, unit: working-days, first-day-counts: false}",
        "count: [5]",
        "count: [5]",
        "names with values",
    ),
    "names for a list": (
        RG,
        "  - {event: reasonable-grounds-decided}",
        "  event: reasonable-grounds-decided",
        "stops-on",
        "a list belongs here",
    ),
    "a pause without a resume": (
        RG,
        "ends-with:",
        "pauses:\n  - {pauses-on: {event: case-closed}}\nends-with:",
        "pauses-on",
        "the key resumes-on is missing",
    ),
    "another clock's name": (
        RG,
        "id: reasonable-grounds-decision",
        "id: recovery-period",
        "id: recovery-period",
        "holds the clock reasonable-grounds",
    ),
    "a clock without versions": (RG, "versions:\n", "versions: []\nnote: |\n", "versions: []", "at least one version"),
    "a clock listed twice": (
        BOOK,
        "  - recovery-period",
        "  - reasonable-grounds-decision",
        None,
        "must be listed once",
    ),
    "a clock without a file": (
        BOOK,
        "  - recovery-period",
        "  - recovery",
        "  - recovery",
        "must be listed once and have its file",
    ),
    "a clock not listed": (BOOK, "  - recovery-period\n", "", None, "no rule-book reads this file"),
    "a holiday that is no day": (SCOTLAND, "2026-06-15:", "2026-06-31:", "2026-06-31", "not a date that exists"),
    "a holiday twice": (SCOTLAND, "  2026-06-15:", "  2026-05-25:", "football", "appears twice"),
    "holidays out of order": (SCOTLAND, "  2026-06-15:", "  2026-05-24:", "2026-05-24", "out of order"),
    "a holiday past the horizon": (
        SCOTLAND,
        "covers-to: 2028-12-31",
        "covers-to: 2028-12-25",
        "2028-12-26",
        "outside the days",
    ),
    "a calendar of another nation": (
        SCOTLAND,
        "nation: scotland",
        "nation: northern-ireland",
        "nation:",
        "the calendar of Scotland",
    ),
    "a calendar that begins late": (
        SCOTLAND,
        "covers-from: 2009-01-01",
        "covers-from: 2009-04-02",
        "covers-from",
        "must cover the first day",
    ),
}


@pytest.mark.parametrize("change", CARELESS.values(), ids=CARELESS.keys())
def test_a_careless_change_is_refused_with_its_place_and_reason(change: Change) -> None:
    assert_refused(*change)


@pytest.mark.parametrize("name", [BOOK, SCOTLAND, RG])
def test_a_missing_file_is_refused_by_name(name: str) -> None:
    files = rule_files()
    del files[name]

    with pytest.raises(Invalid, match=name) as refused:
        parse(files)

    assert Code.RULES_INVALID == refused.value.code


@pytest.mark.parametrize("text", ["", "# only a remark\n", "\x00"])
def test_a_file_without_content_is_refused(text: str) -> None:
    files = rule_files()
    files[RG] = text

    with pytest.raises(Invalid) as refused:
        parse(files)

    assert refused.value.message.startswith(f"{RG}:1: ")


def test_a_version_may_say_otherwise_than_its_clock() -> None:
    files = rule_files()
    files[RECOVERY] = files[RECOVERY].replace(
        "  - in-force-from: 2023-01-30", f"{'  - in-force-from: 2023-01-30'}\n    title: Statutory recovery period", 1
    )

    titles = [version.title for version in parse(files).clocks["recovery-period"]]

    assert ["Recovery and reflection period"] * 2 + ["Statutory recovery period"] == titles


def test_the_digest_follows_every_byte_and_every_name() -> None:
    plain = parse(rule_files()).digest
    files = rule_files()
    files[RG] += "# checked again\n"

    assert plain == parse(rule_files()).digest
    assert plain != parse(files).digest
    assert 64 == len(plain)


def test_a_clock_may_be_added_by_data_alone() -> None:
    files = rule_files()
    files["clocks/recovery-review.yaml"] = files[RG].replace("id: reasonable-grounds-decision", "id: recovery-review")
    files[BOOK] += "  - recovery-review\n"

    assert "recovery-review" in parse(files).clocks
