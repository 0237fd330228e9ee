"""`nrm import`: histories that began elsewhere, many at once. What cannot be read is named by its line and skipped.

Read next: `desk/imported.py`; `domain/referral/accounts.py`, the format;
`workflows/importing.py`, what happens to each account.
"""

from typing import Annotated
from uuid import uuid4

import typer

from cli import output
from cli.engine import refused_on_record, with_engine
from cli.fields import source_text
from cli.options import ActorOption, AsJson, DataFolder, RoleOption, asker, settings_of
from cli.print import show
from desk.imported import Imported
from domain.errors import Code, Invalid
from domain.nearest import did_you_mean
from domain.referral.accounts import Wishes
from domain.referral.commands.file import ImportHistory
from domain.referral.jurisdictions import KNOWN

_SOME_REFUSED = 2


def _nation(typed: str) -> str:
    if typed not in KNOWN:
        message = f"--nation takes one of these: {', '.join(KNOWN)}.{did_you_mean(typed, KNOWN)}"
        raise Invalid(Code.INVALID_VALUE, message)
    return typed


def import_file(
    *,
    file: Annotated[
        str, typer.Argument(metavar="FILE|-", help="A JSON array of accounts, or one a line; - is standard input.")
    ],
    nation: Annotated[
        str | None,
        typer.Option(
            "--nation",
            metavar="N",
            parser=_nation,
            help="Whose law applies to accounts that do not say it for certain.",
        ),
    ] = None,
    keep_unknown: Annotated[
        bool, typer.Option("--keep-unknown", help="Keep facts of a type that is not known, as dated notes.")
    ] = False,
    actor: ActorOption = None,
    role: RoleOption = None,
    data: DataFolder = None,
    as_json: AsJson = False,
) -> int:
    """Import histories that began elsewhere. Their facts are dated to the day, month or year.

    The exit status is 2 when an account could not be imported; one that was imported before is no failure.
    """
    settings, who, wishes = settings_of(data), asker(actor, role), Wishes(nation, keep_unknown)
    with refused_on_record(settings, ImportHistory.name, who, uuid4()):
        text = source_text(file)
    with output.progress("Importing") as advance:
        report = with_engine(settings, lambda engine: engine.import_text(text, wishes, who, advance))
    imported = Imported(report)
    show(imported, as_json=as_json)
    return _SOME_REFUSED if imported.some_were_refused else 0
