"""Other rule-books than the published one: with a bank holiday that was proclaimed late, or with a fault in a file."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from domain.rules.loader import parse
from domain.rules.shelf import packaged_files, published
from domain.when import london_day

CALENDAR = "calendars/england-and-wales.yaml"


def soon() -> date:
    """The second working day from today: inside the five that a reasonable grounds decision may take."""
    return published().calendars["england-and-wales"].add_working_days(london_day(datetime.now(UTC)), 2)


def proclaimed(day: date, version: str = "2099.1") -> dict[str, str]:
    """The published rule files with one more bank holiday in England and Wales, as a version of their own."""
    files = packaged_files()
    head, holidays = files[CALENDAR].split("holidays:\n")
    lines = [*holidays.splitlines(), f"  {day.isoformat()}: Day of national mourning"]
    files[CALENDAR] = f"{head}holidays:\n" + "\n".join(sorted(line for line in lines if line.startswith("  2"))) + "\n"
    files["rule-book.yaml"] = re.sub(
        r'^version: ".*"$', f'version: "{version}"', files["rule-book.yaml"], flags=re.MULTILINE
    )
    assert parse(files).digest != published().digest
    return files


def broken() -> dict[str, str]:
    """The published rule files with a date that does not exist."""
    files = packaged_files()
    files[CALENDAR] = files[CALENDAR].replace("2024-12-25: Christmas Day", "2024-02-30: Christmas Day")
    return files


def written(files: Mapping[str, str], folder: Path) -> Path:
    """The folder, with these files in it."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def a_working_day_later(day: date) -> date:
    """The next working day in England and Wales."""
    return published().calendars["england-and-wales"].add_working_days(day, 1)


def yesterday() -> date:
    """The London day before today."""
    return london_day(datetime.now(UTC)) - timedelta(days=1)
