"""Where a case stands between a positive first decision and the conclusive one: with protection or without it.

Read next: `grounds.py` and `disqualification.py`, whose events move it.
"""

from dataclasses import replace

from domain.referral.stages import AwaitingConclusiveGrounds, Ended, Live, Outstanding, RecoveryPeriod
from domain.referral.state import Referral
from domain.referral.strands import DecisionMade, Disqualified, Strands
from domain.when import When


def outstanding(strands: Strands, first: DecisionMade | None, decided: When) -> Outstanding:
    """The recovery period, unless the first decision gives none or the person is disqualified from it."""
    gives_none = first is not None and not first.gives_period
    if gives_none or isinstance(strands.disqualification, Disqualified):
        return AwaitingConclusiveGrounds(decided)
    return RecoveryPeriod(decided)


def protected_or_not(state: Referral) -> Referral:
    """The case at the stage that its first decision and its disqualification, if any, leave it in."""
    stage = state.stage
    if isinstance(stage, Ended):
        return state._replace(stage=replace(stage, before=_looked_at_again(state, stage.before)))
    return state._replace(stage=_looked_at_again(state, stage))


def _looked_at_again(state: Referral, stage: Live) -> Live:
    if isinstance(stage, Outstanding):
        return outstanding(state.strands, state.standing("reasonable-grounds"), stage.decided)
    return stage
