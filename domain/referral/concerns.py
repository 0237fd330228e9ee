"""What the safeguards make of a case: compares when each concern stood with what is on record.

What is on record is never taken back. A concern is raised, with the day since which it stands, and cleared with the day
on which it was over, however much later somebody learnt of it. Where a fact that is learnt of late shows that it stood
since another day, or was not over after all, that is recorded about the same raising; where it never stood, the raising
is disproved. Looking again adds nothing.

Most commands tell what was so last. Then only what has come since is looked at; otherwise the whole time line is.
Read next: `domain/safeguards/spells.py`, which finds when each concern stood.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from domain.clocks.facts import certainly_before
from domain.referral.events import clocks as e
from domain.referral.evolve import Numbered
from domain.referral.evolve import moments as facts_in_time
from domain.referral.outlook import Outlook
from domain.referral.state import ON_FILE, Breach, Dated, Referral, RungKey, SafeguardKey
from domain.referral.strands import Raised
from domain.safeguards import SAFEGUARDS, Spell, moments, stood
from domain.when import When

_BREACH = (e.BreachRecorded, e.BreachCured, e.BreachEnded, e.BreachReinstated)


def of_safeguards(
    outlook: Outlook, now: datetime, asked: Sequence[Dated], before: Referral | None, of_clocks: Collection[Dated]
) -> tuple[Dated, ...]:
    """What is to be put on record about safeguards; the outlook holds what the clocks have just found, `of_clocks`."""
    state = outlook.state
    breaches = {key: breach for key, breach in outlook.breaches(now).items() if breach.status != "disproved"}
    if before is None or not asked or any(_is_about_what_was(before, dated) for dated in of_clocks):
        return _whole(outlook, breaches, now)
    last = Numbered(state.version - len(of_clocks), *asked[-1])
    since = before.latest.earliest
    standing = {(one.check, one.about): one.since for one in _every(state) if _stood_at(one, since)}
    found = stood(moments([(last, state)], breaches, now, before), outlook.rules, standing)
    return tuple(_changes(state, tuple(found), [one for one in _every(state) if not _was_over(one, since)], now))


def _whole(outlook: Outlook, breaches: Mapping[RungKey, Breach], now: datetime) -> tuple[Dated, ...]:
    """The same, where the whole time line is looked at."""
    told = ((one, state) for one, state in facts_in_time(outlook.state.history) if one.event.type not in ON_FILE)
    found = stood(moments(told, breaches, now), outlook.rules, {})
    return tuple(_changes(outlook.state, tuple(found), list(_every(outlook.state)), now))


def _is_about_what_was(before: Referral, dated: Dated) -> bool:
    """Whether what a clock has found is about the time before what has just been put on record."""
    event, when = dated
    if isinstance(event, e.BreachDisproved):
        return True
    return isinstance(event, _BREACH) and when.earliest <= before.latest.earliest


def _every(state: Referral) -> Iterator[Raised]:
    """Each raising on record that was not disproved."""
    return (one for raised in state.safeguards.values() for one in raised.every if not one.disproved)


def _was_over(raised: Raised, instant: datetime) -> bool:
    return raised.cleared is not None and raised.cleared.earliest <= instant


def _stood_at(raised: Raised, instant: datetime) -> bool:
    return raised.since.earliest <= instant and not _was_over(raised, instant)


def _changes(state: Referral, found: Sequence[Spell], known: list[Raised], now: datetime) -> Iterator[Dated]:
    """What the record lacks: in the order of time, after what it says and never was so."""
    pairs = _pairs(sorted(found, key=lambda one: one.since.earliest), known)
    number = state.version
    for raised in known:
        if not any(raised is one for _, one in pairs):
            number += 1
            yield e.SafeguardDisproved(check=raised.check, about=raised.about, raised=raised.version), When.at(now)
    for spell, one in pairs:
        for dated in _of_one(spell, one, number + 1):
            number += 1
            yield dated


def _of_one(spell: Spell, known: Raised | None, number: int) -> Iterator[Dated]:
    """What the record lacks of one spell; `number` is that of the event that would raise it."""
    check, about = spell.concern
    safeguard = SAFEGUARDS[check]
    is_raised = known is not None and known.since == spell.since and not (known.cleared and spell.until is None)
    if not is_raised:
        again = known.version if known else None
        yield (
            e.SafeguardRaised(check=check, about=about, article=safeguard.article, tell=safeguard.tell, again=again),
            spell.since,
        )
    if spell.until is not None and not (is_raised and known is not None and known.cleared == spell.until):
        raised = known.version if known else number
        yield e.SafeguardCleared(check=check, about=about, raised=raised), spell.until


def _pairs(found: Sequence[Spell], known: Sequence[Raised]) -> list[tuple[Spell, Raised | None]]:
    """Each spell with the raising on record that speaks of it: one of the same day, or else one at the same time."""
    meant: list[Raised | None] = [None] * len(found)
    left = list(known)
    for is_the_same in (_begins_with, _overlaps):
        for place, spell in enumerate(found):
            one = next((one for one in left if is_the_same(one, spell)), None) if meant[place] is None else None
            if one is not None:
                meant[place] = one
                left.remove(one)
    return list(zip(found, meant, strict=True))


def _begins_with(raised: Raised, spell: Spell) -> bool:
    return _concern(raised) == spell.concern and raised.since == spell.since


def _overlaps(raised: Raised, spell: Spell) -> bool:
    if _concern(raised) != spell.concern:
        return False
    over = raised.cleared is not None and certainly_before(raised.cleared, spell.since)
    return not over and not (spell.until is not None and certainly_before(spell.until, raised.since))


def _concern(raised: Raised) -> SafeguardKey:
    return raised.check, raised.about
