"""What a later fact shows of an earlier one that nobody wrote down: that it had come by then, on no day that is known.

A final decision shows a first one, an answer the request for it, the end of support its beginning
(`domain/rules/connections.py`). What a clock waits for and such a fact shows to have been done is not outstanding any
more: it came some time from the start of the clock to the day of that fact, and is judged like any other date that is
known no better. A fact shows nothing new where what it presupposes is on record from before. Read next: `runs.py`.
"""

from collections.abc import Iterable, Iterator

from domain.clocks.facts import Asked, Fact, Moment, certainly_before, itself
from domain.rules.connections import proven_by, provers_of
from domain.rules.model import ClockVersion, EventPattern
from domain.when import When


def shown_after(asked: Asked, version: ClockVersion, start: Moment, patterns: Iterable[EventPattern]) -> Moment | None:
    """What one of the patterns means, shown after the start by a fact that cannot have been without it; the first.

    What the rule itself lets happen while the clock runs, such as its extension, shows nothing.
    """
    meanwhile = {pattern.event for pattern in version.extended_by}
    meanwhile |= {event for pause in version.pauses for event in (pause.pauses_on.event, pause.resumes_on.event)}
    shown = [
        moment for pattern in patterns for moment in _shown(asked, start, pattern) if moment.fact.event not in meanwhile
    ]
    return min(shown, key=lambda moment: (moment.when.until, moment.fact.version), default=None)


def sooner(one: Moment | None, shown: Moment | None) -> Moment | None:
    """What is on record, unless it is shown to have come certainly before that."""
    if one is None or shown is None:
        return one or shown
    return shown if certainly_before(shown.when, one.when) else one


def _shown(asked: Asked, start: Moment, pattern: EventPattern) -> Iterator[Moment]:
    for event in provers_of(pattern.event):
        for fact in asked.by_event.get(event, ()):
            comes_after = fact.version != start.fact.version and not certainly_before(fact.when, start.when)
            if comes_after and _proves(fact, pattern) and not _is_on_record(asked, pattern, fact):
                yield Moment(fact, pattern, When.between(start.when, fact.when), is_named=False, is_shown=True)


def _proves(fact: Fact, pattern: EventPattern) -> bool:
    earlier = proven_by(fact.event, fact.outcome, names_one=fact.about is not None)
    return any(pattern.matches(one.event, one.outcome) for one in earlier)


def _is_on_record(asked: Asked, pattern: EventPattern, fact: Fact) -> bool:
    """Whether what a fact presupposes is on record from before it, and stood then."""
    spoken_of = {one.version for one in asked.behind(fact)}
    return any(
        not certainly_before(fact.when, known.when)
        and (known.fact.version in spoken_of or not _was_taken_back(asked, known, fact))
        for known in asked.moments([EventPattern(pattern.event, pattern.outcome)])
    )


def _was_taken_back(asked: Asked, known: Moment, by: Fact) -> bool:
    """Whether something other than the fact itself had taken it back by then."""
    taken = asked.taking_back(known.fact.version)
    return any(one.fact.version != by.version and one.precedes(itself(by)) for one in taken)
