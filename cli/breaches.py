"""`nrm breaches`: its options, and the page they ask for. Read next: `desk/breaches.py`."""

from typing import Annotated, Any

import typer

from cli.ask import ask_and_show
from cli.options import AsJson, DataFolder, Limit, MaybeCase, ReaderName, ReaderRole, named, page_of
from desk.breaches import FORCES, STATUSES, ListBreaches
from domain.errors import Code, Invalid
from domain.nearest import did_you_mean


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
        "--force", metavar="FORCE", parser=named("--force", _one_of(FORCES)), help=f"One of: {', '.join(FORCES)}."
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
    reader: ReaderName = None,
    role: ReaderRole = None,
    data: DataFolder = None,
    as_json: AsJson = False,
) -> None:
    """List the breaches. Who waited past which deadline, by how many days, under which rule."""
    most = page_of(limit, as_json=as_json)
    wanted = ListBreaches(case, status, force, clock, nation, owner, team, everything, after, most)
    ask_and_show(wanted, data, reader, role, as_json=as_json)
