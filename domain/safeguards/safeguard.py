"""What a safeguard is: a check, whom it tells, and the complaint it answers. Read next: `table.py`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, TypeAlias

from domain.referral.state import Referral
from domain.roles import Role
from domain.rules.model import RuleBook

Check: TypeAlias = Callable[[Referral, RuleBook], Iterator[int]]
"""The numbers of the events of a case that this check has a concern about, under the law of their days."""

Severity = Literal["urgent", "serious"]
"""`urgent`: somebody must act on the day they are told."""


class Report(StrEnum):
    """The reports that found it going wrong."""

    ATMG_2010 = "Anti-Trafficking Monitoring Group, first report, June 2010"
    IN_THE_DOCK = "Anti-Trafficking Monitoring Group, In the Dock, June 2013"
    STILL_AT_RISK = "Refugee Council and The Children's Society, Still at Risk, September 2013"


@dataclass(frozen=True)
class Safeguard:
    """One check. `article` is of the Council of Europe Convention on Action against Trafficking in Human Beings.

    `rests_on_silence`: it concludes from something not being on record, so it is not made of what an account tells.
    `until_18`: it ends with the month in which the person turns 18.
    """

    id: str
    title: str
    severity: Severity
    tell: Role
    article: str
    complaint: str
    reports: tuple[Report, ...]
    check: Check
    rests_on_silence: bool = False
    until_18: bool = False
