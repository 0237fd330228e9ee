"""`nrm do CASE`, without a command: what can be asked of it now. Read next: `desk/askable.py`."""

from cli import output
from cli.ask import asked
from cli.print import show
from desk.askable import ShowWhatCanBeAsked, ShowWhatCanBeAskedOfProsecution
from domain.staff import Asker
from workers.settings import StackSettings


def show_askable(of: str, settings: StackSettings, who: Asker | None, *, prosecution: bool, as_json: bool) -> None:
    """Show what can be asked of a case or a prosecution now, and what cannot."""
    question = ShowWhatCanBeAskedOfProsecution(of) if prosecution else ShowWhatCanBeAsked(of)
    show(asked(question, settings, who), as_json=as_json)
    if not as_json:
        output.text("With COMMAND --help you see its fields, and with --help alone how to ask.")
