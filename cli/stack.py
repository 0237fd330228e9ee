"""The local stack at the command line: `up`, `status`, `down`, `recover`.

`up` waits for no lane: whatever Temporal forgot is there again soon, beside the work of people, and `status` says how
far that is. With `--demo` it also imports the published cases and shows what the engine makes of them. Read next:
`workers/stack/control.py`.
"""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
from pydantic import JsonValue

from cli import output
from cli.ask import asked
from cli.engine import with_engine
from cli.options import AsJson, DataFolder, asker, settings_of
from cli.print import print_page
from desk.breaches import ListBreaches
from desk.imported import Imported
from desk.page import Column
from desk.uncounted import ListWhatCannotBeComputed
from domain.referral.accounts import Wishes
from domain.roles import Role
from workers.settings import CHECKOUT, StackSettings
from workers.stack import control
from workers.stack.lanes import how_the_lanes_are
from workers.stack.law import how_the_law_is
from workers.stack.state import StackState, running
from workers.stack.status import status as status_of
from workers.stack.status import without_password

_DEMONSTRATION = "demonstration"
"""Who imports the published cases: nobody in particular."""

PUBLISHED_CASES = CHECKOUT / "examples" / "published-cases.json"


def up(
    *,
    data: DataFolder = None,
    detach: Annotated[bool, typer.Option("--detach", help="Leave it running and return.")] = False,
    demo: Annotated[bool, typer.Option("--demo", help="Import the published cases and show their breaches.")] = False,
    as_json: AsJson = False,
) -> None:
    """Start the stack, and keep it running until Ctrl-C. Postgres, Temporal and the worker are its parts."""
    settings = settings_of(data)

    def when_healthy(_: StackState) -> None:
        _say_what_waits(settings)
        _say_how_the_lanes_are(settings)
        if demo:
            _import_published(settings)
        if not detach:
            _show_what_is_up(settings, demo=demo, as_json=as_json)
            output.say("Ctrl-C stops it.")

    control.up(settings, output.say, detach=detach, when_healthy=when_healthy)
    if detach:  # only now, so that nothing that goes wrong while printing takes the stack down again
        _show_what_is_up(settings, demo=demo, as_json=as_json)


def down(*, data: DataFolder = None, as_json: AsJson = False) -> None:
    """Stop the stack; its data stays."""
    settings = settings_of(data)
    control.down(settings, output.say)
    if as_json:
        output.document({"data": settings.data, "running": False})


def status(*, data: DataFolder = None, as_json: AsJson = False) -> None:
    """Ask every part of the stack how it is. Exits with 1 when not all is well."""
    found = status_of(settings_of(data))
    if as_json:
        output.document(found)
    else:
        _show_status(found)
    if not found["healthy"]:
        raise typer.Exit(1)


def recover(*, data: DataFolder = None, as_json: AsJson = False) -> None:
    """Give every open case its lane again. For when Temporal's database was lost; harmless otherwise."""
    with output.progress("Opening lanes") as advance:
        count = with_engine(settings_of(data), lambda engine: engine.recover(advance))
    if as_json:
        output.document({"open_cases": count})
    else:
        output.text(f"Open cases waiting in their lanes: {count:,}.")


def _say_what_waits(settings: StackSettings) -> None:
    url = settings.database_url or running(settings).database_url
    found = asyncio.run(how_the_law_is(url, settings.service_standards))
    if found.waiting:
        output.say(f"{found.waiting} Until it is accepted, {found.accepted} decides.")


def _say_how_the_lanes_are(settings: StackSettings) -> None:
    state = running(settings)
    found = asyncio.run(how_the_lanes_are(state.database_url, state.temporal_address, settings.data / "run"))
    if found.running is not None and found.wanted is not None and found.running < found.wanted:
        left = found.wanted - found.running
        output.say(f"{left:,} open cases are given their lanes while you work; `nrm status` says how far that is.")


def _import_published(settings: StackSettings) -> None:
    text, who = PUBLISHED_CASES.read_text("utf-8"), asker(_DEMONSTRATION, Role.CASEWORKER)
    with output.progress("Importing the published cases") as advance:
        report = with_engine(settings, lambda engine: engine.import_text(text, Wishes(), who, advance))
    imported = Imported(report)
    output.say("The published cases were imported before." if imported.were_all_there else imported.summary)


def _show_status(found: Mapping[str, JsonValue]) -> None:
    columns = [Column("Part"), Column("State"), Column("Where")]
    rows = [(name, _state(part), _where(part)) for name, part in found.items() if isinstance(part, dict)]
    output.table(f"The stack of {found['data']}", columns, rows, none="")


def _state(part: Mapping[str, JsonValue]) -> str:
    """Healthy or why not; rules that wait, or cannot be read, leave those that decide healthy."""
    if not part["healthy"]:
        return str(part["why"])
    return "healthy, but others wait" if part.get("waiting") else "healthy"


def _where(part: Mapping[str, JsonValue]) -> str:
    places = [str(part[name]) for name in ("url", "address", "ui", "accepted", "waiting") if part.get(name)]
    if part.get("running") is not None:
        places.append(f"{part['running']:,} running, {part['wanted']:,} wanted, {part['unheeded']:,} unheeded")
    return "\n".join(places) or (f"process {part['pid']}" if part.get("pid") else "")


def _show_what_is_up(settings: StackSettings, *, demo: bool, as_json: bool) -> None:
    addresses = _addresses(running(settings))
    if as_json:
        output.document(addresses)
        return
    if demo:
        _show_what_came_of_it(settings)
    for name, address in addresses.items():
        if address:  # a Temporal that somebody else runs has no pages that we know of
            output.line(f"{name:<10}{address}")


def _show_what_came_of_it(settings: StackSettings) -> None:
    """What cannot be computed, and the breach table; each case is shown by `nrm show`, so that it fits one screen."""
    uncounted = asked(ListWhatCannotBeComputed(), settings, None)
    print_page(uncounted.page())
    if uncounted.clocks:
        output.text("\nWhich clocks these are, and the whole of each sum: nrm clocks REFERENCE\n")
    print_page(asked(ListBreaches(limit=None, in_full=False), settings, None).page())


def _addresses(state: StackState) -> dict[str, str | Path | None]:
    return {
        "data": state.data,
        "postgres": without_password(state.database_url),
        "temporal": state.temporal_address,
        "ui": state.temporal_ui,
    }
