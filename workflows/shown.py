"""What an operator reads of a workflow in Temporal's own screens: typed search attributes. Never personal data."""

from datetime import datetime
from typing import Any, TypeVar

from temporalio.common import SearchAttributeKey, SearchAttributeUpdate, TypedSearchAttributes

Value = TypeVar("Value", str, int, datetime)


def change(
    shown: TypedSearchAttributes, key: SearchAttributeKey[Value], wanted: Value | None
) -> list[SearchAttributeUpdate[Any]]:
    """Nothing if it is shown as it should be: every update is an entry in the workflow's history."""
    if shown.get(key) == wanted:
        return []
    return [key.value_unset() if wanted is None else key.value_set(wanted)]
