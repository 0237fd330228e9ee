"""The rule-book that ships: both sides of every change, every day of coverage, and every value cited.

What is expected stands here in a person's writing, never taken from the data.
"""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from domain.counting import CountRule, Unit
from domain.nations import ENGLAND_AND_WALES, NORTHERN_IRELAND, OUTSIDE_UK, SCOTLAND, UNITED_KINGDOM, Nation
from domain.rules.connections import SPEAKS_OF
from domain.rules.model import ClockVersion, EventPattern, Force, Handover, Kind
from domain.rules.shelf import published
from domain.rules.vocabulary import EVENTS, in_words

BOOK = published()
VERSIONS = [version for versions in BOOK.clocks.values() for version in versions]
FIRST, LAST = date(2009, 4, 1), date(2028, 12, 31)
IRELAND = "ireland"

# Who has the clock (E: England and Wales, S: Scotland, N: Northern Ireland, I: Ireland), and each of its versions: its
# first day, its last day, kind, force, and length; `+` where the day it starts on is day 1.
EXPECTED = """
duty-to-notify                             E    2015-11-01            deadline  service-standard  1 months
rights-information                         ESN  2009-04-01            deadline  service-standard  2 working-days
place-of-safety                            E    2021-01-04            window    policy            3 working-days
guardian-referral-scotland                 S    2023-04-01            deadline  service-standard  2 working-days
guardian-appointment                       ESN  2009-04-01            deadline  service-standard  5 working-days
crime-recording                            E    2015-07-31            deadline  guidance          24 hours
support-northern-ireland-before-decision   N    2015-01-14            protected statute           1 calendar-days +
reasonable-grounds-decision                ESN  2009-04-01 2021-06-13 target    guidance          5 working-days
reasonable-grounds-decision                ESN  2021-06-14            target    guidance          5 working-days
reasonable-grounds-decision-devolved-child ES   2021-06-14            deadline  guidance          45 calendar-days
reasonable-grounds-decision-devolved-child N    2025-09-02            deadline  guidance          45 calendar-days
first-support-contact                      E    2021-01-04            age       policy            -
support-start                              E    2019-09-01            target    policy            5 calendar-days
recovery-period                            ESN  2009-04-01 2022-12-12 protected policy            45 calendar-days
recovery-period                            ESN  2022-12-13 2023-01-29 protected policy            30 calendar-days
recovery-period                            ESN  2023-01-30            protected statute           30 calendar-days +
recovery-period                            I    2010-11-01            protected policy            60 calendar-days
further-recovery-period                    ESN  2023-01-30            protected statute           30 calendar-days +
recovery-review                            ESN  2013-01-01 2022-12-12 review    guidance          30 calendar-days
support-england-wales                      E    2009-04-01 2022-12-12 protected policy            45 calendar-days
support-england-wales                      E    2022-12-13 2023-01-29 protected policy            30 calendar-days
support-england-wales                      E    2023-01-30            protected statute           30 calendar-days +
support-scotland                           S    2009-04-01 2018-03-31 protected policy            45 calendar-days
support-scotland                           S    2018-04-01            protected statute           90 calendar-days
scottish-support-after-90                  S    2018-04-01            age       statute           -
support-northern-ireland                   N    2009-04-01 2015-01-13 protected policy            45 calendar-days
support-northern-ireland                   N    2015-01-14 2022-04-27 protected statute           45 calendar-days
support-northern-ireland                   N    2022-04-28            protected statute           45 calendar-days
conclusive-grounds-not-before              ESN  2009-04-01 2022-12-12 protected guidance          45 calendar-days
conclusive-grounds-not-before              ESN  2022-12-13 2023-01-29 protected guidance          30 calendar-days
conclusive-grounds-not-before              ESN  2023-01-30            protected guidance          30 calendar-days +
conclusive-grounds-delay                   ESN  2022-11-18            protected policy            1 calendar-days +
conclusive-grounds-decision                ESN  2009-04-01 2021-10-24 target    policy            45 calendar-days
conclusive-grounds-decision                ESN  2021-10-25 2022-12-31 age       policy            -
conclusive-grounds-decision                ESN  2023-01-01            age       guidance          -
support-after-negative                     E    2009-04-01 2018-09-30 protected policy            48 hours
support-after-negative                     E    2018-10-01            protected policy            9 working-days
move-on-support                            E    2009-04-01 2018-09-30 protected policy            14 calendar-days
move-on-support                            E    2018-10-01 2019-09-26 protected policy            45 calendar-days
move-on-support                            E    2019-09-27            protected policy            45 calendar-days
disqualification-representations           ESN  2024-01-08            window    guidance          10 working-days
move-on-extension                          E    2019-09-27            window    policy            45 calendar-days
reconsideration-window                     ESN  2024-02-12 2025-01-15 window    guidance          1 months
reconsideration-window                     ESN  2025-01-16 2025-09-16 window    guidance          30 calendar-days
reconsideration-window                     ESN  2025-09-17            window    guidance          30 calendar-days
reconsideration-answer                     ESN  2009-04-01            deadline  service-standard  30 calendar-days
judicial-review-acknowledgment             E    2009-04-01            window    statute           28 calendar-days
judicial-review-reply                      E    2024-04-06            window    statute           7 calendar-days
judicial-review-upper-tribunal             E    2013-11-01            window    statute           3 months
judicial-review-upper-tribunal-acknowledgment E 2013-11-01            window    statute           30 calendar-days
judicial-review-window                     EN   2009-04-01            window    statute           3 months
judicial-review-window                     S    2015-09-22            window    statute           3 months +
leave-reconsideration-window               ESN  2023-01-30 2025-01-15 window    guidance          14 calendar-days
leave-reconsideration-window               ESN  2025-01-16            window    guidance          30 calendar-days
leave-expiry                               ESN  2023-01-30            window    policy            30 months +
consent-at-18                              ESN  2020-03-24            review    guidance          1 months +
missing-child-report                       ESN  2009-04-01            deadline  service-standard  2 hours
return-interview                           E    2014-01-01            deadline  guidance          72 hours
non-punishment-review                      ESN  2009-04-01            deadline  service-standard  14 calendar-days
crime-record                               SN   2009-04-01            deadline  service-standard  10 working-days
"""
LETTERS = {"E": ENGLAND_AND_WALES, "S": SCOTLAND, "N": NORTHERN_IRELAND, "I": IRELAND}


def _rows() -> list[tuple[str, Nation, date, date, tuple[Kind, Force, CountRule | None]]]:
    rows: list[tuple[str, Nation, date, date, tuple[Kind, Force, CountRule | None]]] = []
    for line in EXPECTED.strip().splitlines():
        clock, letters, begins, *rest = line.split()
        ends = date.fromisoformat(rest.pop(0)) if rest[0].startswith("20") else LAST
        kind, force, *length = rest
        count = None if length == ["-"] else CountRule(int(length[0]), Unit(length[1]), length[-1] == "+")
        said = (Kind(kind), Force(force), count)
        rows += [(clock, LETTERS[letter], date.fromisoformat(begins), ends, said) for letter in letters]
    return rows


ROWS = _rows()


def _name(value: object) -> str:
    return str(value)


@pytest.mark.parametrize(("clock", "nation", "begins", "ends", "said"), ROWS, ids=_name)
def test_both_sides_of_every_change(
    clock: str, nation: Nation, begins: date, ends: date, said: tuple[Kind, Force, CountRule | None]
) -> None:
    rule = f"{clock}@{begins.isoformat()}"

    for day in (begins, ends):
        version = BOOK.find(clock, nation, day)
        assert version is not None
        assert (rule, *said) == (version.rule, version.kind, version.force, version.count)
    for outside in (begins - timedelta(days=1), ends + timedelta(days=1)):
        other = BOOK.find(clock, nation, outside)
        assert outside > LAST or other is None or other.rule != rule


@pytest.mark.parametrize("nation", BOOK.nations)
@pytest.mark.parametrize("clock", BOOK.clocks)
def test_every_day_from_2009_to_2028_has_the_rule_it_should_have_and_no_other(clock: str, nation: Nation) -> None:
    spans = [(begins, ends) for name, where, begins, ends, _ in ROWS if (name, where) == (clock, nation)]
    wrong = list[date]()
    for number in range((LAST - FIRST).days + 1):
        day = FIRST + timedelta(days=number)
        expected = [begins for begins, ends in spans if begins <= day <= ends]
        found = [version.in_force_from for version in BOOK.clocks[clock] if version.is_in_force(nation, day)]
        if len(expected) > 1 or expected != found:
            wrong.append(day)

    assert [] == wrong


def test_a_clock_once_begun_has_no_hole_between_its_versions() -> None:
    for clock, versions in BOOK.clocks.items():
        for nation in BOOK.nations:
            days = [(version.in_force_from, version.in_force_to) for version in versions if nation in version.nations]
            for (_, ended), (begins, _) in pairwise(days):
                assert ended is not None, clock
                assert ended + timedelta(days=1) == begins, clock


@pytest.mark.parametrize(
    ("clock", "nation", "on", "reason"),
    [
        ("recovery-period", SCOTLAND, date(2009, 3, 31), "begins on 1 April 2009; 31 March 2009 is before it"),
        ("recovery-period", OUTSIDE_UK, date(2016, 1, 1), "No rule of this rule-book applies outside the United"),
        ("recovery-period", "belgium", date(2016, 1, 1), "holds no law of that nation; it knows England and Wales"),
        ("recovery-period", IRELAND, date(2010, 10, 31), None),
        ("recovery-perriod", SCOTLAND, date(2016, 1, 1), None),
        ("support-scotland", ENGLAND_AND_WALES, date(2020, 1, 1), None),
    ],
)
def test_where_there_is_no_rule_there_is_no_default(clock: str, nation: Nation, on: date, reason: str | None) -> None:
    not_covered = BOOK.why_not_covered(nation, on)

    assert BOOK.find(clock, nation, on) is None
    assert not_covered is None if reason is None else reason in str(not_covered)


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.rule)
def test_every_version_is_cited_and_was_checked(version: ClockVersion) -> None:
    assert version.citation.instrument
    assert version.citation.provision
    assert version.citation.url.startswith("https://")
    assert version.last_checked >= version.in_force_from
    assert version.verified or version.uncertain


# Each open question about a value or date that a clock counts by, and a word of the sentence that admits it.
DOUBTS = [
    ("reasonable-grounds-decision@2009-04-01", "day of receipt"),
    ("reasonable-grounds-decision@2009-04-01", "suspended"),
    ("reasonable-grounds-decision@2009-04-01", "versions 4.x"),
    ("reasonable-grounds-decision@2009-04-01", "dies"),
    ("reasonable-grounds-decision@2021-06-14", "set aside"),
    ("conclusive-grounds-decision@2023-01-01", "set aside"),
    ("reasonable-grounds-decision@2021-06-14", "nobody could decide"),
    ("reasonable-grounds-decision-devolved-child@2021-06-14", "not announced"),
    ("reasonable-grounds-decision-devolved-child@2025-09-02", "first day there was not found"),
    ("recovery-period@2009-04-01", "whether the day of the decision counts"),
    ("recovery-period@2022-12-13", "already running"),
    ("recovery-period@2023-01-30", "no transitional rule"),
    ("recovery-period@2010-11-01", "day of identification"),
    ("support-scotland@2018-04-01", "a day earlier"),
    ("support-england-wales@2023-01-30", "considers necessary"),
    ("support-northern-ireland@2015-01-14", "from the date"),
    ("support-northern-ireland@2022-04-28", "from the date"),
    ("conclusive-grounds-decision@2009-04-01", "no target"),
    ("conclusive-grounds-decision@2023-01-01", "R (ABW)"),
    ("conclusive-grounds-not-before@2023-01-30", "thirtieth day"),
    ("support-start@2019-09-01", "from which day"),
    ("support-after-negative@2018-10-01", "contradict one another"),
    ("support-after-negative@2018-10-01", "working days"),
    ("move-on-support@2019-09-27", "not in section 50A(5)"),
    ("crime-recording@2015-07-31", "was not seen"),
    ("leave-expiry@2023-01-30", "which purpose"),
    ("move-on-support@2018-10-01", "February 2019"),
    ("reconsideration-window@2024-02-12", "late service"),
    ("reconsideration-window@2025-01-16", "late service"),
    ("reconsideration-window@2025-09-17", "late service"),
    ("reconsideration-window@2025-09-17", "disqualification"),
    ("disqualification-representations@2024-01-08", "working days"),
    ("judicial-review-window@2009-04-01", "electronic"),
    ("judicial-review-window@2009-04-01", "both windows"),
    ("judicial-review-window@2015-09-22", "Saturday"),
    ("judicial-review-upper-tribunal@2013-11-01", "Which claims"),
    ("judicial-review-reply@2024-04-06", "service of the acknowledgment"),
    ("leave-reconsideration-window@2025-01-16", "renewal was not read"),
    ("consent-at-18@2020-03-24", "No source sets a last day"),
    ("duty-to-notify@2015-11-01", "Fair Work Agency"),
    ("recovery-period@2009-04-01", "13 December 2022"),
]


@pytest.mark.parametrize(("rule", "words"), DOUBTS)
def test_what_the_sources_leave_open_is_admitted(rule: str, words: str) -> None:
    (version,) = (version for version in VERSIONS if version.rule == rule)

    assert words in " ".join(version.uncertain)


def test_only_these_rules_are_verified() -> None:
    verified = {version.rule for version in VERSIONS if version.verified}

    assert {
        "recovery-period@2023-01-30",
        "further-recovery-period@2023-01-30",
        "support-england-wales@2023-01-30",
        "scottish-support-after-90@2018-04-01",
        "support-northern-ireland@2015-01-14",
        "support-northern-ireland@2022-04-28",
        "support-northern-ireland-before-decision@2015-01-14",
        "conclusive-grounds-decision@2021-10-25",
        "judicial-review-window@2015-09-22",
    } == verified


# What a source has settled: no rule doubts it any more.
SETTLED = [
    ("move-on-support@2019-09-27", "December 2022"),
    ("support-northern-ireland@2015-01-14", "Royal Assent"),
    ("conclusive-grounds-decision@2009-04-01", "only the year"),
    ("conclusive-grounds-decision@2023-01-01", "only the year"),
    ("guardian-appointment@2009-04-01", "ten months"),
    ("support-after-negative@2009-04-01", "From when"),
    ("move-on-support@2009-04-01", "From when"),
    ("first-support-contact@2021-01-04", "day of the answer"),
]


@pytest.mark.parametrize(("rule", "words"), SETTLED)
def test_what_a_source_has_settled_is_no_doubt_any_more(rule: str, words: str) -> None:
    (version,) = (version for version in VERSIONS if version.rule == rule)

    assert words not in " ".join(version.uncertain)


def test_what_is_not_formalised_is_said() -> None:
    gaps = " ".join(BOOK.not_formalised)

    for words in (
        "Asylum Bill 2026",
        "section 29",
        "section 38",
        "sections 58 and 59",
        "4.x",
        "Legal aid",
        "destitution",
    ):
        assert words in gaps


def test_no_second_recovery_period_begins_where_section_62_gives_no_right_to_one() -> None:
    not_owed, first = EventPattern("recovery-period-not-owed"), EventPattern("reasonable-grounds-decided", "positive")
    versions = [version for version in BOOK.clocks["recovery-period"] if {not_owed, first}.issubset(version.unless)]

    assert ["recovery-period@2023-01-30"] == [version.rule for version in versions]


@pytest.mark.parametrize("clock", ["recovery-period", "further-recovery-period"])
def test_only_what_section_61_bars_is_held_against_anybody(clock: str) -> None:
    """Removal and a requirement to leave: not detention, not an intention on record, and nothing about support."""
    for version in BOOK.clocks[clock]:
        steps = {(step.pattern.event, step.pattern.outcome) for step in version.adverse}
        barred = {"removal-directions", "charter-listing", "requirement-to-leave", "expulsion"}
        if IRELAND not in version.nations:
            assert {("enforcement-step-recorded", step) for step in barred} == steps
            assert version.begins_with is None


@pytest.mark.parametrize(
    "clock", ["support-england-wales", "support-scotland", "support-northern-ireland", "move-on-support"]
)
def test_a_person_who_leaves_support_by_choice_is_not_deprived_of_it(clock: str) -> None:
    for version in BOOK.clocks[clock]:
        deprived = {step.pattern.outcome for step in version.adverse if step.pattern.event == "support-ended"}
        assert {"needs-met", "negative-decision", "time-limit", "other"} == deprived - {"disqualified"}


@pytest.mark.parametrize("clock", ["support-england-wales", "support-scotland", "support-northern-ireland"])
def test_support_is_not_ended_because_somebody_is_said_to_be_disqualified(clock: str) -> None:
    for version in BOOK.clocks[clock]:
        assert any(step.pattern == EventPattern("support-ended", "disqualified") for step in version.adverse)


def test_disqualification_ends_protection_and_never_the_final_decision() -> None:
    disqualified = EventPattern("disqualification-decided", "disqualified")

    assert all(disqualified in version.ends_with for version in BOOK.clocks["recovery-period"])
    assert not any(disqualified in version.ends_with for version in BOOK.clocks["conclusive-grounds-decision"])
    assert all(disqualified in version.ends_with for version in BOOK.clocks["support-england-wales"])
    assert not any(disqualified in version.ends_with for version in BOOK.clocks["support-scotland"])
    assert not any(disqualified in version.ends_with for version in BOOK.clocks["support-northern-ireland"])


def test_a_positive_final_decision_ends_support_in_scotland_and_not_in_northern_ireland() -> None:
    scotland, northern_ireland = BOOK.clocks["support-scotland"][-1], BOOK.clocks["support-northern-ireland"][-1]
    decided = [(version, sign) for version in (scotland, northern_ireland) for sign in ("positive", "negative")]
    ends = [
        any(pattern.matches("conclusive-grounds-decided", sign) for pattern in version.ends_with)
        for version, sign in decided
    ]

    assert [True, True, False, True] == ends
    assert scotland.continues_until is None
    assert EventPattern("conclusive-grounds-decided") == northern_ireland.continues_until


def test_a_step_towards_removal_inside_an_offered_window_is_adverse_and_detention_is_not() -> None:
    for version in BOOK.clocks["reconsideration-window"]:
        steps = {step.pattern.outcome for step in version.adverse}
        assert {"removal-directions", "charter-listing", "expulsion"} == steps


def test_only_since_17_september_2025_an_intended_removal_to_a_convention_state_spares_the_window() -> None:
    removal = EventPattern("enforcement-step-recorded", "removal-to-convention-state")
    unless = [removal in version.unless for version in BOOK.clocks["reconsideration-window"]]

    assert [False, False, True] == unless
    assert [False, False, True] == [removal in version.ends_with for version in BOOK.clocks["reconsideration-window"]]


def test_no_window_ends_because_the_case_was_closed() -> None:
    windows = [version for version in VERSIONS if version.kind is Kind.WINDOW]

    assert windows
    closed = {version.clock for version in windows for pattern in version.ends_with if pattern.event == "case-closed"}
    assert {"place-of-safety"} == closed, "a place to stay ends with the case; a right to ask does not"


def test_a_court_period_ends_on_an_open_day_where_a_source_says_so() -> None:
    moved = {version.rule for version in VERSIONS if version.ends_on_open_day}

    assert moved == {
        "judicial-review-window@2009-04-01",
        "judicial-review-upper-tribunal@2013-11-01",
        "judicial-review-acknowledgment@2009-04-01",
        "judicial-review-upper-tribunal-acknowledgment@2013-11-01",
        "judicial-review-reply@2024-04-06",
    }


def test_each_decision_each_request_each_claim_and_each_charge_has_a_run_of_its_own() -> None:
    """Where what closes a clock can name what began it, every beginning is counted, and no closing is taken for all."""
    named = {
        clock
        for clock, versions in BOOK.clocks.items()
        for start in BOOK.starts[clock]
        if any(start.event in SPEAKS_OF.get(stop.event, ()) for version in versions for stop in version.stops_on)
    }
    own_runs = {version.clock for version in VERSIONS if version.one_run_per == "start"}

    assert own_runs == {
        "disqualification-representations", "reconsideration-window", "reconsideration-answer",
        "judicial-review-window", "judicial-review-upper-tribunal", "judicial-review-acknowledgment",
        "judicial-review-upper-tribunal-acknowledgment", "judicial-review-reply", "leave-reconsideration-window",
        "missing-child-report", "non-punishment-review",
    }  # fmt: skip
    assert named <= own_runs


def test_a_window_for_reconsideration_runs_from_the_decision_whenever_it_was_served() -> None:
    starts = {pattern for version in BOOK.clocks["reconsideration-window"] for pattern in version.starts_on}

    assert starts == {
        EventPattern("reasonable-grounds-decided", "negative"),
        EventPattern("conclusive-grounds-decided", "negative"),
        EventPattern("disqualification-decided", "disqualified"),
    }


def test_a_case_of_a_devolved_child_panel_has_only_the_panels_clock() -> None:
    panel = EventPattern("competent-authority-allocated", "devolved-child-panel")

    for version in BOOK.clocks["reasonable-grounds-decision"]:
        assert (Handover(panel, "reasonable-grounds-decision-devolved-child"),) == version.handed_over
    for version in BOOK.clocks["reasonable-grounds-decision-devolved-child"]:
        assert (EventPattern(panel.event, panel.outcome, "referred"),) == version.starts_on


def test_only_a_decision_that_another_must_have_gone_before_presupposes_a_start() -> None:
    assert {
        "reasonable-grounds-decision": (EventPattern("reasonable-grounds-decided"),),
        "recovery-period": (EventPattern("conclusive-grounds-decided"),),
        "conclusive-grounds-decision": (EventPattern("conclusive-grounds-decided"),),
    } == {clock: patterns for clock, patterns in BOOK.presupposing.items() if patterns}


def test_waiting_bands_are_those_of_the_specification() -> None:
    waiting = BOOK.find("conclusive-grounds-decision", SCOTLAND, date(2024, 1, 1))

    assert waiting is not None
    assert [90, 180, 365, 730] == [rung.offset for rung in waiting.rungs]


def test_every_nation_has_its_name() -> None:
    assert ["England and Wales", "Scotland", "Northern Ireland", "Ireland"] == list(BOOK.nations.values())
    assert "Scotland" == BOOK.in_words(SCOTLAND)
    assert "a country outside the United Kingdom" == BOOK.in_words(OUTSIDE_UK)
    assert set(UNITED_KINGDOM) == {nation for nation in BOOK.nations if BOOK.calendars[nation].is_known}


def test_the_rule_book_is_read_once() -> None:
    assert BOOK is published()


def test_every_name_of_the_vocabulary_is_a_phrase_in_plain_words() -> None:
    for event, words in EVENTS.items():
        for phrase in (words.noun, *words.outcomes.values(), *words.dates.values()):
            assert phrase == phrase.strip() != "", event
            assert "·" not in phrase, event


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (EventPattern("referral-made", date="received"), "receipt of the referral"),
        (EventPattern("reasonable-grounds-decided", "positive"), "positive reasonable grounds decision"),
        (EventPattern("conclusive-grounds-decided"), "conclusive grounds decision"),
        (EventPattern("conclusive-grounds-decided", date="served"), "service of the conclusive grounds decision"),
        (EventPattern("support-offered", "declined"), "refusal of support by the person"),
        (
            EventPattern("decision-served", "conclusive-grounds-negative"),
            "service of a negative conclusive grounds decision",
        ),
    ],
)
def test_a_pattern_is_said_in_plain_words(pattern: EventPattern, expected: str) -> None:
    assert expected == in_words(pattern)
