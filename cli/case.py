"""One case at the command line: `show`, `clocks` and `history`. Read next: `desk/case_file.py`."""

from cli.ask import ask_and_show
from cli.options import AsJson, CaseArgument, DataFolder, EffectiveAt, KnownAt, ReaderName, ReaderRole
from desk.case_file import ShowCase
from desk.clocks import ShowClocks
from desk.history import ShowHistory


def show(
    *,
    case: CaseArgument,
    known_at: KnownAt = None,
    effective_at: EffectiveAt = None,
    reader: ReaderName = None,
    role: ReaderRole = None,
    data: DataFolder = None,
    as_json: AsJson = False,
) -> None:
    """Show a case, now or as it was."""
    ask_and_show(ShowCase(case, known_at, effective_at), data, reader, role, as_json=as_json)


def clocks(
    *,
    case: CaseArgument,
    known_at: KnownAt = None,
    effective_at: EffectiveAt = None,
    reader: ReaderName = None,
    role: ReaderRole = None,
    data: DataFolder = None,
    as_json: AsJson = False,
) -> None:
    """Show a case's clocks, now or as they were. Says why each date is what it is."""
    ask_and_show(ShowClocks(case, known_at, effective_at), data, reader, role, as_json=as_json)


def history(
    *,
    case: CaseArgument,
    reader: ReaderName = None,
    role: ReaderRole = None,
    data: DataFolder = None,
    as_json: AsJson = False,
) -> None:
    """List the events of a case, in order, and what each says."""
    ask_and_show(ShowHistory(case), data, reader, role, as_json=as_json)
