"""Every command a person may ask, asked through the engine on the real stack: three lives hold them all."""

from typing import Any
from uuid import UUID

from domain.referral.commands import COMMANDS, FOR_THE_ENGINE
from domain.roles import PERMITTED, Role
from domain.staff import Asker
from tests.support.casework import ROLE_FOR
from tests.support.lanes import ADULT, Engine

NOT_ASKED_OF_A_CASE = {"report-encounter", "import-history"}

Asked = tuple[str, dict[str, Any]]

AN_ADULT: list[Asked] = [
    ("record-turned-away", {"agency": "kent-police", "details": "The desk would not take a report."}),
    ("record-not-referred", {"reason": "fear-of-authorities"}),
    ("refer", ADULT),
    ("allocate-competent-authority", {"authority": "sca"}),
    ("assign", {"duty": "caseworker", "assignee": "a.caseworker"}),
    ("unassign", {"duty": "caseworker"}),
    ("request-information", {"asked": "kent-police"}),
    ("record-rights-information", {"language": "vietnamese", "interpreter": True, "understood": True}),
    ("add-note", {"text": "The person was met at the desk."}),
    ("attach-document", {"kind": "medical-report", "content": "A report."}),
    ("decide-reasonable-grounds", {"outcome": "negative", "reasons": "Too little is known."}),
    ("review-decision", {"decision": "reasonable-grounds", "outcome": "agreed"}),
    ("serve-decision", {"decision": "reasonable-grounds"}),
    ("request-reconsideration", {"decision": "reasonable-grounds", "requested_by": "person"}),
    ("extend-reconsideration-window", {"until": "2027-12-31"}),
    ("decide-reconsideration", {"outcome": "decide-again"}),
    ("decide-reasonable-grounds", {"outcome": "positive"}),
    ("start-support", {"provider": "salvation-army"}),
    ("record-support-offer", {"item": "medical", "answer": "accepted"}),
    (
        "record-interpreter-booked",
        {"interpreter": "thebigword", "language": "vietnamese", "purpose": "interview", "booked_for": "2099-03-02"},
    ),
    ("record-support-delivery", {"item": "medical"}),
    ("review-recovery-period", {"outcome": "to-be-extended"}),
    ("extend-recovery-period", {"until": "2027-12-31"}),
    ("assess-recovery-needs", {"support_until": "2027-12-31"}),
    ("record-placement", {"kind": "safe-house", "place": "A house."}),
    ("end-placement", {}),
    ("propose-disqualification", {"ground": "public-order"}),
    ("extend-disqualification-representations", {"until": "2027-12-31"}),
    ("record-disqualification-representations", {"details": "It is not so."}),
    ("decide-disqualification", {
        "outcome": "disqualified", "recovery_need_weighed": True, "retrafficking_risk_weighed": True, "reasons": "Risk."
    }),
    ("revoke-disqualification", {}),
    ("record-charge", {"offence": "cannabis-cultivation"}),
    ("review-non-punishment", {"outcome": "continues", "reasons": "The tests are not met."}),
    ("record-plea", {"plea": "not-guilty"}),
    ("record-verdict", {"verdict": "convicted"}),
    ("record-sentence", {"sentence": "custody"}),
    ("record-conviction-quashed", {}),
    ("issue-judicial-review", {}),
    ("record-judicial-review-step", {"step": "permission-refused"}),
    ("record-tribunal-appeal", {"step": "lodged"}),
    ("request-decision-delay", {"requested_by": "legal-representative"}),
    ("answer-decision-delay", {"outcome": "refused"}),
    ("decide-conclusive-grounds", {"outcome": "positive"}),
    ("end-support", {"reason": "needs-met"}),
    ("start-support", {"provider": "salvation-army"}),
    ("end-move-on-support", {"reason": "needs-met"}),
    ("decide-leave", {"outcome": "granted", "kind": "temporary-permission-to-stay"}),
    ("request-leave-reconsideration", {"requested_by": "person", "grounds": "It is too short."}),
    ("request-leave-renewal", {}),
    ("close", {"reason": "identification-complete"}),
    ("reopen", {}),
    ("record-death", {}),
]  # fmt: skip

A_CHILD: list[Asked] = [
    ("allocate-competent-authority", {"authority": "sca"}),
    ("claim-age", {"claimed": "child", "effective_at": "2025-06-02"}),
    ("dispute-age", {"disputed_by": "border-force", "effective_at": "2025-06-03"}),
    ("assess-age", {"outcome": "child", "assessor": "kent-county-council", "effective_at": "2025-06-20"}),
    ("record-lone-child", {"effective_at": "2025-06-20"}),
    ("record-eighteenth-birthday", {"month": "2026-01"}),
    ("refer-to-guardianship", {"scheme": "ictg", "effective_at": "2025-06-20"}),
    ("appoint-guardian", {"scheme": "ictg", "effective_at": "2025-06-21"}),
    ("end-guardianship", {"reason": "turned-18"}),
    ("report-missing", {"reported_by": "kent-county-council", "effective_at": "2025-07-01"}),
    ("record-missing-response", {"response": "police-told", "effective_at": "2025-07-02"}),
    ("suspend", {"effective_at": "2025-07-02"}),
    ("resume", {"effective_at": "2025-07-04"}),
    ("record-found", {"effective_at": "2025-07-04"}),
    ("record-return-interview", {"outcome": "held", "effective_at": "2025-07-05"}),
    ("record-detention", {"kind": "police-custody"}),
    ("plan-release", {"planned_for": "2027-12-31", "safety_plan": False}),
    ("record-safety-plan", {"details": "Who meets the person, and where they go."}),
    ("record-release", {"safety_plan": True}),
    ("record-consent-at-18", {"answer": "refused"}),
    ("withdraw", {"statement": "I do not want to go on."}),
]

UNNAMED: list[Asked] = [("notify-without-consent", {"notifying_body": "police-force", "believed": "trafficking"})]


async def test_every_command_is_answered_by_the_engine(engine: Engine) -> None:
    met = {"nation": "england-and-wales", "age_group": "adult", "indicators": True, "organisation": "kent-police"}
    adult, unnamed = [await opened(engine, "report-encounter", met) for _ in range(2)]
    child = await opened(
        engine, "refer", {**ADULT, "age_group": "child", "consent": "not-needed", "effective_at": "2025-06-02"}
    )
    for case, life in ((adult, AN_ADULT), (child, A_CHILD), (unnamed, UNNAMED)):
        for command, fields in life:
            await ask(engine, case, command, fields)
    await on_the_file(engine, child)

    asked = {command for life in (AN_ADULT, A_CHILD, UNNAMED) for command, _ in life}
    asked |= {"link-referral", "record-enforcement-step", "cancel-enforcement-step", "correct-fact"}
    asked |= {"acknowledge-alert", "explain-lateness"}
    assert set(COMMANDS) - FOR_THE_ENGINE - NOT_ASKED_OF_A_CASE == asked


async def on_the_file(engine: Engine, earlier: UUID) -> None:
    """What names another event, or another case."""
    case = await engine.awaiting_reasonable_grounds()
    await ask(engine, case, "link-referral", {"other": str(earlier), "relation": "family-member"})
    await ask(engine, case, "record-enforcement-step", {"step": "expulsion"})
    step = await number_of(engine, case, "enforcement-step-recorded")
    await ask(engine, case, "cancel-enforcement-step", {"step": step})
    await engine.days_pass(case, 20)
    breach = await number_of(engine, case, "breach-recorded")
    await ask(engine, case, "acknowledge-alert", {"alert": breach})
    await ask(engine, case, "explain-lateness", {"breach": breach, "reason": "staffing"})
    linked = await number_of(engine, case, "referral-linked")
    await ask(engine, case, "correct-fact", {"event": linked, "struck": True, "reasons": "Another family."})


async def number_of(engine: Engine, case: UUID, event: str) -> int:
    return (await engine.events(case)).index(event) + 1


async def opened(engine: Engine, command: str, fields: dict[str, Any]) -> UUID:
    return (await engine.gateway.open(command, fields, Asker("a.caseworker", Role.CASEWORKER))).case


async def ask(engine: Engine, case: UUID, command: str, fields: dict[str, Any]) -> None:
    assert ROLE_FOR[command] in PERMITTED[command]
    actor = "a.second" if command in ("review-decision", "decide-reconsideration") else "somebody"
    await engine.gateway.do(str(case), command, fields, Asker(actor, ROLE_FOR[command]))
