"""A `rule-book.yaml` of a test's own, in place of the packaged one: what stands in that changes with every version."""

from collections.abc import Iterable, Mapping

from domain.rules.shelf import published

_NEXT_YEAR = int(published().version.partition(".")[0]) + 1
NEXT_VERSION, THE_ONE_AFTER = f"{_NEXT_YEAR}.1.1", f"{_NEXT_YEAR}.1.2"
"""Later than the packaged one, whichever that is."""


def book_text(
    version: str = NEXT_VERSION, corrections: Mapping[str, str] | None = None, *, also: tuple[str, ...] = ()
) -> str:
    """The nations and clocks of the packaged rule-book, under a version and with corrections of the test's own."""
    book = published()
    return "\n".join(
        [
            "# The rule-book of a test.",
            f'version: "{version}"',
            f"covers-from: {book.covers_from}",
            *_corrections(corrections),
            "nations:",
            *(f"  {nation}: {name}" for nation, name in book.nations.items()),
            "clocks:",
            *(f"  - {clock}" for clock in (*book.clocks, *also)),
            "",
        ]
    )


def _corrections(corrections: Mapping[str, str] | None) -> Iterable[str]:
    if not corrections:
        return []
    return ["corrections:", *(f"  {rule}: {reason}" for rule, reason in corrections.items())]
