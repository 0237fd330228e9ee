"""What a later fact shows of an earlier one that nobody wrote down: that it had come by then, on no day that is known.

A final decision shows a first one, an answer the request for it, the end of support its beginning
(`domain/rules/connections.py`). What a clock waits for and such a fact shows to have been done is not outstanding any
more: it came some time from the start of the clock to the day of that fact, and is judged like any other date that is
known no better. A fact shows nothing new where what it presupposes is on record from before. Read next: `runs.py`.
"""

from collections.abc import Iterator, Sequence
from itertools import chain

from domain.clocks.facts import Fact, Moment, Told, certainly_before, itself
from domain.rules.connections import proven_by, provers_of
from domain.rules.model import ClockVersion, EventPattern
from domain.when import When


def first_of(
    told: Told, version: ClockVersion, start: Moment, patterns: Sequence[EventPattern], recorded: Moment | None
) -> Moment | None:
    """What is on record, unless a fact that cannot have been without it shows that it came certainly before that.

    What the rule itself lets happen while the clock runs, such as its extension, shows nothing.
    """
    shown = [moment for pattern in patterns for moment in _shown(told, version, start, pattern, recorded)]
    return min(shown, key=lambda moment: (moment.when.until, moment.fact.version)) if shown else recorded


def _shown(
    told: Told, version: ClockVersion, start: Moment, pattern: EventPattern, recorded: Moment | None
) -> Iterator[Moment]:
    for event in provers_of(pattern.event):
        for fact in told.by_event.get(event, ()):
            if fact.version == start.fact.version or certainly_before(fact.when, start.when):
                continue
            shown = When.between(start.when, fact.when)
            is_sooner = recorded is None or certainly_before(shown, recorded.when)
            if is_sooner and _is_shown(told, version, pattern, fact):
                yield Moment(fact, pattern, shown, is_named=False, is_shown=True)


def _is_shown(told: Told, version: ClockVersion, pattern: EventPattern, fact: Fact) -> bool:
    if not _proves(fact, pattern) or _happens_meanwhile(version, fact.event):
        return False
    return not _is_on_record(told, pattern, fact)


def _happens_meanwhile(version: ClockVersion, event: str) -> bool:
    pauses = ((pause.pauses_on, pause.resumes_on) for pause in version.pauses)
    return any(pattern.event == event for pattern in (*version.extended_by, *chain.from_iterable(pauses)))


def _proves(fact: Fact, pattern: EventPattern) -> bool:
    earlier = proven_by(fact.event, fact.outcome, names_one=fact.about is not None)
    return any(pattern.matches(one.event, one.outcome) for one in earlier)


def _is_on_record(told: Told, pattern: EventPattern, fact: Fact) -> bool:
    """Whether what a fact presupposes is on record from before it, and stood then."""
    spoken_of = {one.version for one in told.behind(fact)}
    return any(
        not certainly_before(fact.when, known.when)
        and (known.fact.version in spoken_of or not _was_taken_back(told, known, fact))
        for known in told.moments([EventPattern(pattern.event, pattern.outcome)])
    )


def _was_taken_back(told: Told, known: Moment, by: Fact) -> bool:
    """Whether something other than the fact itself had taken it back by then."""
    taken = told.taking_back(known.fact.version)
    return any(one.fact.version != by.version and one.precedes(itself(by)) for one in taken)
