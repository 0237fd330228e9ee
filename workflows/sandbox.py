"""The workflow sandbox: what is shared with it, and why. Worker, tests and replayer all use this one runner.

Workflow files are imported afresh for each run, to keep them deterministic. Everything listed here is shared instead.
An import that is not listed is an error, here and in production: asyncpg imported a second time inside the sandbox
kills the whole process (github.com/MagicStack/asyncpg/issues/1292 describes the same fault).
"""

from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions
from temporalio.workflow import SandboxImportNotificationPolicy

SHARED = (
    "domain",  # pure, and shared so that one class is one class
    "activities",  # only its names and wire models are used; importing it brings the database driver
    "eventlog",  # reached through activities
    "asyncpg",  # crashes the process when imported twice
    "cryptography",  # a compiled library, reached through the vault
    "orjson",  # a compiled library
    "structlog",  # draws randomness at import, which the sandbox forbids
    "yaml",  # reached through the rule loader
    "annotated_types",  # part of pydantic
    "workflows.appeal",  # the lane starts it; it keeps nothing in the module
    "workflows.messages",  # wire models, shared so that one class is one class
    "workflows.names",  # keeps nothing in the module
    "workflows.shown",  # keeps nothing in the module
    "workflows.turns",  # keeps nothing in the module
)


def sandboxed_runner() -> SandboxedWorkflowRunner:
    """The runner under which every workflow of this project runs."""
    restrictions = SandboxRestrictions.default.with_passthrough_modules(*SHARED)
    policy = SandboxImportNotificationPolicy.RAISE_ON_UNINTENTIONAL_PASSTHROUGH
    return SandboxedWorkflowRunner(restrictions=restrictions.with_import_notification_policy(policy))
