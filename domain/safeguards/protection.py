"""People turned away, not told, not protected, and found again. Read next: `table.py`."""

from collections.abc import Iterator

from domain.clocks import Fact
from domain.referral.stages import AwaitingReasonableGrounds, Encountered, Ended, NotReferred, Referred
from domain.referral.state import Breach, Referral, RungKey
from domain.referral.strands import Present
from domain.rules.model import RuleBook
from domain.rules.vocabulary import stands_until
from domain.safeguards.standing import came_after, is_alive, is_over

_ADVERSE_STEP = "adverse-step:"
_STEP = "enforcement-step-recorded"
_PROTECTS = frozenset({"protected", "window"})
_IS_NONE = frozenset({"disproved", "ended"})
_TAKEN_IN = frozenset({"referral-made", "duty-to-notify-discharged"})


def encounter_without_referral_or_notification(state: Referral, _: RuleBook) -> Iterator[int]:
    """Met, with signs of trafficking, and neither referred nor notified (ATMG 2010; Article 10(1)).

    Nobody is referred after their death, so it is over then; so is the next.
    """
    if isinstance(state.last_stage, Encountered | NotReferred) and is_alive(state):
        yield from (fact.version for fact in _told(state, "encounter-reported") if fact.outcome == "with-indicators")


def turned_away(state: Referral, _: RuleBook) -> Iterator[int]:
    """Turned away by an agency, and not taken in by any since (In the Dock; Article 10(1)).

    A link to a prosecution takes somebody in, unless they are no victim there after all.
    """
    if not is_alive(state):
        return
    links = {prosecution.version for prosecution in state.strands.prosecutions if not prosecution.in_error}
    taken_in = [fact for fact in state.facts if fact.event in _TAKEN_IN or fact.version in links]
    yield from (
        away.version for away in _told(state, "turned-away") if not any(came_after(fact, away) for fact in taken_in)
    )


def rights_not_explained(state: Referral, _: RuleBook) -> Iterator[int]:
    """Told of rights in words that were not understood, or not told in time (Still at Risk; Articles 12(1) and 15(1)).

    It is about what was not understood, or about the referral whose clock for this has run out.
    """
    if not is_alive(state):
        return
    told = tuple(_told(state, "rights-information-given"))
    if any(fact.outcome == "understood" for fact in told):
        return
    if told:
        yield told[-1].version
        return
    yield from sorted({run for (clock, run, _), _ in _open_breaches(state) if clock == "rights-information"})


def enforcement_inside_protected_period(state: Referral, _: RuleBook) -> Iterator[int]:
    """A step against the person inside the time they were promised (ATMG 2010; Articles 10(2) and 13(1)).

    It rests on the breach that the clock of the period, or of the time to use a right, records, and is over where that
    has ended: the decision that protected was set aside, or the person died. Taking the step back clears it. Where it
    was carried out, the concern is about that.
    """
    steps = {fact.version: fact for fact in _told(state, _STEP)} if state.breaches else dict[int, Fact]()
    found = {
        int(rung.removeprefix(_ADVERSE_STEP))
        for (_, _, rung), breach in state.breaches.items()
        if rung.startswith(_ADVERSE_STEP) and breach.recorded.kind in _PROTECTS and breach.status not in _IS_NONE
    }
    yield from sorted(number for number in found & steps.keys() if not _is_past(state, steps[number]))


def enforcement_before_decision(state: Referral, _: RuleBook) -> Iterator[int]:
    """A step against somebody of whom nobody has decided yet (ATMG 2010; Article 10(2)).

    One that was set before the referral, and has not been taken back or carried out since, stands as well.
    """
    if not isinstance(state.stage, Referred | AwaitingReasonableGrounds) or not is_alive(state):
        return
    since = _undecided_since(state)
    for step in _told(state, _STEP):
        stands = stands_until(step.event, step.outcome) or since is None or came_after(step, since)
        if stands and not _is_past(state, step):
            yield step.version


def _undecided_since(state: Referral) -> Fact | None:
    """Since when the first decision has been owed: the referral, or the last setting aside of that decision."""
    owed = (
        fact
        for fact in reversed(state.facts)
        if fact.event == "referral-made"
        or (fact.event == "decision-set-aside" and fact.outcome == "reasonable-grounds")
    )
    return next(owed, None)


def suspended_while_present(state: Referral, _: RuleBook) -> Iterator[int]:
    """Nobody works on the case, and the person is there (In the Dock, Still at Risk; Article 10(1)).

    The suspension is to be looked at until the case is resumed, or the person is on record as missing.
    """
    suspended = state.last("case-suspended")
    if suspended is None or state.strands.suspended is None or isinstance(state.stage, Ended):
        return
    if isinstance(state.strands.whereabouts, Present):
        yield suspended.version


def second_referral(state: Referral, _: RuleBook) -> Iterator[int]:
    """Referred again: what protection there was did not last (In the Dock; Article 12(2))."""
    yield from (link.version for link in state.strands.links if link.relation == "earlier-referral")
    yield from (fact.version for fact in tuple(_told(state, "referral-made"))[1:])


def _is_past(state: Referral, step: Fact) -> bool:
    """Whether a step was taken back, or no longer stands."""
    cancelled = _told(state, "enforcement-step-cancelled")
    taken_back = any(fact.about in (None, step.version) and came_after(fact, step) for fact in cancelled)
    return taken_back or is_over(step, state.facts)


def _told(state: Referral, event: str) -> Iterator[Fact]:
    return (fact for fact in state.facts if fact.event == event)


def _open_breaches(state: Referral) -> Iterator[tuple[RungKey, Breach]]:
    return ((key, breach) for key, breach in state.breaches.items() if breach.status == "open")
