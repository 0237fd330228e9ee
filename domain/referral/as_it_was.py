"""A case as it was: what was so by one moment, of all that is known. Every reader that looks back asks here.

What is known is the history that is given. Its corrections hold, whenever they were made: an event that was struck
never was so, and one with another date was so on that one. What is learnt on some day and was so all along, such as a
link to an earlier referral, was so then too. Of the rest only what certainly was so by then is folded, in the order of
time.

What the clocks and the safeguards have put on record is shown as it then stood: a breach that was cured later was open,
and one that later facts disprove never was one. Read next: `domain/referral/evolve`.
"""

from collections.abc import Mapping, Sequence

from domain.referral.consequences import of_clocks
from domain.referral.events.clocks import PeriodEnded, RungReached
from domain.referral.evolve import Numbered, as_told, fold, is_about_clocks, read, was_so_all_along
from domain.referral.evolve.clocks import with_latest
from domain.referral.outlook import Outlook
from domain.referral.state import Breach, Dated, Referral, RungKey, SafeguardKey
from domain.referral.strands import Raised
from domain.rules.model import RuleBook
from domain.timeline import last_instant_of, was_so
from domain.when import When


def as_it_was(known: Sequence[Dated], rules: RuleBook, effective_at: When | None = None) -> Outlook | None:
    """The case as it stood at that moment; None where there was nothing of it yet. Without a moment, as it stands."""
    whole = fold(known)
    if not isinstance(whole, Referral):
        return None
    if effective_at is None:
        return Outlook(whole, rules)
    by_then = [one for one in as_told(known) if _was_so(one, effective_at)]
    then = read(by_then)
    if not isinstance(then, Referral):
        return None
    then = then._replace(
        version=max(one.number for one in by_then),
        history=whole.history,
        account_ends=_if_by_then(whole.account_ends, effective_at),
        safeguards=_safeguards(whole, effective_at),
    )
    return Outlook(then._replace(breaches=_breaches(then, Outlook(whole, rules), effective_at)), rules)


def _was_so(told: Numbered, moment: When) -> bool:
    """Whether it belongs to the case as it then was; what became of breaches and safeguards is read from the whole."""
    if is_about_clocks(told.event) and not isinstance(told.event, RungReached | PeriodEnded):
        return False
    return was_so_all_along(told.event) or was_so(told.when, moment)


def _if_by_then(when: When | None, moment: When) -> When | None:
    return when if when is not None and when.until <= moment.until else None


def _safeguards(whole: Referral, moment: When) -> Mapping[SafeguardKey, Raised]:
    """Each concern raised by then; one that was cleared only later stood."""
    then = {
        key: tuple(_as_it_stood(one, moment) for one in raised.every if was_so(one.since, moment))
        for key, raised in whole.safeguards.items()
    }
    return {key: with_latest(every) for key, every in then.items() if every}


def _as_it_stood(raised: Raised, moment: When) -> Raised:
    return raised._replace(cleared=_if_cleared(raised.cleared, moment), others=())


def _if_cleared(cleared: When | None, moment: When) -> When | None:
    return cleared if cleared is not None and was_so(cleared, moment) else None


def _breaches(then: Referral, whole: Outlook, moment: When) -> Mapping[RungKey, Breach]:
    """The breaches on record that had come about by then, as the facts of that day show each."""
    now = last_instant_of(moment)
    begun = {key: _begun(one) for key, one in whole.breaches(now).items() if one.due_at <= now}
    outlook = Outlook(then._replace(breaches=begun), whole.rules)
    found = outlook.after(of_clocks(outlook, now, ())).breaches(now)
    return {key: found[key] for key, one in begun.items() if one.status == "disproved" or _stands(found[key])}


def _begun(breach: Breach) -> Breach:
    return breach if breach.status == "disproved" else Breach(breach.recorded, breach.version)


def _stands(breach: Breach) -> bool:
    return breach.status != "disproved"
