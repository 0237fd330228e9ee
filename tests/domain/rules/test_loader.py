"""What the loader refuses in a single value or file, each with its file, its line and its reason."""

import timeit
from datetime import date

import pytest
import yaml

from domain.counting import CountRule, Unit
from domain.errors import Code, Invalid
from domain.rules.drafts import DEFAULT_LENGTH
from domain.rules.loader import parse
from domain.rules.model import EventPattern, Force, Undoing
from domain.rules.source import Value
from tests.domain.histories import rule_files
from tests.domain.rules.careless import (
    BOOK,
    CG,
    MISSING,
    NOTIFY,
    RECOVERY,
    RG,
    SCOTLAND,
    STANDARDS,
    SUPPORT_SCOTLAND,
    WINDOW,
    Change,
    assert_refused,
)
from tests.domain.rules.own_book import book_text

NATIONS = """nations:
  england-and-wales: England and Wales
  scotland: Scotland
  northern-ireland: Northern Ireland
  ireland: Ireland
"""

YEAR_2013 = "".join(line for line in rule_files()[SCOTLAND].splitlines(keepends=True) if line.startswith("  2013-"))

CARELESS = {
    "unknown key": (RG, "binds:", "bind:", "bind:", "the key bind is not known here; nearest: binds,"),
    "unknown key in a version": (
        MISSING,
        "    verified: false",
        "    verifed: false",
        "verifed",
        "the key verifed is not",
    ),
    "duplicate key": (RG, "force: guidance", "force: guidance\nforce: policy", "policy", "appears twice"),
    "missing key": (RG, "binds: the competent authority\n", "", "2009-04-01", "the key binds is missing"),
    "unknown event": (
        RG,
        "event: case-withdrawn",
        "event: case-withdraw",
        "case-withdraw",
        "case-withdraw is not known here; nearest: case-withdrawn.",
    ),
    "unknown outcome": (CG, "outcome: positive", "outcome: maybe", "maybe", "maybe is not known here"),
    "unknown date of an event": (RG, "date: received", "date: posted", "posted", "posted is not known here"),
    "unknown role": (RG, "tell: team-leader", "tell: nobody", "nobody", "nobody is not known here"),
    "a role of nobody who works on cases": (
        RG,
        "tell: team-leader",
        "tell: auditor",
        "auditor",
        "auditor is not known here",
    ),
    "unknown nation": (RG, "nations: [england-and-wales,", "nations: [england,", "[england,", "england is not known"),
    "no nations": (BOOK, NATIONS, "nations: {}\n", "nations: {}", "at least one nation"),
    "a nation with a strange name": (
        BOOK,
        "  ireland: ",
        "  Ireland (IE): ",
        "Ireland (IE)",
        "cannot be a nation's name",
    ),
    "a nation called elsewhere": (BOOK, "  ireland: ", "  outside-uk: ", "outside-uk", "cannot be a nation's name"),
    "a nation without a name": (BOOK, "ireland: Ireland", 'ireland: ""', "ireland:", "words are missing"),
    "a correction of no clock": (
        BOOK,
        "  recovery-period@2009-04-01:",
        "  recovery@2009-04-01:",
        "  recovery@",
        "recovery@2009-04-01 is not a rule",
    ),
    "an unknown event that spares a run": (
        WINDOW,
        "outcome: removal-to-convention-state",
        "outcome: removal-to-france",
        "removal-to-france",
        "removal-to-france is not known",
    ),
    "begins-with without its words": (
        SUPPORT_SCOTLAND,
        "  what: No support was given, and none was declined\n",
        "",
        "begins-with",
        "the key what is missing",
    ),
    "cured-by outside a step": (
        SUPPORT_SCOTLAND,
        "begins-with:",
        "cured-by: {event: support-started}\nbegins-with:",
        "cured-by: {event: support-started}",
        "the key cured-by is not known here",
    ),
    "undone-by outside a closing": (
        RG,
        "  - {event: referral-made, date: received}",
        "  - {event: referral-made, date: received, undone-by: {event: case-reopened}}",
        "event: referral-made",
        "the key undone-by is not known here",
    ),
    "undone by what nobody records": (
        RG,
        "undone-by: {event: case-reopened}",
        "undone-by: {event: case-revived}",
        "case-revived",
        "case-revived is not known here",
    ),
    "a closing undone by a closing": (
        RG,
        "undone-by: {event: case-reopened}",
        "undone-by: {event: case-closed}",
        "ends-with:",
        "undone-by names another event",
    ),
    "a decision that undoes itself": (
        RECOVERY,
        "undone-by: {event: decision-set-aside, outcome: conclusive-grounds}",
        "undone-by: {event: conclusive-grounds-decided}",
        "continues-until:",
        "undone-by names another event",
    ),
    "doubts in a heap": (MISSING, "      - No law", "      No law", "uncertain", "a list belongs here"),
    "outside the United Kingdom": (RG, "northern-ireland]", "outside-uk]", "outside-uk]", "outside-uk is not known"),
    "unknown unit": (RG, "unit: working-days", "unit: business-days", "business-days", "business-days is not known"),
    "unknown kind": (RG, "kind: target", "kind: aim", "kind: aim", "aim is not known here"),
    "an unknown age": (SUPPORT_SCOTLAND, "only-for: adults", "only-for: women", "women", "women is not known here"),
    "an unknown kind of organisation": (
        NOTIFY,
        "only-by: notifying-authority",
        "only-by: charity",
        "only-by:",
        "charity is not known here",
    ),
    "a handover to a clock that is not there": (
        RG,
        "hands-to: reasonable-grounds-decision-devolved-child",
        "hands-to: reasonable-grounds-panel",
        "hands-to:",
        "reasonable-grounds-panel is no other clock",
    ),
    "a handover to itself": (
        RG,
        "hands-to: reasonable-grounds-decision-devolved-child",
        "hands-to: reasonable-grounds-decision",
        "hands-to:",
        "is no other clock",
    ),
    "30 February": (RG, "last-checked: 2026-11-28", "last-checked: 2026-02-30", "2026-02-30", "not a date that exists"),
    "a date in words": (RG, "last-checked: 2026-11-28", "last-checked: today", "today", "written YYYY-MM-DD"),
    "words for a number": (RG, "length: 5", "length: five", "length: five", "a whole number belongs here"),
    "a number in code": (RG, "length: 5", "length: 0x5", "length: 0x5", "a whole number belongs here"),
    "a length of nothing": (RG, "length: 5", "length: 0", "length: 0", "a length is 1 or more"),
    "yes for true": (RG, "verified: false", "verified: no", "verified: no", "true or false belongs here"),
    "an uncited value": (
        RG,
        "  url: https://",
        "  address: https://",
        "address:",
        "the key address is not known",
    ),
    "an empty citation": (
        RG,
        "  url: https://",
        '  url: "" # https://',
        "url:",
        "words are missing",
    ),
    "a citation of no site": (RG, "url: https://www.gov.uk/", "url: https:// #", "url: https://", "names a site"),
    "a citation of half a site": (RG, "url: https://www.gov.uk/", "url: https://gov/", "url: https://", "names a site"),
    "a citation without an address": (RG, "url: https://", "url: page ", "url: page", "begins with https://"),
    "not YAML": (RG, "starts-on:\n", "starts-on: [\n", "date: received", "this cannot be read"),
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
        ", resumes-on: {event: case-resumed}",
        "",
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
    "a clock without versions": (
        MISSING,
        "versions:\n",
        "versions: []\nnote: |\n",
        "versions: []",
        "at least one version",
    ),
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
    "a horizon without holidays": (
        SCOTLAND,
        "covers-to: 2028-12-31",
        "covers-to: 2038-12-31",
        "covers-to",
        "covers 2029, and no bank holiday of that year",
    ),
    "a year left out of the middle": (
        SCOTLAND,
        YEAR_2013,
        "",
        "covers-to",
        "covers 2013, and no bank holiday of that year",
    ),
    "a holiday on a Saturday": (
        SCOTLAND,
        "  2026-06-15:",
        "  2026-06-13:",
        "2026-06-13",
        "is a Saturday, no working day",
    ),
    "a holiday on a Sunday": (SCOTLAND, "  2026-06-15:", "  2026-06-14:", "2026-06-14", "is a Sunday, no working day"),
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


@pytest.mark.parametrize("name", [BOOK, RG])
def test_a_missing_file_is_refused_by_name(name: str) -> None:
    files = rule_files()
    del files[name]

    with pytest.raises(Invalid, match=name) as refused:
        parse(files)

    assert Code.RULES_INVALID == refused.value.code


def test_a_calendar_may_be_missing_only_where_no_clock_counts_working_days() -> None:
    files = rule_files()
    del files[SCOTLAND]

    with pytest.raises(Invalid, match="Scotland has no calendar here, so working days cannot be counted") as refused:
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

    assert ["Recovery and reflection period"] * 3 + ["Statutory recovery period"] == titles


def test_the_digest_follows_every_byte_and_every_name() -> None:
    plain = parse(rule_files()).digest
    files = rule_files()
    files[RG] += "# checked again\n"

    assert plain == parse(rule_files()).digest
    assert plain != parse(files).digest
    assert 64 == len(plain)


def test_a_clock_may_be_added_by_data_alone() -> None:
    files = rule_files()
    files["clocks/second-look.yaml"] = files[RG].replace("id: reasonable-grounds-decision", "id: second-look")
    files[BOOK] = book_text(also=("second-look",))

    assert "second-look" in parse(files).clocks


def test_a_nation_may_be_added_by_data_alone() -> None:
    files = rule_files()
    files[BOOK] = files[BOOK].replace("  ireland: Ireland\n", "  ireland: Ireland\n  belgium: Belgium\n")
    files[RECOVERY] = files[RECOVERY].replace("    nations: [ireland]\n", "    nations: [ireland, belgium]\n")

    book = parse(files)

    assert "Belgium" == book.in_words("belgium")
    assert book.find("recovery-period", "belgium", date(2016, 1, 1)) is not None
    assert not book.calendars["belgium"].is_known


def test_everything_a_rule_may_say_is_read() -> None:
    support = parse(rule_files()).find("support-england-wales", "england-and-wales", date(2016, 1, 1))
    recovery = parse(rule_files()).find("recovery-period", "scotland", date(2016, 1, 1))
    leave = parse(rule_files()).find("leave-expiry", "scotland", date(2026, 1, 1))
    window = parse(rule_files()).find("reconsideration-window", "scotland", date(2026, 1, 1))

    assert support is not None
    assert recovery is not None
    assert leave is not None
    assert window is not None
    cures = {step.pattern.event: step.cured_by for step in recovery.adverse}

    assert support.begins_with is not None
    assert [
        EventPattern("support-started"),
        EventPattern("support-delivered"),
        EventPattern("support-offered", "declined"),
    ] == list(support.begins_with.shown_by)
    assert "No support was given, and none was declined" == support.begins_with.what
    assert EventPattern("enforcement-step-cancelled") == cures["enforcement-step-recorded"]
    assert (EventPattern("leave-decided", "granted", "until"),) == leave.shortened_by
    assert (EventPattern("enforcement-step-recorded", "removal-to-convention-state"),) == window.unless
    assert window.uncertain
    assert () == recovery.unless
    assert Undoing(EventPattern("case-closed"), EventPattern("case-reopened")) in recovery.undone_by


def test_a_deployment_sets_the_length_of_a_service_standard() -> None:
    plain = parse(rule_files())
    files = rule_files() | {STANDARDS: "guardian-appointment: {length: 3, unit: calendar-days}\n"}

    book = parse(files)
    (default,), (changed,) = plain.clocks["guardian-appointment"], book.clocks["guardian-appointment"]

    assert CountRule(5, Unit.WORKING_DAYS, first_day_counts=False) == default.count
    assert default.is_default_standard
    assert CountRule(3, Unit.CALENDAR_DAYS, first_day_counts=False) == changed.count
    assert not changed.is_default_standard
    assert plain.digest != book.digest
    assert book.clocks["missing-child-report"][0].is_default_standard


def test_only_a_service_standard_has_a_default() -> None:
    others = [version for versions in parse(rule_files()).clocks.values() for version in versions]

    assert {Force.SERVICE_STANDARD} == {version.force for version in others if version.is_default_standard}


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        ("recovery-period: {length: 60, unit: calendar-days}", ":1: ", "recovery-period@2009-04-01 is policy"),
        ("conclusive-grounds-decision: {length: 60, unit: calendar-days}", ":1: ", "is policy"),
        ("\nguardian: {length: 3, unit: calendar-days}", ":2: ", "guardian is not a clock"),
        ("guardian-appointment: {length: 0, unit: calendar-days}", ":1: ", "1 or more"),
        ("guardian-appointment: {length: 3}", ":1: ", "the key unit is missing"),
        ("guardian-appointment: 3", ":1: ", "names with values"),
        ("guardian-appointment: {length: 3, unit: weeks}", ":1: ", "weeks is not known"),
        ("a: {length: 3, unit: months}\na: {length: 3, unit: months}", ":2: ", "appears twice"),
    ],
)
def test_a_wrong_service_standard_is_refused_with_its_place(text: str, place: str, reason: str) -> None:
    with pytest.raises(Invalid, match=reason) as refused:
        parse(rule_files() | {STANDARDS: text})

    assert Code.RULES_INVALID == refused.value.code
    assert refused.value.message.startswith(f"{STANDARDS}{place}")


def test_reading_and_checking_the_whole_rule_book_takes_far_less_than_a_second() -> None:
    files = rule_files()

    seconds = min(timeit.repeat(lambda: parse(files), number=1, repeat=3))

    assert 0.5 > seconds


UNREADABLE = {
    "a colon in a text": ("id: x\ntitle: First: second\n", 2, "needs quotation marks"),
    "a key without its colon": ("id: x\nbinds the police\nprotects: y\n", 2, "a key without its colon"),
    "a first key without its colon": ("id x\ntitle: y\n", 2, "look here and one line above"),
    "a tab before a list": ("id:\n\t- x\n", 2, "indent with spaces"),
    "a tab before a key": ("a:\n  b: 1\n\tc: 2\n", 3, "indent with spaces"),
    "an entry without its hyphen": ("stops-on:\n  - {event: a}\n  {event: b}\nid: x\n", 3, "without its hyphen"),
    "a key among the entries of a list": ("a:\n  - b: 1\n  c: 2\n", 3, "a list lacks its hyphen"),
    "a bracket left open": ("id: x\nnations: [a, b\ntitle: y\n", 2, "not closed"),
    "a brace left open": ("count: {length: 5,\n  unit: days\ntitle: y\n", 1, "not closed"),
    "a quotation mark left open": ('id: x\ntitle: "First\nbinds: y\n', 2, "not closed"),
    "a quotation mark too early": ('title: "First" interview\nbinds: y\n', 1, "ends a text too early"),
    "a text that begins with a sign": ("id: x\ntitle: @home\n", 2, "between quotation marks"),
    "a text that begins with a star": ("title: *new\n", 1, "begins with *"),
    "a line of hyphens": ("id: x\n---\ntitle: y\n", 2, "three hyphens"),
    "a sign nobody can see": ("id: x\x07\n", 1, "no plain text"),
}


@pytest.mark.parametrize(("text", "line", "reason"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_the_parser_cannot_read_is_told_to_a_person(text: str, line: int, reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse(rule_files() | {RG: text})

    assert refused.value.message.startswith(f"{RG}:{line}: this cannot be read: ")
    assert reason in refused.value.message


DEEP = {
    "brackets": "a: " + "[" * 100_000,
    "brackets, each closed": "a: " + "[" * 5_000 + "]" * 5_000,
    "braces": "{a: " * 100_000,
    "hyphens": "- " * 100_000,
    "question marks": "? " * 100_000,
    "indented keys": "".join(f"{' ' * depth}a:\n" for depth in range(2_000)),
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
@pytest.mark.parametrize("file", [STANDARDS, RG])
def test_a_file_that_nests_without_end_is_refused_like_any_other(file: str, text: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse({**rule_files(), file: text})
    assert Code.RULES_INVALID == refused.value.code
    assert refused.value.message.startswith(f"{file}:")
    assert "nested more than 32 deep" in refused.value.message


def test_no_published_file_comes_near_to_the_depth_that_is_refused() -> None:
    assert max(_depth(Value.document(name, text)._node) for name, text in rule_files().items()) <= 8


def _depth(node: yaml.Node) -> int:
    if isinstance(node, yaml.ScalarNode):
        return 0
    inner = [one for entry in node.value for one in (entry if isinstance(entry, tuple) else (entry,))]
    return 1 + max(map(_depth, inner), default=0)


@pytest.mark.parametrize("sign", [r"\e[31m", r"\u202E", r"\u200B", r"\x07", r"\u3164"])
def test_words_that_a_terminal_would_obey_or_nobody_could_see_are_no_words_of_a_rule(sign: str) -> None:
    files = rule_files()
    files[RG] = files[RG].replace("title: Reasonable grounds decision", f'title: "Reasonable {sign} grounds decision"')

    with pytest.raises(Invalid, match="a character stands here that cannot be seen"):
        parse(files)


def test_a_name_that_is_like_no_other_is_answered_with_all_there_are() -> None:
    files = rule_files()
    files[RG] = files[RG].replace("event: case-withdrawn", "event: '?'")

    with pytest.raises(Invalid, match=r"one of: .*case-withdrawn.*verdict-recorded"):
        parse(files)


def test_the_doubt_about_a_default_length_goes_with_the_default() -> None:
    standard = "missing-child-report: {length: 3, unit: hours}\n"
    (default,) = parse(rule_files()).clocks["missing-child-report"]
    (own,) = parse(rule_files() | {STANDARDS: standard}).clocks["missing-child-report"]

    assert (*own.uncertain, DEFAULT_LENGTH) == default.uncertain
    assert own.uncertain
