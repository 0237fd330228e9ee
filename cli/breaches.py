"""The deadlines that were missed, and the clocks nobody can count: `breaches`, and the tables of `nrm up --demo`.

Everything comes from the read models, at one moment. What depends on today, the days an open breach is late so far, is
added here, at the moment of showing. A breach that was disproved is none, and is listed only when asked for.
Read next: `domain/referral/views.py`, which makes the rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Annotated, Any, get_args

import typer

from cli import output
from cli.engine import Records, with_records
from cli.grid import Column
from cli.options import AsJson, DataFolder, Limit, MaybeCase, named, settings_of
from cli.reading import page_of
from domain.clocks.words import in_short, standing_of
from domain.errors import Code, Invalid
from domain.nearest import did_you_mean
from domain.referral.rows import BreachRow, ClockRow
from domain.referral.state import BreachStatus
from domain.referral.words import Because, why_breached
from domain.rules.model import DUE, ClockVersion, Force, Kind, RuleBook
from domain.when import london_day
from eventlog.views import BreachesWanted, ListedBreach

STATUSES: tuple[BreachStatus, ...] = get_args(BreachStatus)
_STANDING = tuple(status for status in STATUSES if status != "disproved")

_FORCES = tuple(force.value for force in Force)


def _one_of(known: tuple[str, ...]) -> Any:
    def read(typed: str) -> str:
        if typed not in known:
            message = f"It takes one of these: {', '.join(known)}.{did_you_mean(typed, known)}"
            raise Invalid(Code.INVALID_VALUE, message)
        return typed

    return read


def _place(typed: str) -> tuple[str, int]:
    """Where a page ended: the case and the number of its last breach."""
    reference, _, number = typed.rpartition(":")
    if not reference or not number.isascii() or not number.isdigit():
        raise Invalid(Code.INVALID_VALUE, "A breach is named as REFERENCE:NUMBER, as the end of a page names it.")
    return reference, int(number)


Status = Annotated[
    str | None,
    typer.Option(
        "--status",
        metavar="STATUS",
        parser=named("--status", _one_of(STATUSES)),
        help=f"One of: {', '.join(STATUSES)}.",
    ),
]
Forced = Annotated[
    str | None,
    typer.Option(
        "--force", metavar="FORCE", parser=named("--force", _one_of(_FORCES)), help=f"One of: {', '.join(_FORCES)}."
    ),
]
Clock = Annotated[str | None, typer.Option("--clock", metavar="CLOCK", help="A clock, as `nrm rules list` names them.")]
Nation = Annotated[str | None, typer.Option("--nation", metavar="NATION", help="Where the case is decided.")]
Owner = Annotated[
    str | None, typer.Option("--owner", metavar="NAME", help="Whom the case is assigned to, in any role.")
]
Team = Annotated[str | None, typer.Option("--team", metavar="TEAM", help="The team of whoever it is assigned to.")]
Disproved = Annotated[bool, typer.Option("--all", help="Also those that were disproved.")]
AfterBreach = Annotated[
    Any,
    typer.Option("--after", metavar="REF:N", parser=named("--after", _place), help="Go on after this breach."),
]


def breaches(
    *,
    case: MaybeCase = None,
    status: Status = None,
    force: Forced = None,
    clock: Clock = None,
    nation: Nation = None,
    owner: Owner = None,
    team: Team = None,
    everything: Disproved = False,
    after: AfterBreach = None,
    limit: Limit = None,
    data: DataFolder = None,
    as_json: AsJson = False,
) -> None:
    """List the breaches. Who waited past which deadline, by how many days, under which rule."""
    statuses = (status,) if status else STATUSES if everything else _STANDING
    most = page_of(limit, as_json=as_json)
    wanted = BreachesWanted(statuses, force, clock, nation, owner, team, after=after, limit=most)

    async def look(records: Records) -> Overview:
        meant = (await records.find(case)).case if case else None
        rules = await records.law.current()
        _require_known(rules, clock, nation)
        return Overview(await _late(records, replace(wanted, case=meant)), (), rules)

    found = with_records(settings_of(data), look)
    if as_json:
        output.document([_breach(breach) for breach in found.breaches])
        return
    show_breaches(found, in_full=True)
    if len(found.breaches) == most:
        last = found.breaches[-1]
        output.text(f"There may be more: nrm breaches --after {last.reference}:{last.row.recorded_version}")


def _require_known(rules: RuleBook, clock: str | None, nation: str | None) -> None:
    """Refuse what no breach can be of, rather than list none."""
    for option, typed, known in (("--clock", clock, rules.clocks), ("--nation", nation, rules.nations)):
        if typed is not None and typed not in known:
            meant = did_you_mean(typed, known) or f" It knows: {', '.join(known)}."
            raise Invalid(Code.INVALID_VALUE, f"{option}: the rule-book knows no such {option.strip('-')}.{meant}")


@dataclass(frozen=True)
class Lateness:
    """A breach as it is shown: with its case, and the days it is late so far."""

    listed: ListedBreach
    days_late: int | None

    @property
    def reference(self) -> str:
        """What its case is called."""
        return self.listed.reference

    @property
    def row(self) -> BreachRow:
        """The breach itself."""
        return self.listed.row


@dataclass(frozen=True)
class Overview:
    """Breaches on record, clocks that cannot be computed with their case's reference; and the law."""

    breaches: tuple[Lateness, ...]
    uncounted: tuple[tuple[str, ClockRow], ...]
    rules: RuleBook


async def overview(records: Records) -> Overview:
    """Every breach that was not disproved as of today, earliest due day first; and what cannot be computed."""
    found = await _late(records, BreachesWanted(_STANDING))
    return Overview(found, await records.views.uncounted(), await records.law.current())


async def _late(records: Records, wanted: BreachesWanted) -> tuple[Lateness, ...]:
    today = london_day(datetime.now(UTC))
    listed = await records.views.listed_breaches(wanted)
    return tuple(Lateness(one, _days_late(one, today)) for one in listed)


def _days_late(listed: ListedBreach, today: date) -> int | None:
    """Days from the due day: to what cured it, to the end of the case, or to today while neither has come."""
    row = listed.row
    if row.status != "open" or row.kind not in DUE or row.due_on is None:
        return row.days_late
    return listed.clock_days_late if listed.ended_on is not None else (today - row.due_on).days


def _breach(found: Lateness) -> dict[str, Any]:
    row = found.row
    because, step = why_breached(row.rung)
    return {
        "case": row.case,
        "reference": found.reference,
        "nation": found.listed.nation,
        "owners": found.listed.owners,
        "teams": found.listed.teams,
        "clock": row.clock,
        "run": row.run,
        "event": row.recorded_version,
        "kind": row.kind,
        "force": row.force,
        "due_on": row.due_on,
        "due_at": row.due_at,
        "days_late": found.days_late,
        "status": row.status,
        "because": because,
        "step": step,
        "what": row.what,
        "duty": row.duty,
        "cure": row.cure,
        "rule": row.rule,
        "rung": row.rung,
        "historic": row.historic,
    }


def show_breaches(found: Overview, *, in_full: bool = False) -> None:
    """Print the breach table, in full with what each is and what would cure it; and what the rules in it are."""
    columns = [
        Column("Reference", whole=True),
        Column("Event", "right"),
        Column("Clock"),
        Column("Due", whole=True),
        Column("Days late", "right"),
        Column("Status"),
        Column("Rule"),
    ]
    rows = [
        (
            breach.reference,
            str(breach.row.recorded_version),
            _title(found.rules, breach.row.clock),
            _due(breach.row),
            "" if breach.days_late is None else f"{breach.days_late:,}",
            f"{breach.row.status}, historic" if breach.row.historic else breach.row.status,
            f"{_standing(found.rules, breach.row)} @{breach.row.rule.partition('@')[2]}",
        )
        for breach in found.breaches
    ]
    output.table(
        "Breaches", columns, rows, none="No such breach is on record." if in_full else "No breach is on record."
    )
    if in_full:
        _show_each(found)
    for rule in sorted({breach.row.rule for breach in found.breaches}):
        output.text(f"{rule}: {_source(found.rules, rule)}\n")


_BECAUSE: Mapping[Because, str] = {
    "late": "",
    "adverse-step": "step inside,",
    "never-given": "never given,",
}


def _due(row: BreachRow) -> str:
    """The last day; where the breach does not wait for it, why it is one already, and the last day of what it is in."""
    because, _ = why_breached(row.rung)
    due = str(row.due_on or "")
    return due if because == "late" else f"{_BECAUSE[because]}\nto {due}"


def _show_each(found: Overview) -> None:
    """What each breach is, who bears the duty, and what cures it."""
    for breach in found.breaches:
        row = breach.row
        cure = f" Cure: {row.cure}" if row.status == "open" else ""
        output.text(f"{breach.reference}, event {row.recorded_version}: {row.what}{cure}")
    if found.breaches:
        output.text("")


def show_uncounted(found: Overview) -> None:
    """Print what is missing, how many clocks cannot be computed for want of it, and in which cases."""
    cases: dict[str, list[str]] = {}
    for reference, row in found.uncounted:
        cases.setdefault(in_short(row.why), []).append(reference)
    if not cases:
        output.text("Every clock can be computed.")
        return
    output.heading("What cannot be computed\n")
    for why, each in sorted(cases.items()):
        clocks = "1 clock" if len(each) == 1 else f"{len(each):,} clocks"
        output.text(f"{why} {clocks} of {', '.join(dict.fromkeys(each))}.", indent=1)
    output.text("\nWhich clocks these are, and the whole of each sum: nrm clocks REFERENCE\n")


def _title(rules: RuleBook, clock: str) -> str:
    """A clock in words; one that an earlier rule-book knew keeps its name."""
    versions = rules.clocks.get(clock)
    return versions[0].title if versions else clock


def _standing(rules: RuleBook, row: BreachRow) -> str:
    """What stands behind a rule, as it is known now: a target that was once called a deadline is one."""
    version = _version(rules, row.rule)
    kind, force = (version.kind, version.force) if version else (Kind(row.kind), Force(row.force))
    return standing_of(kind, force)


def _version(rules: RuleBook, rule: str) -> ClockVersion | None:
    versions = rules.clocks.get(rule.partition("@")[0], ())
    return next((version for version in versions if version.rule == rule), None)


def _source(rules: RuleBook, rule: str) -> str:
    """Where a rule can be checked."""
    version = _version(rules, rule)
    if version is None:
        return "a rule of an earlier rule-book"
    checked = "" if version.verified else " (not verified)"
    return f"{version.citation.instrument}, {version.citation.provision}{checked}"
