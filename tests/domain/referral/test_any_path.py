"""Any command, in any order, for as long as one likes: no case ever gets into a state that it cannot leave.

A state machine asks whatever can be asked, with fields drawn from what their types allow. After each step the case
must fold from its log to what was decided on, must be fit to be shown, with one due date for a breach and its clock,
and must still be able to end. Whoever looks again finds nothing that is not on record.
"""

import random
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from pydantic import ValidationError

from desk.case_file import CaseFile
from desk.opened import OpenedCase
from domain.errors import NrmError
from domain.referral.commands import COMMANDS, FOR_THE_ENGINE
from domain.referral.commands.file import ImportedFact, Move
from domain.referral.commands.grounds import ReasonCodes
from domain.referral.commands.intake import Exploitation
from domain.referral.consequences import consequences
from domain.referral.decide import decide
from domain.referral.evolve import fold
from domain.referral.outlook import Outlook
from domain.referral.places import Country, PoliceArea
from domain.referral.receipt import receipt, standing
from domain.referral.stages import Ended
from domain.referral.state import Dated, NoReferral, Referral, State
from domain.referral.views import case_views
from domain.roles import PERMITTED, Role
from domain.rules.shelf import published
from domain.sealed import Sealed
from domain.staff import Staff, StaffOnRecord
from domain.stream.command import (
    Citation,
    Command,
    EventNumber,
    EventNumbers,
    Guidance,
    Month,
    Organisation,
    PublicText,
    PublishedReference,
    Reference,
    Slug,
    Source,
)
from domain.stream.context import Context, Neighbour
from domain.when import When
from tests.support.casework import CASE, TEXT

STEPS = 20_000
EXAMPLES, LENGTH = 110, 205

OTHER = UUID("33333333-3333-4333-8333-333333333333")
LOOPED = UUID("44444444-4444-4444-8444-444444444444")
NEIGHBOURS = {
    OTHER: Neighbour(person=OTHER, reaches=frozenset()),
    LOOPED: Neighbour(person=LOOPED, reaches=frozenset({CASE})),
}

OFTEN = (
    "allocate-competent-authority", "decide-reasonable-grounds", "decide-conclusive-grounds", "review-decision",
    "serve-decision", "request-reconsideration", "decide-reconsideration", "issue-judicial-review",
    "record-judicial-review-step", "record-charge", "reopen", "pass-time",
)  # fmt: skip
"""What carries a case on: asked more often, so that the machine gets anywhere."""

WORDS = ("salvation-army", "kent-police", "essex-council", "ictg", "vietnamese", "unit-a")


def test_no_path_leads_into_a_state_that_cannot_be_folded_shown_or_left() -> None:
    AnyPath.steps = AnyPath.accepted = 0
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        AnyPath,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=LENGTH,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )

    assert STEPS <= AnyPath.steps
    assert STEPS / 10 <= AnyPath.accepted


class AnyPath(RuleBasedStateMachine):
    """One case, from its opening on."""

    steps = 0
    accepted = 0

    def __init__(self) -> None:
        super().__init__()
        self.state: State = NoReferral()
        self.log: tuple[Dated, ...] = ()
        self.now = datetime(2021, 11, 1, 9, 0, tzinfo=UTC)

    @initialize(seed=st.integers(0, 2**32 - 1))
    def opened(self, seed: int) -> None:
        drawn = random.Random(seed)  # noqa: S311 - drawn by the test, not by chance
        self.now += timedelta(days=drawn.randrange(1500))
        while isinstance(self.state, NoReferral):
            self._ask(drawn.choice(("refer", "refer", "report-encounter")), drawn)

    @rule(name=st.sampled_from([*sorted(COMMANDS), *OFTEN * 4]), seed=st.integers(0, 2**32 - 1))
    def asked(self, name: str, seed: int) -> None:
        drawn = random.Random(seed)  # noqa: S311 - drawn by the test, not by chance
        self.now += timedelta(hours=drawn.choice((0, 1, 6, 24, 24 * 7, 24 * 31)))
        self._ask(name, drawn)

    def _ask(self, name: str, drawn: random.Random) -> None:
        AnyPath.steps += 1
        before, command = self.state, self._command(name, drawn)
        if command is None:
            return
        role = drawn.choice(sorted(PERMITTED[name])) if drawn.random() < 0.95 else drawn.choice(list(Role))
        context = Context(CASE, drawn.choice(("ada", "ben")), role, self.now, published(), NEIGHBOURS)
        try:
            decision = decide(before, command, context)
        except NrmError as refusal:
            self._is_a_whole_sentence(refusal)
            return
        AnyPath.accepted += 1
        self.state, self.log = decision.outlook.state, self.log + decision.events
        self._can_be_folded()
        self._can_be_shown(decision.outlook)
        self._can_be_left()
        assert () == consequences(decision.outlook, self.now)

    def _is_a_whole_sentence(self, refusal: NrmError) -> None:
        assert refusal.message[0].isupper()
        assert refusal.message.endswith(".")

    def _can_be_folded(self) -> None:
        assert self.state == fold(self.log)

    def _can_be_shown(self, outlook: Outlook) -> None:
        rows = case_views(CASE, outlook)
        assert len(self.log) == rows.case.version
        due = {(clock.clock, clock.run): clock.due_on for clock in rows.clocks if clock.due_on is not None}
        for breach in rows.breaches:
            if breach.status != "disproved":
                assert breach.due_on == due.get((breach.clock, breach.run), breach.due_on)
        assert receipt(CASE, outlook, self.log).stage == outlook.state.stage.name
        standing(outlook, self.now)
        CaseFile(OpenedCase(str(CASE), outlook, self.now, ())).document()

    def _can_be_left(self) -> None:
        assert isinstance(self.state, Referral)
        if isinstance(self.state.stage, Ended):
            return
        close = COMMANDS["close"].model_validate({"reason": "opened-in-error"})
        ended = decide(self.state, close, Context(CASE, "ada", Role.TEAM_LEADER, self.now, published()))
        assert isinstance(ended.outlook.state.stage, Ended)

    def _command(self, name: str, drawn: random.Random) -> Command | None:
        shape = COMMANDS[name]
        hints = get_type_hints(shape, include_extras=True)
        wanted = {field: self._value(hints[field], field, drawn) for field in shape.model_fields}
        given = {field: value for field, value in wanted.items() if value is not None}
        if name in FOR_THE_ENGINE or drawn.random() < 0.7:
            given.pop("effective_at", None)
        try:
            return shape.model_validate(given)
        except ValidationError:
            return None

    def _value(self, hint: Any, field: str, drawn: random.Random) -> Any:
        if get_origin(hint) in (Union, UnionType):
            wanted = [part for part in get_args(hint) if part is not type(None)]
            return None if drawn.random() < 0.4 else self._value(wanted[0], field, drawn)
        if get_origin(hint) is Literal:
            return drawn.choice(get_args(hint))
        if hint in self._kinds(drawn):
            return self._kinds(drawn)[hint]
        if get_origin(hint) is Annotated:
            return self._value(get_args(hint)[0], field, drawn)
        message = f"no value is known for the field {field}: {hint}"
        raise AssertionError(message)

    def _kinds(self, drawn: random.Random) -> Mapping[Any, Any]:
        version = self.state.version if isinstance(self.state, Referral) else 0
        day = (self.now + timedelta(days=drawn.randrange(-90, 3))).date()
        number = drawn.randint(1, version + 1)
        return {
            When: drawn.choice((day.isoformat(), day.isoformat(), day.isoformat()[:7])),
            Month: (self.now + timedelta(days=drawn.randrange(-3000, 3000))).date().isoformat()[:7],
            Sealed: TEXT,
            bool: drawn.random() < 0.5,
            Slug: drawn.choice(WORDS),
            Organisation: drawn.choice(WORDS),
            Exploitation: ("labour", "criminal"),
            Country: "vietnam",
            PoliceArea: "kent",
            Guidance: "3.14",
            PublishedReference: "TV-v-Spain",
            Citation: "T.V. v Spain",
            Source: "https://example.org/tv",
            ReasonCodes: ("credibility",),
            Staff: drawn.choice(("ada", "ben")),
            StaffOnRecord: "ada",
            PublicText: "4.1",
            Reference: f"REF {drawn.randrange(10)}",
            UUID: drawn.choice((CASE, OTHER, LOOPED)),
            EventNumber: number,
            EventNumbers: (number,) if drawn.random() < 0.3 else (),
            tuple[Move, ...]: (Move(clock="recovery-period", run=1, due_from=None, due_to=date(2024, 1, 1)),),
            tuple[ImportedFact, ...]: (ImportedFact(type="other", date=When.on(day)),),
            _NATION: drawn.choice(("england-and-wales", "scotland", "northern-ireland")),
        }


_NATION = get_type_hints(COMMANDS["refer"], include_extras=True)["nation"]
