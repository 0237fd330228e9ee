"""What a question is: a small value that says what is wanted, and looks for it.

It is looked for in a place: the records of a stack (`records.py`), or a rule-book. Nobody calls `look` but the door.
Read next: `door.py`.
"""

from typing import ClassVar, Protocol, TypeVar

Place_contra = TypeVar("Place_contra", contravariant=True)
Found_co = TypeVar("Found_co", covariant=True)


class Question(Protocol[Place_contra, Found_co]):
    """What is wanted; its name is that of its row in `questions.py`."""

    name: ClassVar[str]

    async def look(self, place: Place_contra, /) -> Found_co:
        """What there is; raises NotFound or Invalid."""
        ...
