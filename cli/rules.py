"""The law at the command line: `nrm rules list`, `show`, `check`, `uncertain`, `diff`. Nothing here needs the stack.

They read the rule files of this release, with the service standards of the deployment. With --accepted they read the
rule-book that decides in the running stack instead. Read next: `rule_words.py`, how a rule is said; `rules_accept.py`,
how another rule-book comes to decide.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from cli import output, rules_accept, rules_provisions
from cli.options import AsJson, DataFolder, day_of, named, settings_of
from cli.rule_books import Accepted, InNation, OnDay, book_of, require_covered, today, wanted_nations
from cli.rule_doubts import document_of_doubts, show_doubts
from desk.rule_words import (
    certainty_of,
    document_of,
    force_of,
    in_force,
    in_order,
    length_of,
    lines_of,
    nations_of,
)
from domain.errors import Code, Invalid, NotFound
from domain.nations import Nation
from domain.nearest import did_you_mean
from domain.rules.horizon import checks_to_come, horizon
from domain.rules.model import ClockVersion, RuleBook
from domain.when import day_in_words
from workers.rule_files import deployed_rules

app = typer.Typer(add_completion=False, no_args_is_help=True, rich_markup_mode=None)

Folder = Annotated[
    Path | None,
    typer.Argument(metavar="[FOLDER]", help="A folder of rule files; those of this release, if left out."),
]


@app.command("list")
def list_rules(
    *,
    on: OnDay = None,
    nation: InNation = None,
    accepted: Accepted = False,
    data: DataFolder = None,
    as_json: AsJson = False,
) -> None:
    """List the rules in force on a day."""
    book, day = book_of(data, accepted=accepted), on or today()
    wanted = wanted_nations(book, nation)
    require_covered(book, wanted, day)
    found = [version for version in _versions(book) if any(version.is_in_force(one, day) for one in wanted)]
    if as_json:
        output.document({"rules": book.identity, "on": day, "versions": [document_of(version) for version in found]})
        return
    for version in found:
        output.heading(f"{version.title} ({version.rule})")
        output.text(f"{length_of(version)}.", indent=2)
        output.text(f"{nations_of(version, book)}: {force_of(version)}, {certainty_of(version)}", indent=2)
    output.text(f"{len(found)} rules in force on {day_in_words(day)}. Rule-book {book.identity}.")


@app.command()
def show(
    *,
    rule: Annotated[str, typer.Argument(metavar="RULE", help="A clock, or one of its versions: CLOCK@DATE.")],
    on: OnDay = None,
    nation: InNation = None,
    accepted: Accepted = False,
    data: DataFolder = None,
    as_json: AsJson = False,
) -> None:
    """Show all that a rule says. Its length, its events, its ladder, its source, and how certain it is."""
    book = book_of(data, accepted=accepted)
    found = _found(book, rule, wanted_nations(book, nation), on)
    if as_json:
        output.document({"rules": book.identity, "versions": [document_of(version) for version in found]})
        return
    for version in found:
        output.heading(f"{version.title} ({version.rule})")
        output.lines(lines_of(version, book))
    others = [version for version in book.clocks[found[0].clock] if version not in found]
    if others:
        output.heading("Its other versions")
        output.lines([(in_force(other), f"{length_of(other)} ({force_of(other)}, {other.rule})") for other in others])


@app.command()
def check(*, folder: Folder = None, data: DataFolder = None, as_json: AsJson = False) -> None:
    """Check rule files. Says how many rules there are, or what is wrong, in which file and line."""
    book = deployed_rules(settings_of(data).service_standards, folder)
    versions, day = len(_versions(book)), today()
    warnings = (*(ending.sentence for ending in horizon(book, day)), *checks_to_come(book, day))
    if as_json:
        known = {"rules": book.identity, "digest": book.digest, "clocks": len(book.clocks), "versions": versions}
        output.document({**known, "nations": list(book.nations), "warnings": warnings})
        return
    nations = in_order(book.nations, book)
    output.text(f"{len(book.clocks)} clocks, {versions} versions, {len(book.nations)} nations ({nations}); no faults.")
    output.text(f"Rule-book {book.identity}.")
    for warning in warnings:
        output.text(f"Take note: {warning}")


@app.command()
def uncertain(*, accepted: Accepted = False, data: DataFolder = None, as_json: AsJson = False) -> None:
    """List what is doubtful, and why. Rules, provisions and bank holidays, and what is not formalised at all."""
    book = book_of(data, accepted=accepted)
    if as_json:
        output.document(document_of_doubts(book))
    else:
        show_doubts(book)


@app.command()
def diff(
    *,
    first: Annotated[
        date, typer.Argument(metavar="DATE", parser=named("the earlier DATE", day_of), help="The earlier day.")
    ],
    second: Annotated[
        date, typer.Argument(metavar="DATE", parser=named("the later DATE", day_of), help="The later day.")
    ],
    nation: InNation = None,
    accepted: Accepted = False,
    data: DataFolder = None,
    as_json: AsJson = False,
) -> None:
    """Compare the law of two days. Which rules ended, which began, and how long they were."""
    if first > second:
        raise Invalid(Code.DATE_OUT_OF_ORDER, "The earlier of the two days comes first.")
    book = book_of(data, accepted=accepted)
    found = list(_differences(book, wanted_nations(book, nation), first, second))
    if as_json:
        output.document({"rules": book.identity, "from": first, "to": second, "changes": list(map(_change, found))})
        return
    if not found:
        output.text(f"The same rules were in force on {day_in_words(first)} and on {day_in_words(second)}.")
    for nations, before, after in found:
        version = after or before
        output.heading(f"{version.title if version else ''} ({in_order(nations, book)})")
        output.lines([(day_in_words(first), _said(before)), (day_in_words(second), _said(after))])


Difference = tuple[tuple[Nation, ...], ClockVersion | None, ClockVersion | None]
"""Where, what was in force on the earlier day, and what on the later."""


def _differences(book: RuleBook, nations: list[Nation], first: date, second: date) -> Iterator[Difference]:
    for day in (first, second):
        require_covered(book, nations, day)
    for clock in book.clocks:
        where: dict[tuple[str, str], list[Nation]] = {}
        pairs: dict[tuple[str, str], tuple[ClockVersion | None, ClockVersion | None]] = {}
        for nation in nations:
            before, after = book.find(clock, nation, first), book.find(clock, nation, second)
            if before is not after:
                key = (before.rule if before else "", after.rule if after else "")
                where.setdefault(key, []).append(nation)
                pairs[key] = (before, after)
        for key, (before, after) in pairs.items():
            yield tuple(where[key]), before, after


def _said(version: ClockVersion | None) -> str:
    return f"{length_of(version)} ({force_of(version)}, {version.rule})" if version else "no such rule"


def _change(found: Difference) -> dict[str, Any]:
    nations, before, after = found
    return {
        "clock": next(version.clock for version in (before, after) if version),
        "nations": nations,
        "from": document_of(before) if before else None,
        "to": document_of(after) if after else None,
    }


def _versions(book: RuleBook) -> list[ClockVersion]:
    return [version for versions in book.clocks.values() for version in versions]


def _found(book: RuleBook, rule: str, nations: Sequence[Nation], on: date | None) -> list[ClockVersion]:
    """The version with this name; or the versions of this clock that are in force on a day, else its last one.

    They come in the order of their nations.
    """
    clock, _, began = rule.partition("@")
    if clock not in book.clocks:
        meant = did_you_mean(clock, book.clocks)
        raise NotFound(
            Code.CLOCK_NOT_FOUND, f"There is no such clock.{meant} The clocks are: {', '.join(book.clocks)}."
        )
    versions = [version for version in book.clocks[clock] if version.nations.intersection(nations)]
    if began:
        return _named(rule, versions)
    day = on or today()
    require_covered(book, nations, day)
    found = [next((one for one in versions if one.is_in_force(nation, day)), None) for nation in nations]
    in_force_then = list(dict.fromkeys(version for version in found if version))
    if not in_force_then and (on or not versions):
        message = f"The clock {clock} was not in force there on {day_in_words(day)}. {_there_are(book.clocks[clock])}"
        raise Invalid(Code.RULES_NOT_IN_FORCE, message)
    return in_force_then or [versions[-1]]


def _named(rule: str, versions: Sequence[ClockVersion]) -> list[ClockVersion]:
    found = [version for version in versions if version.rule == rule]
    if not found:
        raise NotFound(Code.RULE_NOT_FOUND, f"There is no such rule. {_there_are(versions)}")
    return found


def _there_are(versions: Iterable[ClockVersion]) -> str:
    return f"There are: {', '.join(version.rule for version in versions)}."


app.command()(rules_accept.preview)
app.command()(rules_accept.accept)
app.command()(rules_accept.accepted)
app.command()(rules_provisions.responders)
app.command()(rules_provisions.authorities)
app.command("tests")(rules_provisions.decision_tests)
app.command()(rules_provisions.reviews)
