"""Reading a stream as it was known at one instant and in force at another, and the whole log page by page."""

from datetime import UTC, datetime, timedelta

from eventlog.log import EventLog
from tests.eventlog.given import append, command, event, put, stream


async def _say(log: EventLog, case: str, version: int, *dates: str) -> None:
    await put(log, case, version, command(), [event(text) for text in dates])


async def test_known_at_leaves_out_what_the_log_learnt_later(log: EventLog) -> None:
    case = stream()
    await _say(log, case, 0, "2016-08-31")
    await _say(log, case, 1, "2016-01-01")
    first, second = await log.read_stream(case)
    assert (first,) == await log.read_stream(case, known_at=first.recorded_at)
    assert (first,) == await log.read_stream(case, known_at=second.recorded_at - timedelta(microseconds=1))
    assert (first, second) == await log.read_stream(case, known_at=second.recorded_at)
    assert () == await log.read_stream(case, known_at=first.recorded_at - timedelta(microseconds=1))


async def test_effective_at_keeps_only_what_had_certainly_been_so(log: EventLog) -> None:
    """A day, month or year has certainly passed at its end in London; an instant at itself."""
    case = stream()
    await _say(log, case, 0, "2016", "2016-08", "2016-08-31", "2016-08-31T22:30:00Z")

    async def at(instant: str) -> list[str]:
        return [
            stored.effective for stored in await log.read_stream(case, effective_at=datetime.fromisoformat(instant))
        ]

    assert [] == await at("2016-08-31T22:29:59.999999Z")
    assert ["2016-08-31T22:30:00.000000Z"] == await at("2016-08-31T22:30:00Z")
    assert ["2016-08", "2016-08-31", "2016-08-31T22:30:00.000000Z"] == await at("2016-08-31T23:00:00Z")
    assert "2016" not in await at("2016-12-31T23:59:59Z")
    assert 4 == len(await at("2017-01-01T00:00:00Z"))


async def test_both_axes_hold_at_once(log: EventLog) -> None:
    case = stream()
    await _say(log, case, 0, "2016-08-31")
    await _say(log, case, 1, "2016-01-01")
    first, second = await log.read_stream(case)
    spring = datetime(2016, 4, 1, tzinfo=UTC)
    assert () == await log.read_stream(case, known_at=first.recorded_at, effective_at=spring)
    assert (second,) == await log.read_stream(case, known_at=second.recorded_at, effective_at=spring)


async def test_the_whole_log_is_read_in_order_whatever_the_page(log: EventLog) -> None:
    for _ in range(3):
        await append(log, stream(), many=4)
    for page in (1, 5, 12, 100):
        assert list(range(1, 13)) == [stored.position async for stored in log.read_all(page=page)]
    assert [11, 12] == [stored.position async for stored in log.read_all(after=10)]
