"""`nrm due`: the calculator that needs no case, for one sum or for many. It loads nothing of the stack either.

Many sums come as JSON lines, `{"clock": …, "from": …, "nation": …, "pauses": ["FROM..TO", …]}`; for each there is one
line of answer, in order, with the number of its `line`; empty lines are skipped. A line that cannot be answered gets
an error in its place and stops no other. The law is that of this release, with the service standards of the
deployment. Read next: `desk/due.py`, `domain/due.py`.
"""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import IO, Annotated, Any, TypeVar, cast

import orjson
import typer

from cli import output
from cli.options import AsJson, settings_of
from cli.print import show
from desk.due import DueDate
from domain.counting import DaySpan
from domain.due import due as sum_up
from domain.due import pause_of
from domain.errors import Code, Invalid, NrmError
from domain.exact_json import read
from domain.nations import ENGLAND_AND_WALES
from domain.rules.model import RuleBook
from domain.when import When
from workers.rule_files import deployed_rules

_FIELDS = ("clock", "from", "nation", "pauses")
_SOME_REFUSED = 2

Result = TypeVar("Result")


def due(
    *,
    clock: Annotated[
        str | None, typer.Argument(metavar="CLOCK", help="A clock, as `nrm rules list` names them.")
    ] = None,
    start: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="The day, or the instant, it is counted from.")
    ] = None,
    nation: Annotated[
        str, typer.Option("--nation", metavar="NATION", help="Whose law and calendar.")
    ] = ENGLAND_AND_WALES,
    pause: Annotated[
        list[str] | None, typer.Option("--pause", metavar="FROM..TO", help="Days it stood still; may be repeated.")
    ] = None,
    batch: Annotated[
        str | None,
        typer.Option("--batch", metavar="FILE|-", help="Many sums, one a line: {clock, from, nation, pauses}."),
    ] = None,
    days: Annotated[bool, typer.Option("--days", help="List every day, not only spans of days.")] = False,
    as_json: AsJson = False,
) -> int:
    """Count a due date. Says by which rule, and how each day was counted; needs neither a case nor the stack."""
    if batch is not None:
        if clock or start or pause:
            raise Invalid(Code.WRONG_USAGE, "With --batch, clocks, dates and pauses stand in the file.")
        return _answer_many(_book(), batch)
    if clock is None or start is None:
        raise Invalid(Code.WRONG_USAGE, "Name a clock, and with --from the day to count from; or a file with --batch.")
    began = _placed("--from", lambda: When.parse(start))
    found = sum_up(_book(), clock, began, nation, _pauses("--pause", pause or []))
    show(DueDate(found, began, days), as_json=as_json)
    return 0


def _book() -> RuleBook:
    return deployed_rules(settings_of(None).service_standards)


def _placed(place: str, read: Callable[[], Result]) -> Result:
    """What was read; an error says where."""
    try:
        return read()
    except Invalid as error:
        raise Invalid(error.code, f"{place}: {error.message}") from error


def _pauses(place: str, typed: Sequence[Any]) -> list[DaySpan]:
    return [_placed(f"{place} {number}", partial(_pause, one)) for number, one in enumerate(typed, start=1)]


def _pause(typed: Any) -> DaySpan:
    return pause_of(_span(typed))


def _span(typed: Any) -> str:
    """A pause as it is written after --pause; JSON may also name its two days."""
    match typed:
        case str():
            return typed
        case {"from": str(first), "to": str(last)} | [str(first), str(last)]:
            return f"{first}..{last}"
        case _:
            raise Invalid(Code.INVALID_VALUE, 'A pause is written as "FROM..TO".')


def _answer_many(book: RuleBook, file: str) -> int:
    """Answer each line as it comes; 2 when any was refused."""
    status = 0
    for number, line in _lines(file):
        try:
            answer = {"line": number, **_answer(book, line).document()}
        except NrmError as error:
            status = _SOME_REFUSED
            answer = {"line": number, "error": error.document()}
        output.written(orjson.dumps(answer, option=orjson.OPT_UTC_Z).decode())
    return status


def _lines(file: str) -> Iterator[tuple[int, bytes]]:
    """Each line that is not empty, with its number."""
    if file == "-":
        yield from _numbered(sys.stdin.buffer)
        return
    try:
        with Path(file).open("rb") as opened:
            yield from _numbered(opened)
    except OSError as error:
        raise Invalid(Code.MALFORMED_INPUT, "That file cannot be read.") from error


def _numbered(opened: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    return ((number, line) for number, line in enumerate(opened, start=1) if line.strip())


def _answer(book: RuleBook, line: bytes) -> DueDate:
    asked = _asked(line)
    start = _text(asked, "from")
    began = _placed("The field from", lambda: When.parse(start))
    nation = _text({"nation": ENGLAND_AND_WALES, **asked}, "nation")
    found = sum_up(book, _text(asked, "clock"), began, nation, _pauses("Pause", _list(asked, "pauses")))
    return DueDate(found, began)


def _asked(line: bytes) -> Mapping[str, Any]:
    try:
        found = read(line.decode(), _FIELDS)
    except UnicodeDecodeError as error:
        raise Invalid(Code.MALFORMED_INPUT, "This line is not UTF-8 text.") from error
    if not isinstance(found, dict):
        raise Invalid(Code.MALFORMED_INPUT, "This line is not a JSON object.")
    asked = cast("Mapping[str, Any]", found)
    if not asked.keys() <= set(_FIELDS):
        raise Invalid(Code.UNKNOWN_FIELD, f"A sum has these fields only: {', '.join(_FIELDS)}.")
    return asked


def _text(asked: Mapping[str, Any], field: str) -> str:
    value = asked.get(field)
    if value is None:
        raise Invalid(Code.MISSING_FIELD, f"The field {field} is missing.")
    if not isinstance(value, str):
        raise Invalid(Code.INVALID_VALUE, f"The field {field} is text.")
    return value


def _list(asked: Mapping[str, Any], field: str) -> Sequence[Any]:
    match asked.get(field):
        case None:
            return ()
        case [*items]:
            return items
        case _:
            raise Invalid(Code.INVALID_VALUE, f"The field {field} is a list.")
