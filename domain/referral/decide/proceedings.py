"""Answers what is asked about criminal proceedings against the person, and about the traffickers' prosecution.

Proceedings run beside the case, begin before it and outlast it, so the stage of the case refuses none of this. What is
told late is accepted unless the dates or the charge itself contradict it. Read next: `file.py`.
"""

from domain.errors import Code, NotAllowed
from domain.referral.beside import Charge, ChargeState, LinkedProsecution
from domain.referral.commands import proceedings as c
from domain.referral.decide.context import Answers
from domain.referral.decide.named import the_one
from domain.referral.events import proceedings as e
from domain.referral.state import Referral
from domain.stream.context import Context, contradicts, not_before
from domain.stream.event import told
from domain.when import When

_UNDECIDED: frozenset[ChargeState] = frozenset({"charged", "pleaded"})
_CONVICTED: frozenset[ChargeState] = frozenset({"convicted", "sentenced"})


def _record_charge(_: Referral, command: c.RecordCharge, __: When, ___: Context) -> e.ChargeRecorded:
    return told(e.ChargeRecorded, command)


def _review(state: Referral, command: c.ReviewNonPunishment, when: When, _: Context) -> e.NonPunishmentReviewed:
    charge = _meant(state, command, when)
    if command.outcome == "continues" and command.reasons is None:
        message = "A prosecutor who goes on against a victim gives reasons (V.C.L. and A.N. v United Kingdom, 2021)."
        raise NotAllowed(Code.REASONS_REQUIRED, message)
    if command.outcome == "discontinued" and charge.state not in _UNDECIDED:
        contradicts(f"That charge can no longer be discontinued: it is {charge.state}.")
    _not_after_its_end(charge, when)
    return told(e.NonPunishmentReviewed, command, charge=charge.version)


def _plead(state: Referral, command: c.RecordPlea, when: When, _: Context) -> e.PleaRecorded:
    charge = _meant(state, command, when)
    if charge.state not in _UNDECIDED:
        _told_late(charge, when, "A plea comes before the verdict")
    return told(e.PleaRecorded, command, charge=charge.version)


def _verdict(state: Referral, command: c.RecordVerdict, when: When, _: Context) -> e.VerdictRecorded:
    charge = _meant(state, command, when)
    if charge.state == "quashed" and command.charge is not None:
        return _restored(command, charge, when)
    if charge.state not in _UNDECIDED:
        contradicts(
            f"There is no verdict to come: that charge is {charge.state}. If the conviction was quashed and the charge "
            "tried again, name the charge."
        )
    if command.verdict == "acquitted" and charge.pleaded_guilty:
        contradicts("A plea of guilty stands on that charge; record the changed plea first.")
    if charge.pleaded_on is not None:
        not_before(when, charge.pleaded_on, "A verdict cannot have come before the plea.")
    return told(e.VerdictRecorded, command, charge=charge.version)


def _restored(command: c.RecordVerdict, charge: Charge, when: When) -> e.VerdictRecorded:
    """The verdict after a quashing: of a retrial, or of a higher court that restored the conviction."""
    if charge.moved is not None:
        not_before(when, charge.moved, "A new verdict cannot have come before the conviction was quashed.")
    return told(e.VerdictRecorded, command, charge=charge.version)


def _sentence(state: Referral, command: c.RecordSentence, when: When, _: Context) -> e.SentenceRecorded:
    charge = _meant(state, command, when)
    if charge.state == "quashed":
        _told_late(charge, when, "A sentence comes before the quashing")
    elif not _is_convicted(charge):
        contradicts(f"A sentence follows a conviction or a plea of guilty; that charge is {charge.state}.")
    convicted_on = charge.convicted_on or charge.pleaded_on
    if convicted_on is not None:
        not_before(when, convicted_on, "A sentence cannot have been passed before the conviction.")
    return told(e.SentenceRecorded, command, charge=charge.version)


def _quash(state: Referral, command: c.RecordConvictionQuashed, when: When, _: Context) -> e.ConvictionQuashed:
    convicted = [charge for charge in state.strands.charges.values() if _is_convicted(charge)]
    charge = _meant(state, command, when, convicted)
    if not _is_convicted(charge):
        contradicts(f"Only a conviction can be quashed; that charge is {charge.state}.")
    convicted_on = charge.convicted_on or charge.pleaded_on
    if convicted_on is not None:
        not_before(when, convicted_on, "A conviction cannot be quashed before it was made.")
    return told(e.ConvictionQuashed, command, charge=charge.version)


def _is_convicted(charge: Charge) -> bool:
    """Whether a conviction stands: by a verdict, or by a plea of guilty."""
    return charge.state in _CONVICTED or (charge.state == "pleaded" and charge.pleaded_guilty)


def _meant(state: Referral, command: c.OnCharge, when: When, likely: list[Charge] | None = None) -> Charge:
    """The charge that was named, or the only one that can be meant: an open one, unless `likely` says otherwise."""
    charges = state.strands.charges
    open_ones = [charge for charge in charges.values() if charge.is_open]
    charge = the_one(state, charges, open_ones if likely is None else likely, command.charge, "charge", "charge")
    not_before(when, charge.on, "That lies before the charge.")
    return charge


def _not_after_its_end(charge: Charge, when: When) -> None:
    if charge.state in ("acquitted", "discontinued", "quashed"):
        _told_late(charge, when, "Nobody reviews a prosecution that has ended")


def _told_late(charge: Charge, when: When, rule: str) -> None:
    """Refuse what certainly came after the last thing that is on record about the charge."""
    if charge.moved is not None and charge.moved.last_day < when.first_day:
        contradicts(f"{rule}; that charge is {charge.state}, {charge.moved.in_words()}.")


def _link(state: Referral, command: c.LinkProsecution, _: When, __: Context) -> e.ProsecutionLinked:
    link = _link_to(state, command)
    known = link is not None and (link.ended, link.witness, link.crime_recorded)
    if known == (False, command.witness, bool(command.crime_recorded)):
        contradicts("That prosecution is linked to this case already.")
    return told(e.ProsecutionLinked, command)


def _end_link(state: Referral, command: c.EndProsecutionLink, _: When, __: Context) -> e.ProsecutionEnded:
    link = _link_to(state, command)
    if link is None:
        contradicts("That prosecution is not linked to this case.")
    says_more = command.crime_recorded not in (None, link.crime_recorded) or (command.in_error and not link.in_error)
    if link.ended and not says_more:
        contradicts("That the prosecution has ended is on record already.")
    return told(e.ProsecutionEnded, command)


def _link_to(state: Referral, command: c.LinkProsecution | c.EndProsecutionLink) -> LinkedProsecution | None:
    return next((link for link in state.strands.prosecutions if link.prosecution == command.prosecution), None)


ANSWERS: Answers = {
    c.RecordCharge: _record_charge,
    c.ReviewNonPunishment: _review,
    c.RecordPlea: _plead,
    c.RecordVerdict: _verdict,
    c.RecordSentence: _sentence,
    c.RecordConvictionQuashed: _quash,
    c.LinkProsecution: _link,
    c.EndProsecutionLink: _end_link,
}
