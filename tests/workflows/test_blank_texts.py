"""Blank text is no text: wherever words are needed they are refused, and where not they are as if left out."""

from collections.abc import Mapping
from typing import Any

import pytest
from pydantic import ValidationError

from domain.errors import Code, NrmError
from domain.prosecution.commands import COMMANDS as PROSECUTION_COMMANDS
from domain.referral.commands import COMMANDS
from domain.referral.parse import text_fields
from domain.roles import Role
from domain.rules.acceptance import AcceptRuleBook
from domain.staff import Asker
from domain.stream.command import Command
from tests.support.lanes import Engine
from workflows.sealing import texts_of

EVERY: Mapping[str, type[Command]] = {**COMMANDS, **PROSECUTION_COMMANDS}
WITH_TEXTS = [(name, field) for name, command in EVERY.items() for field in sorted(text_fields(command))]
NEEDED = [(name, field) for name, field in WITH_TEXTS if EVERY[name].model_fields[field].is_required()]

BLANK = ["", "   ", "\t\n", "\u00a0", "\u200b\u2060", "\u202e", "\u3164", ". . .", {}, {"why": " "}]


def test_there_are_texts_that_are_needed_and_texts_that_are_not() -> None:
    assert {("add-note", "text"), ("correct-fact", "reasons"), ("prosecution/correct-fact", "reasons")} <= set(NEEDED)
    assert ("decide-reasonable-grounds", "reasons") in WITH_TEXTS
    assert ("decide-reasonable-grounds", "reasons") not in NEEDED


@pytest.mark.parametrize(("name", "field"), WITH_TEXTS)
def test_a_blank_text_is_refused_where_it_is_needed_and_left_out_where_it_is_not(name: str, field: str) -> None:
    for blank in BLANK:
        if (name, field) not in NEEDED:
            assert {field: None} == texts_of(EVERY[name], {field: blank})
            continue
        with pytest.raises(NrmError) as refused:
            texts_of(EVERY[name], {field: blank})
        assert (Code.MISSING_FIELD, field) == (refused.value.code, refused.value.field)
        assert refused.value.message.startswith(f"The field {field} is blank: ")


@pytest.mark.parametrize(("name", "field"), WITH_TEXTS)
def test_words_are_kept_as_they_are(name: str, field: str) -> None:
    assert {field: " n/a "} == texts_of(EVERY[name], {field: " n/a "})


def test_a_control_character_is_one_however_little_else_is_said() -> None:
    with pytest.raises(NrmError) as refused:
        texts_of(COMMANDS["add-note"], {"text": "\x00"})
    assert Code.CONTROL_CHARACTERS is refused.value.code


@pytest.mark.parametrize("blank", ["\u3164", "...", " - "])
def test_the_reason_for_a_rule_book_needs_words(blank: str) -> None:
    with pytest.raises(ValidationError, match="needs words"):
        AcceptRuleBook(digest="0", reason=blank)


async def refused(engine: Engine, case: Any, command: str, fields: Mapping[str, Any]) -> None:
    with pytest.raises(NrmError) as refusal:
        await engine.do(case, command, **fields)
    assert refusal.value.code in {Code.REASONS_REQUIRED, Code.MISSING_FIELD}, command


async def test_blank_reasons_are_none_wherever_a_decision_needs_them(engine: Engine) -> None:
    case = await engine.awaiting_reasonable_grounds()
    await refused(engine, case, "decide-reasonable-grounds", {"outcome": "negative", "reasons": "\u200b"})
    await refused(engine, case, "add-note", {"text": " "})
    await refused(engine, case, "correct-fact", {"event": 2, "struck": True, "reasons": "..."})
    await engine.do(case, "decide-reasonable-grounds", outcome="positive", reasons=" ")
    await engine.do(case, "propose-disqualification", ground="public-order", details="")
    weighed = {"recovery_need_weighed": True, "retrafficking_risk_weighed": True}
    await refused(engine, case, "decide-disqualification", {"outcome": "disqualified", **weighed, "reasons": "\t"})
    await engine.do(case, "record-charge", offence="theft")
    await refused(engine, case, "review-non-punishment", {"outcome": "continues", "reasons": ""})
    await engine.days_pass(case, 60)
    breach = (await engine.events(case)).index("breach-recorded") + 1
    await refused(engine, case, "explain-lateness", {"breach": breach, "reason": "other", "details": "\u3164"})
    await refused(engine, case, "decide-conclusive-grounds", {"outcome": "negative", "reasons": "\u2800"})
    await engine.do(case, "decide-conclusive-grounds", outcome="positive")
    leave = {"outcome": "refused", "kind": "temporary-permission-to-stay"}
    await refused(engine, case, "decide-leave", {**leave, "reasons": "  "})
    other = await engine.awaiting_reasonable_grounds()
    await engine.do(other, "decide-reasonable-grounds", outcome="negative", reasons="Too little is known.")
    await engine.do(other, "request-reconsideration", decision="reasonable-grounds", requested_by="person")
    await refused(engine, other, "decide-reconsideration", {"outcome": "maintained", "reasons": "-"})


async def test_a_blank_text_that_may_be_left_out_is_not_on_record(engine: Engine) -> None:
    case = (await engine.refer(account="\u200b", person_details={"name": ""})).case
    (event,) = await engine.log.read_stream(f"case/{case}")
    assert b"account" not in event.body
    assert b"person_details" not in event.body


async def test_whoever_leaves_a_number_out_is_told_which_there_are(engine: Engine) -> None:
    case = await engine.awaiting_reasonable_grounds()
    await engine.do(case, "record-enforcement-step", step="expulsion")
    with pytest.raises(NrmError) as refusal:
        await engine.gateway.do(str(case), "cancel-enforcement-step", {}, Asker("somebody", Role.CASEWORKER))
    assert "There is: 3 (enforcement step recorded: expulsion, on " in refusal.value.message
    (on_record,) = await engine.log.refusals(f"case/{case}")
    assert refusal.value.message == on_record.message
