"""The `nrm` command: the one place where a command is run, and errors become exit status.

Status 0 is success and 1 an answer that is "no" (`verify`, `status`); invalid input is 2, not allowed 3, not found
4, a conflict 5, and 6 means that a part of the system did not answer. Ctrl-C ends quietly with 130. No traceback
reaches a person: an error that nobody expected is written, without any value, to a private temporary file.

Read next: `commands.py` for the subcommands, `engine.py` for the wiring.
"""

import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from io import TextIOWrapper
from typing import Any, NoReturn, cast

import typer

from cli import output
from domain.errors import Code, Conflict, Invalid, NotAllowed, NotFound, NrmError, Unavailable
from workers.process import begin, leave

_STATUS: Mapping[type[NrmError], int] = {Invalid: 2, NotAllowed: 3, NotFound: 4, Conflict: 5, Unavailable: 6}
_INTERRUPTED = 130


def main() -> NoReturn:
    """Run the command line and end the process."""
    arguments = sys.argv[1:]
    if not _is_a_sum(arguments):
        _everything()  # loaded now, so that what is loaded by the beginning stays
        begin(libraries_speak=False)  # a person is told of errors as errors
    # As standard error does: a character that the terminal cannot show is no failure.
    cast("TextIOWrapper[Any]", sys.stdout).reconfigure(errors="backslashreplace")
    leave(run(arguments))


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status; every error has been shown."""
    as_json = "--json" in arguments
    try:
        status: int = _asked(arguments)(standalone_mode=False) or 0
        sys.stdout.flush()
    except NrmError as error:
        return _failed(error, as_json=as_json)
    except typer.TyperException as error:
        return _failed(_wrong_usage(error), as_json=as_json)
    except (KeyboardInterrupt, typer.Abort):
        return _INTERRUPTED
    except (BrokenPipeError, SystemExit):  # which is how typer passes on a broken pipe
        return _reader_has_gone()
    except Exception as defect:  # noqa: BLE001 - the edge of the process
        return _failed(_unexpected(defect), as_json=as_json)
    return status


def _wrong_usage(error: typer.TyperException) -> NrmError:
    """What is wrong with the arguments, without repeating them: what was typed may be a name."""
    context = getattr(error, "ctx", None)
    asked = context.command_path if context is not None else "nrm"
    if isinstance(error, typer.BadParameter) and error.param is not None:
        message = f"{error.param.get_error_hint()} is missing, or does not take what was given; see {asked} --help."
        return Invalid(Code.WRONG_USAGE, message)
    message = f"There is no such command, option or argument, or an option lacks its value; see {asked} --help."
    return Invalid(Code.WRONG_USAGE, message)


def _asked(arguments: Sequence[str]) -> Callable[..., Any]:
    """What runs these arguments. The calculator comes alone: all the rest takes longer to load than it to answer."""
    if _is_a_sum(arguments):
        from cli.due import app as calculator  # noqa: PLC0415

        return partial(calculator, args=list(arguments[1:]), prog_name="nrm due")
    return partial(_everything(), args=list(arguments), prog_name="nrm")


def _is_a_sum(arguments: Sequence[str]) -> bool:
    return arguments[:1] == ["due"]


def _everything() -> Callable[..., Any]:
    from cli.commands import app  # noqa: PLC0415

    return app


def _failed(error: NrmError, *, as_json: bool) -> int:
    output.failure(error, as_json=as_json)
    return next(status for family, status in _STATUS.items() if isinstance(error, family))


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
