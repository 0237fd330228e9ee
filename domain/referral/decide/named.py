"""Finds the one challenge or charge that a command is about: by its number, or as the only one there is to mean.

Read next: `challenge.py` and `proceedings.py`, which ask.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol, TypeVar

from domain.errors import Code, Invalid, NotFound
from domain.referral.numbers import there_are
from domain.referral.state import Referral
from domain.stream.context import contradicts


class _Numbered(Protocol):
    @property
    def version(self) -> int: ...


One = TypeVar("One", bound=_Numbered)


def the_one(
    state: Referral, every: Mapping[int, One], likely: Sequence[One], number: int | None, noun: str, field: str
) -> One:
    """The one with that number among `every` of the case; without a number, the only `likely` one.

    Raises NotFound (event-not-found), NotAllowed (contradicts-record) where there is none to mean, and Invalid
    (missing-field) where there are several.
    """
    if number is not None:
        if number not in every:
            message = f"The event with that number is not a {noun} of this case.{there_are(state, every)}"
            raise NotFound(Code.EVENT_NOT_FOUND, message, field=field)
        return every[number]
    if not likely:
        contradicts(f"This case has no {noun} to which that could belong.")
    if len(likely) > 1:
        which = there_are(state, (one.version for one in likely))
        message = f"It could mean more than one {noun}. Say which in the field {field}.{which}"
        raise Invalid(Code.MISSING_FIELD, message, field=field)
    return likely[0]
