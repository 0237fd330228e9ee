"""`nrm safeguards`: what must never happen and does, over all cases or one."""

from pathlib import Path

import pytest

from tests.cli.conftest import Nrm

CHILD = {"age_group": "child", "consent": "not-needed", "alone": True}


def test_a_concern_is_listed_until_it_is_cleared_and_with_all_after_that(
    nrm: Nrm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "180")
    case = nrm.refer(tmp_path, **CHILD, effective_at="2024-03-04")
    found = nrm.json("safeguards", case)
    alone = next(concern for concern in found if concern["check"] == "lone-child-without-guardian")
    assert (case, 1, "2024-03-04", "open", False, "Article 10(4)", "caseworker", "serious") == tuple(
        alone[key] for key in ("reference", "about", "since", "status", "historic", "article", "tell", "severity")
    )
    assert "Child alone, without a guardian" in " ".join(nrm("safeguards").out.split())
    assert "Safeguard: Child alone, without a guardian, since 4 March 2024 (event 1)" in " ".join(
        nrm("show", case).out.split()
    )

    nrm.json("do", case, "appoint-guardian", "--scheme", "ictg", "--effective-at", "2024-03-06")
    assert "lone-child-without-guardian" not in [concern["check"] for concern in nrm.json("safeguards", case)]
    cleared = {concern["check"]: concern for concern in nrm.json("safeguards", case, "--all")}
    assert "2024-03-06" == cleared["lone-child-without-guardian"]["cleared_on"]
    assert "cleared 6 March 2024" in " ".join(nrm("safeguards", case, "--all").out.split())
    assert "guarded" == nrm.json("show", case)["strands"]["guardianship"]["is"]


def test_what_an_account_that_has_ended_tells_of_is_listed_only_with_all(nrm: Nrm) -> None:
    concerns = nrm.json("safeguards", "VCL-v-UK", "--all")
    assert {
        ("convicted-before-conclusive-positive", "open", True),
        ("detained-after-positive", "open", True),
    } == {(concern["check"], concern["status"], concern["historic"]) for concern in concerns}
    assert "No safeguard is raised." in nrm("safeguards", "VCL-v-UK").out


def test_a_case_that_does_not_exist_has_no_safeguards(nrm: Nrm) -> None:
    assert (4, "case-not-found") == nrm.refused("safeguards", "no such case")
