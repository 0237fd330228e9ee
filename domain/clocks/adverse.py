"""What must not happen inside a period: a protected period, or the window in which a person may use a right.

A step inside is a breach of its own, named by the version of the fact that was the step, whatever becomes of the
period itself; it is cured by what undoes it, and keeps its place on the record. A step whose date leaves open whether
it fell inside is told in words and is not called a breach. One fact is never two findings.

A step that stands until it is taken back, such as removal directions, is no moment: where a period begins or comes
back while it stands, it is inside from then on. Whoever ends a period by an adverse step has taken that step inside it.
Where the end was undone, the period is one, and what was done between the end and its undoing, and was over by then,
is judged as things stood then: outside. Read next: `protected.py` and `deadline.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from domain.clocks.facts import Moment, certainly_before
from domain.clocks.ledger import Sum
from domain.clocks.reading import Finding, Reading, Status
from domain.clocks.runs import Run, standing
from domain.rules.model import AdverseStep, Kind
from domain.rules.vocabulary import stands_until
from domain.when import end_of_day


@dataclass(frozen=True)
class Period:
    """A run with its least length. `stands_still`: a pause holds it open."""

    run: Run
    least: Sum
    stands_still: bool = False

    @property
    def waits(self) -> bool:
        """Whether it lasts until something that has not come: a decision, or the end of a pause."""
        return self.stands_still or (self.run.version.continues_until is not None and self.run.decided is None)

    @cached_property
    def last(self) -> date | None:
        """The last day, were nothing to cut it short; None where it is not known."""
        if self.waits:
            return None
        decided = self.run.decided
        if decided is None:
            return self.least.on
        if decided.when.day is None and decided.when.last_day > self.least.on:
            return None
        return max(self.least.on, decided.when.last_day)

    @property
    def ends_at(self) -> datetime | None:
        """The first instant after it, were nothing to cut it short; None where it is not known."""
        if self.last is None:
            return None
        return self.least.at if self.last == self.least.on else end_of_day(self.last)

    @cached_property
    def cut_short(self) -> Moment | None:
        """What ended it before that, if anything did."""
        return self._in_time(self.run.closing)

    def is_past(self, instant: datetime, now: datetime | None) -> bool:
        """Whether an instant is past: by the clock where it is consulted, or by what is told."""
        return (now is not None and now >= instant) or self.run.told.shows_past(instant)

    def is_cut_before(self, step: Moment) -> bool:
        """Whether something had ended it when a step was taken, and nothing had undone that yet."""
        cut = self._in_time(self.run.closing_at(step))
        return cut is not None and cut.fact.version != step.fact.version and cut.precedes(step)

    @cached_property
    def steps_inside(self) -> "list[_Fallen]":
        """The adverse steps that fell inside, or may have, in the order of time."""
        return _inside(self)

    def _in_time(self, closing: Moment | None) -> Moment | None:
        """What closed the run, unless the period was over by then."""
        is_too_late = closing is None or (self.ends_at is not None and closing.when.earliest >= self.ends_at)
        return None if is_too_late else closing


def with_adverse_steps(reading: Reading, period: Period) -> Reading:
    """The reading with a breach for every adverse step inside the period, and a sentence for each that may be."""
    inside = period.steps_inside if period.run.version.adverse else []
    if not inside:
        return reading
    reading = with_findings(reading, tuple(_finding(period, fallen) for fallen in inside if fallen.certainly))
    for fallen in inside:
        if not fallen.certainly:
            told = f"{fallen.step.what} {fallen.moment.when.dated()}"
            sentence = f"{told}: whether inside the {_name(period)} is not known."
            reading = with_doubt(reading, _rung(fallen.moment), sentence)
    return reading


def with_findings(reading: Reading, findings: tuple[Finding, ...]) -> Reading:
    """The reading with more findings, each of which makes it breached and is told in its sentences."""
    if not findings:
        return reading
    why = " ".join([reading.why, *(finding.what for finding in findings)])
    return reading._replace(status=Status.BREACHED, findings=(*reading.findings, *findings), why=why)


def with_doubt(reading: Reading, rung: str, sentence: str) -> Reading:
    """The reading with something that may be a breach, and a sentence that says so."""
    return reading._replace(unsure=(*reading.unsure, rung), why=f"{reading.why} {sentence}")


@dataclass(frozen=True, slots=True)
class _Fallen:
    """A step that fell inside: certainly, or on some of the days it can have been.

    `met_by` is what began the period, or brought it back, while the step stood; None where it was taken inside.
    """

    step: AdverseStep
    moment: Moment
    certainly: bool
    met_by: Moment | None = None

    @property
    def since(self) -> Moment:
        """What made it one inside."""
        return self.met_by or self.moment


def _inside(period: Period) -> list[_Fallen]:
    """The steps that fell inside, in the order of time; a fact that two patterns mean is one step."""
    found: dict[int, _Fallen] = {}
    for step in period.run.version.adverse:
        for moment in period.run.told.moments([step.pattern]):
            fallen, known = _fallen(period, step, moment), found.get(moment.fact.version)
            if fallen is not None and (known is None or (fallen.certainly and not known.certainly)):
                found[moment.fact.version] = fallen
    return sorted(found.values(), key=lambda fallen: (fallen.moment.when.earliest, fallen.moment.fact.version))


def _fallen(period: Period, step: AdverseStep, moment: Moment) -> _Fallen | None:
    inside = _is_inside(period, step, moment)
    if inside:
        return _Fallen(step, moment, certainly=True)
    met_by = _met_by(period, step, moment)
    if met_by is not None:
        certainly = moment.when.day is not None or certainly_before(moment.when, met_by.when)
        return _Fallen(step, moment, certainly, met_by)
    return _Fallen(step, moment, certainly=False) if inside is None else None


def _met_by(period: Period, step: AdverseStep, moment: Moment) -> Moment | None:
    """What began the period, or brought it back, while a step taken before that stood and could be taken back."""
    ends_with = stands_until(moment.fact.event, moment.fact.outcome)
    if step.cured_by is None or not ends_with:
        return None
    ends = [end for end in period.run.told.moments(ends_with) if _undoes(end, moment)]
    return next((begins for begins in _beginnings(period.run) if _meets(period, step, moment, begins, ends)), None)


def _meets(period: Period, step: AdverseStep, moment: Moment, begins: Moment, ends: Sequence[Moment]) -> bool:
    """Whether a step taken at a moment stood when the period began or came back, and the period then forbade it."""
    stood = moment.precedes(begins) and not any(end.precedes(begins) for end in ends)
    return stood and bool(_is_in_force(period, step, begins))


def _beginnings(run: Run) -> list[Moment]:
    """The start, and everything that brought the period back, in the order of time."""
    brought_back = (undone for _, undone in (*run.ends, *run.decisions) if undone is not None)
    return [run.start, *sorted(brought_back, key=lambda one: (one.when.earliest, one.fact.version))]


def _is_inside(period: Period, step: AdverseStep, moment: Moment) -> bool | None:
    """Whether a step was taken inside the period; None where its date leaves that open."""
    start = period.run.start
    if not start.precedes(moment):
        return False
    if moment.when.day is None and not certainly_before(start.when, moment.when):
        return False if period.is_cut_before(moment) else None
    return _is_in_force(period, step, moment)


def _is_in_force(period: Period, step: AdverseStep, moment: Moment) -> bool | None:
    """Whether the period forbids a step at a moment after it began; None where the dates leave that open."""
    if period.is_cut_before(moment):
        return False
    if period.least.certainly_covers(moment.when):
        return True
    beyond = _is_inside_beyond_the_least(period, step, moment)
    return beyond if beyond or period.least.is_certainly_before(moment.when) else None


def _is_inside_beyond_the_least(period: Period, step: AdverseStep, moment: Moment) -> bool | None:
    """The same for a step after the least length, when only what is still outstanding protects."""
    decided = standing(period.run.decisions, at=moment)
    if decided is None and period.waits:
        return True
    if decided is None or certainly_before(decided.when, moment.when):
        return False
    if moment.when.last_day <= decided.when.first_day and not step.allowed_once_decided:
        return True
    if moment.when.day is None or decided.when.day is None:
        return True if certainly_before(moment.when, decided.when) else None
    return moment.precedes(decided) or not step.allowed_once_decided


def _finding(period: Period, fallen: _Fallen) -> Finding:
    moment, cured_by = fallen.moment, fallen.step.cured_by
    cures = period.run.told.moments([cured_by]) if cured_by else []
    cured = next((cure for cure in cures if _undoes(cure, moment)), None)
    return Finding(
        rung=_rung(moment),
        due_on=period.least.on,
        due_at=fallen.since.when.earliest,
        cured=cured.when if cured else None,
        days_late=None,
        cause=moment.fact.version,
        what=f"{fallen.step.what} {moment.when.dated()}, {_where(period, fallen.met_by)}.",
    )


def _where(period: Period, met_by: Moment | None) -> str:
    if met_by is None:
        return f"inside the {_name(period)}"
    met = "began" if met_by is period.run.start else "came back"
    return f"and still stood when the {_name(period)} {met} {met_by.when.dated()}"


def _rung(step: Moment) -> str:
    return f"adverse-step:{step.fact.version}"


def _undoes(cure: Moment, step: Moment) -> bool:
    """Whether it came after the step, and does not speak of another one."""
    return step.precedes(cure) and cure.fact.about in (None, step.fact.version)


def _name(period: Period) -> str:
    return "window" if period.run.version.kind is Kind.WINDOW else "protected period"
