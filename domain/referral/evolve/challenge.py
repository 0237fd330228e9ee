"""What challenges make of a case. Each runs beside it and moves nothing: an event of its own sets a decision aside.

A challenge names its decision by number, or by its kind, which means the one that stands. A claim that names only a
kind is about each answer, too, that left such a decision standing; one that names nothing is about delay, unless it
comes from an account, which may not say. A step names its challenge by number. One from an account names none, and is
then taken to be about the challenge of its kind that was opened last; where there is none, or where the opening was
struck, it is a fact and nothing more.
Read next: `disqualification.py`.
"""

from dataclasses import replace

from domain.clocks.facts import NO_FACT
from domain.referral.beside import Challenge, ChallengeKind
from domain.referral.events import challenge as e
from domain.referral.evolve.base import Evolve, changed, step
from domain.referral.evolve.meant import answers_that_kept, is_of_an_account, number_of
from domain.referral.state import Referral
from domain.when import When

_ENDS_REVIEW = frozenset(
    {"permission-refused", "dismissed", "quashed", "declaration", "consent-order", "withdrawn", "judgment"}
)
_ENDS_APPEAL = frozenset({"allowed", "dismissed", "withdrawn", "determination"})


def _requested(state: Referral, event: e.ReconsiderationRequested, when: When) -> Referral:
    about = event.about or (number_of(state, event.decision) if event.decision else None)
    challenge = Challenge("reconsideration", event.decision, state.version + 1, (("requested", when),), about=about)
    return step(
        state,
        event,
        when,
        outcome=event.decision,
        about=about,
        strands=changed(state, challenges=with_challenge(state, challenge)),
    )


def _extended(state: Referral, event: e.ReconsiderationWindowExtended, when: When) -> Referral:
    """One that names no decision was about the last negative one that stood."""
    negative = [made.version for made in state.strands.decisions if made.stands and made.outcome == "negative"]
    about = event.about or (negative[-1] if negative else None)
    return step(state, event, when, dates={"until": event.until}, about=about)


def _reconsidered(state: Referral, event: e.ReconsiderationDecided, when: When) -> Referral:
    challenge = _meant(state, "reconsideration", event.request)
    if challenge is None:
        return step(state, event, when, outcome=event.outcome, about=event.request)
    moved = _moved(challenge, event.outcome or "decided", when, is_open=False)
    challenges = with_challenge(state, moved)
    return step(
        state,
        event,
        when,
        outcome=event.outcome,
        about=challenge.version,
        strands=changed(state, challenges=challenges),
    )


def _issued(state: Referral, event: e.JudicialReviewIssued, when: When) -> Referral:
    about, also_about = _challenged(state, event)
    challenge = Challenge(
        "judicial-review", event.decision, state.version + 1, (("issued", when),), about=about or None
    )
    return step(
        state, event, when,
        outcome=event.court or "court",
        about=about,
        also_about=also_about,
        strands=changed(state, challenges=with_challenge(state, challenge)),
    )  # fmt: skip


def _challenged(state: Referral, event: e.JudicialReviewIssued) -> tuple[int | None, tuple[int, ...]]:
    """What a claim is about: the decision, and what else it is about as well."""
    if event.about is not None:
        return event.about, ()
    if event.decision is None:
        return (None if is_of_an_account(state) else NO_FACT), ()
    about = number_of(state, event.decision)
    return about, answers_that_kept(state, about) if about is not None else ()


def _review_moved(state: Referral, event: e.JudicialReviewStepRecorded, when: When) -> Referral:
    challenge = _meant(state, "judicial-review", event.review)
    if challenge is None:
        return step(state, event, when, outcome=event.step, about=event.review)
    moved = _moved(challenge, event.step, when, is_open=event.step not in _ENDS_REVIEW)
    challenges = with_challenge(state, moved)
    return step(
        state, event, when, outcome=event.step, about=challenge.version, strands=changed(state, challenges=challenges)
    )


def _appeal_moved(state: Referral, event: e.TribunalAppealRecorded, when: When) -> Referral:
    """A linked fact: a tribunal decides for itself and changes no decision of the NRM (MS (Pakistan) [2020] UKSC 9)."""
    challenge = _meant(state, "tribunal-appeal", None)
    if event.step == "lodged" or challenge is None:
        moved = Challenge("tribunal-appeal", None, state.version + 1, ((event.step, when),))
        moved = replace(moved, is_open=event.step not in _ENDS_APPEAL)
        return step(
            state, event, when, outcome=event.step, strands=changed(state, challenges=with_challenge(state, moved))
        )
    moved = _moved(challenge, event.step, when, is_open=event.step not in _ENDS_APPEAL)
    challenges = with_challenge(state, moved)
    return step(
        state, event, when, outcome=event.step, about=challenge.version, strands=changed(state, challenges=challenges)
    )


def _meant(state: Referral, kind: ChallengeKind, number: int | None) -> Challenge | None:
    """The challenge that was named, or the one of its kind that was opened last."""
    if number is not None:
        named = state.strands.challenges.get(number)
        return named if named is not None and named.kind == kind else None
    of_kind = [one for one in state.strands.challenges.values() if one.kind == kind]
    return of_kind[-1] if of_kind else None


def _moved(challenge: Challenge, name: str, when: When, *, is_open: bool) -> Challenge:
    return replace(challenge, steps=(*challenge.steps, (name, when)), is_open=is_open)


def with_challenge(state: Referral, challenge: Challenge) -> dict[int, Challenge]:
    """The challenges of a case with this one, as it now stands."""
    return {**state.strands.challenges, challenge.version: challenge}


EVOLVE: Evolve = {
    e.ReconsiderationRequested: _requested,
    e.ReconsiderationWindowExtended: _extended,
    e.ReconsiderationDecided: _reconsidered,
    e.JudicialReviewIssued: _issued,
    e.JudicialReviewStepRecorded: _review_moved,
    e.TribunalAppealRecorded: _appeal_moved,
}
