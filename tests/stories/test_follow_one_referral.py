"""Walks the documents a newcomer reads: what they say to type is typed, what they say is printed is printed.

In a ```console block, a line that begins with `$ nrm` is a command, and one with `$ export` sets variables. Lines after
`<<'END'`, up to END, are its standard input. What follows, up to the next command, is all that it prints: `…` stands
for anything, and white space and line breaks count as one space. A command fails if and only if what it prints ends
with a code, such as [wrong-stage], or with the id of the command after one. `WHEN` stands for the instant at which the
first event of the case named in the same command was recorded.
"""

import io
import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from cli.main import run
from tests.cli.conftest import Demo
from workers.settings import CHECKOUT

STORIES = ("README.md", "docs/follow-one-referral.md")
DOCUMENTS = [*CHECKOUT.glob("*.md"), *(CHECKOUT / "docs").rglob("*.md"), *(CHECKOUT / "deploy").rglob("*.md")]

_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"^\$ ((?:nrm|export) .*)\n", re.MULTILINE)
_INPUT = re.compile(r"(.*?^)END\n", re.MULTILINE | re.DOTALL)
_REFUSED = re.compile(r"\[[a-z-]+\](\s+Command id: …)?\Z")
_LINK = re.compile(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)")


@dataclass(frozen=True)
class Step:
    """A command of a document, what it is given to read, and what it is said to print."""

    command: str
    given: str
    printed: str

    @property
    def arguments(self) -> list[str]:
        return shlex.split(self.command)[1:]

    @property
    def fails(self) -> bool:
        return _REFUSED.search(self.printed.strip()) is not None


def steps_of(document: str) -> Iterator[Step]:
    for block in _BLOCK.findall((CHECKOUT / document).read_text("utf-8")):
        _, *parts = _COMMAND.split(block)
        for command, rest in zip(parts[::2], parts[1::2], strict=True):
            yield _step(command, rest)


def _step(command: str, rest: str) -> Step:
    before, here, _ = command.partition("<<'END'")
    given = _INPUT.match(rest) if here else None
    return Step(before, given[1] if given else "", rest[given.end() :] if given else rest)


def as_pattern(printed: str) -> str:
    """What is said to be printed, as a pattern over words."""
    return ".*".join(re.escape(" ".join(part.split())) for part in printed.split("…"))


@dataclass(frozen=True)
class Terminal:
    """`nrm` as the reader of a document types it."""

    capture: pytest.CaptureFixture[str]
    monkeypatch: pytest.MonkeyPatch

    def type(self, step: Step) -> tuple[int, str]:
        if step.command.startswith("export "):
            return self._set(step.arguments)
        self.monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(step.given.encode())))
        return self.run(*(self._known(step) if word == "WHEN" else word for word in step.arguments))

    def _set(self, variables: list[str]) -> tuple[int, str]:
        for variable in variables:
            name, _, value = variable.partition("=")
            self.monkeypatch.setenv(name, value)
        return 0, ""

    def run(self, *arguments: str) -> tuple[int, str]:
        self.capture.readouterr()
        status = run(arguments)
        return status, " ".join("".join(self.capture.readouterr()).split())

    def _known(self, step: Step) -> str:
        recorded: str = json.loads(self.run("history", step.arguments[1], "--json")[1])[0]["recorded_at"]
        return recorded


@pytest.fixture
def terminal(demo: Demo, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("NRM_DATA", str(demo.data))
    monkeypatch.setenv("COLUMNS", "100")
    return Terminal(capsys, monkeypatch)


@pytest.mark.parametrize("story", STORIES)
def test_what_a_document_says_is_what_happens(terminal: Terminal, story: str) -> None:
    steps = list(steps_of(story))
    assert steps
    for step in steps:
        status, printed = terminal.type(step)
        assert re.fullmatch(as_pattern(step.printed), printed), f"{step.command}\nprinted: {printed}"
        assert step.fails == (status != 0), step.command


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(CHECKOUT)))
def test_every_file_a_document_links_to_exists(document: Path) -> None:
    links = _LINK.findall(document.read_text("utf-8"))
    assert [] == [link for link in links if not (document.parent / link).exists()]
