"""What no rule-book may say: gaps, overlaps, a recovery period below the floor, a ladder nobody can climb."""

import pytest

from tests.domain.histories import rule_files
from tests.domain.rules.careless import (
    CG,
    GUARDIAN,
    LEAVE,
    MISSING,
    RECOVERY,
    RG,
    SUPPORT_SCOTLAND,
    WINDOW,
    Change,
    assert_refused,
)

VERSION_2022 = "  - in-force-from: 2022-12-13"
VERSION_2023 = "  - in-force-from: 2023-01-30"

SHOWN_BY = """  shown-by:
    - {event: support-started}
    - {event: support-delivered}
    - {event: support-offered, outcome: declined}
"""

STARTS = rule_files()[RG].partition("protects: the person referred\n")[2].partition("stops-on:")[0]
MISSING_DOUBTS = rule_files()[MISSING].partition("verified: false\n")[2].partition("    last-checked:")[0]

CARELESS = {
    "no nation at all": (
        RG,
        "nations: [england-and-wales, scotland, northern-ireland]",
        "nations: []",
        "nations: []",
        "one nation",
    ),
    "missing count": (
        RG,
        "count: {length: 5, unit: working-days, first-day-counts: false}\n",
        "",
        "2009-04-01",
        "the key count is missing",
    ),
    "a gap": (
        RECOVERY,
        "  - in-force-from: 2022-12-13",
        "  - in-force-from: 2022-12-14",
        "2022-12-14",
        "no version is in force from 2022-12-13",
    ),
    "an overlap": (
        RECOVERY,
        "  - in-force-from: 2022-12-13",
        "  - in-force-from: 2022-12-12",
        "2022-12-12",
        "overlaps the version before it",
    ),
    "no end before the next": (
        RECOVERY,
        "    in-force-to: 2022-12-12\n",
        "",
        "2022-12-13",
        "overlaps the version before",
    ),
    "out of order": (
        RECOVERY,
        "  - in-force-from: 2023-01-30",
        "  - in-force-from: 2022-12-01",
        "2022-12-01",
        "out of order",
    ),
    "an end before the beginning": (
        RECOVERY,
        "in-force-to: 2022-12-12",
        "in-force-to: 2009-03-01",
        "2009-03-01",
        "end before it begins",
    ),
    "before the rule-book": (
        RG,
        "in-force-from: 2009-04-01",
        "in-force-from: 2009-03-31",
        "2009-03-31",
        "before the rule-book does",
    ),
    "29 days of recovery": (
        RECOVERY,
        "length: 30, unit: calendar-days, first-day-counts: true",
        "length: 29, unit: calendar-days, first-day-counts: true",
        "length: 29",
        "never shorter than 30",
    ),
    "29 days of recovery under another name": (
        SUPPORT_SCOTLAND,
        "length: 90, unit: calendar-days",
        "length: 29, unit: calendar-days",
        "length: 29",
        "a protected period after a positive reasonable grounds decision",
    ),
    "a length nobody meant": (
        RG,
        "length: 5,",
        "length: 500000000,",
        "length: 500000000",
        "no time limit is that long",
    ),
    "a pause that ends with its own beginning": (
        RG,
        "resumes-on: {event: case-resumed}",
        "resumes-on: {event: case-suspended}",
        "pauses:",
        "a pause ends with another event than it begins with",
    ),
    "a month of recovery": (
        RECOVERY,
        "length: 45, unit: calendar-days",
        "length: 1, unit: months",
        "unit: months",
        "counted in days",
    ),
    "an unprotected recovery period": (
        RECOVERY,
        "kind: protected",
        "kind: window",
        "kind: window",
        "is a protected period",
    ),
    "a ladder out of order": (RG, "offset: 14", "offset: -7", "offset: -7", "the ladder is out of order"),
    "two rungs of one name": (
        RG,
        "id: two-weeks-late",
        "id: overdue",
        "id: overdue, offset: 14",
        "two rungs have the id overdue",
    ),
    "a warning after the day": (
        RG,
        "offset: 14, severity: escalation",
        "offset: 14, severity: warning",
        "two-weeks-late",
        "two-weeks-late does not fit",
    ),
    "a deadline nobody can miss": (
        RG,
        "  - {id: overdue, offset: 0, severity: breach, tell: team-leader}\n",
        "",
        "rungs:",
        "exactly one breach rung",
    ),
    "a wait with a length": (
        CG,
        "    kind: age\n",
        "    kind: age\n    count: {length: 5, unit: months, first-day-counts: false}\n",
        "unit: months",
        "an age clock has no length",
    ),
    "a wait that warns": (
        CG,
        "severity: band, tell: caseworker",
        "severity: warning, tell: caseworker",
        "waiting-90-days",
        "waiting-90-days does not fit",
    ),
    "a deadline that nothing stops": (
        RG,
        "stops-on:\n  - {event: reasonable-grounds-decided}\n",
        "",
        "2009-04-01",
        "only a protected period",
    ),
    "a clock that nothing starts": (
        RG,
        STARTS,
        "starts-on: []\n",
        "starts-on",
        "starts on at least one event",
    ),
    "an adverse step of a deadline": (
        RG,
        "ends-with:",
        "adverse:\n  - {event: case-closed, what: Closed, allowed-once-decided: true}\nends-with:",
        "adverse:",
        "adverse belongs to a protected period or a window only",
    ),
    "a step in a window freed by a decision": (
        WINDOW,
        "allowed-once-decided: false",
        "allowed-once-decided: true",
        "adverse:",
        "it waits for no decision",
    ),
    "a step that undoes itself": (
        RECOVERY,
        "cured-by: {event: support-started}",
        "cured-by: {event: support-ended}",
        "adverse:",
        "nothing undoes itself",
    ),
    "a deadline that must begin with something": (
        RG,
        "ends-with:",
        "begins-with: {shown-by: [{event: support-started}], what: Nothing}\nends-with:",
        "begins-with:",
        "begins-with belongs to a protected period only",
    ),
    "a window that goes on until a decision": (
        WINDOW,
        "stops-on:",
        "continues-until: {event: conclusive-grounds-decided}\nstops-on:",
        "continues-until",
        "continues-until belongs to a protected period only",
    ),
    "a beginning that nothing shows": (
        SUPPORT_SCOTLAND,
        SHOWN_BY,
        "  shown-by: []\n",
        "begins-with:",
        "at least one event",
    ),
    "unverified without a doubt": (
        MISSING,
        MISSING_DOUBTS,
        "",
        "verified: false",
        "says under uncertain what is doubtful",
    ),
    "working days without a calendar": (
        GUARDIAN,
        "northern-ireland]",
        "northern-ireland, ireland]",
        "count:",
        "Ireland has no calendar here",
    ),
    "two versions of one day": (
        RECOVERY,
        "  - in-force-from: 2010-11-01",
        "  - in-force-from: 2009-04-01",
        "2009-04-01",
        "two begin on the same day",
    ),
    "a gap in one nation of several": (
        RECOVERY,
        "  - in-force-from: 2022-12-13\n",
        "  - in-force-from: 2022-12-13\n    nations: [england-and-wales, northern-ireland]\n",
        "2023-01-30",
        "in Scotland no version is in force from 2022-12-13 until 2023-01-30",
    ),
    "an overlap in one nation of several": (
        RECOVERY,
        "    nations: [ireland]",
        "    nations: [ireland, scotland]",
        "2010-11-01",
        "in Scotland it overlaps the version before it",
    ),
    "a last day that is named without its day": (
        LEAVE,
        "event: leave-decided, outcome: granted, date: until",
        "event: leave-decided, outcome: granted",
        "shortened-by",
        "names the date it runs to",
    ),
    "a duty that is shortened": (
        RG,
        "kind: target",
        "shortened-by:\n  - {event: leave-decided, outcome: granted, date: until}\nkind: target",
        "shortened-by:",
        "nothing shortens what is owed",
    ),
    "a target without a breach": (
        RG,
        "  - {id: overdue, offset: 0, severity: breach, tell: team-leader}\n",
        "",
        "rungs:",
        "a deadline, target or review has exactly one breach rung",
    ),
    "what rules a start out taken back by itself": (
        RECOVERY,
        "undone-by: {event: decision-set-aside, outcome: reasonable-grounds}",
        "undone-by: {event: reasonable-grounds-decided}",
        "unless:",
        "undone-by names another event",
    ),
    "an extension without its day": (
        RECOVERY,
        "event: recovery-period-extended, date: until",
        "event: recovery-period-extended",
        "extended-by",
        "names the date it runs to",
    ),
    "a pause of a protected period": (
        RECOVERY,
        "ends-with:",
        "pauses:\n  - {pauses-on: {event: case-closed}, resumes-on: {event: referral-made}}\nends-with:",
        "pauses:",
        "never stands still",
    ),
}


@pytest.mark.parametrize("change", CARELESS.values(), ids=CARELESS.keys())
def test_a_rule_book_that_contradicts_itself_is_refused_with_its_place_and_reason(change: Change) -> None:
    assert_refused(*change)
