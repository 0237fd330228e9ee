"""What is true of a person beside the stage of their case, in plain words: a line for each strand.

Only what is known is said, and what nobody recorded is never said not to have happened. Prosecutions and linked cases
are streams of their own, and are said by whoever has read these.
Read next: `strands.py`, where the states are; `words.py`, what an event says.
"""

from collections.abc import Callable, Iterator, Mapping

from domain.referral import strands as s
from domain.referral.state import Referral
from domain.safeguards import SAFEGUARDS
from domain.when import When


def raised_of(state: Referral) -> Iterator[s.Raised]:
    """Every concern that was raised of the case, each time that it was, cleared or not."""
    return (one for raised in state.safeguards.values() for one in raised.every)


def in_words(state: Referral) -> list[tuple[str, str]]:
    """Each strand of which something is known, and what that is."""
    said = [(name, words) for name, say in _SAID.items() for words in say(state.strands)]
    return said + [("Safeguard", _raised(raised)) for raised in raised_of(state)]


def _age(strands: s.Strands) -> Iterator[str]:
    match strands.age:
        case s.AgeInDispute(claimed, since):
            yield f"in dispute {_since(since)}: says to be {_a(claimed)}, and is presumed to be a child"
        case s.AgeFound(group, on):
            yield f"assessed {_on(on)}: {group}"
        case s.TurnedEighteen(answered):
            yield f"has turned 18, and answered as an adult {_on(answered)}"
        case s.AgeAsTold():
            pass  # said in the heading
    if strands.eighteen_in is not None:
        yield f"turns 18 {_on(strands.eighteen_in)}"
    if strands.consent_at_18 is not None:
        yield f"consent at 18 {strands.consent_at_18}"


def _guardian(strands: s.Strands) -> Iterator[str]:
    match strands.guardianship:
        case s.Guarded(since):
            yield f"acts {_since(since)}"
        case s.GuardianshipOver(ended, reason):
            yield f"none; the last ended {_on(ended)}: {_words(reason)}"
        case s.NoGuardian() if strands.alone:
            yield "none on record, and the child is here alone"
        case s.NoGuardian():
            pass


def _whereabouts(strands: s.Strands) -> Iterator[str]:
    match strands.whereabouts:
        case s.Missing(since, number, told, met):
            police = "the police were told" if told else "not on record that the police were told"
            meeting = "a strategy meeting was held" if met else "no strategy meeting on record"
            yield f"missing since {since.in_full()} (event {number}); {police}; {meeting}"
        case s.Dead(on):
            yield f"died {on.dated_in_full()}"
        case s.Present():
            pass


def _custody(strands: s.Strands) -> Iterator[str]:
    match strands.custody:
        case s.Held(kind, since, number, planned, plan):
            yield f"held since {since.in_full()} (event {number}): {_words(kind) if kind else 'where is not known'}"
            if planned is not None:
                is_safe = plan or planned.safety_plan
                yield f"to be released {planned.on.dated_in_full()}, {'with' if is_safe else 'without'} a safety plan"
        case s.Released(on, _, plan):
            plans = {True: ", with a safety plan", False: ", without a safety plan", None: ""}
            yield f"released {on.dated_in_full()}{plans[plan]}"
        case s.AtLiberty():
            pass


def _placement(strands: s.Strands) -> Iterator[str]:
    if isinstance(strands.placement, s.Placed):
        yield f"{_words(strands.placement.kind)} {_since(strands.placement.since)}"


def _suspended(strands: s.Strands) -> Iterator[str]:
    if strands.suspended is not None:
        yield _since(strands.suspended)


def _support(strands: s.Strands) -> Iterator[str]:
    match strands.support:
        case s.Supported(since, provider):
            yield f"given {_since(since)}{f' by {_words(provider)}' if provider else ''}"
        case s.SupportOver(ended, _, reason):
            yield f"ended {_on(ended)}: {_words(reason)}"
        case s.NotSupported():
            pass


def _disqualification(strands: s.Strands) -> Iterator[str]:
    match strands.disqualification:
        case s.DisqualificationPending(ground, since, answered):
            said = f"; answered {_on(answered)}" if answered else ""
            yield f"proposed {_on(since)}: {_words(ground)}{said}"
        case s.Disqualified(ground, on):
            yield f"disqualified {_on(on)}{f': {_words(ground)}' if ground else ''}"
        case s.DisqualificationOver(on):
            yield f"taken back {_on(on)}"
        case s.NotDisqualified():
            pass


def _leave(strands: s.Strands) -> Iterator[str]:
    match strands.leave:
        case s.LeaveGiven(on, until):
            yield f"granted {_on(on)}{f', until {until.in_words()}' if until else ''}"
        case s.LeaveRefused(on):
            yield f"refused {_on(on)}"
        case s.NoLeaveDecision():
            pass


def _decisions(strands: s.Strands) -> Iterator[str]:
    for made in strands.decisions:
        by = f" by {made.decided_by}" if made.decided_by else ""
        reviews = [f"second person {review.outcome} {_on(review.on)}" for review in made.reviews]
        served = [f"served {_on(made.served)}"] if made.served else []
        aside = [f"set aside {_on(made.set_aside)}"] if made.set_aside else []
        what = f"{_words(made.decision)} {made.outcome} {_on(made.on)}{by} (event {made.version})"
        yield "; ".join([what, *reviews, *served, *aside])


def _challenges(strands: s.Strands) -> Iterator[str]:
    for challenge in strands.challenges.values():
        against = f" of the {_words(challenge.decision)} decision" if challenge.decision else ""
        steps = ", ".join(f"{_words(step)} {_on(on)}" for step, on in challenge.steps)
        yield f"{_words(challenge.kind)}{against} (event {challenge.version}): {steps}{_open(challenge.is_open)}"


def _charges(strands: s.Strands) -> Iterator[str]:
    for charge in strands.charges.values():
        offence = _words(charge.offence) if charge.offence else "an offence that is not known"
        steps = f", {charge.state} {_on(charge.moved)}" if charge.moved else ""
        review = f"reviewed {_on(charge.reviewed_on)}" if charge.reviewed_on else "no non-punishment review on record"
        yield f"{offence}, charged {_on(charge.on)} (event {charge.version}){steps}; {review}"


def _assigned(strands: s.Strands) -> Iterator[str]:
    for role, staff in strands.assigned.items():
        yield f"{staff}, {_words(role)}{f', team {strands.teams[role]}' if role in strands.teams else ''}"


def _raised(raised: s.Raised) -> str:
    over = f"; cleared {_on(raised.cleared)}" if raised.cleared else ""
    over = "; later facts show that it never stood" if raised.disproved else over
    return f"{SAFEGUARDS[raised.check].title}, {_since(raised.since)} (event {raised.about}){over}"


_SAID: Mapping[str, Callable[[s.Strands], Iterator[str]]] = {
    "Age": _age,
    "Guardian": _guardian,
    "Whereabouts": _whereabouts,
    "Custody": _custody,
    "Lives in": _placement,
    "Suspended": _suspended,
    "Support": _support,
    "Disqualification": _disqualification,
    "Decision": _decisions,
    "Challenge": _challenges,
    "Leave": _leave,
    "Charge": _charges,
    "Assigned": _assigned,
}


def _since(when: When) -> str:
    return f"since {when.in_words()}"


def _on(when: When) -> str:
    return when.dated()


def _a(group: str) -> str:
    return {"adult": "an adult", "child": "a child"}.get(group, "of unknown age")


def _open(is_open: bool) -> str:
    return "; not decided" if is_open else ""


def _words(name: str) -> str:
    return name.replace("-", " ")
