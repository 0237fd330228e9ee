"""A strand that does not exist is an error to both type checkers, and to the interpreter."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from domain.referral.evolve.base import changed
from domain.referral.strands import Supported
from domain.when import When
from tests.support.casework import referred

ROOT = Path(__file__).parents[3]

CALLS = """
from domain.referral.evolve.base import changed
from domain.referral.state import Referral
from domain.referral.strands import Strands, Supported
from domain.when import When


def supported(state: Referral, since: When) -> tuple[Strands, ...]:
    right = changed(state, support=Supported(since))
    misspelt = changed(state, suport=Supported(since))
    mistaken = changed(state, support=since)
    return right, misspelt, mistaken
"""

CHECKERS = {
    "mypy": ["-m", "mypy", "--config-file", str(ROOT / "pyproject.toml")],
    "pyright": ["-m", "pyright", "--pythonpath", sys.executable],
}


@pytest.mark.parametrize("checker", CHECKERS)
def test_a_misspelt_strand_is_an_error_of_types(checker: str, tmp_path: Path) -> None:
    written = tmp_path / "supported.py"
    written.write_text(CALLS)
    command = [sys.executable, *CHECKERS[checker], str(written)]

    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    errors = re.findall(r":(\d+):.*? error: (.*)", found.stdout)
    assert "9" not in {line for line, _ in errors}
    assert any(line == "10" and '"suport"' in said for line, said in errors)
    assert any(line == "11" and '"support"' in said for line, said in errors)


def test_a_misspelt_strand_is_an_error_when_it_runs() -> None:
    case = referred("2026-03-02").referral
    support = Supported(When.parse("2026-03-03"))

    assert support == changed(case, support=support).support
    with pytest.raises(ValueError, match="suport"):
        changed(case, suport=support)
    with pytest.raises(TypeError):
        changed(case, support)
