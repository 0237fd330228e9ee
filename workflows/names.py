"""What the lanes are called in Temporal. Loads nothing of Temporal's, for whoever only counts them."""

from collections.abc import Mapping

from activities.submission import CASE
from domain.prosecution.commands import KIND

LANES: Mapping[str, str] = {CASE: "referral", KIND: "prosecution"}
"""The workflow that is the lane of each kind of stream."""

RUNNING_LANES = f"ExecutionStatus = 'Running' AND WorkflowType IN ({', '.join(map(repr, LANES.values()))})"
"""Finds the lanes that run, in Temporal's list of workflows."""
