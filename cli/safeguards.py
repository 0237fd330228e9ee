"""`nrm safeguards`. Read next: `desk/safeguards.py`."""

from cli.ask import ask_and_show
from cli.options import AsJson, ClearedToo, DataFolder, MaybeCase, ReaderName, ReaderRole
from desk.safeguards import ListSafeguards


def safeguards(
    *,
    case: MaybeCase = None,
    everything: ClearedToo = False,
    reader: ReaderName = None,
    role: ReaderRole = None,
    data: DataFolder = None,
    as_json: AsJson = False,
) -> None:
    """List what must never happen and does. For whom, since when, and who must act."""
    ask_and_show(ListSafeguards(case, everything), data, reader, role, as_json=as_json)
