"""The contract of every kind of stream: what is decided, stored, folded, listed and rebuilt is one and the same."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from activities.acceptance import begin
from activities.kinds import KINDS, Kind, kind_named, kind_of, project
from activities.law import Law
from activities.record import Recorder, Settlement
from activities.submission import Submission, Turn
from domain.errors import Code
from domain.roles import Role, may
from domain.rules.shelf import packaged_files
from domain.stream import CASE, PROSECUTION
from eventlog.log import EventLog
from eventlog.pool import Pool
from eventlog.rebuild import rebuild
from tests.eventlog.tampering import no_progress

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
REFERRAL = {
    "nation": "england-and-wales",
    "age_group": "adult",
    "consent": "given",
    "first_responder": "salvation-army",
}
Path = list[tuple[str, Mapping[str, Any]]]
PATHS: Mapping[str, Path] = {
    CASE: [
        ("refer", REFERRAL),
        ("allocate-competent-authority", {"authority": "sca"}),
        ("decide-reasonable-grounds", {"outcome": "positive"}),
        ("start-support", {"provider": "salvation-army"}),
    ],
    PROSECUTION: [
        ("prosecution/open-investigation", {"nation": "england-and-wales", "force": "kent-police"}),
        ("prosecution/record-crime-number", {"number": "46/1234/24"}),
    ],
}
"""Of each kind, something that happened. A kind without one fails below."""


@pytest.fixture(params=sorted(KINDS))
def kind(request: pytest.FixtureRequest) -> Kind:
    return KINDS[request.param]


@pytest.fixture
async def recorder(pool: Pool) -> Recorder:
    law, log = Law(pool), EventLog(pool)
    await begin(law, log, packaged_files())
    return Recorder(log, law)


def turn(whose: UUID, command: str, fields: Mapping[str, Any], command_id: UUID | None = None) -> Turn:
    role = next(role for role in Role if may(role, command))
    asked = Submission(
        command_id=command_id or uuid4(), case=whose, command=command, fields=dict(fields), actor="ada", role=role
    )
    return Turn(submission=asked, at=NOW)


async def walk(recorder: Recorder, kind: Kind, whose: UUID) -> Settlement:
    settled = None
    for command, fields in PATHS[kind.name]:
        settled = await recorder.settle(turn(whose, command, fields))
        assert settled.answer.refusal is None
    assert settled is not None
    return settled


async def test_what_was_decided_on_is_what_the_log_folds_to(recorder: Recorder, kind: Kind) -> None:
    settled = await walk(recorder, kind, whose := uuid4())
    stored = (await recorder.log.load(f"{kind.name}/{whose}")).events
    assert settled.after is not None
    folded = kind.after(stored, await recorder.law.current())
    assert folded is not None
    assert len(stored) == folded.version == settled.after.version
    assert settled.after.rows() == folded.rows()
    assert settled.after.standing(NOW) == folded.standing(NOW)


async def test_the_receipt_names_what_was_recorded(recorder: Recorder, kind: Kind) -> None:
    settled = await walk(recorder, kind, whose := uuid4())
    receipt = settled.answer.receipt
    stored = (await recorder.log.load(f"{kind.name}/{whose}")).events
    assert receipt is not None
    assert (whose, len(stored)) == (receipt.case, receipt.version)
    assert receipt.events == tuple(event.type for event in stored[-len(receipt.events) :])
    assert all(line.words for line in receipt.lines)


async def test_rows_rebuilt_are_those_written(recorder: Recorder, kind: Kind, pool: Pool) -> None:
    await walk(recorder, kind, uuid4())
    assert (await rebuild(pool, project(recorder.law), no_progress, mends=False)).equal


async def test_a_refusal_changes_nothing_but_is_on_record(recorder: Recorder, kind: Kind) -> None:
    await walk(recorder, kind, whose := uuid4())
    before = (await recorder.log.load(f"{kind.name}/{whose}")).events
    command, fields = PATHS[kind.name][0]
    refused = await recorder.settle(asked := turn(whose, command, fields))
    assert refused.answer.refusal is not None
    assert before == (await recorder.log.load(f"{kind.name}/{whose}")).events
    again = await recorder.settled(asked.submission)
    assert again is not None
    assert refused.answer.refusal == again.refusal


async def test_a_command_is_answered_once(recorder: Recorder, kind: Kind) -> None:
    (command, fields), whose, command_id = PATHS[kind.name][0], uuid4(), uuid4()
    first = await recorder.settle(turn(whose, command, fields, command_id))
    again = await recorder.settle(turn(whose, command, fields, command_id))
    other = await recorder.settle(turn(whose, *PATHS[kind.name][1], command_id))
    assert first.answer.receipt == again.answer.receipt
    assert (False, True) == (first.answer.duplicate, again.answer.duplicate)
    assert other.answer.refusal is not None
    assert Code.COMMAND_ID_REUSED == other.answer.refusal.code


async def test_what_does_not_exist_adds_up_to_nothing(recorder: Recorder, kind: Kind) -> None:
    assert kind.after((), await recorder.law.current()) is None
    assert await recorder.look(f"{kind.name}/{uuid4()}", NOW) is None


def test_every_command_is_asked_of_the_kind_it_names(kind: Kind) -> None:
    assert kind_named(f"{kind.name}/{uuid4()}") is kind
    assert all(kind_of(command) is kind for command in kind.commands)
    assert kind.only_opening <= kind.opening <= kind.commands.keys()
