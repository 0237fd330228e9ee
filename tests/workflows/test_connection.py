"""How Temporal's library is kept: it says nothing on standard output, however long Temporal is away."""

import subprocess
import sys
from pathlib import Path

import pytest

from domain.errors import Code, Unavailable
from workers.settings import CHECKOUT
from workers.stack.temporal import TemporalServer
from workflows.connection import connect

ASK = """
import asyncio, sys
from temporalio.client import Client
from temporalio.service import RPCError
from workers.process import leave
from workflows.connection import connect

async def ask():
    client = await connect(sys.argv[1])
    print("connected", flush=True)
    sys.stdin.readline()
    try:
        await client.get_workflow_handle("referral/nobody").execute_update("submit", id="x")
    except RPCError as error:
        print(error.status.name, flush=True)

asyncio.run(ask())
leave(0)
"""


def test_a_temporal_that_went_away_is_told_of_by_nobody_but_us(tmp_path: Path) -> None:
    server = TemporalServer(tmp_path)
    server.start()
    try:
        command = [sys.executable, "-c", ASK, server.address]
        asking = subprocess.Popen(
            command, cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert asking.stdout is not None
        assert "connected\n" == asking.stdout.readline()
    finally:
        server.stop()
    said, complained = asking.communicate("go on\n", timeout=60.0)
    assert "UNAVAILABLE\n" == said
    assert "" == complained


async def test_an_address_at_which_nobody_answers_is_unavailable(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Unavailable) as failed:
        await connect("127.0.0.1:1")
    assert Code.NO_ANSWER_YET is failed.value.code
    assert ("", "") == capfd.readouterr()
