"""How this project talks to Temporal: one way to connect, one way to build a worker. Tests and replay use both.

Search attributes are registered here too, because a lane that names an unknown one cannot run.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import cache

from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest, ListSearchAttributesRequest
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.runtime import Runtime, TelemetryConfig
from temporalio.service import RPCError
from temporalio.worker import Worker

from activities.long_cases import LongCases
from activities.record import Recorder
from activities.registrar import Registrar
from activities.signing import Signer
from activities.telling import Messenger
from domain.errors import Code, Unavailable
from workflows.appeal import AppealWorkflow
from workflows.asking import Lanes
from workflows.messages import CHALLENGE, NATION, NEXT_DUE, OPEN_BREACHES, STAGE, STEP, TASK_QUEUE, WAKES
from workflows.prosecution import ProsecutionWorkflow
from workflows.referral import ReferralWorkflow
from workflows.sandbox import sandboxed_runner

DATA_CONVERTER = pydantic_data_converter
NAMESPACE = "default"
WORKFLOWS = (ReferralWorkflow, AppealWorkflow, ProsecutionWorkflow)

_RPC_TIMEOUT = timedelta(seconds=10)
_GRACE = timedelta(seconds=10)
_TASKS_AT_ONCE = 32
"""Tasks of lanes that a worker takes in hand: no more than it can finish before they count as lost."""

_STICKY = timedelta(seconds=2)
"""How long a lane's next task waits for the worker that has the lane in memory, before any worker may take it. After
the death of a worker every lane that it had waits so long once."""

_SEARCH_ATTRIBUTES: Mapping[str, IndexedValueType.ValueType] = {
    STAGE.name: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
    NATION.name: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
    NEXT_DUE.name: IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
    WAKES.name: IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
    OPEN_BREACHES.name: IndexedValueType.INDEXED_VALUE_TYPE_INT,
    CHALLENGE.name: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
    STEP.name: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
}


async def connect(address: str, namespace: str = NAMESPACE) -> Client:
    """A client; raises Unavailable (no-answer-yet) when Temporal does not answer."""
    try:
        return await Client.connect(address, namespace=namespace, data_converter=DATA_CONVERTER, runtime=_runtime())
    except (RPCError, RuntimeError) as error:
        raise Unavailable(Code.NO_ANSWER_YET, "Temporal does not answer; try again in a moment.") from error


@cache
def _runtime() -> Runtime:
    """The library's own threads, one set for a process. They say nothing.

    Left alone they would write to standard output, in colours, and in the middle of somebody's JSON document; and what
    they have to say passes by every list of what a log line may hold.
    """
    return Runtime(telemetry=TelemetryConfig(logging=None))


def worker(
    client: Client,
    recorder: Recorder,
    signer: Signer,
    long_cases: LongCases | None = None,
    *,
    max_cached_workflows: int = 1000,
) -> Worker:
    """The worker that runs every lane; entering it starts polling, leaving it finishes what is in hand.

    What it works out for one case holds up no other; `long_cases` is where it says which are too long for it.
    """
    long_cases = long_cases or LongCases()
    recorder = replace(recorder, working=long_cases)
    registrar = Registrar(recorder, signer, long_cases)
    return Worker(
        client,
        task_queue=TASK_QUEUE,
        workflows=WORKFLOWS,
        activities=[registrar.record, registrar.look, Messenger(Lanes(client, recorder, signer).answer).tell],
        workflow_runner=sandboxed_runner(),
        max_cached_workflows=max_cached_workflows,
        max_concurrent_workflow_tasks=_TASKS_AT_ONCE,
        graceful_shutdown_timeout=_GRACE,
        sticky_queue_schedule_to_start_timeout=_STICKY,
    )


async def register_search_attributes(client: Client) -> None:
    """Make sure that Temporal knows the search attributes of the lanes; harmless when it does."""
    operator = client.operator_service
    known = await operator.list_search_attributes(
        ListSearchAttributesRequest(namespace=client.namespace), timeout=_RPC_TIMEOUT
    )
    missing = {name: kind for name, kind in _SEARCH_ATTRIBUTES.items() if name not in known.custom_attributes}
    if missing:
        await operator.add_search_attributes(
            AddSearchAttributesRequest(namespace=client.namespace, search_attributes=missing), timeout=_RPC_TIMEOUT
        )
