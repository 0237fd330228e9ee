"""Stories of a case: dated facts, each on a day of its own, to be typed in any order."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from domain.errors import NrmError
from domain.stream.context import Neighbour
from domain.when import When
from tests.support.casework import TEXT, Case

OTHER = UUID("33333333-3333-4333-8333-333333333333")
BEGINS = date(2026, 3, 2)
REASONED: Mapping[str, Any] = {"reasons": TEXT}


@dataclass(frozen=True)
class Said:
    """One thing that was so, on a day counted from the beginning; `about` names the one it speaks of, and the field."""

    day: int
    command: str
    fields: Mapping[str, Any]
    about: tuple[str, int] | None = None
    by: str | None = None

    @property
    def when(self) -> str:
        return str(BEGINS + timedelta(days=self.day))


def said(day: int, command: str, about: tuple[str, int] | None = None, by: str | None = None, **told: Any) -> Said:
    return Said(day, command, told, about, by)


def refer(day: int = 0, age: str = "adult", **told: Any) -> Said:
    wanted = {"nation": "england-and-wales", "age_group": age, "first_responder": "salvation-army"}
    consent = "given" if age == "adult" else "not-needed"
    return said(day, "refer", **{**wanted, "consent": consent, **told})


def allocate(day: int = 1) -> Said:
    return said(day, "allocate-competent-authority", authority="sca")


def met(day: int = 0) -> Said:
    return said(
        day,
        "report-encounter",
        nation="england-and-wales",
        age_group="adult",
        indicators=True,
        organisation="kent-police",
    )


def first(day: int, outcome: str = "positive", **told: Any) -> Said:
    more: dict[str, Any] = {"reasons": TEXT} if outcome == "negative" else {}
    return said(day, "decide-reasonable-grounds", outcome=outcome, **more, **told)


def final(day: int, outcome: str = "positive", **told: Any) -> Said:
    more: dict[str, Any] = {"reasons": TEXT} if outcome == "negative" else {}
    return said(day, "decide-conclusive-grounds", outcome=outcome, **more, **told)


def held(day: int, kind: str = "immigration-detention") -> Said:
    return said(day, "record-detention", kind=kind)


def released(day: int, *, plan: bool = True) -> Said:
    return said(day, "record-release", safety_plan=plan)


def planned(day: int, to: int, *, plan: bool = False) -> Said:
    return said(day, "plan-release", planned_for=str(BEGINS + timedelta(days=to)), safety_plan=plan)


def step(day: int, kind: str = "removal-directions", **told: Any) -> Said:
    return said(day, "record-enforcement-step", step=kind, **told)


def cancelled(day: int, about: int) -> Said:
    return said(day, "cancel-enforcement-step", about=("step", about))


def on_charge(day: int, command: str, about: int, **told: Any) -> Said:
    return said(day, command, about=("charge", about), **told)


def supported(day: int) -> Said:
    return said(day, "start-support", provider="salvation-army")


MOVING = (
    first(0), final(0), said(0, "withdraw"), said(0, "reopen"), said(0, "close", reason="opened-in-error"),
    said(0, "reopen"),
)  # fmt: skip

ANYTHING = (
    held(0), held(0, "adult-prison"), released(0), released(0, plan=False), step(0), step(0, "detention-for-removal"),
    step(0, "expulsion", unit="ieca"), said(0, "cancel-enforcement-step", about=("step", 0)), supported(0),
    said(0, "end-support", reason="left-by-choice"), said(0, "end-support", reason="time-limit"),
    said(0, "report-missing"), said(0, "record-found"), said(0, "record-missing-response", response="police-told"),
    said(0, "record-placement", kind="foster-care"), said(0, "end-placement"),
    said(0, "claim-age", claimed="child"), said(0, "claim-age", claimed="adult"),
    said(0, "assess-age", outcome="adult", assessor="kent-county-council"),
    said(0, "assess-age", outcome="child", assessor="kent-county-council"),
    said(0, "appoint-guardian", scheme="ictg"), said(0, "end-guardianship", reason="other"),
    said(0, "record-turned-away", agency="kent-police"), said(0, "record-charge", offence="cannabis-cultivation"),
    said(0, "record-plea", about=("charge", 0), plea="guilty"),
    said(0, "review-non-punishment", about=("charge", 0), outcome="continues", **REASONED),
    said(0, "record-rights-information", language="albanian", interpreter=True, understood=True),
    said(0, "record-rights-information", language="albanian", interpreter=True, understood=False),
    said(0, "request-information", asked="kent-police"), planned(0, 150), said(0, "record-safety-plan"),
)  # fmt: skip


def any_story(drawn: random.Random) -> list[Said]:
    """Whatever can happen one day after another, and is taken as it happens."""
    opening = refer(age=drawn.choice(["adult", "child", "unknown"]), alone=drawn.random() < 0.3)
    story, waiting = [opening], [allocate(0), *drawn.sample(MOVING, k=drawn.randint(1, len(MOVING)))]
    case, numbers = ask(new_case(), opening, 0, {}, opening.when)
    for day in range(1, 16):
        one = waiting.pop(0) if waiting and drawn.random() < 0.35 else drawn.choice(ANYTHING)
        about = (one.about[0], drawn.choice(list(numbers))) if one.about else None
        one = Said(day * 3, one.command, one.fields, about, one.by)
        try:
            case, numbers = ask(case, one, len(story), numbers, one.when)
        except NrmError:
            continue
        story.append(one)
    return story


def new_case() -> Case:
    return Case(neighbours={OTHER: Neighbour(OTHER, frozenset())})


def ask(case: Case, one: Said, place: int, numbers: Mapping[int, int], on: str) -> tuple[Case, dict[int, int]]:
    """The case after one more, and under which number each part of the story is on record."""
    told = dict(one.fields)
    if one.about is not None:
        told[one.about[0]] = numbers[one.about[1]]
    after = case.ask(on, one.command, by=one.by, effective_at=one.when, **told)
    return after, {**numbers, place: len(case.events) + 1}


def plain(value: Any, named: Callable[[int], Any]) -> Any:
    """A value of the state, with the places of facts for their numbers."""
    if names := _fields_of(value):
        return (
            type(value).__name__,
            *(
                named(told) if _is_a_number(name, told) else plain(told, named)
                for name in names
                for told in [getattr(value, name)]
            ),
        )
    if isinstance(value, Mapping):
        return {named(key) if isinstance(key, int) else key: plain(one, named) for key, one in value.items()}
    if isinstance(value, tuple):
        return tuple(plain(one, named) for one in value)
    return value.text if isinstance(value, When) else value


def _fields_of(value: Any) -> tuple[str, ...]:
    """The names of the fields of a value that has such."""
    if is_dataclass(value) and not isinstance(value, (type, When)):
        return tuple(field.name for field in fields(value))
    return getattr(value, "_fields", ())


def _is_a_number(name: str, value: Any) -> bool:
    """Whether a field holds the number of an event."""
    return isinstance(value, int) and (name == "about" or "version" in name)
