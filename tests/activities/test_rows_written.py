"""Of the rows of a case only those are written that differ from what is there; and they are what a rebuild gives."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from activities.acceptance import begin
from activities.kinds import project
from activities.law import Law
from activities.record import Recorder
from activities.submission import Submission, Turn
from domain.roles import Role
from domain.rules.shelf import packaged_files
from eventlog.keys import KeyEncryptionKey
from eventlog.log import EventLog
from eventlog.pool import Pool
from eventlog.rebuild import rebuild
from eventlog.vault import Vault
from tests.eventlog.given import as_superuser
from tests.eventlog.tampering import no_progress
from tests.support.postgres import Database

CHILD = {
    "reference": "CHILD-1",
    "nation": "england-and-wales",
    "age_group": "child",
    "alone": True,
    "consent": "not-needed",
    "first_responder": "kent-police",
}
LISTS = ("cases", "clocks", "breaches", "safeguards")
WRITTEN = {name: f'SELECT xmin::text FROM views.{name} WHERE "case" = $1' for name in LISTS}  # noqa: S608


@pytest.fixture
async def recorder(pool: Pool) -> Recorder:
    law, log = Law(pool), EventLog(pool)
    await begin(law, log, packaged_files())
    return Recorder(log, law)


@pytest.fixture
async def case(recorder: Recorder) -> UUID:
    """A child who is missing: clocks run, safeguards stand."""
    case = uuid4()
    await ask(recorder, case, "refer", **CHILD)
    await ask(recorder, case, "allocate-competent-authority", authority="sca")
    await ask(recorder, case, "report-missing")
    return case


async def ask(recorder: Recorder, case: UUID, command: str, **fields: object) -> None:
    asked = {"command_id": uuid4(), "case": case, "command": command, "fields": fields}
    submission = Submission.model_validate({**asked, "actor": "ada", "role": Role.CASEWORKER})
    answer = (await recorder.settle(Turn(submission=submission, at=datetime.now(UTC)))).answer
    assert answer.refusal is None, answer.refusal


async def note(recorder: Recorder, pool: Pool, case: UUID) -> None:
    (text,) = await Vault(pool, KeyEncryptionKey(b"k" * 32)).seal(case, [(uuid4(), "Nobody was at home.")])
    await ask(recorder, case, "add-note", text=text.model_dump(mode="json"))


async def writers(pool: Pool, case: UUID) -> dict[str, list[str]]:
    """By list, the transaction that wrote each row of the case."""
    return {name: [row["xmin"] for row in await pool.fetch(sql, case)] for name, sql in WRITTEN.items()}


async def test_a_note_writes_the_row_of_its_case_and_no_other(recorder: Recorder, pool: Pool, case: UUID) -> None:
    before = await writers(pool, case)
    await note(recorder, pool, case)
    after = await writers(pool, case)

    assert len(before["clocks"]) > 3
    assert before["safeguards"]
    assert before["cases"] != after.pop("cases")
    assert {name: before[name] for name in after} == after


async def test_a_fact_writes_the_rows_it_changes(recorder: Recorder, pool: Pool, case: UUID) -> None:
    before = await writers(pool, case)
    await ask(recorder, case, "record-missing-response", response="police-told")
    after = await writers(pool, case)

    assert len(set(after["clocks"]) - set(before["clocks"])) == 1
    assert set(after["clocks"]) & set(before["clocks"])


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE views.clocks SET status = 'met'",
        "UPDATE views.cases SET stage = 'closed'",
        "DELETE FROM views.safeguards",
        "INSERT INTO views.clocks SELECT (jsonb_populate_record(c, '{\"run\": 99}')).* FROM views.clocks AS c LIMIT 1",
    ],
)
async def test_rows_that_were_altered_are_put_right_by_the_next_command_of_the_case(
    recorder: Recorder, pool: Pool, database: Database, case: UUID, harm: str
) -> None:
    await as_superuser(database, harm)
    await note(recorder, pool, case)

    assert (await rebuild(pool, project(Law(pool)), no_progress, mends=False)).equal
