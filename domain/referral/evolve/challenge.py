"""What challenges make of a case. Each runs beside it and moves nothing: an event of its own sets a decision aside.

A step names its challenge by number. One from an account names none, and is then taken to be about the challenge of
its kind that was opened last; where there is none, or where the opening was struck, it is a fact and nothing more.
Read next: `disqualification.py`.
"""

from domain.referral.beside import Challenge, ChallengeKind
from domain.referral.events import challenge as e
from domain.referral.evolve.base import Evolve, changed, step
from domain.referral.state import Referral
from domain.when import When

_ENDS_REVIEW = frozenset(
    {"permission-refused", "dismissed", "quashed", "declaration", "consent-order", "withdrawn", "judgment"}
)
_ENDS_APPEAL = frozenset({"allowed", "dismissed", "withdrawn", "determination"})


def _requested(state: Referral, event: e.ReconsiderationRequested, when: When) -> Referral:
    challenge = Challenge("reconsideration", event.decision, state.version + 1, (("requested", when),))
    return step(state, event, when, challenges=_with(state, challenge))


def _extended(state: Referral, event: e.ReconsiderationWindowExtended, when: When) -> Referral:
    return step(state, event, when, dates={"until": event.until})


def _reconsidered(state: Referral, event: e.ReconsiderationDecided, when: When) -> Referral:
    challenge = _meant(state, "reconsideration", event.request)
    if challenge is None:
        return step(state, event, when, outcome=event.outcome)
    moved = _moved(challenge, event.outcome or "decided", when, is_open=False)
    return step(state, event, when, outcome=event.outcome, challenges=_with(state, moved))


def _issued(state: Referral, event: e.JudicialReviewIssued, when: When) -> Referral:
    challenge = Challenge("judicial-review", event.decision, state.version + 1, (("issued", when),))
    return step(state, event, when, challenges=_with(state, challenge))


def _review_moved(state: Referral, event: e.JudicialReviewStepRecorded, when: When) -> Referral:
    challenge = _meant(state, "judicial-review", event.review)
    if challenge is None:
        return step(state, event, when, outcome=event.step)
    moved = _moved(challenge, event.step, when, is_open=event.step not in _ENDS_REVIEW)
    return step(state, event, when, outcome=event.step, challenges=_with(state, moved))


def _appeal_moved(state: Referral, event: e.TribunalAppealRecorded, when: When) -> Referral:
    """A linked fact: a tribunal decides for itself and changes no decision of the NRM (MS (Pakistan) [2020] UKSC 9)."""
    challenge = _meant(state, "tribunal-appeal", None)
    if event.step == "lodged" or challenge is None:
        moved = Challenge("tribunal-appeal", None, state.version + 1, ((event.step, when),))
        moved = changed(moved, is_open=event.step not in _ENDS_APPEAL)
    else:
        moved = _moved(challenge, event.step, when, is_open=event.step not in _ENDS_APPEAL)
    return step(state, event, when, outcome=event.step, challenges=_with(state, moved))


def _meant(state: Referral, kind: ChallengeKind, number: int | None) -> Challenge | None:
    """The challenge that was named, or the one of its kind that was opened last."""
    if number is not None:
        named = state.strands.challenges.get(number)
        return named if named is not None and named.kind == kind else None
    of_kind = [one for one in state.strands.challenges.values() if one.kind == kind]
    return of_kind[-1] if of_kind else None


def _moved(challenge: Challenge, name: str, when: When, *, is_open: bool) -> Challenge:
    return changed(challenge, steps=(*challenge.steps, (name, when)), is_open=is_open)


def _with(state: Referral, challenge: Challenge) -> dict[int, Challenge]:
    return {**state.strands.challenges, challenge.version: challenge}


EVOLVE: Evolve = {
    e.ReconsiderationRequested: _requested,
    e.ReconsiderationWindowExtended: _extended,
    e.ReconsiderationDecided: _reconsidered,
    e.JudicialReviewIssued: _issued,
    e.JudicialReviewStepRecorded: _review_moved,
    e.TribunalAppealRecorded: _appeal_moved,
}
