"""What the clocks and the safeguards make of a case: compares what they find with what is on record.

The same comparison serves every command and the passing of time. It can be run at any instant, any number of times:
once a finding is on record, looking again adds nothing. Breaches are never taken back, only closed: cured when what
was owed was done late, ended when nothing is owed any more, disproved when a later-recorded fact shows that there was
no breach, and reinstated when that fact is corrected. A safeguard is raised while a concern stands and cleared when it
does not; one that returns is raised again. The clocks come first, because a safeguard may rest on the breach that one
of them leaves.

Pure, like everything here. Read next: `domain/clocks`, which does the counting; `concerns.py`, for the safeguards.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from domain.clocks import Fact, Finding, Reading, Status
from domain.referral.concerns import of_safeguards
from domain.referral.events import clocks as e
from domain.referral.events.file import ClocksMoved, FactCorrected
from domain.referral.outlook import PERIOD_END, Outlook, is_end_on_record, key_of
from domain.referral.state import Breach, Dated, Referral, RungKey
from domain.roles import Role
from domain.rules.model import DUE
from domain.rules.vocabulary import EVENTS
from domain.when import When

_SAYS_NOTHING = (Status.CANNOT_COMPUTE, Status.NOT_TOLD)


def consequences(
    outlook: Outlook,
    now: datetime,
    asked: Sequence[Dated] = (),
    *,
    before: Referral | None = None,
    historic: bool = False,
) -> tuple[Dated, ...]:
    """What is due at `now` and not yet on record, in the order in which it came about: first clocks, then safeguards.

    `asked` are the events that have just been put on record. `before` is the case before them, where each of them came
    after all that was on record; without it the safeguards are asked about the whole time line. `historic`: they are an
    account written elsewhere.
    """
    found = of_clocks(outlook, now, asked, historic=historic)
    after_clocks = outlook.after(found) if found else outlook
    return (*found, *of_safeguards(after_clocks, now, asked, before, found))


def of_clocks(outlook: Outlook, now: datetime, asked: Sequence[Dated], *, historic: bool = False) -> tuple[Dated, ...]:
    """What the clocks find at `now` that is not yet on record."""
    state, read = outlook.state, outlook.readings(now)
    stopped = {(reading.clock, reading.run) for reading in outlook.readings(None) if reading.ended_on is not None}
    found = [
        dated
        for reading in read
        for dated in _of_one_clock(
            outlook, reading, now, stopped=(reading.clock, reading.run) in stopped, historic=historic
        )
    ]
    found += [dated for reading in read for dated in _no_longer_open(state, reading)]
    found.sort(key=lambda dated: dated[1].earliest)
    return (*found, *_disproved(state, read, asked, now))


def _of_one_clock(
    outlook: Outlook, reading: Reading, now: datetime, *, stopped: bool, historic: bool
) -> Iterator[Dated]:
    state = outlook.state
    if not stopped:
        yield from _rungs(state, reading, now)
    yield from _end(state, reading)
    for finding in reading.findings:
        yield from _breach(outlook, reading, finding, historic=historic)


def _rungs(state: Referral, reading: Reading, now: datetime) -> Iterator[Dated]:
    """Warnings and waiting bands. A clock that a fact has stopped warns nobody; one that time has ended did warn."""
    for rung in reading.rungs:
        if rung.severity != "breach" and rung.at <= now and key_of(reading, rung.rung) not in state.reached:
            body = e.RungReached(
                clock=reading.clock, run=reading.run, rung=rung.rung, rule=reading.rule,
                severity=rung.severity, tell=rung.tell,
            )  # fmt: skip
            yield body, When.at(rung.at)


def _end(state: Referral, reading: Reading) -> Iterator[Dated]:
    if reading.kind != "protected" or reading.ended_on is None or is_end_on_record(state, reading):
        return
    body = e.PeriodEnded(
        clock=reading.clock, run=reading.run, rung=PERIOD_END, rule=reading.rule, ended_on=reading.ended_on
    )
    yield body, When.on(reading.ended_on)


def _breach(outlook: Outlook, reading: Reading, finding: Finding, *, historic: bool) -> Iterator[Dated]:
    state = outlook.state
    known = state.breaches.get(key_of(reading, finding.rung))
    if known is None:
        tell = outlook.rules.tells_of_breach(reading.rule)
        yield _recorded(reading, finding, tell, historic=historic), When.at(finding.due_at)
    elif _was_closed_wrongly(known, finding):
        yield _reinstated(reading, finding), When.at(finding.due_at)
    if finding.cured is not None and (known is None or not _is_known_to_be_cured(known, finding)):
        body = e.BreachCured(
            clock=reading.clock, run=reading.run, rung=finding.rung, rule=reading.rule,
            cured_on=finding.cured.day, days_late=finding.days_late,
        )  # fmt: skip
        yield body, finding.cured
    by = _fact(state, finding.ended_by)
    if by is not None and (known is None or not _is_known_to_have_ended(known, by, finding.days_late)):
        yield _ended(reading, finding.rung, by, finding.days_late), by.when


def _ended(reading: Reading, rung: str, by: Fact, days_late: int | None) -> e.BreachEnded:
    return e.BreachEnded(
        clock=reading.clock, run=reading.run, rung=rung, rule=reading.rule,
        because=f"Since the {_dated(by)} nothing is owed any more.",
        shown_by=by.version, ended_on=by.when.day, days_late=days_late,
    )  # fmt: skip


def _no_longer_open(state: Referral, reading: Reading) -> Iterator[Dated]:
    """Breaches of lateness on record of which the clock, which waits for nothing any more, can no longer say so.

    Where the dates leave open whether there was a breach, what was put on record of it before holds no longer.
    """
    by = _fact(state, reading.closed_by)
    if reading.kind not in DUE or reading.status not in _SAYS_NOTHING or by is None:
        return
    for key, breach in state.breaches.items():
        if key[:2] != (reading.clock, reading.run) or _is_known_to_have_ended(breach, by, None):
            continue
        if breach.status in ("open", "ended") or key[2] in reading.unsure:
            yield _ended(reading, key[2], by, None), by.when


def _reinstated(reading: Reading, finding: Finding) -> e.BreachReinstated:
    return e.BreachReinstated(clock=reading.clock, run=reading.run, rung=finding.rung, rule=reading.rule)


def _was_closed_wrongly(known: Breach, finding: Finding) -> bool:
    """Whether a breach closed on record is found again, because what had closed it was corrected or taken back."""
    is_open = finding.cured is None and finding.ended is None
    return known.status == "disproved" or (known.status != "open" and is_open)


def _is_known_to_be_cured(known: Breach, finding: Finding) -> bool:
    return known.status == "cured" and (known.cured, known.days_late) == (finding.cured, finding.days_late)


def _is_known_to_have_ended(known: Breach, by: Fact, days_late: int | None) -> bool:
    ended = (known.ended_by, known.ended, known.days_late)
    return known.status == "ended" and ended == (by.version, by.when, days_late)


def _recorded(reading: Reading, finding: Finding, tell: Role, *, historic: bool) -> e.BreachRecorded:
    return e.BreachRecorded(
        clock=reading.clock,
        run=reading.run,
        rung=finding.rung,
        rule=reading.rule,
        kind=reading.kind,
        force=reading.force,
        due_on=finding.due_on,
        due_at=finding.due_at,
        what=finding.what,
        duty=reading.binds,
        cure=reading.cure,
        historic=historic,
        tell=tell,
    )


def _disproved(state: Referral, read: tuple[Reading, ...], asked: Sequence[Dated], now: datetime) -> Iterator[Dated]:
    """Breaches on record that the clocks, knowing more, no longer find; not those of which they know less."""
    still = {key_of(reading, finding.rung) for reading in read for finding in reading.findings}
    for key, breach in state.breaches.items():
        if key not in still and breach.status != "disproved" and not _is_unknown(state, key, read):
            shown_by = _what_shows(state, _run_of(key, read), asked)
            yield _no_breach(key, breach, shown_by), When.at(now)


def _run_of(key: RungKey, read: tuple[Reading, ...]) -> Reading | None:
    return next((reading for reading in read if (reading.clock, reading.run) == key[:2]), None)


def _is_unknown(state: Referral, key: RungKey, read: tuple[Reading, ...]) -> bool:
    """Whether the clocks can no longer say if there was this breach: of its run, or of the run that took its place."""
    own = _run_of(key, read)
    if own is not None:
        return own.status in _SAYS_NOTHING or key[2] in own.unsure
    if any(reading.status in _SAYS_NOTHING for reading in read if reading.clock == key[0]):
        return True
    start = next((fact for fact in state.facts if fact.version == key[1]), None)
    return start is not None and any(when.day is None for when in (start.when, *start.dates.values()))


def _what_shows(state: Referral, reading: Reading | None, asked: Sequence[Dated]) -> Fact | None:
    """The fact that closed the run after all, or the one just recorded; none for a correction or other rules."""
    if not asked or any(isinstance(event, FactCorrected | ClocksMoved) for event, _ in asked):
        return None
    closed_by = reading.closed_by if reading else None
    number = state.version if closed_by is None else closed_by
    return _fact(state, number)


def _fact(state: Referral, number: int | None) -> Fact | None:
    return next((fact for fact in state.facts if fact.version == number), None)


def _no_breach(key: RungKey, breach: Breach, shown_by: Fact | None) -> e.BreachDisproved:
    clock, run, rung = key
    return e.BreachDisproved(
        clock=clock,
        run=run,
        rung=rung,
        rule=breach.recorded.rule,
        because=_because(shown_by),
        shown_by=shown_by.version if shown_by else None,
    )


def _because(shown_by: Fact | None) -> str:
    if shown_by is None:
        return "As the record or the rules were corrected, there was no breach."
    return f"The {_dated(shown_by)} shows that there was no breach."


def _dated(fact: Fact) -> str:
    return f"{_in_words(fact)} {fact.when.dated()}"


def _in_words(fact: Fact) -> str:
    words = EVENTS.get(fact.event)
    return words.outcomes.get(fact.outcome or "", words.noun) if words else fact.event.replace("-", " ")
