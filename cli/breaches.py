"""The deadlines that were missed, and the clocks nobody can count: `breaches`, and the tables of `nrm up --demo`.

Everything comes from the read models. What depends on today, the days an open breach is late so far, is added here,
at the moment of showing. Read next: `domain/referral/views.py`, which makes the rows.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from cli import output
from cli.engine import Records, with_records
from cli.grid import Column
from cli.options import AsJson, DataFolder, settings_of
from domain.clocks.words import in_short, standing_of
from domain.referral.rows import BreachRow, ClockRow
from domain.rules.model import DUE, ClockVersion, Force, Kind, RuleBook
from domain.when import london_day


def breaches(*, data: DataFolder = None, as_json: AsJson = False) -> None:
    """List the breaches. Who waited past which deadline, by how many days, under which rule."""
    found = with_records(settings_of(data), overview)
    if as_json:
        output.document([_breach(breach) for breach in found.breaches])
    else:
        show_breaches(found)


@dataclass(frozen=True)
class Lateness:
    """A breach as it is shown: with its case's reference, and the days it is late so far."""

    reference: str
    row: BreachRow
    days_late: int | None


@dataclass(frozen=True)
class Overview:
    """Every breach on record, every clock that cannot be computed with its case's reference; and the law."""

    breaches: tuple[Lateness, ...]
    uncounted: tuple[tuple[str, ClockRow], ...]
    rules: RuleBook


async def overview(records: Records) -> Overview:
    """The breaches as of today, earliest due day first."""
    # Others may be opening cases meanwhile. The cases are read last: whatever was found before belongs to one of them.
    breached, counted = await records.views.breaches(), await records.views.clocks()
    reference = {row.case: row.reference for row in await records.views.cases()}
    clock = {(row.case, row.clock, row.run): row for row in counted}
    today = london_day(datetime.now(UTC))
    rows = sorted(breached, key=lambda row: (row.due_on or date.max, reference[row.case]))
    return Overview(
        tuple(Lateness(reference[row.case], row, _days_late(row, clock, today)) for row in rows),
        tuple((reference[row.case], row) for row in counted if row.status == "cannot_compute"),
        await records.law.current(),
    )


def _days_late(row: BreachRow, clocks: Mapping[tuple[UUID, str, int], ClockRow], today: date) -> int | None:
    """Days from the due day: to what cured it, to the end of the case, or to today while neither has come."""
    if row.status != "open" or row.kind not in DUE or row.due_on is None:
        return row.days_late
    clock = clocks.get((row.case, row.clock, row.run))
    if clock is not None and clock.ended_on is not None:
        return clock.days_late
    return (today - row.due_on).days


def _breach(found: Lateness) -> dict[str, Any]:
    row = found.row
    return {
        "case": row.case,
        "reference": found.reference,
        "clock": row.clock,
        "kind": row.kind,
        "force": row.force,
        "due_on": row.due_on,
        "days_late": found.days_late,
        "status": row.status,
        "rule": row.rule,
        "rung": row.rung,
        "historic": row.historic,
    }


def show_breaches(found: Overview) -> None:
    """Print the breach table, and what the rules in it are."""
    columns = [
        Column("Reference", whole=True),
        Column("Clock"),
        Column("Due", whole=True),
        Column("Days late", "right"),
        Column("Status"),
        Column("Rule"),
    ]
    rows = [
        (
            breach.reference,
            _title(found.rules, breach.row.clock),
            str(breach.row.due_on or ""),
            "" if breach.days_late is None else f"{breach.days_late:,}",
            f"{breach.row.status}, historic" if breach.row.historic else breach.row.status,
            f"{_standing(found.rules, breach.row)} @{breach.row.rule.partition('@')[2]}",
        )
        for breach in found.breaches
    ]
    output.table("Breaches", columns, rows, none="No breach is on record.")
    for rule in sorted({breach.row.rule for breach in found.breaches}):
        output.text(f"{rule}: {_source(found.rules, rule)}\n")


def show_uncounted(found: Overview) -> None:
    """Print what is missing in which case, a line each, and how many clocks cannot be computed for want of it."""
    missing = Counter((reference, in_short(row.why)) for reference, row in found.uncounted)
    columns = [Column("Reference", whole=True), Column("Clocks", "right"), Column("Why")]
    rows = [(reference, f"{clocks:,}", why) for (reference, why), clocks in sorted(missing.items())]
    output.table("What cannot be computed", columns, rows, none="Every clock can be computed.")
    if rows:
        output.text("Which clocks these are, and the whole of each sum: nrm clocks REFERENCE\n")


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
