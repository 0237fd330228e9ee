"""How events bear on one another, each said once: what an event may speak of, what it takes back, what it presupposes.

Rules name events (`vocabulary.py`) and need not repeat any of this: that a request for reconsideration is about one
decision and closes no window of another, that a decision which was set aside can no longer be challenged, that a final
decision shows a first one to have been made, holds of every clock alike. Nothing here counts or knows a case.
Read next: `domain/clocks/facts.py`, which reads these tables.
"""

from collections.abc import Iterator, Mapping
from functools import cache

from domain.rules.model import EventPattern

_RG = "reasonable-grounds-decided"
_CG = "conclusive-grounds-decided"
_DISQUALIFIED = "disqualification-decided"
_PROPOSED = "disqualification-proposed"
_ASKED = "reconsideration-requested"
_ASKED_LEAVE = "leave-reconsideration-requested"
_ANSWERED = "reconsideration-decided"
_LEAVE = "leave-decided"
_CLAIM = "judicial-review-issued"
_CHARGE = "charge-recorded"

SPEAKS_OF: Mapping[str, frozenset[str]] = {
    # a decision takes the place of the one of its kind that stood until then
    _RG: frozenset({_RG}),
    _CG: frozenset({_CG}),
    "decision-reviewed": frozenset({_RG, _CG}),
    "decision-served": frozenset({_RG, _CG}),
    "decision-set-aside": frozenset({_RG, _CG, _LEAVE, _ANSWERED}),
    "enforcement-step-cancelled": frozenset({"enforcement-step-recorded"}),
    _ASKED: frozenset({_RG, _CG, _DISQUALIFIED}),
    _ASKED_LEAVE: frozenset({_LEAVE}),
    "reconsideration-window-extended": frozenset({_RG, _CG, _DISQUALIFIED, _LEAVE}),
    _ANSWERED: frozenset({_ASKED, _ASKED_LEAVE}),
    _CLAIM: frozenset({_RG, _CG, _DISQUALIFIED, _LEAVE, _ANSWERED}),
    "judicial-review-step-recorded": frozenset({_CLAIM}),
    "tribunal-appeal-recorded": frozenset({"tribunal-appeal-recorded"}),
    "disqualification-representations-received": frozenset({_PROPOSED}),
    "disqualification-representations-extended": frozenset({_PROPOSED}),
    _DISQUALIFIED: frozenset({_PROPOSED}),
    "disqualification-revoked": frozenset({_DISQUALIFIED}),
    "missing-response-recorded": frozenset({"person-missing"}),
    "non-punishment-reviewed": frozenset({_CHARGE}),
    "plea-recorded": frozenset({_CHARGE}),
    "verdict-recorded": frozenset({_CHARGE}),
    "sentence-recorded": frozenset({_CHARGE}),
    "conviction-quashed": frozenset({_CHARGE}),
}
"""Of events that name another: which events they can name. What closes a clock begun by such an event closes that run
alone whose beginning it names."""

TAKES_BACK = frozenset({_RG, _CG, "decision-set-aside", "disqualification-revoked", "enforcement-step-cancelled"})
"""The events after which what they name no longer stands."""

ENDS_EVERYTHING = frozenset({"death-recorded"})
"""The events after which nothing can be put right any more for the person."""

_LEAVES_OPEN = frozenset({"competent-authority-allocated", "case-closed"})
"""The events that can end a clock although what it asks for is still owed, by another or by whoever closes a case."""
_NOTHING_IS_OWED = frozenset({"died", "left-the-country", "opened-in-error"})
"""The reasons for closing a case after which nothing is owed to anybody in it."""


def _of(event: str, *outcomes: str) -> tuple[EventPattern, ...]:
    return tuple(EventPattern(event, outcome) for outcome in outcomes) or (EventPattern(event),)


def _one(event: str, outcome: str | None = None) -> EventPattern:
    return EventPattern(event, outcome)


_PRESUPPOSES: Mapping[EventPattern, tuple[EventPattern, ...]] = {
    _one("referral-not-made"): _of("encounter-reported"),
    _one("competent-authority-allocated"): _of("referral-made"),
    _one("information-requested"): _of("referral-made"),
    _one(_RG): _of("referral-made"),
    _one("recovery-period-not-owed"): _of("referral-made"),
    _one(_CG): _of(_RG, "positive"),
    _one("decision-reviewed"): _of(_RG),
    _one("decision-served"): _of(_RG),
    _one("decision-served", "reasonable-grounds-positive"): _of(_RG, "positive"),
    _one("decision-served", "reasonable-grounds-negative"): _of(_RG, "negative"),
    _one("decision-served", "conclusive-grounds-positive"): _of(_CG, "positive"),
    _one("decision-served", "conclusive-grounds-negative"): _of(_CG, "negative"),
    _one("decision-set-aside", "reasonable-grounds"): _of(_RG),
    _one("decision-set-aside", "conclusive-grounds"): _of(_CG),
    _one("decision-set-aside", "leave"): _of(_LEAVE),
    _one("decision-set-aside", "reconsideration"): _of(_ANSWERED),
    _one("support-ended"): _of("support-started"),
    _one("recovery-period-reviewed"): _of(_RG, "positive"),
    _one("recovery-period-extended"): _of(_RG, "positive"),
    _one("recovery-needs-assessed"): _of(_RG, "positive"),
    _one("enforcement-step-cancelled"): _of("enforcement-step-recorded"),
    _one(_ASKED): _of(_RG),
    _one(_ASKED, "reasonable-grounds"): _of(_RG, "negative"),
    _one(_ASKED, "conclusive-grounds"): _of(_CG, "negative"),
    _one(_ASKED, "disqualification"): _of(_DISQUALIFIED, "disqualified"),
    _one("reconsideration-window-extended"): _of(_RG),
    _one(_ANSWERED): _of(_ASKED),
    _one(_CLAIM): _of(_RG),
    _one("judicial-review-step-recorded"): _of(_CLAIM),
    _one(_PROPOSED): _of(_RG, "positive"),
    _one("disqualification-representations-received"): _of(_PROPOSED),
    _one("disqualification-representations-extended"): _of(_PROPOSED),
    _one(_DISQUALIFIED): _of(_PROPOSED),
    _one("disqualification-revoked"): _of(_DISQUALIFIED, "disqualified"),
    _one("missing-response-recorded"): _of("person-missing"),
    _one("person-found"): _of("person-missing"),
    _one("case-resumed"): _of("case-suspended"),
    _one("person-released"): _of("person-detained"),
    _one("guardianship-ended"): _of("guardian-appointed"),
    _one(_LEAVE): _of(_CG, "positive"),
    _one(_ASKED_LEAVE): _of(_LEAVE),
    _one("move-on-support-ended"): (*_of("support-started"), *_of(_RG)),
    _one("non-punishment-reviewed"): _of(_CHARGE),
    _one("plea-recorded"): _of(_CHARGE),
    _one("verdict-recorded"): _of(_CHARGE),
    _one("sentence-recorded"): _of(_CHARGE),
    _one("conviction-quashed"): _of(_CHARGE),
    _one("prosecution-ended"): _of("prosecution-linked"),
}
"""What must have been so by the time of each event: of any of that name, or of that outcome. An account that tells of
the later one alone has left out the earlier one, which came by then, nobody knows when."""


@cache
def proven_by(event: str, outcome: str | None, *, names_one: bool) -> frozenset[EventPattern]:
    """All that must have been so by the time of such an event, with what that presupposes in turn.

    `names_one`: it names an event on record, so that what it can name is shown by that event and not by this one.
    """
    waiting = [one for one in _directly(event, outcome) if not (names_one and one.event in SPEAKS_OF.get(event, ()))]
    found = set[EventPattern]()
    while waiting:
        pattern = waiting.pop()
        if pattern not in found:
            found.add(pattern)
            waiting += _directly(pattern.event, pattern.outcome)
    return frozenset(found)


@cache
def provers_of(event: str) -> frozenset[str]:
    """The events of which some outcome shows that an event of this name must have been."""
    return frozenset(
        later.event
        for later in _PRESUPPOSES
        if any(one.event == event for one in proven_by(later.event, later.outcome, names_one=False))
    )


def every_pattern() -> Iterator[EventPattern]:
    """Every event and outcome that these tables speak of."""
    for later, earlier in _PRESUPPOSES.items():
        yield later
        yield from earlier


def leaves_open(event: str, outcome: str | None) -> bool:
    """Whether a breach stays open although such an event has ended its clock."""
    return event in _LEAVES_OPEN and outcome not in _NOTHING_IS_OWED


def _directly(event: str, outcome: str | None) -> tuple[EventPattern, ...]:
    """What an event presupposes; of a known outcome, what that outcome does as well."""
    of_any = _PRESUPPOSES.get(EventPattern(event), ())
    return of_any if outcome is None else (*of_any, *_PRESUPPOSES.get(EventPattern(event, outcome), ()))
