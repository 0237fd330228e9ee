"""The lists at the command line: `cases` and `refusals`. Read next: `desk/lists.py`, `desk/refusals.py`."""

from cli.ask import ask_and_show
from cli.options import After, AsJson, DataFolder, Limit, MaybeCase, ReaderName, ReaderRole, page_of
from desk.lists import ListCases
from desk.refusals import ListRefusals


def cases(
    *,
    after: After = None,
    limit: Limit = None,
    reader: ReaderName = None,
    role: ReaderRole = None,
    data: DataFolder = None,
    as_json: AsJson = False,
) -> None:
    """List the cases, and what each waits for."""
    ask_and_show(ListCases(after, page_of(limit, as_json=as_json)), data, reader, role, as_json=as_json)


def refusals(
    *,
    case: MaybeCase = None,
    reader: ReaderName = None,
    role: ReaderRole = None,
    data: DataFolder = None,
    as_json: AsJson = False,
) -> None:
    """List the commands that were refused, and why."""
    ask_and_show(ListRefusals(case), data, reader, role, as_json=as_json)
