"""How long a history can get: notes end first, then everything but its end; the engine is never held up."""

from dataclasses import replace
from typing import Any

import pytest

from domain.errors import Code, NrmError
from domain.limits import KEPT_FREE, MOST_EVENTS
from domain.referral.commands import ON_FILE
from domain.referral.commands.file import MOST_FACTS
from domain.referral.events.file import NoteAdded
from domain.referral.evolve import fold
from domain.referral.state import Referral
from domain.roles import Role
from domain.when import When
from tests.support.casework import TEXT, Case, awaiting_reasonable_grounds
from tests.support.prosecution import WHY, Told, investigating

ON = "2026-03-05"


def long_case(events: int) -> Case:
    case = awaiting_reasonable_grounds("2026-03-02")
    notes = ((NoteAdded(text=TEXT), When.parse("2026-03-03")),) * (events - len(case.events))
    state = fold(notes, case.state)
    assert isinstance(state, Referral)
    assert events == state.version
    return replace(case, state=state)


def long_prosecution(events: int) -> Told:
    told = investigating()
    return replace(told, state=replace(told.prosecution, version=events))


def full(ask: Any, *arguments: Any, **fields: Any) -> str:
    with pytest.raises(NrmError) as caught:
        ask(*arguments, **fields)
    assert Code.CASE_FULL == caught.value.code
    return caught.value.message


def test_the_last_events_of_a_case_are_kept_for_the_person() -> None:
    """D2: notes one by one, without end, stopped the engine for everybody."""
    assert long_case(MOST_EVENTS - KEPT_FREE - 1).ask(ON, "add-note", text=TEXT).referral
    nearly = long_case(MOST_EVENTS - KEPT_FREE)
    assert "room for 500 more" in full(nearly.ask, ON, "add-note", text=TEXT)
    assert "person-detained" in nearly.ask(ON, "record-detention", kind="police-custody").last_types


def test_a_full_case_takes_its_end_and_the_engines_findings_and_nothing_else() -> None:
    case = long_case(MOST_EVENTS)
    for command, fields in (("add-note", {"text": TEXT}), ("record-detention", {"kind": "police-custody"})):
        assert "as many as one can have" in full(case.ask, ON, command, **fields)
    assert "breach-recorded" in case.ask("2026-04-05", "pass-time").last_types
    assert "closed" == case.ask(ON, "close", reason="opened-in-error").stage


def test_a_full_prosecution_takes_its_end_and_nothing_else() -> None:
    nearly, whole = long_prosecution(MOST_EVENTS - KEPT_FREE), long_prosecution(MOST_EVENTS)
    full(nearly.ask, "2024-02-01", "add-note", text=WHY)
    assert nearly.ask("2024-02-01", "record-crime-number", number="46/1234/24")
    full(whole.ask, "2024-02-01", "record-crime-number", number="46/1234/24")
    assert whole.ask("2024-02-01", "end-investigation", reason="opened-in-error")
    assert whole.ask("2024-02-01", "pass-time", role=Role.ENGINE)


def test_an_account_leaves_room_for_what_comes_after_it() -> None:
    assert MOST_FACTS < MOST_EVENTS - KEPT_FREE
    assert "add-note" in ON_FILE
