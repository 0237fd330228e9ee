"""The nations whose law the rule-book knows, and the one word for everywhere else.

England and Wales is one jurisdiction; Scotland and Northern Ireland have their own statutes and their own bank
holidays. `outside-uk` exists only on imported histories (Strasbourg cases from Spain or Greece): no rule of this
rule-book applies there, and no clock is ever counted.
"""

from enum import StrEnum


class Nation(StrEnum):
    """Where a case is decided; the values are stored."""

    ENGLAND_AND_WALES = "england-and-wales"
    SCOTLAND = "scotland"
    NORTHERN_IRELAND = "northern-ireland"
    OUTSIDE_UK = "outside-uk"

    def in_words(self) -> str:
        """As a person would write it."""
        return _IN_WORDS[self]


_IN_WORDS = {
    Nation.ENGLAND_AND_WALES: "England and Wales",
    Nation.SCOTLAND: "Scotland",
    Nation.NORTHERN_IRELAND: "Northern Ireland",
    Nation.OUTSIDE_UK: "a country outside the United Kingdom",
}

UNITED_KINGDOM = (Nation.ENGLAND_AND_WALES, Nation.SCOTLAND, Nation.NORTHERN_IRELAND)
