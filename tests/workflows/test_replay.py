"""Every lane ever recorded still replays: a release must not strand a case that began under an earlier one."""

from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer

from workflows.connection import DATA_CONVERTER, WORKFLOWS
from workflows.sandbox import sandboxed_runner

HISTORIES = {
    f"{path.parent.name}-{path.stem}": path.read_text()
    for path in sorted((Path(__file__).parents[1] / "histories").glob("*/*.json"))
}


def test_there_are_histories_to_replay() -> None:
    assert 3 <= len(HISTORIES)


@pytest.mark.parametrize("name", HISTORIES)
async def test_a_recorded_history_replays(name: str) -> None:
    replayer = Replayer(workflows=WORKFLOWS, data_converter=DATA_CONVERTER, workflow_runner=sandboxed_runner())
    await replayer.replay_workflow(WorkflowHistory.from_json(name, HISTORIES[name]))
