"""The safeguards that stand: `safeguards`. What must never happen to a person in the NRM, and happens.

Everything comes from the read models; nothing here decides. Read next: `domain/safeguards`, the checks themselves.
"""

from dataclasses import dataclass
from typing import Any

from cli import output
from cli.engine import Records, with_records
from cli.grid import Column
from cli.options import AsJson, ClearedToo, DataFolder, MaybeCase, settings_of
from domain.referral.rows import SafeguardRow
from domain.when import When


@dataclass(frozen=True)
class Concern:
    """A concern as it is shown: with its case's reference."""

    reference: str
    row: SafeguardRow


def safeguards(
    *, case: MaybeCase = None, everything: ClearedToo = False, data: DataFolder = None, as_json: AsJson = False
) -> None:
    """List what must never happen and does. For whom, since when, and who must act."""
    found = with_records(settings_of(data), lambda records: _found(records, case))
    shown = [concern for concern in found if everything or _stands(concern.row)]
    if as_json:
        output.document([_concern(concern) for concern in shown])
    else:
        _show(shown, with_status=everything)


def _stands(row: SafeguardRow) -> bool:
    """Whether it is known to stand now."""
    return row.status == "open" and not row.historic


async def _found(records: Records, case: str | None) -> list[Concern]:
    """The concerns of a case, or of all; what the cases are called is read last, so that each concern has one."""
    wanted = (await records.find(case)).case if case else None
    rows = await records.views.safeguards(wanted)
    reference = await records.views.references({row.case for row in rows})
    return [Concern(reference[row.case], row) for row in rows]


def _concern(concern: Concern) -> dict[str, Any]:
    row = concern.row
    return {
        "case": row.case,
        "reference": concern.reference,
        "check": row.check,
        "about": row.about,
        "title": row.title,
        "severity": row.severity,
        "since": row.since,
        "cleared_on": row.cleared_on,
        "status": row.status,
        "historic": row.historic,
        "article": row.article,
        "tell": row.tell,
    }


def _show(concerns: list[Concern], *, with_status: bool) -> None:
    columns = [
        Column("Reference", whole=True),
        Column("Concern"),
        Column("Since", whole=True),
        Column("Event", "right"),
        Column("Tell"),
        Column("Convention"),
        *([Column("Status")] if with_status else []),
    ]
    rows = [
        (
            concern.reference,
            f"{concern.row.title} ({concern.row.severity})",
            _day(concern.row.since),
            str(concern.row.about),
            concern.row.tell.replace("-", " "),
            concern.row.article,
            *([_status(concern.row)] if with_status else []),
        )
        for concern in concerns
    ]
    output.table("Safeguards", columns, rows, none="No safeguard is raised.")


def _status(row: SafeguardRow) -> str:
    status = f"cleared {_day(row.cleared_on)}" if row.cleared_on else row.status
    return f"{status}, historic" if row.historic else status


def _day(text: str) -> str:
    return When.parse(text).in_words()
