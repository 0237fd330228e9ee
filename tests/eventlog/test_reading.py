"""Reading a stream as it was known at one instant, and the whole log page by page."""

from datetime import timedelta
from uuid import uuid4

from eventlog.log import EventLog
from tests.eventlog.given import RECEIPT, RULES, append, command, event, stream


async def _say(log: EventLog, case: str, version: int, *dates: str) -> None:
    await log.append(case, version, command(), [event(text) for text in dates], rules=RULES, receipt=RECEIPT)


async def test_known_at_leaves_out_what_the_log_learnt_later(log: EventLog) -> None:
    case = stream()
    await _say(log, case, 0, "2016-08-31")
    await _say(log, case, 1, "2016-01-01")
    first, second = await log.read_stream(case)
    assert (first,) == await log.read_stream(case, known_at=first.recorded_at)
    assert (first,) == await log.read_stream(case, known_at=second.recorded_at - timedelta(microseconds=1))
    assert (first, second) == await log.read_stream(case, known_at=second.recorded_at)
    assert () == await log.read_stream(case, known_at=first.recorded_at - timedelta(microseconds=1))


async def test_the_streams_that_name_another_are_found_and_no_others(log: EventLog) -> None:
    naming, other, named = stream(), stream(), str(uuid4())
    body = f'{{"other":"{named}"}}'.encode()
    await log.append(naming, 0, command(), [event(body=body), event(body=body)], rules=RULES, receipt=RECEIPT)
    await append(log, other)

    assert (naming,) == await log.streams_saying("note-added", named)
    assert () == await log.streams_saying("referral-linked", named)


async def test_the_whole_log_is_read_in_order_whatever_the_page(log: EventLog) -> None:
    for _ in range(3):
        await append(log, stream(), many=4)
    for page in (1, 5, 12, 100):
        assert list(range(1, 13)) == [stored.position async for stored in log.read_all(page=page)]
    assert [11, 12] == [stored.position async for stored in log.read_all(after=10)]
