"""What the local stack needs to know, read from the environment once, at a root.

`NRM_DATA` names the data folder. `NRM_DATABASE_URL` and `NRM_TEMPORAL_ADDRESS` replace the stack's own PostgreSQL and
Temporal by ones that somebody else runs; `NRM_MIGRATION_URL` is the account that may change that database's schema,
where it is not the same. `NRM_SERVICE_STANDARDS` names a file with the service standards of this deployment, which
becomes part of its rule-book.
"""

import sys
from collections.abc import Mapping
from pathlib import Path

from pydantic import Field, model_validator

from domain.frozen import Frozen

CHECKOUT = Path(__file__).resolve().parents[1]
WORKER_COMMAND = (sys.executable, "-m", "workers.main")


class StackSettings(Frozen):
    """One stack: its data folder, what it starts itself, and what it is given."""

    data: Path = CHECKOUT / ".nrm"
    database_url: str | None = Field(default=None, repr=False)
    migration_url: str | None = Field(default=None, repr=False)
    temporal_address: str | None = None
    service_standards: Path | None = None
    worker_command: tuple[str, ...] = WORKER_COMMAND

    @model_validator(mode="after")
    def _paths_are_absolute(self) -> "StackSettings":
        # The parts of the stack work from inside folders of their own, where a relative path would mean another place.
        object.__setattr__(self, "data", self.data.absolute())
        if self.service_standards is not None:
            object.__setattr__(self, "service_standards", self.service_standards.absolute())
        return self


def stack_settings(environment: Mapping[str, str], data: Path | None = None) -> StackSettings:
    """Read the settings. `data`, when given, goes before `NRM_DATA`; an empty variable counts as unset."""
    named = {
        "data": data or environment.get("NRM_DATA"),
        "database_url": environment.get("NRM_DATABASE_URL"),
        "migration_url": environment.get("NRM_MIGRATION_URL"),
        "temporal_address": environment.get("NRM_TEMPORAL_ADDRESS"),
        "service_standards": environment.get("NRM_SERVICE_STANDARDS"),
    }
    return StackSettings.model_validate({name: value for name, value in named.items() if value})
