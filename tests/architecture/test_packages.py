"""The packages are ours, whole and properly licensed."""

import importlib
import re
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("domain", "eventlog", "activities", "workflows", "desk", "workers", "cli")


@pytest.mark.parametrize("name", PACKAGES)
def test_a_general_name_is_not_taken_by_another_distribution(name: str) -> None:
    module = importlib.import_module(name)

    assert ROOT in Path(module.__file__ or "").parents
    assert {"nrm-referral-engine"} >= set(packages_distributions().get(name, []))


def locked(lock: str) -> list[str]:
    text = (ROOT / "requirements" / lock).read_text()
    return re.findall(r"^([a-z0-9._-]+)==", text, re.MULTILINE)


def test_everything_locked_is_locked_with_hashes() -> None:
    for lock in ("run.lock", "dev.lock"):
        entries = re.split(r"^(?=[a-z0-9])", (ROOT / "requirements" / lock).read_text(), flags=re.MULTILINE)[1:]
        assert entries
        assert [] == [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry]


def test_nothing_needed_at_run_time_is_under_a_copyleft_licence() -> None:
    for name in locked("run.lock"):
        try:
            described = distribution(name).metadata
        except importlib.metadata.PackageNotFoundError:
            continue  # for another platform or Python
        licences = [described.get("License-Expression") or "", *(described.get_all("Classifier") or [])]
        assert not re.search(r"\bA?GPL|GNU (Affero )?General Public", " ".join(licences)), name


def test_no_committed_file_names_a_registry() -> None:
    suspects = [*ROOT.glob("requirements/*"), ROOT / "Makefile", ROOT / "pyproject.toml", ROOT / ".ci" / "run"]

    for path in suspects:
        assert not re.search(r"index-url|find-links|pypi\.org|/simple", path.read_text()), path
