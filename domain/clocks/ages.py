"""Whether the person was an adult or a child when a clock began, from the facts alone.

Until their age is assessed, whoever may be a child is presumed to be one (Convention, Article 10(3); Modern Slavery Act
2015, section 51): whose age is not known or in dispute, and whoever was told to be a child and says otherwise. An
assessment tells what the person was before it, too, where it finds a child; one that finds an adult ends a presumption
and does not undo it. Nobody is a child after the month in which they turn 18. An account that says nothing of an age
presumes nothing. The order of the facts is that of their dates, never that in which they were recorded.
Read next: `case.py`, which asks.
"""

from datetime import date
from enum import Enum, auto

from domain.clocks.facts import Moment, Told
from domain.rules.model import EventPattern, OnlyFor

_TELLING = tuple(
    EventPattern(event)
    for event in (
        *("history-imported", "encounter-reported", "referral-made", "age-claimed", "age-disputed", "age-assessed"),
        "consent-at-18-recorded",
    )
)
_TURNS_18 = EventPattern("eighteenth-birthday-recorded", date="month-begins")


class _Known(Enum):
    """What is known of an age."""

    NOTHING = auto()
    TOLD_ADULT = auto()
    TOLD_CHILD = auto()
    NOT_TOLD = auto()
    IN_DISPUTE = auto()
    FOUND_ADULT = auto()
    FOUND_CHILD = auto()


_PRESUMED = frozenset({_Known.TOLD_CHILD, _Known.IN_DISPUTE, _Known.FOUND_CHILD})
_TOLD = {
    "adult": _Known.TOLD_ADULT,
    "child": _Known.TOLD_CHILD,
    "lone-child": _Known.TOLD_CHILD,
    "unknown": _Known.NOT_TOLD,
}
_FOUND = {"adult": _Known.FOUND_ADULT, "child": _Known.FOUND_CHILD}


def is_of_age(told: Told, only_for: OnlyFor, at: Moment) -> bool:
    """Whether the person was of those whom a clock is for when `at` came."""
    return was_child(told, at) is (only_for is OnlyFor.CHILDREN)


def was_child(told: Told, at: Moment) -> bool:
    """Whether the person was, or had to be presumed to be, a child when `at` came."""
    if _had_turned_18(told, at.when.first_day):
        return False
    known = _Known.NOTHING
    for moment in told.moments(_TELLING):
        if moment.fact.version == at.fact.version or moment.precedes(at):
            known = _after(known, moment)
        elif moment.fact.event == "age-assessed":
            return moment.fact.outcome == "child" or _is_presumed(told, known)
    return _is_presumed(told, known)


def _is_presumed(told: Told, known: _Known) -> bool:
    is_told = told.silent_until is None
    return known in _PRESUMED or (known is _Known.NOT_TOLD and is_told)


def _had_turned_18(told: Told, day: date) -> bool:
    """Whether the month of turning 18 was over; the last one on record counts."""
    months = told.moments([_TURNS_18])
    if not months:
        return False
    last = max(months, key=lambda moment: moment.fact.version).when.first_day
    return (day.year, day.month) > (last.year, last.month)


def _after(known: _Known, moment: Moment) -> _Known:
    """What is known once one more fact has come."""
    fact = moment.fact
    match fact.event:
        case "age-assessed":
            return _FOUND.get(fact.outcome or "", known)
        case "age-disputed":
            return _Known.IN_DISPUTE
        case "consent-at-18-recorded":
            return _Known.FOUND_ADULT
        case "age-claimed":
            return _after_claim(known, fact.outcome)
        case _:
            return _after_being_told(known, fact.age_group or fact.outcome)


def _after_claim(known: _Known, claimed: str | None) -> _Known:
    """A claim undoes no finding, and whoever was told to be a child is presumed to be one, whatever they claim."""
    if known in (_Known.IN_DISPUTE, _Known.FOUND_ADULT, _Known.FOUND_CHILD):
        return known
    if known is _Known.TOLD_CHILD and claimed == "adult":
        return _Known.IN_DISPUTE
    return _TOLD.get(claimed or "", known)


def _after_being_told(known: _Known, told: str | None) -> _Known:
    """A referral or an encounter says how old the person was taken to be; that undoes no dispute and no finding."""
    if known in (_Known.IN_DISPUTE, _Known.FOUND_ADULT, _Known.FOUND_CHILD):
        return known
    return _TOLD.get(told or "", known)
