"""What every module keeps to: it says what it is, and stays short enough to read."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("domain", "eventlog", "activities", "workflows", "desk", "workers", "cli")
MODULES = sorted(path for name in PACKAGES for path in (ROOT / name).rglob("*.py"))


def called(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", MODULES, ids=called)
def test_a_module_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text()))


@pytest.mark.parametrize("path", MODULES, ids=called)
def test_a_module_is_short_enough_to_read(path: Path) -> None:
    assert 400 >= len(path.read_text().splitlines())


@pytest.mark.parametrize("path", sorted((ROOT / "domain").rglob("*.py")), ids=called)
def test_the_domain_looks_at_no_clock_and_draws_nothing_at_random(path: Path) -> None:
    called_names = {
        node.func.attr
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }

    assert not called_names & {"now", "today", "utcnow", "time", "uuid1", "uuid4", "random", "token_hex", "getenv"}
