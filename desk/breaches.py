"""The deadlines that were missed: who waited past which, by how many days, under which rule.

Everything comes from the read models, at one moment. What depends on today, the days an open breach is late so far, is
added here, at the moment of showing. A breach that was disproved is none, and is listed only when asked for.
Read next: `domain/referral/views.py`, which makes the rows; `uncounted.py`, the clocks nobody can count.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, ClassVar, get_args

from desk.page import MOST_ROWS, Block, Column, Grid, Link, Page, Said, Words
from desk.records import Records
from domain.clocks.words import standing_of
from domain.errors import Code, Invalid
from domain.nearest import did_you_mean
from domain.referral.rows import BreachRow
from domain.referral.state import BreachStatus
from domain.referral.words import Because, why_breached
from domain.rules.model import DUE, ClockVersion, Force, Kind, RuleBook
from domain.when import london_day
from eventlog.views import BreachesWanted, ListedBreach

STATUSES: tuple[BreachStatus, ...] = get_args(BreachStatus)
FORCES = tuple(force.value for force in Force)
_STANDING = tuple(status for status in STATUSES if status != "disproved")


@dataclass(frozen=True)
class ListBreaches:
    """Which breaches there are. None asks for nothing; `after` names a breach by its case and number."""

    case: str | None = None
    status: str | None = None
    force: str | None = None
    clock: str | None = None
    nation: str | None = None
    owner: str | None = None
    team: str | None = None
    disproved_too: bool = False
    after: tuple[str, int] | None = None
    limit: int | None = MOST_ROWS
    in_full: bool = True
    name: ClassVar = "list-breaches"

    async def look(self, records: Records, /) -> "Breaches":
        """The breaches that are wanted, the earliest last day first; raises Invalid for what no breach can be of."""
        case = (await records.find(self.case)).case if self.case else None
        rules = await records.law.current()
        self._require_known(rules)
        statuses = (self.status,) if self.status else STATUSES if self.disproved_too else _STANDING
        who = (self.owner, self.team, case, self.after, self.limit)
        wanted = BreachesWanted(statuses, self.force, self.clock, self.nation, *who)
        today = london_day(datetime.now(UTC))
        listed = await records.views.listed_breaches(wanted)
        return Breaches(tuple(Lateness(one, _days_late(one, today)) for one in listed), rules, self)

    def _require_known(self, rules: RuleBook) -> None:
        """Refuse what no breach can be of, rather than list none."""
        for what, typed, known in (("clock", self.clock, rules.clocks), ("nation", self.nation, rules.nations)):
            if typed is not None and typed not in known:
                meant = did_you_mean(typed, known) or f" It knows: {', '.join(known)}."
                raise Invalid(Code.INVALID_VALUE, f"--{what}: the rule-book knows no such {what}.{meant}")

    def after_that(self, last: "Lateness") -> Link:
        """The same question, of the breaches that follow."""
        told = {name: getattr(self, name) for name in ("case", "status", "force", "clock", "nation", "owner", "team")}
        asked = {name: value for name, value in told.items() if value is not None}
        also = {"all": ""} if self.disproved_too else {}
        limit = {} if self.limit == MOST_ROWS else {"limit": str(self.limit)}
        after = f"{last.reference}:{last.row.recorded_version}"
        return Link(self.name, {**asked, **also, "after": after, **limit})


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
class Breaches:
    """Breaches, the law that says what they are of, and how they were asked for."""

    found: tuple[Lateness, ...]
    rules: RuleBook
    asked: ListBreaches

    def document(self) -> list[dict[str, Any]]:
        """Each breach with all it has."""
        return [_document(breach) for breach in self.found]

    def page(self) -> Page:
        """A line for each breach; in full, with what each is and what would cure it; and what the rules in it are."""
        return [self._grid(), *self._each(), *self._sources(), *self._next()]

    def _grid(self) -> Grid:
        none = "No such breach is on record." if self.asked.in_full else "No breach is on record."
        return Grid("Breaches", _COLUMNS, [_row(breach, self.rules) for breach in self.found], none)

    def _each(self) -> Iterator[Block]:
        """What each breach is, who bears the duty, and what cures it."""
        for number, breach in enumerate(self.found if self.asked.in_full else (), start=1):
            row = breach.row
            cure = f" Cure: {row.cure}" if row.status == "open" else ""
            said = f"{breach.reference}, event {row.recorded_version}: {row.what}{cure}"
            yield Words(said, ends=number == len(self.found))

    def _sources(self) -> Iterator[Block]:
        for rule in sorted({breach.row.rule for breach in self.found}):
            yield Words(f"{rule}: {_source(self.rules, rule)}", ends=True)

    def _next(self) -> Iterator[Block]:
        if len(self.found) == self.asked.limit:
            yield Words("There may be more", leads_to=self.asked.after_that(self.found[-1]))


def _days_late(listed: ListedBreach, today: date) -> int | None:
    """Days from the due day: to what cured it, to the end of the case, or to today while neither has come."""
    row = listed.row
    if row.status != "open" or row.kind not in DUE or row.due_on is None:
        return row.days_late
    return listed.clock_days_late if listed.ended_on is not None else (today - row.due_on).days


def _document(found: Lateness) -> dict[str, Any]:
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


_COLUMNS = (
    Column("Reference", whole=True),
    Column("Event", "right"),
    Column("Clock"),
    Column("Due", whole=True),
    Column("Days late", "right"),
    Column("Status"),
    Column("Rule"),
)


def _row(breach: Lateness, rules: RuleBook) -> tuple[str | Said, ...]:
    row = breach.row
    status = f"{row.status}, historic" if row.historic else row.status
    return (
        Said(breach.reference, leads_to=Link("show-case", {"case": breach.reference})),
        str(row.recorded_version),
        _title(rules, row.clock),
        _due(row),
        "" if breach.days_late is None else f"{breach.days_late:,}",
        Said(status, "alert" if row.status == "open" else "quiet"),
        f"{_standing(rules, row)} @{row.rule.partition('@')[2]}",
    )


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
