"""Protected periods: a minimum length, for the statutory one also the wait for a decision, and what must not happen.

A step inside the period is a breach of its own, named by the version of the fact that was the step. Time alone never
breaches a protected period, and withdrawal ends it without a breach. A step whose date leaves open whether it fell
inside is told in `why` and is not called a breach.
"""

from dataclasses import dataclass, replace
from datetime import date

from domain.clocks import words
from domain.clocks.facts import Moment, certainly_before
from domain.clocks.ledger import Due, due_of, rung_instants
from domain.clocks.reading import Finding, Reading, Status
from domain.clocks.runs import Run, opening, unknown, untold
from domain.counting import CountRule
from domain.rules.model import AdverseStep
from domain.when import day_in_words, end_of_day


@dataclass(frozen=True, slots=True)
class Period:
    """A run with its minimum. `decided` is the decision it lasts until; `last` its last day, None while unknown."""

    run: Run
    minimum: Due
    decided: Moment | None

    @property
    def waits(self) -> bool:
        """Whether it lasts until a decision that has not been made."""
        return self.run.version.continues_until is not None and self.decided is None

    @property
    def last(self) -> date | None:
        """The last protected day, were nothing to cut it short; None where it is not known."""
        if self.run.version.continues_until is None:
            return self.minimum.on
        if self.decided is None or (self.decided.when.day is None and self.decided.when.last_day > self.minimum.on):
            return None
        return max(self.minimum.on, self.decided.when.last_day)

    @property
    def cut_short(self) -> Moment | None:
        """What ended it before its last day, if anything did."""
        end = self.run.end
        if end is None or (self.last is not None and end.when.first_day > self.last):
            return None
        return end


def read_protected(run: Run, count: CountRule) -> Reading:
    """The reading of one run; raises Invalid (calendar-horizon)."""
    if run.start.when.day is None:
        return unknown(run, f"{words.dated_only(run.start)}, so the period cannot be counted.")
    until = run.version.continues_until
    period = Period(run, due_of(run, count), run.asked.first_after(run.start, [until]) if until else None)
    found, unsure = _steps(period)
    reading = replace(_standing(period), findings=tuple(_finding(period, step, moment) for step, moment in found))
    sentences = [reading.why, *(finding.what for finding in reading.findings), *unsure]
    status = Status.BREACHED if reading.findings else reading.status
    return replace(reading, status=status, why=" ".join(sentences))


def _standing(period: Period) -> Reading:
    """How the period stands, leaving adverse steps aside."""
    run, due, cut = period.run, period.minimum, period.cut_short
    closed = cut.when if cut else None
    reading = replace(
        opening(run, due.why),
        due_on=due.on,
        due_at=due.at,
        rungs=rung_instants(run.version, due, closed),
    )
    if cut is not None:
        why = f"{reading.why} The period ended early: {words.closed_by(cut)}."
        return replace(reading, status=Status.EXPIRED, ended_on=cut.when.day, why=why)
    if period.last is None:
        return _undecided(reading, period)
    return _with_an_end(reading, period, period.last)


def _with_an_end(reading: Reading, period: Period, last: date) -> Reading:
    ends_at = end_of_day(last)
    reading = replace(reading, ends_at=ends_at)
    if period.decided is not None and last > period.minimum.on:
        reading = replace(reading, why=f"{reading.why} It lasted until {words.event_of(period.decided)}.")
    if period.run.asked.time_has_reached(ends_at):
        why = f"{reading.why} It ended with {day_in_words(last)}."
        return replace(reading, status=Status.EXPIRED, ended_on=last, why=why)
    if period.run.asked.account_ends is not None:
        sentence = f"The account ends on {day_in_words(period.run.asked.account_ends)}, before that day."
        return replace(untold(reading, sentence), ends_at=None)
    return reading


def _undecided(reading: Reading, period: Period) -> Reading:
    """A period that lasts until a decision nobody has dated to a day, or nobody has made."""
    asked, decided = period.run.asked, period.decided
    if decided is not None:
        return untold(reading, f"It lasts until {words.event_of(decided)}, which {words.came(decided)}.")
    reading = replace(reading, why=f"{reading.why} {words.lasts_until(period.run.version)}")
    if asked.account_ends is None:
        return reading
    return untold(reading, words.account_is_silent(asked.account_ends, period.run.version))


def _steps(period: Period) -> tuple[list[tuple[AdverseStep, Moment]], list[str]]:
    """The adverse steps that fell inside, in order, and a sentence for each that may have."""
    found: list[tuple[AdverseStep, Moment]] = []
    unsure: list[str] = []
    for step in period.run.version.adverse:
        for moment in period.run.asked.moments([step.pattern]):
            inside = _is_inside(period, step, moment)
            if inside:
                found.append((step, moment))
            elif inside is None:
                unsure.append(f"{step.what} {words.on_or_in(moment.when)}: whether inside the period is not known.")
    return sorted(found, key=lambda pair: (pair[1].when.earliest, pair[1].fact.version)), unsure


def _is_inside(period: Period, step: AdverseStep, moment: Moment) -> bool | None:
    """Whether a step fell inside the period; None where its date leaves that open."""
    start, cut = period.run.start, period.cut_short
    if not start.precedes(moment):
        return False
    if cut is not None and cut.fact.version != moment.fact.version and cut.precedes(moment):
        return False
    if moment.when.day is None and not certainly_before(start.when, moment.when):
        return None
    if moment.when.last_day <= period.minimum.on:
        return True
    beyond = _is_beyond_the_minimum_inside(period, step, moment)
    return beyond if beyond or moment.when.first_day > period.minimum.on else None


def _is_beyond_the_minimum_inside(period: Period, step: AdverseStep, moment: Moment) -> bool | None:
    """The same for a step after the minimum length, when only an outstanding decision still protects."""
    if period.waits:
        return True
    decided = period.decided
    if decided is None or certainly_before(decided.when, moment.when):
        return False
    if moment.when.last_day <= decided.when.first_day and not step.allowed_once_decided:
        return True
    if moment.when.day is None or decided.when.day is None:
        return True if certainly_before(moment.when, decided.when) else None
    return moment.precedes(decided) or not step.allowed_once_decided


def _finding(period: Period, step: AdverseStep, moment: Moment) -> Finding:
    return Finding(
        rung=f"adverse-step:{moment.fact.version}",
        due_on=period.minimum.on,
        due_at=moment.when.earliest,
        cured=False,
        cured_on=None,
        days_late=None,
        cause=moment.fact.version,
        what=f"{step.what} {words.on_or_in(moment.when)}, inside the protected period.",
    )
