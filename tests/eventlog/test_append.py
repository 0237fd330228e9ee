"""Appending: what is stored is what was given, and a command id has one answer for ever."""

from dataclasses import replace
from uuid import uuid4

import pytest

from domain.errors import Code, Conflict
from eventlog.log import CommandRecord, EventLog, Outcome
from eventlog.pool import Pool
from eventlog.views import Views
from tests.eventlog.given import RULES, append, command, event, put, receipt_of, rows_of, stream, stream_of


async def test_what_is_appended_is_loaded_as_it_was(log: EventLog) -> None:
    case, asked, first, second = stream(), command(), event("2016-08"), event("2016-08-31T09:30:00Z")
    outcome = await put(log, case, 0, asked, [first, second])
    loaded = await log.load(case)
    receipt = receipt_of(2, [first, second])
    assert Outcome(True, None, None, receipt, 1, 2, duplicate=False, fingerprint=None) == outcome
    assert 2 == loaded.version
    assert [(1, first.body), (2, second.body)] == [(told.version, told.body) for told in loaded.events]
    assert ["2016-08", "2016-08-31T09:30:00.000000Z"] == [told.effective for told in loaded.events]
    assert {(case, asked.role)} == {(told.stream, told.role) for told in loaded.events}


async def test_what_is_appended_is_read_whole(log: EventLog) -> None:
    case, asked, first, second = stream(), command(), event("2016-08"), event("2016-08-31T09:30:00Z")
    await put(log, case, 0, asked, [first, second])
    read = await log.read_stream(case)
    assert [first.effective.earliest, second.effective.earliest] == [stored.effective_at for stored in read]
    assert [first.event_id, second.event_id] == [stored.event_id for stored in read]
    assert {(asked.command_id, asked.actor, asked.role, RULES)} == {
        (stored.command_id, stored.actor, stored.role, stored.rules) for stored in read
    }


async def test_the_events_of_one_command_are_recorded_at_one_instant_and_later_ones_later(log: EventLog) -> None:
    case = stream()
    await append(log, case, 0, many=3)
    await append(log, case, 3)
    times = [stored.recorded_at for stored in await log.read_stream(case)]
    assert 1 == len(set(times[:3]))
    assert times[2] < times[3]


async def test_a_stream_that_does_not_exist_loads_empty(log: EventLog) -> None:
    loaded = await log.load(stream(), uuid4())
    assert (0, (), None) == (loaded.version, loaded.events, loaded.outcome)


async def test_a_stale_version_is_a_conflict_that_leaves_nothing(log: EventLog) -> None:
    case = stream()
    await append(log, case, many=2)
    asked = command()
    with pytest.raises(Conflict) as conflict:
        await put(log, case, 1, asked, [event()])
    assert Code.CASE_HAS_MOVED is conflict.value.code
    assert 2 == (await log.load(case)).version
    assert await log.outcome_of(asked.command_id) is None


async def test_the_same_command_id_gets_its_first_answer_and_makes_no_event(log: EventLog) -> None:
    case, asked = stream(), command()
    first = await put(log, case, 0, asked, [event()])
    again = await put(log, case, 0, asked, [event(), event()])
    later = await put(log, case, 1, asked, [event()])
    elsewhere = await put(log, stream(), 0, asked, [event(), event()])
    expected = Outcome(True, None, None, receipt_of(1, [event()]), 1, 1, duplicate=True, fingerprint=None)
    assert [expected] * 3 == [again, later, elsewhere]
    assert not first.duplicate
    on_record = replace(expected, fingerprint=asked.fingerprint)
    assert on_record == await log.outcome_of(asked.command_id)
    assert on_record == (await log.load(case, asked.command_id)).outcome
    assert 1 == len([stored async for stored in log.read_all()])


async def test_the_same_command_id_for_something_else_is_refused(log: EventLog) -> None:
    case, asked = stream(), command()
    await put(log, case, 0, asked, [event()])
    other = CommandRecord(asked.command_id, asked.type, asked.actor, asked.role, "0" * 64)
    with pytest.raises(Conflict) as conflict:
        await put(log, case, 1, other, [event()])
    assert Code.COMMAND_ID_REUSED is conflict.value.code
    with pytest.raises(Conflict, match="used before"):
        await log.refuse(case, other, Code.WRONG_STAGE, "Not now.")


async def test_a_refusal_is_on_record_and_is_the_answer_for_ever(log: EventLog) -> None:
    case, asked = stream(), command()
    first = await log.refuse(case, asked, Code.WRONG_STAGE, "Not at this stage.")
    appended = await put(log, case, 0, asked, [event()])
    expected = Outcome(
        False, Code.WRONG_STAGE, "Not at this stage.", None, None, None, duplicate=False, fingerprint=None
    )
    assert expected == first
    assert replace(expected, duplicate=True) == appended
    assert 0 == (await log.load(case)).version
    (refused,) = await log.refusals(case)
    assert (asked.command_id, case, asked.actor, Code.WRONG_STAGE) == (
        refused.command_id,
        refused.stream,
        refused.actor,
        refused.code,
    )


async def test_a_refusal_may_belong_to_no_stream(log: EventLog) -> None:
    asked = command()
    await log.refuse(None, asked, Code.CASE_NOT_FOUND, "There is no such case.")
    assert [asked.command_id] == [refused.command_id for refused in await log.refusals()]


async def test_an_accepted_command_may_have_no_events(log: EventLog) -> None:
    case = stream()
    await append(log, case)
    outcome = await append(log, case, 1, many=0)
    assert (True, None, None) == (outcome.accepted, outcome.first_version, outcome.last_version)
    assert 1 == (await log.load(case)).version


async def test_the_rows_of_a_case_are_replaced_with_its_events(log: EventLog, pool: Pool) -> None:
    case = uuid4()
    await append(log, stream_of(case), views=rows_of(case, 1))
    later = rows_of(case, 2).model_copy(update={"breaches": ()})
    await append(log, stream_of(case), 1, views=later)
    views = Views(pool)
    assert later.case == await views.find_case(case)
    assert (later.clocks, ()) == (await views.clocks(case), await views.breaches(case))


async def test_a_reference_in_use_is_a_conflict_that_leaves_nothing(log: EventLog) -> None:
    first, second = uuid4(), uuid4()
    await append(log, stream_of(first), views=rows_of(first, reference="PA-1"))
    with pytest.raises(Conflict) as conflict:
        await append(log, stream_of(second), views=rows_of(second, reference="PA-1"))
    assert Code.REFERENCE_IN_USE is conflict.value.code
    assert 0 == (await log.load(stream_of(second))).version
    assert 1 == len([stored async for stored in log.read_all()])
