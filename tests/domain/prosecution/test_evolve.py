"""Whatever is left out of a history, the rest can be read: so a prosecution can be shown as it stood at any time."""

from itertools import combinations
from uuid import UUID

import pytest

from domain.prosecution import events as e
from domain.prosecution.evolve import fold
from domain.prosecution.receipt import standing
from domain.prosecution.state import Dated, Prosecution
from domain.prosecution.views import prosecution_views
from domain.sealed import Sealed
from domain.when import When

CASE = UUID(int=1)
WHEN = When.parse("2024-05-01")
OPENED: Dated = (
    e.InvestigationOpened(prosecution=UUID(int=9), reference="OP-1", nation="scotland", force="police-scotland"),
    WHEN,
)
SAID = (
    e.CrimeNumberRecorded(number="1"),
    e.VictimLinked(case=CASE, witness=True),
    e.SpecialMeasuresRecorded(case=CASE, kind="screens"),
    e.ReferredToProsecutor(),
    e.ChargeDecided(defendant=1, decision="charged", offence="slavery-scotland-2015", conduct=WHEN),
    e.TrialStepRecorded(step="begun"),
    e.VerdictGiven(defendant=1, offence="slavery-scotland-2015", verdict="convicted"),
    e.SentencePassed(defendant=1, sentence="custody"),
    e.ReparationOrdered(defendant=1),
    e.VictimUnlinked(case=CASE, reason="linked-in-error"),
    e.InvestigationEnded(reason="proceedings-concluded"),
    e.InvestigationReopened(reason="new-evidence"),
)


def test_every_history_with_events_left_out_can_be_folded_and_shown() -> None:
    for kept in range(len(SAID) + 1):
        for some in combinations(SAID, kept):
            state = fold((OPENED, *((event, WHEN) for event in some)))
            assert isinstance(state, Prosecution)
            assert 1 + kept == state.version
            assert state.stage.value == prosecution_views(state).prosecution.stage == standing(state).stage


@pytest.mark.parametrize("number", range(2, len(SAID) + 2))
def test_whatever_is_struck_the_rest_can_be_read(number: int) -> None:
    struck = e.FactCorrected(event=number, struck=True, reasons=Sealed(ref=UUID(int=5), digest="0" * 64))
    state = fold((OPENED, *((event, WHEN) for event in (*SAID, struck))))
    assert isinstance(state, Prosecution)
    assert 2 + len(SAID) == state.version == len(state.history)
    assert state.stage.value == prosecution_views(state).prosecution.stage
