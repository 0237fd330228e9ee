"""Offences against traffickers as dated data: which law applied to what was done in which nation, and when.

Conduct stays under the law of its day, so an offence has a first and a last day of conduct, and a charge under a law
that did not yet apply, or no longer did, is refused. Nothing here charges anybody.
Read next: `data/offences.yaml`, the law itself; `domain/prosecution/decide.py`, which asks.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from domain.nations import Nation
from domain.rules.source import Value, check_keys
from domain.when import When, day_in_words

OFFENCES = "offences.yaml"

_KEYS = ("title", "nations", "conduct-from", "instrument", "provision", "url", "verified", "last-checked")
_OPTIONAL = ("conduct-until", "doubtful-date-is-earlier", "reparation-order", "uncertain")


@dataclass(frozen=True)
class Offence:
    """One offence. `conduct_from` and `conduct_until` are the first and last day of conduct it applies to.

    `doubtful_date_is_earlier`: conduct that may also lie before `conduct_from` is presumed to. `reparation_order` is
    the provision under which a court can order reparation on conviction; None where there is none.
    """

    id: str
    title: str
    nations: tuple[Nation, ...]
    conduct_from: date
    conduct_until: date | None
    doubtful_date_is_earlier: bool
    reparation_order: str | None
    instrument: str
    provision: str
    url: str
    verified: bool
    uncertain: tuple[str, ...]
    last_checked: date

    def why_not(self, nation: Nation, conduct: When) -> str | None:
        """A sentence saying why conduct of that date in that nation cannot be charged so; None when it can."""
        law = f"{self.instrument}, {self.provision},"
        if nation not in self.nations:
            return f"{law} is no law of this prosecution's nation."
        first = conduct.first_day if self.doubtful_date_is_earlier else conduct.last_day
        if first < self.conduct_from:
            return f"{law} applies to what was done from {day_in_words(self.conduct_from)}; use the law of that time."
        if self.conduct_until is not None and conduct.first_day > self.conduct_until:
            return f"{law} applies to what was done until {day_in_words(self.conduct_until)}; use the law of that time."
        return None


def read_offences(files: Mapping[str, str], nations: Collection[Nation]) -> dict[str, Offence]:
    """Every offence by its id; raises Invalid (rules-invalid). A rule-book without the file knows none."""
    if OFFENCES not in files:
        return {}
    places = Value.document(OFFENCES, files[OFFENCES]).fields()
    return {name: _offence(name, place, nations) for name, place in places.items()}


def _offence(name: str, place: Value, nations: Collection[Nation]) -> Offence:
    fields = place.fields()
    check_keys(fields, place, _KEYS, _OPTIONAL)
    until = fields["conduct-until"].day() if "conduct-until" in fields else None
    offence = Offence(
        id=name,
        title=fields["title"].text(),
        nations=tuple(nation.one_of(nations) for nation in fields["nations"].items()),
        conduct_from=fields["conduct-from"].day(),
        conduct_until=until,
        doubtful_date_is_earlier="doubtful-date-is-earlier" in fields and fields["doubtful-date-is-earlier"].flag(),
        reparation_order=fields["reparation-order"].text() if "reparation-order" in fields else None,
        instrument=fields["instrument"].text(),
        provision=fields["provision"].text(),
        url=fields["url"].text(),
        verified=fields["verified"].flag(),
        uncertain=tuple(said.text() for said in fields["uncertain"].items()) if "uncertain" in fields else (),
        last_checked=fields["last-checked"].day(),
    )
    _check(offence, place)
    return offence


def _check(offence: Offence, place: Value) -> None:
    if offence.conduct_until is not None and offence.conduct_until < offence.conduct_from:
        raise place.refused("the last day of conduct lies before the first.")
    if not offence.verified and not offence.uncertain:
        raise place.refused("what is not verified says under uncertain what is doubtful.")
