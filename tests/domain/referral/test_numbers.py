"""Whoever needs the number of an event is told which there are, and what each of them says."""

import pytest

from domain.errors import Code, NrmError
from domain.fields import bare, fields_of, hints_of
from domain.prosecution.numbers import NUMBERED
from domain.prosecution.numbers import there_are as defendants_or_events
from domain.prosecution.receipt import receipt as of_prosecution
from domain.referral.commands import COMMANDS, FOR_THE_ENGINE
from domain.referral.numbers import asks_for_a_number, meant, there_are
from domain.referral.receipt import receipt
from domain.stream.answers import Receipt
from domain.stream.command import EventNumber, EventNumbers
from tests.support.casework import CASE, TEXT, Case, in_recovery, referred
from tests.support.prosecution import PROSECUTION, charged, investigating


def with_everything() -> Case:
    """A case on which each kind of number can be asked for, twice where a command may mean one of several."""
    case = in_recovery("2026-03-02", "2026-03-20")
    case = case.ask("2026-03-21", "record-enforcement-step", step="removal-directions")
    case = case.ask("2026-03-22", "record-enforcement-step", step="expulsion").ask("2026-03-22", "add-note", text=TEXT)
    for offence in ("theft", "cannabis-cultivation"):
        case = case.ask("2026-03-23", "record-charge", offence=offence)
    case = case.ask("2026-03-24", "issue-judicial-review")
    return case.ask("2026-03-24", "issue-judicial-review", decision="reasonable-grounds")


NUMBERS = [
    (name, field.name)
    for name, command in COMMANDS.items()
    if name not in FOR_THE_ENGINE
    for field in fields_of(command)
    if hints_of(command)[field.name] in (EventNumber, EventNumbers) or bare(hints_of(command)[field.name]) is int
]


def test_there_are_fields_that_ask_for_a_number() -> None:
    assert {"cancel-enforcement-step", "acknowledge-alert", "explain-lateness", "correct-fact"} <= {
        n for n, _ in NUMBERS
    }


@pytest.mark.parametrize(("command", "field"), NUMBERS)
def test_of_every_field_that_asks_for_a_number_it_is_known_which_can_be_meant(command: str, field: str) -> None:
    assert asks_for_a_number(command, field)
    known = meant(with_everything().referral, command, field)
    assert known == tuple(sorted(set(known)))
    assert " There is none on record." == there_are(referred("2026-03-02").referral, ())


def refusal(case: Case, command: str, **fields: object) -> str:
    with pytest.raises(NrmError) as refused:
        case.ask("2026-03-25", command, **fields)
    assert refused.value.code in {Code.EVENT_NOT_FOUND, Code.MISSING_FIELD}
    return refused.value.message


@pytest.mark.parametrize(
    ("command", "fields", "first", "said"),
    [
        (
            "cancel-enforcement-step",
            {"step": 1},
            "enforcement-step-recorded",
            "enforcement step recorded: expulsion, on 22",
        ),
        ("record-plea", {"plea": "guilty"}, "charge-recorded", "charge recorded: theft, on 23 March 2026"),
        ("record-plea", {"plea": "guilty", "charge": 1}, "charge-recorded", "charge recorded: cannabis cultivation"),
        (
            "record-judicial-review-step",
            {"step": "acknowledged"},
            "judicial-review-issued",
            "judicial review issued: ",
        ),
        (
            "acknowledge-alert",
            {"alert": 1},
            "breach-recorded",
            "safeguard raised: Enforcement step inside a protected",
        ),
        (
            "explain-lateness",
            {"breach": 1, "reason": "staffing"},
            "breach-recorded",
            "breach recorded: recovery period, ",
        ),
        (
            "decide-conclusive-grounds",
            {"outcome": "positive", "evidence": [1]},
            "note-added",
            "There is: 24 (note added, on 22 March 2026",
        ),
    ],
)
def test_a_refusal_says_which_numbers_there_are(command: str, fields: dict[str, object], first: str, said: str) -> None:
    case = with_everything()
    numbers = [number for number, (event, _) in enumerate(case.referral.history, 1) if event.type == first]
    message = refusal(case, command, **fields)
    assert said.replace("24", str(numbers[-1])) in message
    assert f"{numbers[-1]} (" in message


def test_of_many_the_last_are_said_and_how_many_came_before() -> None:
    case = with_everything()
    said = there_are(case.referral, meant(case.referral, "correct-fact", "event"))
    assert "earlier ones; " in said
    assert 8 == said.count("; ")


def test_a_step_that_was_taken_back_cannot_be_meant_any_more() -> None:
    case = with_everything()
    steps = meant(case.referral, "cancel-enforcement-step", "step")
    case = case.ask("2026-03-25", "cancel-enforcement-step", step=steps[0])
    assert steps[1:] == meant(case.referral, "cancel-enforcement-step", "step")


def test_what_the_engine_found_bears_no_second_date() -> None:
    case = with_everything()
    said = there_are(case.referral, meant(case.referral, "explain-lateness", "breach"))
    assert "target 9 March 2026 (guidance target), tells the team leader)" in said


def test_of_a_prosecution_the_defendants_and_the_last_events_are_said() -> None:
    assert {"defendant", "event"} == NUMBERED
    state = charged().prosecution
    assert " Defendants so far: 1 (trafficking 2015, charged)." == defendants_or_events(state, "defendant")
    assert "crime number recorded: number 46/1234/24" in defendants_or_events(state, "event")
    nobody = defendants_or_events(investigating().prosecution, "defendant")
    assert " Nothing has been decided about any defendant yet." == nobody


def test_a_defendant_who_is_not_charged_comes_with_those_who_are() -> None:
    with pytest.raises(NrmError) as refused:
        charged().ask("2024-11-20", "record-verdict", defendant=2, verdict="convicted")
    assert "Charged so far: 1." in refused.value.message


def test_a_receipt_numbers_what_was_recorded_and_tells_what_the_engine_found_apart() -> None:
    case = referred("2026-03-02").ask("2026-03-20", "allocate-competent-authority", authority="sca")
    given = receipt(CASE, case.outlook, case.events[-len(case.last) :])
    numbers = range(case.referral.version - len(case.last) + 1, case.referral.version + 1)
    assert [*numbers] == [one.number for one in given.recorded]
    assert [*given.events] == [one.type for one in given.recorded]
    assert (f"{numbers[0]} competent authority allocated: SCA", False) == (
        f"{given.recorded[0].number} {given.recorded[0].words}",
        given.recorded[0].found,
    )
    assert all(one.found for one in given.recorded[1:])
    assert any(one.words.startswith("breach recorded: reasonable grounds decision, ") for one in given.recorded)
    assert given.recorded == given.lines


def test_a_receipt_from_before_there_were_words_still_has_its_numbers() -> None:
    old = {"case": CASE, "reference": "T-1", "version": 9, "stage": "referred", "next_instant": None}
    given = Receipt.model_validate({**old, "events": ["note-added", "rung-reached"]})
    assert [(8, "note added"), (9, "rung reached")] == [(one.number, one.words) for one in given.lines]


def test_a_receipt_of_a_prosecution_numbers_its_event() -> None:
    told = investigating()
    given = of_prosecution(told.prosecution, told.prosecution.history[-1:])
    assert [(1, "investigation opened: reference OP-1, England and Wales, by kent police")] == [
        (one.number, one.words) for one in given.recorded
    ]
    assert PROSECUTION == given.case
