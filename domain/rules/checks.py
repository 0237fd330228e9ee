"""What no rule-book may say: each check is one sentence of the law of rules, refused with its place.

A version is checked by itself (its ladder, its count, the floor of Article 13) and then in the succession of its
clock, nation by nation (no day without a rule, no day with two). It reads drafts made by `drafts.py` and returns
nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from types import MappingProxyType

from domain.counting import Unit
from domain.nations import Nation
from domain.rules.drafts import Draft, texts
from domain.rules.model import DUE, EFFECTIVE, ClockVersion, EventPattern, Kind, Rung, Severity

RECOVERY = "recovery-period"
RECOVERY_FLOOR_DAYS = 30

MOST = MappingProxyType({Unit.HOURS: 24 * 366, Unit.WORKING_DAYS: 1000, Unit.CALENDAR_DAYS: 3660, Unit.MONTHS: 120})
"""The greatest length of each unit that is a time limit and not a slip of the pen; the longest in law is 90 days."""

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Nations:
    """The nations of a rule-book by name, and those whose working days are on file."""

    names: Mapping[Nation, str]
    with_calendar: frozenset[Nation]


def check_version(draft: Draft, nations: Nations) -> None:
    """Everything that can be wrong with one version; raises Invalid (rules-invalid)."""
    _check_dates(draft)
    _check_count(draft, nations)
    _check_recovery_floor(draft)
    _check_events(draft)
    _check_undoing(draft)
    _check_protection(draft)
    _check_ladder(draft)
    _check_doubt(draft)


def _check_dates(draft: Draft) -> None:
    version = draft.version
    if version.in_force_to is not None and version.in_force_to < version.in_force_from:
        raise draft.at("in-force-to").refused("a version cannot end before it begins.")
    if not version.nations:
        raise draft.at("nations").refused("a version applies in at least one nation.")


def _check_count(draft: Draft, nations: Nations) -> None:
    version = draft.version
    is_age = version.kind is Kind.AGE
    if is_age and version.count is not None:
        raise draft.at("count").refused("an age clock has no length: it only shows how long somebody has waited.")
    if not is_age and version.count is None:
        raise draft.place.refused("the key count is missing.")
    if version.count is None:
        return
    if version.count.length > MOST[version.count.unit]:
        most = version.count.unit.in_words(MOST[version.count.unit])
        raise draft.at("count").refused(f"no time limit is that long; the most that is believed is {most}.")
    if version.ends_on_open_day and version.count.unit in (Unit.WORKING_DAYS, Unit.HOURS):
        raise draft.at("count").refused("ends-on-open-day belongs to calendar days and months: working days are open.")
    if version.count.unit is not Unit.WORKING_DAYS and not version.ends_on_open_day:
        return
    for nation in sorted(version.nations - nations.with_calendar):
        place = nations.names[nation]
        raise draft.at("count").refused(f"{place} has no calendar here, so working days cannot be counted there.")


def _check_recovery_floor(draft: Draft) -> None:
    """Article 13 of the Convention: at least 30 days, and days that protect, whatever the clock is called."""
    version = draft.version
    if version.clock == RECOVERY and version.kind is not Kind.PROTECTED:
        raise draft.at("kind").refused("a recovery period is a protected period (Article 13 of the Convention).")
    if version.clock != RECOVERY and not _follows_reasonable_grounds(version):
        return
    count = version.count
    in_days = count is not None and count.unit in (Unit.CALENDAR_DAYS, Unit.WORKING_DAYS)
    if count is None or not in_days or count.length < RECOVERY_FLOOR_DAYS:
        raise draft.at("count").refused(
            f"a protected period after a positive reasonable grounds decision is counted in days and is never shorter "
            f"than {RECOVERY_FLOOR_DAYS} (Article 13 of the Convention)."
        )


def _follows_reasonable_grounds(version: ClockVersion) -> bool:
    starts = (pattern for pattern in version.starts_on if pattern.event == "reasonable-grounds-decided")
    return version.kind is Kind.PROTECTED and any(pattern.outcome in (None, "positive") for pattern in starts)


def _check_events(draft: Draft) -> None:
    version = draft.version
    if not version.starts_on:
        raise draft.at("starts-on").refused("a clock starts on at least one event.")
    if version.kind is not Kind.PROTECTED and not version.stops_on:
        raise draft.at("stops-on").refused("only a protected period may lack an event that stops it.")
    if version.kind in (Kind.PROTECTED, Kind.AGE) and version.pauses:
        raise draft.at("pauses").refused("a protected period or an age clock never stands still.")
    if any(_overlap(pause.pauses_on, pause.resumes_on) for pause in version.pauses):
        raise draft.at("pauses").refused("a pause ends with another event than it begins with: this one never would.")
    if any(pattern.date == EFFECTIVE for pattern in version.extended_by):
        raise draft.at("extended-by").refused("an extension names the date it runs to.")
    if any(pattern.date == EFFECTIVE for pattern in version.shortened_by):
        raise draft.at("shortened-by").refused("what shortens a window names the date it runs to.")
    if version.shortened_by and version.kind is not Kind.WINDOW:
        raise draft.at("shortened-by").refused("shortened-by belongs to a window only: nothing shortens what is owed.")


def _overlap(one: EventPattern, other: EventPattern) -> bool:
    """Whether one and the same event can be both."""
    return one.event == other.event and (one.outcome is None or other.outcome in (None, one.outcome))


def _check_undoing(draft: Draft) -> None:
    """A closing is taken back by another event, and by one that tells of no closing itself."""
    version = draft.version
    closings = (*version.stops_on, *version.ends_with)
    for undoing in version.undone_by:
        rules_out = undoing.closing in version.unless
        key = "unless" if rules_out else "ends-with" if undoing.closing in version.ends_with else "continues-until"
        closes_too = not rules_out and any(_overlap(undoing.by, closing) for closing in closings)
        if undoing.by.event == undoing.closing.event or closes_too:
            raise draft.at(key).refused("undone-by names another event than what closes the clock.")


def _check_protection(draft: Draft) -> None:
    """What only a protected period can say, or only one that binds somebody not to act."""
    version = draft.version
    if version.kind is not Kind.PROTECTED and (version.begins_with or version.continues_until):
        key = "begins-with" if version.begins_with else "continues-until"
        raise draft.at(key).refused(f"{key} belongs to a protected period only.")
    if version.begins_with and not version.begins_with.shown_by:
        raise draft.at("begins-with").refused("begins-with names at least one event that shows it.")
    if version.adverse and version.kind not in (Kind.PROTECTED, Kind.WINDOW):
        raise draft.at("adverse").refused("adverse belongs to a protected period or a window only.")
    for step in version.adverse:
        if step.allowed_once_decided and version.kind is Kind.WINDOW:
            raise draft.at("adverse").refused("allowed-once-decided is false in a window: it waits for no decision.")
        if step.cured_by is not None and step.cured_by.event == step.pattern.event:
            raise draft.at("adverse").refused("cured-by names another event than the step: nothing undoes itself.")


def _check_doubt(draft: Draft) -> None:
    if not draft.version.verified and not texts(draft.fields, "uncertain"):
        raise draft.at("verified").refused("what is not verified says under uncertain what is doubtful, and why.")


def _check_runs(drafts: Sequence[Draft]) -> None:
    """Whether each start has a run of its own is asked of a clock, before any of its versions is found."""
    for draft in drafts[1:]:
        if draft.version.one_run_per != drafts[0].version.one_run_per:
            raise draft.at("one-run-per").refused("one-run-per is the same in every version of a clock.")


def _check_ladder(draft: Draft) -> None:
    ladder = draft.version.rungs
    places = draft.at("rungs").items()
    for (earlier, later), place in zip(pairwise(ladder), places[1:], strict=True):
        if later.offset <= earlier.offset:
            raise place.refused(f"the ladder is out of order: {later.id} must come on a later day than {earlier.id}.")
    for number, (rung, place) in enumerate(zip(ladder, places, strict=True)):
        if rung.id in {other.id for other in ladder[:number]}:
            raise place.refused(f"two rungs have the id {rung.id}.")
        if not _fits(rung, draft.version.kind):
            raise place.refused(f"the rung {rung.id} does not fit: {rung.severity} at {rung.offset} days.")
    breaches = sum(rung.severity is Severity.BREACH for rung in ladder)
    if breaches != (1 if draft.version.kind in DUE else 0):
        raise draft.at("rungs").refused(
            "a deadline, target or review has exactly one breach rung; no other clock has any."
        )


def _fits(rung: Rung, kind: Kind) -> bool:
    """Whether a rung's severity agrees with its day and with the kind of clock."""
    if rung.severity is Severity.WARNING:
        return kind is not Kind.AGE and rung.offset < 0
    if rung.severity is Severity.BREACH:
        return rung.offset == 0
    if rung.severity is Severity.ESCALATION:
        return kind in DUE and rung.offset > 0
    return kind is Kind.AGE and rung.offset > 0


def check_succession(drafts: Sequence[Draft], covers_from: date, nations: Nations) -> None:
    """No gap, no overlap and no day before the rule-book, in any nation; raises Invalid (rules-invalid)."""
    first = drafts[0]
    _check_runs(drafts)
    if first.version.in_force_from < covers_from:
        raise first.at("in-force-from").refused("a version cannot begin before the rule-book does.")
    for earlier, later in pairwise(drafts):
        if later.version.in_force_from <= earlier.version.in_force_from:
            raise later.at("in-force-from").refused("the versions are out of order, or two begin on the same day.")
    for nation, name in nations.names.items():
        applying = [draft for draft in drafts if nation in draft.version.nations]
        for earlier, later in pairwise(applying):
            _check_follows(earlier, later, name)


def _check_follows(earlier: Draft, later: Draft, nation: str) -> None:
    begins = later.version.in_force_from
    ended = earlier.version.in_force_to
    if ended is None or begins <= ended:
        raise later.at("in-force-from").refused(f"in {nation} it overlaps the version before it.")
    if begins > ended + _ONE_DAY:
        missing = ended + _ONE_DAY
        raise later.at("in-force-from").refused(f"in {nation} no version is in force from {missing} until {begins}.")
