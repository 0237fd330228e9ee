"""Lists a page at a time, and of breaches those that somebody asks for."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest

from domain.referral.rows import BreachRow, CaseViews
from eventlog.log import EventLog
from eventlog.pool import Pool
from eventlog.views import BreachesWanted, Views
from tests.eventlog.given import append, rows_of, stream_of

ONE, TWO, THREE = (UUID(int=number) for number in (1, 2, 3))


def breach(case: UUID, number: int, due: str | None, **other: object) -> BreachRow:
    usual = rows_of(case).breaches[0].model_dump()
    due_on = date.fromisoformat(due) if due else None
    at = datetime(2016, 9, 7, 23, tzinfo=UTC)
    rung = f"adverse-step:{number}"
    return BreachRow.model_validate(
        {
            **usual,
            "rung": rung,
            "due_on": due_on,
            "due_at": at,
            "recorded_version": number,
            "what": f"no {number}",
            **other,
        }
    )


def case_with(case: UUID, *breaches: BreachRow, **other: object) -> CaseViews:
    rows = rows_of(case, reference=f"R-{case.int}")
    return rows.model_copy(update={"breaches": breaches, "case": rows.case.model_copy(update=other)})


@pytest.fixture
async def views(log: EventLog, pool: Pool) -> Views:
    """Three cases: the first with three breaches of one clock."""
    of_one = (breach(ONE, 4, "2016-09-07"), breach(ONE, 6, "2016-09-07", status="open"), breach(ONE, 9, None))
    await append(log, stream_of(ONE), views=case_with(ONE, *of_one, owners=("Ada", "b.worker"), teams=("east-2",)))
    of_two = (breach(TWO, 2, "2016-09-01", status="disproved"), breach(TWO, 3, "2016-09-08", force="statute"))
    await append(log, stream_of(TWO), views=case_with(TWO, *of_two, nation="scotland", owners=("c.worker",)))
    other = breach(THREE, 5, "2016-09-02", clock="recovery-period", status="open")
    await append(log, stream_of(THREE), views=case_with(THREE, other))
    return Views(pool)


async def listed(views: Views, wanted: BreachesWanted) -> list[tuple[str, int]]:
    return [(one.reference, one.row.recorded_version) for one in await views.listed_breaches(wanted)]


IN_ORDER = [("R-2", 2), ("R-3", 5), ("R-1", 4), ("R-1", 6), ("R-2", 3), ("R-1", 9)]


async def test_breaches_are_listed_by_their_last_day_then_by_case_and_number(views: Views) -> None:
    assert IN_ORDER == await listed(views, BreachesWanted())


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (BreachesWanted(statuses=("open",)), [("R-3", 5), ("R-1", 6)]),
        (BreachesWanted(statuses=("open", "cured")), IN_ORDER[1:]),
        (BreachesWanted(force="statute"), [("R-2", 3)]),
        (BreachesWanted(clock="recovery-period"), [("R-3", 5)]),
        (BreachesWanted(nation="scotland"), [("R-2", 2), ("R-2", 3)]),
        (BreachesWanted(owner="ada"), [("R-1", 4), ("R-1", 6), ("R-1", 9)]),
        (BreachesWanted(owner="c.worker", force="statute"), [("R-2", 3)]),
        (BreachesWanted(team="east-2"), [("R-1", 4), ("R-1", 6), ("R-1", 9)]),
        (BreachesWanted(team="east"), []),
        (BreachesWanted(case=THREE), [("R-3", 5)]),
    ],
)
async def test_only_what_is_wanted_is_listed(
    views: Views, wanted: BreachesWanted, found: list[tuple[str, int]]
) -> None:
    assert found == await listed(views, wanted)


async def test_a_page_goes_on_where_the_last_one_ended(views: Views) -> None:
    found: list[tuple[str, int]] = []
    while page := await listed(views, BreachesWanted(after=found[-1] if found else None, limit=2)):
        assert len(page) <= 2
        found += page
    assert IN_ORDER == found


async def test_a_listed_breach_comes_with_its_case_and_its_clock(views: Views) -> None:
    one = (await views.listed_breaches(BreachesWanted(case=ONE)))[0]
    assert ("R-1", "england-and-wales", ("Ada", "b.worker"), ("east-2",)) == (
        *(one.reference, one.nation),
        *(one.owners, one.teams),
    )
    assert (date(2016, 9, 19), 12, "no 4") == (one.ended_on, one.clock_days_late, one.row.what)


async def test_cases_come_a_page_at_a_time(views: Views) -> None:
    assert ["R-1", "R-2"] == [row.reference for row in await views.cases(limit=2)]
    assert ["R-3"] == [row.reference for row in await views.cases(after="R-2")]
    assert [] == list(await views.cases(after="R-3"))
    assert ["R-1", "R-2", "R-3"] == [row.reference for row in await views.cases()]


async def test_a_clock_that_cannot_be_computed_comes_with_the_reference_of_its_case(log: EventLog, pool: Pool) -> None:
    case = uuid4()
    rows = rows_of(case, reference="R-9")
    clock = rows.clocks[0].model_copy(update={"status": "cannot_compute"})
    await append(log, stream_of(case), views=rows.model_copy(update={"clocks": (clock,)}))
    assert (("R-9", clock),) == await Views(pool).uncounted()


async def test_what_ids_are_called_is_known_of_those_there_are(views: Views) -> None:
    assert {ONE: "R-1", TWO: "R-2"} == await views.references({ONE, TWO, uuid4()})
    assert {} == await views.references(())
