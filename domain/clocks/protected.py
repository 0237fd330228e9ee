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
    """The reading of one run; raises PastHorizon."""
    if run.start.when.day is None:
        return unknown(run, f"{words.dated_only(run.start)}, so the period cannot be counted.")
    until = run.version.continues_until
    period = Period(run, due_of(run, count), run.asked.first_after(run.start, [until]) if until else None)
    found, unsure = _steps(period)
    reading = _standing(period)
    if not found and not unsure:
        return reading
    findings = tuple(_finding(period, step, moment) for step, moment in found)
    why = " ".join([reading.why, *(finding.what for finding in findings), *unsure])
    return replace(reading, status=Status.BREACHED if findings else reading.status, findings=findings, why=why)


def _standing(period: Period) -> Reading:
    """How the period stands, leaving adverse steps aside."""
    run, due, cut = period.run, period.minimum, period.cut_short
    rungs = rung_instants(run.version, due, cut.when if cut else None)
    reading = opening(run, due.why, due_on=due.on, due_at=due.at, rungs=rungs)
    if cut is not None:
        why = f"{reading.why} The period ended early: {words.closed_by(cut)}."
        return replace(reading, status=Status.EXPIRED, ended_on=cut.when.day, why=why)
    if period.last is None:
        return _undecided(reading, period)
    return _with_an_end(reading, period, period.last)


def _with_an_end(reading: Reading, period: Period, last: date) -> Reading:
    """A period whose last day is known: running until time, or the account, has come past it."""
    asked, ends_at, why = period.run.asked, end_of_day(last), reading.why
    if period.decided is not None and last > period.minimum.on:
        why = f"{why} It lasted until {words.event_of(period.decided)}."
    if asked.time_has_reached(ends_at):
        why = f"{why} It ended with {day_in_words(last)}."
        return replace(reading, status=Status.EXPIRED, ended_on=last, ends_at=ends_at, why=why)
    if asked.account_ends is not None:
        return untold(reading, f"The account ends on {day_in_words(asked.account_ends)}, before that day.")
    return replace(reading, ends_at=ends_at, why=why)


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
        cured=None,
        days_late=None,
        cause=moment.fact.version,
        what=f"{step.what} {words.on_or_in(moment.when)}, inside the protected period.",
    )
