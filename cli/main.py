"""The `nrm` command: every subcommand by name, and the one place where errors become exit status.

Status 0 is success and 1 an answer that is "no" (`verify`, `status`); invalid input is 2, not allowed 3, not found
4, a conflict 5, and 6 means that a part of the system did not answer. Ctrl-C ends quietly with 130. No traceback
reaches a person: an error that nobody expected is written, without any value, to a private temporary file.

Read next: `casework.py` for what writes, `reading.py` and `case_file.py` for what reads, `engine.py` for the wiring.
"""

import os
import sys
import tempfile
import traceback
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from io import TextIOWrapper
from typing import Annotated, Any, NoReturn, cast

import typer

from cli import audit, breaches, case_file, casework, importing, output, reading, stack
from cli.do_help import CommandWithFields
from domain.errors import Code, Conflict, Invalid, NotAllowed, NotFound, NrmError, Unavailable
from workers.process import begin, leave

_STATUS: Mapping[type[NrmError], int] = {Invalid: 2, NotAllowed: 3, NotFound: 4, Conflict: 5, Unavailable: 6}
_INTERRUPTED = 130

app = typer.Typer(
    name="nrm",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(stack.up)
app.command()(stack.status)
app.command()(stack.down)
app.command()(stack.recover)
app.command()(casework.refer)
app.command(cls=CommandWithFields, context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(
    casework.do
)
app.command()(casework.commands)
app.command()(reading.cases)
app.command()(case_file.show)
app.command()(case_file.clocks)
app.command()(reading.history)
app.command()(breaches.breaches)
app.command()(reading.refusals)
app.command(name="import")(importing.import_file)
app.command()(audit.verify)
app.command()(audit.rebuild)


def _show_version(wanted: bool) -> None:
    if wanted:
        output.line(f"nrm {version('nrm-referral-engine')}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def nrm(
    *,
    context: typer.Context,
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """The event-sourced case engine for the National Referral Mechanism."""
    if context.invoked_subcommand is None:
        sys.stdout.write(context.get_help() + "\n")


def main() -> NoReturn:
    """Run the command line and end the process."""
    begin()
    # As standard error does: a character that the terminal cannot show is no failure.
    cast("TextIOWrapper[Any]", sys.stdout).reconfigure(errors="backslashreplace")
    leave(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status; every error has been shown."""
    as_json = "--json" in arguments
    try:
        status: int = app(args=list(arguments), prog_name="nrm", standalone_mode=False) or 0
        sys.stdout.flush()
    except NrmError as error:
        return _failed(error, as_json=as_json)
    except typer.TyperException as error:
        return _failed(Invalid(Code.WRONG_USAGE, error.format_message()), as_json=as_json)
    except (KeyboardInterrupt, typer.Abort):
        return _INTERRUPTED
    except (BrokenPipeError, SystemExit):  # which is how typer passes on a broken pipe
        return _reader_has_gone()
    except Exception as defect:  # noqa: BLE001 - the edge of the process
        return _failed(_unexpected(defect), as_json=as_json)
    return status


def _failed(error: NrmError, *, as_json: bool) -> int:
    output.failure(error, as_json=as_json)
    return _STATUS[type(error)]


def _reader_has_gone() -> int:
    """Nobody reads on, as in `nrm history CASE | head`: what is still to be flushed must not fail again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _unexpected(defect: Exception) -> NrmError:
    """Keep where it happened, without the message and its values, which may be personal; say where that is."""
    trace = "".join(traceback.format_tb(defect.__traceback__))
    with tempfile.NamedTemporaryFile("w", prefix="nrm-defect-", suffix=".txt", delete=False, encoding="utf-8") as kept:
        kept.write(f"{type(defect).__name__}\n{trace}")
    message = f"This is a defect of the program ({type(defect).__name__}); where it happened is in {kept.name}."
    return Unavailable(Code.INTERNAL_ERROR, message)


if __name__ == "__main__":
    main()
