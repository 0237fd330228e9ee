"""A case as the lists show it: one row for the case, one a clock, a breach, a concern.

The rows follow from the case and the rule-book alone. No clock on a wall enters them, so that rows rebuilt from the
log years later equal those written with the events. Whoever shows "days late so far" adds today at the moment of
showing. Read next: `rows.py`, the shapes; `eventlog/views.py`, where they are stored.
"""

from uuid import UUID

from domain.clocks import Reading
from domain.look_alikes import likeness
from domain.referral.outlook import Outlook, is_end_on_record
from domain.referral.rows import BreachRow, CaseRow, CaseViews, ClockRow, SafeguardRow
from domain.referral.state import Breach, Referral, RungKey
from domain.referral.strands import Raised
from domain.rules.model import RuleBook
from domain.safeguards import SAFEGUARDS


def case_views(case: UUID, outlook: Outlook) -> CaseViews:
    """Every read-model row of one case."""
    state = outlook.state
    return CaseViews(
        case=_case_row(case, outlook),
        clocks=tuple(_clock_row(case, state, reading) for reading in outlook.readings(None)),
        breaches=tuple(_breach_row(case, key, breach, outlook.rules) for key, breach in outlook.breaches(None).items()),
        safeguards=tuple(_safeguard_row(case, state, raised) for raised in state.safeguards.values()),
    )


def _case_row(case: UUID, outlook: Outlook) -> CaseRow:
    state, wake = outlook.state, outlook.next_instant
    return CaseRow(
        case=case,
        reference=state.reference,
        nation=state.nation,
        stage=state.stage.name,
        origin=state.origin,
        person=state.person,
        opened_on=state.opened.text,
        open=state.is_open,
        next_wake_at=wake[0] if wake else None,
        next_wake_why=wake[1] if wake else None,
        version=state.version,
        likeness=state.likeness or likeness(state.reference),
        claimed=state.likeness is not None,
        owners=tuple(dict.fromkeys(state.strands.assigned.values())),
        teams=tuple(dict.fromkeys(state.strands.teams.values())),
    )


def _clock_row(case: UUID, state: Referral, reading: Reading) -> ClockRow:
    return ClockRow(
        case=case,
        clock=reading.clock,
        run=reading.run,
        kind=reading.kind,
        force=reading.force,
        rule=reading.rule,
        starts_on=reading.starts_on,
        due_on=reading.due_on,
        due_at=reading.due_at,
        status=_status_on_record(state, reading),
        ended_on=reading.ended_on,
        days_late=reading.days_late,
        why=reading.why,
    )


def _status_on_record(state: Referral, reading: Reading) -> str:
    """The facts' own status, moved on by what time has already been recorded to have done."""
    if any(_is_live(key, breach, reading) for key, breach in state.breaches.items()):
        return "breached"
    if is_end_on_record(state, reading):
        return "expired"
    return reading.status


def _is_live(key: RungKey, breach: Breach, reading: Reading) -> bool:
    if key[:2] != (reading.clock, reading.run) or breach.status == "disproved":
        return False
    return breach.status != "ended" or reading.status == "breached"


def _breach_row(case: UUID, key: RungKey, breach: Breach, rules: RuleBook) -> BreachRow:
    clock, run, rung = key
    recorded = breach.recorded
    return BreachRow(
        case=case,
        clock=clock,
        run=run,
        rung=rung,
        kind=recorded.kind,
        force=recorded.force,
        rule=recorded.rule,
        due_on=recorded.due_on,
        due_at=recorded.due_at,
        days_late=breach.days_late,
        status=breach.status,
        historic=recorded.historic,
        duty=recorded.duty,
        cure=recorded.cure,
        recorded_version=breach.version,
        what=recorded.what,
        tell=recorded.tell or rules.tells_of_breach(recorded.rule),
    )


def _safeguard_row(case: UUID, state: Referral, raised: Raised) -> SafeguardRow:
    safeguard = SAFEGUARDS[raised.check]
    return SafeguardRow(
        case=case,
        check=raised.check,
        about=raised.about,
        title=safeguard.title,
        severity=safeguard.severity,
        article=safeguard.article,
        tell=safeguard.tell,
        since=raised.since.text,
        cleared_on=raised.cleared.text if raised.cleared and not raised.disproved else None,
        status="disproved" if raised.disproved else "open" if raised.is_open else "cleared",
        historic=state.account_ends is not None,
        raised_version=raised.version,
    )
