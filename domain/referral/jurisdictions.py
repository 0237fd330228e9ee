"""Which nation's law an account is under, from the name that it gives its jurisdiction.

Free text never decides which law applies: a name that is not in the tables is asked about. `United Kingdom` names no
law of its own, since England and Wales, Scotland and Northern Ireland have each their own; `Glasgow Sheriff Court` is a
court, and which law it applies is for whoever imports to say. Read next: `accounts.py`, which asks.
"""

import re
from collections.abc import Mapping

from domain.nations import ENGLAND_AND_WALES, NORTHERN_IRELAND, OUTSIDE_UK, SCOTLAND, Nation
from domain.referral.places import COUNTRIES

IRELAND: Nation = "ireland"

_NATIONS: Mapping[str, Nation] = {
    "england and wales": ENGLAND_AND_WALES,
    "england & wales": ENGLAND_AND_WALES,
    "england": ENGLAND_AND_WALES,
    "wales": ENGLAND_AND_WALES,
    "scotland": SCOTLAND,
    "northern ireland": NORTHERN_IRELAND,
    "ireland": IRELAND,
    "republic of ireland": IRELAND,
}
"""Places with a law of their own that a rule-book may hold."""

KNOWN = tuple(dict.fromkeys((*_NATIONS.values(), OUTSIDE_UK)))
"""The nations that an account can be under, by their ids."""

_UNITED_KINGDOM = frozenset({"uk", "u.k.", "united kingdom", "gb", "great britain", "britain"})
"""Names of the whole, which must say in brackets which part is meant."""

_FOR_THE_WHOLE: Mapping[str, Nation] = {"immigration tribunal": ENGLAND_AND_WALES}
"""Courts that sit for the whole United Kingdom: the authorities that they review count by England's days."""

_ABROAD = frozenset(country.replace("-", " ") for country in COUNTRIES) - {"united kingdom", *_NATIONS}

_IN_STRASBOURG = re.compile(r"(; ?| ?\()(ecthr|european court of human rights)\)?$")
_PLACE = re.compile(r"(?P<place>[^()]+?)( ?\((?P<within>[^()]+)\))?")


def nation_of(jurisdiction: str) -> Nation | None:
    """The nation that a jurisdiction names, `outside-uk` for another country; None where it names none for certain."""
    plain = " ".join(jurisdiction.casefold().split())
    if plain in KNOWN:
        return plain
    found = _PLACE.fullmatch(_IN_STRASBOURG.sub("", plain))
    return _named(found["place"], found["within"]) if found else None


def _named(place: str, within: str | None) -> Nation | None:
    if place in _UNITED_KINGDOM:
        of_the_whole = _NATIONS.get(within or "")
        return of_the_whole if of_the_whole not in (None, IRELAND) else _FOR_THE_WHOLE.get(within or "")
    if within is not None and (within in _NATIONS or within in _UNITED_KINGDOM or within in _ABROAD):
        return None  # two places, which do not agree
    return _NATIONS.get(place) or (OUTSIDE_UK if place in _ABROAD else None)
