"""`nrm refusals`. Read next: `desk/refusals.py`."""

from cli.ask import ask_and_show
from cli.options import AsJson, DataFolder, MaybeCase, ReaderName, ReaderRole
from desk.refusals import ListRefusals


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
