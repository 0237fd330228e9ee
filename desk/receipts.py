"""The receipt of a command, as it is shown: what was recorded, and apart from it what the engine found.

Read next: `domain/stream/answers.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from desk.page import Block, Page, Words
from domain.stream.answers import Receipt
from domain.when import instant_in_words
from domain.words import plain


@dataclass(frozen=True)
class ShownReceipt:
    """A receipt, and of what kind of thing: a case or a prosecution."""

    receipt: Receipt
    kind: str

    def document(self) -> Receipt:
        """The receipt itself."""
        return self.receipt

    def page(self) -> Page:
        """What was recorded, what was found, and how it stands."""
        return [*self._recorded(), *self._standing()]

    def _recorded(self) -> Iterator[Block]:
        lines = self.receipt.lines
        asked = ", ".join(f"{one.number} {one.words}" for one in lines if not one.found)
        yield Words(f"Recorded on {self.kind} {self.receipt.reference}: {asked or 'nothing new'}.")
        found = [Words(f"{one.number} {one.words}", indent=2) for one in lines if one.found]
        if found:
            yield Words("The engine found:")
        yield from found

    def _standing(self) -> Iterator[Block]:
        receipt = self.receipt
        yield Words(f"It is at version {receipt.version}, stage: {plain(receipt.stage)}.")
        for still in receipt.still_open:
            yield Words(f"Still open: {still}.")
        if receipt.next_instant is not None:
            yield Words(f"Time alone changes something next on {instant_in_words(receipt.next_instant)}.")
