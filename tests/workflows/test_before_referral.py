"""A case that begins before any referral, through the gateway: an encounter, and the referral that follows it."""

from uuid import UUID, uuid4

import pytest

from domain.errors import Code, NrmError
from tests.support.lanes import ADULT, CASEWORKER, Engine

MET = {"nation": "england-and-wales", "age_group": "adult", "indicators": True, "organisation": "kent-police"}


async def met(engine: Engine) -> UUID:
    return (await engine.gateway.open("report-encounter", MET, CASEWORKER)).case


async def refused(engine: Engine, case: UUID, command: str, fields: dict[str, object]) -> Code:
    with pytest.raises(NrmError) as caught:
        await engine.gateway.do(str(case), command, fields, CASEWORKER)
    return caught.value.code


async def test_a_referral_follows_in_the_case_of_the_encounter(engine: Engine) -> None:
    case = await met(engine)
    receipt = await engine.gateway.do(str(case), "refer", {**ADULT, "account": "What was seen."}, CASEWORKER)

    assert (case, "referred") == (receipt.case, receipt.stage)
    assert ["encounter-reported", "referral-made"] == [
        event for event in await engine.events(case) if event in ("encounter-reported", "referral-made")
    ]


async def test_an_id_nobody_knows_is_not_opened_by_a_referral(engine: Engine) -> None:
    assert Code.CASE_NOT_FOUND == await refused(engine, uuid4(), "refer", dict(ADULT))


async def test_what_only_opens_a_case_is_not_asked_of_one(engine: Engine) -> None:
    assert Code.UNKNOWN_COMMAND == await refused(engine, await met(engine), "report-encounter", dict(MET))
