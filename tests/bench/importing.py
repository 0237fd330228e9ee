"""Histories imported in bulk, by the same decide-and-append as every command."""

import time

from domain.referral.accounts import Read, read_accounts
from tests.bench.figures import Figure, at_least
from tests.support.lanes import CASEWORKER, Engine, running_engine
from tests.support.postgres import Database
from workflows.importing import import_accounts

CASES = 1_500


async def measure(database: Database, temporal: str) -> list[Figure]:
    """Cases per second."""
    async with running_engine(database, temporal) as engine:
        started = time.perf_counter()
        await import_synthetic(engine, CASES)
        rate = CASES / (time.perf_counter() - started)
    return [at_least("histories imported in bulk", rate, "cases/s", 300)]


async def import_synthetic(engine: Engine, cases: int) -> None:
    """Cases of six dated facts, two of them with notes; each leads to two historic breaches."""
    report = await import_accounts(engine.gateway, _accounts(cases), CASEWORKER, lambda _done: None)
    assert cases == len(report.imported)


def _accounts(cases: int) -> list[Read]:
    text = "\n".join(_ACCOUNT.replace("NUMBER", str(number)) for number in range(cases))
    return list(read_accounts(text))


_ACCOUNT = (
    '{"id": "BENCH-NUMBER", "account_ends": "2019-05-01", "events": ['
    '{"date": "2015-10-11", "type": "other", "note": "arrival"},'
    '{"date": "2016-08-31", "type": "referral"},'
    '{"date": "2016-09-19", "type": "rg_positive"},'
    '{"date": "2018-02-26", "type": "cg_negative", "note": "long after"},'
    '{"date": "2018-11-28", "type": "tribunal_determination"},'
    '{"date": "2019-05-01", "type": "tribunal_determination"}]}'
)
