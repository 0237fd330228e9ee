"""What criminal proceedings make of a case: they run beside it and never move it.

A step names its charge by number; where that charge was struck, the step is a fact and nothing more. One from an
account names none, and is then taken to be about the latest charge. An account that tells of no charge at all still
tells that there was one: whoever was convicted had been charged. Read next: `file.py`.
"""

from collections.abc import Callable
from dataclasses import replace

from domain.clocks import Fact
from domain.referral.beside import Charge, ChargeState, LinkedProsecution
from domain.referral.events import proceedings as e
from domain.referral.evolve.base import Evolve, changed, step
from domain.referral.state import Referral
from domain.stream.event import Event
from domain.when import When

_CRIME, _NO_CRIME = "crime-recorded", "no-crime-recorded"


def _charged(state: Referral, event: e.ChargeRecorded, when: When) -> Referral:
    number = state.version + 1
    charge = Charge(event.offence, when, number, moved=when, last_version=number)
    return step(state, event, when, strands=changed(state, charges={**state.strands.charges, number: charge}))


def _reviewed(state: Referral, event: e.NonPunishmentReviewed, when: When) -> Referral:
    def reviewed(charge: Charge) -> Charge:
        ends: ChargeState = "discontinued" if event.outcome == "discontinued" else charge.state
        return replace(charge, reviewed_on=when, state=ends)

    return _on_charge(state, event, when, event.outcome, reviewed)


def _pleaded(state: Referral, event: e.PleaRecorded, when: When) -> Referral:
    def pleaded(charge: Charge) -> Charge:
        moves: ChargeState = "pleaded" if charge.state == "charged" else charge.state
        return replace(charge, plea=event.plea, pleaded_on=when, state=moves)

    return _on_charge(state, event, when, None, pleaded)


def _verdict(state: Referral, event: e.VerdictRecorded, when: When) -> Referral:
    convicted_on = when if event.verdict == "convicted" else None
    return _on_charge(
        state, event, when, event.verdict, lambda one: replace(one, state=event.verdict, convicted_on=convicted_on)
    )


def _sentenced(state: Referral, event: e.SentenceRecorded, when: When) -> Referral:
    def sentenced(charge: Charge) -> Charge:
        by_plea = charge.pleaded_on if charge.pleaded_guilty else None
        stands: ChargeState = "quashed" if charge.state == "quashed" else "sentenced"
        return replace(charge, state=stands, convicted_on=charge.convicted_on or by_plea or when)

    return _on_charge(state, event, when, None, sentenced)


def _quashed(state: Referral, event: e.ConvictionQuashed, when: When) -> Referral:
    return _on_charge(state, event, when, None, lambda charge: replace(charge, state="quashed"))


def _on_charge(
    state: Referral, event: e.OnCharge, when: When, outcome: str | None, moves: Callable[[Charge], Charge]
) -> Referral:
    charge = _meant(state, event, when)
    if charge is None:
        return step(state, event, when, outcome=outcome, about=event.charge)
    after = moves(charge)
    has_moved = after.state != charge.state or (after.pleaded_on != charge.pleaded_on and after.state == "pleaded")
    moved = replace(after, moved=when if has_moved else charge.moved, last_version=state.version + 1)
    about = charge.version if charge.version in state.strands.charges else None
    charges = {**state.strands.charges, charge.version: moved}
    return step(state, event, when, outcome=outcome, about=about, strands=changed(state, charges=charges))


def _meant(state: Referral, event: e.OnCharge, when: When) -> Charge | None:
    """The charge that was named, None if there is no such; else the latest one, or one that nobody wrote down."""
    charges = state.strands.charges
    if event.charge is not None:
        return charges.get(event.charge)
    return charges[max(charges)] if charges else Charge(None, when, state.version + 1)


def _linked(state: Referral, event: e.ProsecutionLinked, when: When) -> Referral:
    """A link that goes on keeps its number, whatever more is told of it."""
    links = state.strands.prosecutions
    known = next((link for link in links if link.prosecution == event.prosecution and not link.ended), None)
    number = known.version if known else state.version + 1
    link = LinkedProsecution(event.prosecution, event.witness, number, crime_recorded=bool(event.crime_recorded))
    return _with_link(state, event, when, link, about=known.version if known else None)


def _ended(state: Referral, event: e.ProsecutionEnded, when: When) -> Referral:
    known = next((link for link in state.strands.prosecutions if link.prosecution == event.prosecution), None)
    if known is None:
        return step(state, event, when, outcome=_NO_CRIME)
    recorded = known.crime_recorded if event.crime_recorded is None else event.crime_recorded
    link = replace(known, ended=True, crime_recorded=recorded, in_error=bool(event.in_error))
    return _with_link(state, event, when, link, about=known.version)


def _with_link(state: Referral, event: Event, when: When, link: LinkedProsecution, about: int | None) -> Referral:
    """The case with a link as it now stands; one that has no crime on record after all never recorded one."""
    others = tuple(one for one in state.strands.prosecutions if one.prosecution != link.prosecution)
    has_crime = link.crime_recorded and not link.in_error
    outcome = _CRIME if has_crime else _NO_CRIME
    after = step(state, event, when, outcome=outcome, about=about, strands=changed(state, prosecutions=(*others, link)))
    if has_crime:
        return after
    facts = tuple(fact._replace(outcome=_NO_CRIME) if _is_of(fact, link) else fact for fact in after.facts)
    return after._replace(facts=facts)


def _is_of(fact: Fact, link: LinkedProsecution) -> bool:
    """Whether a fact told of this link."""
    told = (e.ProsecutionLinked.type, e.ProsecutionEnded.type)
    return fact.event in told and link.version in (fact.version, fact.about)


EVOLVE: Evolve = {
    e.ChargeRecorded: _charged,
    e.NonPunishmentReviewed: _reviewed,
    e.PleaRecorded: _pleaded,
    e.VerdictRecorded: _verdict,
    e.SentenceRecorded: _sentenced,
    e.ConvictionQuashed: _quashed,
    e.ProsecutionLinked: _linked,
    e.ProsecutionEnded: _ended,
}
