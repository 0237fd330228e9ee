"""The one door through which all reading goes: who asks is checked, and then it is looked.

Whatever is to be known of reading, such as who read which case, can be known here and nowhere else. Nothing is written
and nothing is counted here. Read next: `questions.py`, who may ask what; `question.py` and `page.py`, what goes in and
what comes out.
"""

from typing import TypeVar

from desk.page import Reply
from desk.question import Question
from desk.questions import require
from domain.staff import Asker

Place = TypeVar("Place")
Found = TypeVar("Found", bound=Reply)


async def ask(question: Question[Place, Found], place: Place, asker: Asker | None) -> Found:
    """The reply; raises NotAllowed (role-not-permitted). `asker` is None where nobody had to say who they are."""
    if asker is not None:
        require(asker.role, question.name)
    return await question.look(place)
