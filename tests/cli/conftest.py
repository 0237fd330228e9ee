"""One real stack for these tests, brought up as a newcomer does it; and `nrm`, as a person or a script runs it."""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cli.main import run
from tests.support.references import numbered
from workers.settings import CHECKOUT

PATIENCE = 120.0


@dataclass(frozen=True)
class Demo:
    """A stack that is up, its data folder, and what was printed and said when it came up."""

    data: Path
    printed: str
    said: str


@dataclass(frozen=True)
class Shown:
    """What a command left behind."""

    status: int
    out: str
    err: str


@dataclass(frozen=True)
class Nrm:
    """The command line on one data folder, in this process."""

    data: Path
    capture: pytest.CaptureFixture[str]

    def __call__(self, *arguments: str) -> Shown:
        """Run a command as a person does."""
        self.capture.readouterr()
        status = run([*arguments, "--data", str(self.data)])
        out, err = self.capture.readouterr()
        return Shown(status, out, err)

    def json(self, *arguments: str, status: int = 0) -> Any:
        """Run a command as a script does, and demand this exit status."""
        shown = self(*arguments, "--json")
        assert status == shown.status, shown.out
        return json.loads(shown.out)

    def refused(self, *arguments: str) -> tuple[int, str]:
        """Run a command as a script does, and demand that it fails: its status and its code."""
        shown = self(*arguments, "--json")
        return shown.status, json.loads(shown.out)["error"]["code"]

    def refer(self, folder: Path, **fields: Any) -> str:
        """Open a case in the usual way: its reference."""
        file = folder / "referral.json"
        usual = {
            "nation": "england-and-wales",
            "age_group": "adult",
            "consent": "given",
            "first_responder": "salvation-army",
            "reference": numbered("T"),
        }
        file.write_text(json.dumps({**usual, **fields}))
        reference = self.json("refer", str(file), "--role", "caseworker")["reference"]
        assert isinstance(reference, str)
        return reference


def nrm_process(*arguments: str) -> list[str]:
    """The command line as a process of its own."""
    return [sys.executable, "-m", "cli.main", *arguments]


def in_a_process(*arguments: str, env: Mapping[str, str] | None = None) -> "subprocess.CompletedProcess[str]":
    """Run a command as a process of its own, to its end."""
    return subprocess.run(
        nrm_process(*arguments), cwd=CHECKOUT, capture_output=True, text=True, timeout=PATIENCE, check=False, env=env
    )


@pytest.fixture(scope="session")
def open_folder() -> Iterator[Path]:
    """A folder that every account can pass; pytest's own are closed to the account PostgreSQL runs under."""
    made = Path(tempfile.mkdtemp(prefix="nrm-"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made)


@pytest.fixture(scope="session")
def demo(open_folder: Path) -> Iterator[Demo]:
    """The stack with the published cases in it."""
    data = open_folder / "d"
    up = in_a_process("up", "--demo", "--detach", "--data", str(data))
    assert 0 == up.returncode, up.stderr
    yield Demo(data, up.stdout, up.stderr)
    down = in_a_process("down", "--data", str(data))
    assert 0 == down.returncode, down.stderr


@pytest.fixture(autouse=True)
def somebody_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever types here has said who they are, as a person does once for all."""
    monkeypatch.setenv("NRM_AS", "a.caseworker")
    monkeypatch.setenv("NRM_ROLE", "caseworker")


@pytest.fixture
def nrm(demo: Demo, capsys: pytest.CaptureFixture[str]) -> Nrm:
    """`nrm` on the stack with the published cases."""
    return Nrm(demo.data, capsys)
