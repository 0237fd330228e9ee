"""The words in which accounts written elsewhere tell what happened, and what each becomes in our events.

An import guesses no word. One that is not here is named and asked about; what is wanted as a note and nothing more has
words of its own. `rg-positive`, `rg_positive` and `RG positive` are one word in three spellings.

What an account leaves out (the outcome of a judgment, the kind of prison) is left out of the event. Read next:
`decide/imports.py`, which puts a history together; `accounts.py`, which reads one.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Annotated, TypeAlias, get_args

from pydantic import BeforeValidator

from domain.referral.commands.base import AgeGroup, Reconsidered
from domain.referral.commands.person import CustodyKind
from domain.referral.events import age, challenge, disqualification, file, grounds, person, proceedings, recovery
from domain.sealed import Sealed
from domain.stream.command import Slug
from domain.stream.event import Event

_NOT_RECORDED = "not-recorded"
"""Who disputed or assessed an age, where the account does not say."""


def in_one_spelling(word: object) -> object:
    """`RG-Positive` as `rg_positive`: neither case nor the way words are joined makes another word."""
    return re.sub(r"[-_ ]+", "_", word.strip().casefold()) if isinstance(word, str) else word


Word = Annotated[Slug, BeforeValidator(in_one_spelling)]
"""An account's word for what happened."""


@dataclass(frozen=True)
class Telling:
    """What an account says beside a word: its note, its age for the person, which decision stands against them."""

    note: Sealed | None
    child: bool | None
    against: Reconsidered | None

    @property
    def age_group(self) -> AgeGroup:
        """How old the person was when referred, as far as the account says."""
        return "unknown" if self.child is None else self.missing_as or "unknown"

    @property
    def missing_as(self) -> person.MissingAs | None:
        """An account that does not say how old somebody was raises no alarm about a child."""
        if self.child is None:
            return None
        return "child" if self.child else "adult"


Told: TypeAlias = Callable[[Telling], Event]

_AGAINST: Mapping[str, Reconsidered] = {
    "rg_negative": "reasonable-grounds",
    "cg_negative": "conclusive-grounds",
    "disqualified": "disqualification",
}
_REPLACES: Mapping[str, frozenset[Reconsidered]] = {
    "rg_negative": frozenset({"reasonable-grounds"}),
    "rg_positive": frozenset({"reasonable-grounds"}),
    "rg_set_aside": frozenset({"reasonable-grounds"}),
    "cg_negative": frozenset({"reasonable-grounds", "conclusive-grounds"}),
    "cg_positive": frozenset({"reasonable-grounds", "conclusive-grounds"}),
    "cg_set_aside": frozenset({"conclusive-grounds"}),
    "disqualified": frozenset({"disqualification"}),
    "not_disqualified": frozenset({"disqualification"}),
    "disqualification_revoked": frozenset({"disqualification"}),
}
"""What no longer stands after a word: a final decision shows that the first one was positive in the end."""

REFERRAL = "referral"
"""The one word whose event needs to know more of the case than the account's own line."""

_DECISIONS: Mapping[str, Told] = {
    "rg_positive": lambda said: grounds.ReasonableGroundsDecided(outcome="positive", reasons=said.note),
    "rg_negative": lambda said: grounds.ReasonableGroundsDecided(outcome="negative", reasons=said.note),
    "rg_set_aside": lambda _: grounds.DecisionSetAside(decision="reasonable-grounds"),
    "cg_positive": lambda said: grounds.ConclusiveGroundsDecided(outcome="positive", reasons=said.note),
    "cg_negative": lambda said: grounds.ConclusiveGroundsDecided(outcome="negative", reasons=said.note),
    "cg_set_aside": lambda _: grounds.DecisionSetAside(decision="conclusive-grounds"),
}

_CHALLENGES: Mapping[str, Told] = {
    "reconsideration_requested": lambda said: challenge.ReconsiderationRequested(
        decision=said.against, grounds=said.note
    ),
    "reconsideration_refused": lambda said: challenge.ReconsiderationDecided(outcome="maintained", reasons=said.note),
    "reconsideration_outcome": lambda said: challenge.ReconsiderationDecided(reasons=said.note),
    "judicial_review_issued": lambda said: challenge.JudicialReviewIssued(decision=said.against, grounds=said.note),
    "judicial_review_judgment": lambda said: challenge.JudicialReviewStepRecorded(step="judgment", details=said.note),
    "tribunal_determination": lambda said: challenge.TribunalAppealRecorded(step="determination", details=said.note),
}

_PROTECTION: Mapping[str, Told] = {
    "removal_directions": lambda said: recovery.EnforcementStepRecorded(step="removal-directions", details=said.note),
    "public_order_disqualification_proposed": lambda said: disqualification.DisqualificationProposed(
        ground="public-order", details=said.note
    ),
    "bad_faith_disqualification_proposed": lambda said: disqualification.DisqualificationProposed(
        ground="bad-faith", details=said.note
    ),
    "disqualified": lambda said: disqualification.DisqualificationDecided(outcome="disqualified", reasons=said.note),
    "not_disqualified": lambda said: disqualification.DisqualificationDecided(
        outcome="not-disqualified", reasons=said.note
    ),
    "disqualification_revoked": lambda said: disqualification.DisqualificationRevoked(reasons=said.note),
}

_PERSON: Mapping[str, Told] = {
    "missing": lambda said: person.PersonMissing(age=said.missing_as, details=said.note),
    "found": lambda said: person.PersonFound(details=said.note),
    "withdrawn": lambda said: person.CaseWithdrawn(statement=said.note),
    "died": lambda said: person.DeathRecorded(details=said.note),
    "detained": lambda said: person.PersonDetained(place=said.note),
    "released": lambda said: person.PersonReleased(details=said.note),
    "claimed_to_be_a_child": lambda _: age.AgeClaimed(claimed="child"),
    "claimed_to_be_an_adult": lambda _: age.AgeClaimed(claimed="adult"),
    "age_disputed": lambda said: age.AgeDisputed(disputed_by=_NOT_RECORDED, reasons=said.note),
    "assessed_as_a_child": lambda said: age.AgeAssessed(outcome="child", assessor=_NOT_RECORDED, reasons=said.note),
    "assessed_as_an_adult": lambda said: age.AgeAssessed(outcome="adult", assessor=_NOT_RECORDED, reasons=said.note),
}


def _held(kind: CustodyKind) -> Told:
    return lambda said: person.PersonDetained(kind=kind, place=said.note)


_HELD: Mapping[str, Told] = {f"held_in_{kind.replace('-', '_')}": _held(kind) for kind in get_args(CustodyKind)}

_PROCEEDINGS: Mapping[str, Told] = {
    "charged": lambda said: proceedings.ChargeRecorded(details=said.note),
    "convicted": lambda said: proceedings.VerdictRecorded(verdict="convicted", details=said.note),
    "acquitted": lambda said: proceedings.VerdictRecorded(verdict="acquitted", details=said.note),
    "sentenced": lambda said: proceedings.SentenceRecorded(details=said.note),
    "conviction_quashed": lambda said: proceedings.ConvictionQuashed(details=said.note),
}

_EVENTS: Mapping[str, Told] = {**_DECISIONS, **_CHALLENGES, **_PROTECTION, **_PERSON, **_HELD, **_PROCEEDINGS}

_NOTES = frozenset(
    {"note", "other", "asylum_claim", "asylum_refused", "recovery_ended", "disqualification_representations"}
)
"""What an account tells and we have no event for. `note` and `other` are for whatever is wanted as a note."""

WORDS = frozenset({REFERRAL, *_EVENTS, *_NOTES})
"""Every word that is known."""


def nearest(word: str) -> str | None:
    """The known word that was probably meant; None where none is near."""
    return next(iter(get_close_matches(word, sorted(WORDS), n=1)), None)


def standing_after(word: str, before: Sequence[Reconsidered]) -> tuple[Reconsidered, ...]:
    """The decisions against the person that stand after a word; a challenge is about the last of them."""
    kept: tuple[Reconsidered, ...] = tuple(one for one in before if one not in _REPLACES.get(word, ()))
    return (*kept, _AGAINST[word]) if word in _AGAINST else kept


def events_of(word: str, said: Telling) -> tuple[Event, ...]:
    """The event that a word stands for, with a note beside it where the event has no place for one."""
    if word not in _EVENTS:
        return (file.FactNoted(kind=word, note=said.note),)
    event = _EVENTS[word](said)
    is_kept = said.note is None or said.note in vars(event).values()
    return (event,) if is_kept else (event, file.FactNoted(kind=word, note=said.note))
