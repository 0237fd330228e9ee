"""Names of the nations whose law a rule-book may hold, and the one word for everywhere else.

Which nations there are is data (`rules/data/rule-book.yaml`), so another state's law is added without a line of code.
England and Wales is one jurisdiction; Scotland and Northern Ireland have their own statutes and their own bank
holidays. `outside-uk` exists only on imported histories (Strasbourg cases from Spain or Greece): no rule applies there,
and no clock is ever counted.
"""

from typing import Annotated, TypeAlias

from domain.frozen import shaped

Nation: TypeAlias = Annotated[
    str,
    shaped(r"(?=.{1,64}$)[a-z0-9]+(-[a-z0-9]+)*", "A nation is written in small letters, as in england-and-wales"),
]
"""Where a case is decided; the values are stored."""

ENGLAND_AND_WALES: Nation = "england-and-wales"
SCOTLAND: Nation = "scotland"
NORTHERN_IRELAND: Nation = "northern-ireland"
OUTSIDE_UK: Nation = "outside-uk"

UNITED_KINGDOM = (ENGLAND_AND_WALES, SCOTLAND, NORTHERN_IRELAND)
