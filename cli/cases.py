"""`nrm cases`. Read next: `desk/cases.py`."""

from cli.ask import ask_and_show
from cli.options import After, AsJson, DataFolder, Limit, ReaderName, ReaderRole, page_of
from desk.cases import ListCases


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
