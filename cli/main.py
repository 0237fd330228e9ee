"""The `nrm` command: the one place where a command is run, and errors become exit status.

Status 0 is success and 1 an answer that is "no" (`verify`, `status`); invalid input is 2, not allowed 3, not found
4, a conflict 5, and 6 means that a part of the system did not answer. Ctrl-C ends quietly with 130. No traceback
reaches a person: an error that nobody expected is written, without any value, to a private temporary file.

Read next: `commands.py` for the subcommands, `engine.py` for the wiring.
"""

import os
import re
import sys
from collections.abc import Mapping, Sequence
from io import TextIOWrapper
from typing import Any, NoReturn, cast

import typer

from cli.commands import app, load
from domain.errors import Code, Conflict, Invalid, NotAllowed, NotFound, NrmError, Unavailable
from domain.nearest import did_you_mean
from workers.process import begin, leave

_STATUS: Mapping[type[NrmError], int] = {Invalid: 2, NotAllowed: 3, NotFound: 4, Conflict: 5, Unavailable: 6}
_INTERRUPTED = 130

_NO_SUCH_COMMAND = re.compile(r"No such command ['\"](.*?)['\"]\.")


def main() -> NoReturn:
    """Run the command line and end the process."""
    arguments = sys.argv[1:]
    if _asks_the_stack(arguments):
        load(arguments[0])  # now, so that what is loaded by the beginning stays
        begin(libraries_speak=False)  # a person is told of errors as errors
    # As standard error does: a character that the terminal cannot show is no failure.
    cast("TextIOWrapper[Any]", sys.stdout).reconfigure(errors="backslashreplace")
    leave(run(arguments))


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status; every error has been shown."""
    as_json = "--json" in arguments
    try:
        status: int = app(args=list(arguments), prog_name="nrm", standalone_mode=False) or 0
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
        from cli.defects import unexpected  # noqa: PLC0415 - as in _failed

        return _failed(unexpected(defect), as_json=as_json)
    return status


def _wrong_usage(error: typer.TyperException) -> NrmError:
    """What is wrong with the arguments, without repeating them: what was typed may be a name."""
    context = getattr(error, "ctx", None)
    asked = context.command_path if context is not None else "nrm"
    return Invalid(Code.WRONG_USAGE, f"{_what_is_wrong(error, context, asked)} See {asked} --help.")


def _what_is_wrong(error: typer.TyperException, context: Any, asked: str) -> str:
    if isinstance(error, typer.BadParameter) and error.param is not None:
        hint = error.param.get_error_hint().replace("'", "")
        if hasattr(error, "param_type"):
            return f"{hint} is missing."
        takes = f"; it takes {error.param.metavar}" if error.param.metavar else ""
        return f"{hint} does not take what was given{takes}."
    option = getattr(error, "option_name", None)
    if option is not None and not hasattr(error, "possibilities"):
        return f"The option {option} {'takes no value' if 'not take' in error.message else 'lacks its value'}."
    if option is not None:
        options = _options_of(context)
        return f"There is no such option of {asked}.{did_you_mean(option, options)} It takes: {', '.join(options)}."
    if unknown := _NO_SUCH_COMMAND.match(error.message):
        return (
            f"There is no such command of {asked}.{did_you_mean(unknown[1], getattr(context.command, 'commands', ()))}"
        )
    return f"{asked} takes fewer arguments than were given, or an option was written without its hyphens."


def _options_of(context: Any) -> list[str]:
    """The options that a command takes, as they are typed."""
    params = context.command.get_params(context) if context is not None else ()
    return [name for param in params for name in param.opts if name.startswith("--")]


def _asks_the_stack(arguments: Sequence[str]) -> bool:
    """Whether a command is named that has to do with a stack; the calculator has not, nor has help."""
    return arguments[:1] != ["due"] and any(arguments[:1]) and not arguments[0].startswith("-")


def _failed(error: NrmError, *, as_json: bool) -> int:
    from cli import output  # noqa: PLC0415 - it takes longer to load than help to print

    output.failure(error, as_json=as_json)
    return next(status for family, status in _STATUS.items() if isinstance(error, family))


def _reader_has_gone() -> int:
    """Nobody reads on, as in `nrm history CASE | head`: what is still to be flushed must not fail again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


if __name__ == "__main__":
    main()
