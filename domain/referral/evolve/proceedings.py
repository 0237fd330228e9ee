"""What criminal proceedings make of a case: they run beside it and never move it.

A step names its charge by number; where that charge was struck, the step is a fact and nothing more. One from an
account names none, and is then taken to be about the latest charge. An account that tells of no charge at all still
tells that there was one: whoever was convicted had been charged. Read next: `file.py`.
"""

from typing import Any

from domain.referral.beside import Charge, LinkedProsecution
from domain.referral.events import proceedings as e
from domain.referral.evolve.base import Evolve, changed, step
from domain.referral.state import Referral
from domain.when import When


def _charged(state: Referral, event: e.ChargeRecorded, when: When) -> Referral:
    number = state.version + 1
    charge = Charge(event.offence, when, number, moved=when, last_version=number)
    return step(state, event, when, charges={**state.strands.charges, number: charge})


def _reviewed(state: Referral, event: e.NonPunishmentReviewed, when: When) -> Referral:
    ends = {"state": "discontinued"} if event.outcome == "discontinued" else {}
    return _on_charge(state, event, when, event.outcome, reviewed_on=when, **ends)


def _pleaded(state: Referral, event: e.PleaRecorded, when: When) -> Referral:
    charge = _meant(state, event, when)
    moves: dict[str, Any] = {"state": "pleaded"} if charge is not None and charge.state == "charged" else {}
    return _on_charge(state, event, when, None, plea=event.plea, pleaded_on=when, **moves)


def _verdict(state: Referral, event: e.VerdictRecorded, when: When) -> Referral:
    convicted_on = when if event.verdict == "convicted" else None
    return _on_charge(state, event, when, event.verdict, state=event.verdict, convicted_on=convicted_on)


def _sentenced(state: Referral, event: e.SentenceRecorded, when: When) -> Referral:
    charge = _meant(state, event, when)
    by_plea = charge.pleaded_on if charge is not None and charge.pleaded_guilty else None
    convicted_on = (charge.convicted_on if charge is not None else None) or by_plea or when
    return _on_charge(state, event, when, None, state="sentenced", convicted_on=convicted_on)


def _quashed(state: Referral, event: e.ConvictionQuashed, when: When) -> Referral:
    return _on_charge(state, event, when, None, state="quashed")


def _on_charge(state: Referral, event: e.OnCharge, when: When, outcome: str | None, /, **changes: Any) -> Referral:
    charge = _meant(state, event, when)
    if charge is None:
        return step(state, event, when, outcome=outcome, about=event.charge)
    moved = changed(charge, moved=when, last_version=state.version + 1, **changes)
    about = charge.version if charge.version in state.strands.charges else None
    charges = {**state.strands.charges, charge.version: moved}
    return step(state, event, when, outcome=outcome, about=about, charges=charges)


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
    others = tuple(link for link in links if link.prosecution != event.prosecution)
    number = known.version if known else state.version + 1
    recorded = bool(event.crime_recorded)
    link = LinkedProsecution(event.prosecution, event.witness, number, crime_recorded=recorded)
    return step(state, event, when, outcome=_crime(recorded=recorded), prosecutions=(*others, link))


def _ended(state: Referral, event: e.ProsecutionEnded, when: When) -> Referral:
    prosecutions = tuple(
        _over(link, event) if link.prosecution == event.prosecution else link for link in state.strands.prosecutions
    )
    return step(state, event, when, prosecutions=prosecutions)


def _over(link: LinkedProsecution, event: e.ProsecutionEnded) -> LinkedProsecution:
    recorded = link.crime_recorded if event.crime_recorded is None else event.crime_recorded
    return changed(link, ended=True, crime_recorded=recorded, in_error=bool(event.in_error))


def _crime(*, recorded: bool) -> str:
    return "crime-recorded" if recorded else "no-crime-recorded"


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
