"""Records one history of each interesting path of a lane, for releases to come to replay.

Run at each release: `.venv/bin/python -m tests.histories.record RELEASE`. Files are never deleted while a case begun
under that release may still be open.
"""

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from uuid import UUID

from tests.support.lanes import SKIPPING, Engine, running_engine
from tests.support.postgres import Databases, running_postgres
from tests.support.trials import lane_of, one_trial
from workers.process import leave
from workers.stack.temporal import TemporalServer

FOLDER = Path(__file__).parent


async def whole_path(engine: Engine) -> UUID:
    case = await engine.awaiting_reasonable_grounds()
    await engine.do(case, "decide-reasonable-grounds", outcome="positive")
    await engine.days_pass(case, 31)
    await engine.do(case, "decide-conclusive-grounds", outcome="positive")
    await engine.do(case, "close", reason="identification-complete")
    return case


async def missed_deadline(engine: Engine) -> UUID:
    case = await engine.awaiting_reasonable_grounds()
    await engine.days_pass(case, 20)
    await engine.do(case, "decide-reasonable-grounds", outcome="negative", reasons="Not believed.")
    return case


async def withdrawn(engine: Engine) -> UUID:
    case = (await engine.refer()).case
    await engine.do(case, "withdraw")
    return case


async def challenged(engine: Engine) -> UUID:
    case = await engine.awaiting_reasonable_grounds()
    await engine.do(case, "decide-reasonable-grounds", outcome="negative", reasons="Not believed.")
    await engine.do(case, "review-decision", by="another", decision="reasonable-grounds", outcome="agreed")
    await engine.do(case, "serve-decision", decision="reasonable-grounds")
    await engine.do(case, "request-reconsideration", decision="reasonable-grounds", requested_by="person")
    await engine.do(case, "decide-reconsideration", outcome="decide-again")
    await engine.do(case, "decide-reasonable-grounds", outcome="positive")
    await engine.do(case, "withdraw")
    return case


PATHS: Mapping[str, Callable[[Engine], Awaitable[UUID]]] = {
    "whole-path": whole_path,
    "missed-deadline": missed_deadline,
    "withdrawn": withdrawn,
    "challenged": challenged,
}


async def record(databases: Databases, address: str, release: str) -> None:
    """One file for each path."""
    await databases.prepare()
    async with running_engine(await databases.fresh(), address) as engine:
        for name, path in PATHS.items():
            case = await path(engine)
            keep(f"referral/{release}-{name}", (await engine.lane(case).fetch_history()).to_json())
            async for child in engine.client.list_workflows(f"WorkflowId STARTS_WITH 'appeal/{case}/'"):
                told = engine.client.get_workflow_handle(child.id, run_id=child.run_id)
                keep(f"appeal/{release}-{name}", (await told.fetch_history()).to_json())
        prosecution, _ = await one_trial(engine)
        keep(f"prosecution/{release}-one-trial", (await lane_of(engine, prosecution).fetch_history()).to_json())


def keep(name: str, history: str) -> None:
    file = FOLDER / f"{name}.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(history)


def main() -> None:
    server = TemporalServer(Path(tempfile.mkdtemp(prefix="nrm-")), SKIPPING)
    server.start()
    try:
        with running_postgres() as postgres:
            asyncio.run(record(Databases(postgres), server.address, sys.argv[1]))
    finally:
        server.stop()
    leave(0)


if __name__ == "__main__":
    main()
