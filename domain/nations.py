"""Names of the nations whose law a rule-book may hold, and the one word for everywhere else.

Which nations there are is data (`rules/data/rule-book.yaml`), so another state's law is added without a line of code.
England and Wales is one jurisdiction; Scotland and Northern Ireland have their own statutes and their own bank
holidays. `outside-uk` exists only on imported histories (Strasbourg cases from Spain or Greece): no rule applies there,
and no clock is ever counted.
"""

from typing import Annotated, TypeAlias

from pydantic import StringConstraints

from domain.fields import Takes
from domain.frozen import shaped

AnyNation: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
"""A nation as the log may hold it."""

Nation: TypeAlias = Annotated[
    str,
    shaped(r"(?=.{1,64}$)[a-z0-9]+(-[a-z0-9]+)*", "A nation is written in small letters, as in england-and-wales"),
    Takes("a nation of the rule-book, for instance england-and-wales"),
]
"""Where a case is decided; the values are stored."""

ENGLAND_AND_WALES: Nation = "england-and-wales"
SCOTLAND: Nation = "scotland"
NORTHERN_IRELAND: Nation = "northern-ireland"
OUTSIDE_UK: Nation = "outside-uk"

_SMALL = frozenset({"and", "of", "the"})


def nation_in_words(nation: Nation) -> str:
    """`England and Wales`, from the stored name alone; a rule-book may know a better one."""
    if nation == OUTSIDE_UK:
        return "outside the United Kingdom"
    return " ".join(word if word in _SMALL else word.capitalize() for word in nation.split("-"))


UNITED_KINGDOM = (ENGLAND_AND_WALES, SCOTLAND, NORTHERN_IRELAND)
