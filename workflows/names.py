"""What the lanes are called in Temporal. Loads nothing of Temporal's, for whoever only counts them."""

from collections.abc import Mapping

from domain.stream import CASE, PROSECUTION

LANES: Mapping[str, str] = {CASE: "referral", PROSECUTION: "prosecution"}
"""The workflow that is the lane of each kind of stream."""

RUNNING_LANES = f"ExecutionStatus = 'Running' AND WorkflowType IN ({', '.join(map(repr, LANES.values()))})"
"""Finds the lanes that run, in Temporal's list of workflows."""
