"""An event that nobody can read stops its own case, which says so, and nobody else.

The log takes no such event any more; one may be there from before, or by whoever owns the database.
"""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from structlog.testing import capture_logs

from activities.acceptance import begin
from activities.kinds import project
from activities.law import Law
from activities.preview import preview
from activities.record import Recorder
from activities.submission import Submission, Turn
from domain.errors import Code, NotFound, Unavailable
from domain.roles import Role
from domain.rules.shelf import packaged_files
from domain.stream import stream_of
from domain.stream.answers import Answer
from eventlog.log import EventLog
from eventlog.pool import Pool
from eventlog.rebuild import Unreadable, rebuild
from eventlog.verify import verify
from eventlog.views import Views
from tests.eventlog.given import as_superuser
from tests.eventlog.tampering import CLOSE, OPEN, no_progress
from tests.support.postgres import Database
from workflows.lanes import each_on_its_own

REFERRAL = {
    "nation": "england-and-wales",
    "age_group": "adult",
    "consent": "given",
    "first_responder": "salvation-army",
}
JUNK = (
    "body = 'no JSON'",
    "body = '[]'",
    "body = '\\xff'",
    "body = '{}'",
    """body = '{"authority":"nobody"}'""",
    """body = '{"authority":"sca","more":1}'""",
    "type = 'nonsense'",
    "schema = 2",
    "effective = 'yesterday'",
)


@pytest.fixture
async def recorder(pool: Pool) -> Recorder:
    law, log = Law(pool), EventLog(pool)
    await begin(law, log, packaged_files())
    return Recorder(log, law)


async def ask(recorder: Recorder, case: UUID, command: str, role: Role = Role.CASEWORKER, **fields: object) -> Answer:
    return (await recorder.settle(turn(case, command, role, **fields))).answer


def turn(case: UUID, command: str, role: Role = Role.CASEWORKER, **fields: object) -> Turn:
    actor = "engine" if role is Role.ENGINE else "a.caseworker"
    submission = Submission.model_validate(
        {"command_id": uuid4(), "case": case, "command": command, "fields": fields, "actor": actor, "role": role}
    )
    return Turn(submission=submission, at=datetime.now(UTC))


@pytest.fixture
async def cases(recorder: Recorder) -> tuple[UUID, UUID]:
    """Two cases of two events each."""
    made = uuid4(), uuid4()
    for place, case in enumerate(made):
        await ask(recorder, case, "refer", reference=f"R-{place}", **REFERRAL)
        await ask(recorder, case, "allocate-competent-authority", authority="sca")
    return made


@pytest.mark.parametrize("junk", JUNK)
async def test_its_own_case_says_so_and_the_others_go_on(
    recorder: Recorder, cases: tuple[UUID, UUID], pool: Pool, database: Database, junk: str
) -> None:
    broken, sound = cases
    forged = f"UPDATE log.events SET {junk} WHERE stream = '{stream_of(broken)}' AND version = 2"  # noqa: S608
    await as_superuser(database, *OPEN, forged, *CLOSE)

    asked = turn(broken, "record-lone-child")
    answers = [(await recorder.settle(asked)).answer for _ in range(2)]
    assert [Code.EVENT_UNREADABLE] * 2 == [answer.refusal.code for answer in answers if answer.refusal]
    assert f"Event 2 of {stream_of(broken)} cannot be read" in (
        answers[0].refusal.message if answers[0].refusal else ""
    )
    assert [asked.submission.command_id] == [one.command_id for one in await recorder.log.refusals(stream_of(broken))]

    assert (await ask(recorder, sound, "record-enforcement-step", step="other")).receipt is not None
    linked = await ask(recorder, sound, "link-referral", other=str(broken), relation="family-member")
    assert linked.refusal is not None
    assert Code.EVENT_UNREADABLE == linked.refusal.code

    rebuilt = await rebuild(pool, project(recorder.law), no_progress)
    assert [stream_of(broken)] == [one.stream for one in rebuilt.unreadable]
    assert (2, True, False) == (rebuilt.cases, rebuilt.equal, rebuilt.whole)
    assert not (await verify(pool, no_progress)).ok


async def test_the_engine_does_not_put_it_on_record_again_and_again(
    recorder: Recorder, cases: tuple[UUID, UUID], database: Database
) -> None:
    """A lane lets time pass for ever; what it is told each time is for the worker's log."""
    broken, _ = cases
    await as_superuser(database, *OPEN, f"UPDATE log.events SET body = 'x' WHERE stream = '{stream_of(broken)}'")  # noqa: S608
    with pytest.raises(NotFound, match="Event 1"):
        await recorder.settle(turn(broken, "pass-time", Role.ENGINE))
    with pytest.raises(NotFound, match="Event 1"):
        await recorder.outlook(broken)
    assert () == await recorder.log.refusals(stream_of(broken))


async def test_a_preview_leaves_it_out_and_names_it(
    recorder: Recorder, cases: tuple[UUID, UUID], pool: Pool, database: Database
) -> None:
    broken, _ = cases
    await as_superuser(database, *OPEN, f"UPDATE log.events SET body = 'x' WHERE stream = '{stream_of(broken)}'")  # noqa: S608
    rules = await recorder.law.current()
    told: list[int] = []
    found = await preview(recorder.log, Views(pool), rules, rules, lambda done, _of: told.append(done))
    assert (("R-0",), (), [1, 2]) == (found.unreadable, found.cases, told)


async def test_a_case_that_begins_with_no_opening_is_named(
    recorder: Recorder, cases: tuple[UUID, UUID], pool: Pool, database: Database
) -> None:
    broken, _ = cases
    await as_superuser(
        database,
        *OPEN,
        f"""UPDATE log.events SET type = 'person-found', body = '{{}}' WHERE stream = '{stream_of(broken)}'""",  # noqa: S608
    )
    rebuilt = await rebuild(pool, project(recorder.law), no_progress, mends=False)
    (left,) = rebuilt.unreadable
    assert Unreadable(stream_of(broken), left.why) == left
    assert rebuilt.cases == 2


async def test_whoever_takes_all_cases_over_names_it_without_a_stack(
    recorder: Recorder, cases: tuple[UUID, UUID], database: Database
) -> None:
    broken, sound = cases
    await as_superuser(database, *OPEN, f"UPDATE log.events SET body = 'x' WHERE stream = '{stream_of(broken)}'")  # noqa: S608
    told: list[int] = []

    async def adopt(case: UUID) -> None:
        await recorder.adopt(case, datetime.now(UTC))

    with capture_logs() as said, pytest.raises(Unavailable, match="failed on 1 of 2"):
        await each_on_its_own((broken, sound), adopt, lambda case: case, lambda done, _of: told.append(done), 1)
    assert [1, 2] == told
    left_over = {"event": "case_left_over", "case": str(broken), "code": Code.EVENT_UNREADABLE, "log_level": "error"}
    assert [left_over] == said
