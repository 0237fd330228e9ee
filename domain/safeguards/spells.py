"""When each concern stood: the checks, asked at every moment of a case at which their answer can change.

A case is walked in the order of time, so that what is found does not depend on when, or in which order, it was typed:
what was over before anybody recorded it is found as what stands now is, and what never was so is not found at all.
Between two facts time alone can change an answer: a breach falls due, or a child turns 18. Each such instant is a
moment too.

Of an account written elsewhere, what was over again before it ended is found only where it certainly lasted: its dates
are often months, and the order in which it tells things proves little. Read next: `table.py`, the checks themselves.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from domain.clocks.facts import certainly_before
from domain.referral.evolve import Numbered
from domain.referral.state import Breach, Referral, RungKey, SafeguardKey
from domain.rules.model import RuleBook
from domain.safeguards.table import concerns, turns_18
from domain.timeline import last_certain
from domain.when import When

_THE_BEGINNING = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Spell:
    """A concern, and from when until when it stood; `until` None: it still does."""

    concern: SafeguardKey
    since: When
    until: When | None = None


class Moment(NamedTuple):
    """A case as it then was. `number`: of the fact that came then; None where time alone passed."""

    when: When
    reached: datetime
    state: Referral
    number: int | None


def moments(
    told: Iterable[tuple[Numbered, Referral]],
    breaches: Mapping[RungKey, Breach],
    now: datetime,
    before: Referral | None = None,
) -> Iterator[Moment]:
    """Each fact with the case after it, and between them the instants at which time changes something, up to `now`.

    `before`: the case before the first of these facts, as far as it is known already.
    """
    state, reached = before, before.latest.earliest if before else _THE_BEGINNING
    for one, after in told:
        at = max(reached, one.when.earliest)
        if state is not None:
            yield from _between(state, breaches, reached, at)
        state, reached = after, at
        yield Moment(one.when, reached, _with_breaches(state, breaches, reached), one.number)
    if state is not None:
        yield from _between(state, breaches, reached, now)


def stood(moments: Iterable[Moment], rules: RuleBook, standing: Mapping[SafeguardKey, When]) -> Iterator[Spell]:
    """Each concern and when it stood; `standing` are those that stood before the first of these moments."""
    begun = dict(standing)
    for moment in moments:
        found = dict.fromkeys(concerns(moment.state, rules, moment.reached))
        for concern in [concern for concern in begun if concern not in found]:
            since = begun.pop(concern)
            until = last_certain(since, moment.when)
            if not _is_told_by_account(moment) or certainly_before(since, until):
                yield Spell(concern, since, until)
        for concern in found:
            if concern not in begun:
                begun[concern] = _since(moment, concern)
    yield from (Spell(concern, since) for concern, since in begun.items())


def _between(state: Referral, breaches: Mapping[RungKey, Breach], after: datetime, until: datetime) -> Iterator[Moment]:
    """The instants after one moment and up to another at which time alone changes something."""
    instants = {instant for breach in breaches.values() for instant in (breach.due_at, *_closed_at(breach))}
    grown = turns_18(state)
    if grown is not None:
        instants.add(grown)
    for instant in sorted(instant for instant in instants if after < instant <= until):
        yield Moment(When.at(instant), instant, _with_breaches(state, breaches, instant), None)


def _with_breaches(state: Referral, breaches: Mapping[RungKey, Breach], at: datetime) -> Referral:
    """The case with the breaches there were by then, each as it then was."""
    return state._replace(breaches={key: _then(one, at) for key, one in breaches.items() if one.due_at <= at})


def _then(breach: Breach, at: datetime) -> Breach:
    is_cured = breach.cured is not None and breach.cured.earliest <= at
    has_ended = breach.ended is not None and breach.ended.earliest <= at
    rests = any(since.earliest <= at < until.earliest for since, until in breach.rested)
    return breach._replace(status="cured" if is_cured else "ended" if has_ended or rests else "open")


def _closed_at(breach: Breach) -> Iterator[datetime]:
    """When the breach was cured, or ended."""
    return (when.earliest for when in (breach.cured, breach.ended) if when is not None)


def _since(moment: Moment, concern: SafeguardKey) -> When:
    """When all that makes it so had come about: what it is about, and what came at this moment."""
    about = next((fact.when for fact in moment.state.facts if fact.version == concern[1]), moment.state.opened)
    return last_certain(about, moment.when, moment.state.opened)


def _is_told_by_account(moment: Moment) -> bool:
    return moment.number is not None and moment.number <= moment.state.account_to
