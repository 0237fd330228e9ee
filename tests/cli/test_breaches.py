"""The list of breaches: each told from the others, with what it is and what cures it, and only those asked for."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Nrm

DECISION_MAKER = ("--role", "decision-maker")
LEADER = ("--role", "team-leader")


@pytest.fixture
def case(nrm: Nrm, tmp_path: Path) -> str:
    """A case with one late decision, and two steps taken inside one protected period that goes on."""
    case = nrm.refer(tmp_path, effective_at="2024-03-04")
    nrm.json("do", case, "allocate-competent-authority", "--authority", "sca", "--effective-at", "2024-03-05")
    nrm.json("do", case, "start-support", "--provider", "salvation-army", "--effective-at", "2024-03-05")
    decided = ("decide-reasonable-grounds", "--outcome", "positive", "--effective-at", "2024-03-20", *DECISION_MAKER)
    nrm.json("do", case, *decided)
    for step, day in (("expulsion", "2024-03-25"), ("charter-listing", "2024-03-26")):
        nrm.json("do", case, "record-enforcement-step", "--step", step, "--effective-at", day)
    return case


def of(nrm: Nrm, case: str, *options: str) -> list[dict[str, Any]]:
    return [dict(breach) for breach in nrm.json("breaches", case, *options)]


def test_breaches_of_one_clock_in_one_case_are_told_apart(nrm: Nrm, case: str) -> None:
    steps = [breach for breach in of(nrm, case) if breach["clock"] == "recovery-period"]
    history = {event["version"]: event for event in nrm.json("history", case)}
    assert ["adverse-step", "adverse-step"] == [breach["because"] for breach in steps]
    assert ["expulsion", "charter-listing"] == [history[breach["step"]]["body"]["step"] for breach in steps]
    assert ["breach-recorded", "breach-recorded"] == [history[breach["event"]]["type"] for breach in steps]
    assert 2 == len({breach["what"] for breach in steps})
    assert all(breach["cure"] and breach["duty"] for breach in steps)
    assert [breach["run"] for breach in steps] == [steps[0]["run"]] * 2


def test_a_late_decision_says_what_was_late_and_keeps_its_keys(nrm: Nrm, case: str) -> None:
    (late,) = [breach for breach in of(nrm, case) if breach["clock"] == "reasonable-grounds-decision"]
    assert ("late", None, "cured", 9) == (late["because"], late["step"], late["status"], late["days_late"])
    assert (
        "The target for the reasonable grounds decision was 11 March 2024, and it did not come in time." == late["what"]
    )
    kept = {"case", "reference", "clock", "kind", "force", "due_on", "days_late", "status", "rule", "rung", "historic"}
    assert kept <= late.keys()


def test_a_last_day_to_come_says_why_it_is_a_breach_already(
    nrm: Nrm, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "140")
    shown = " ".join(nrm("breaches", case).out.split())
    (first, second) = [breach["event"] for breach in of(nrm, case) if breach["because"] == "adverse-step"]
    assert 2 == shown.count("step inside, ")
    assert f"{case}, event {first}: " in shown
    assert f"{case}, event {second}: " in shown
    assert "Cure: " in shown
    whole = " ".join(nrm("show", case).out.split())
    assert "step in it (event" in whole
    assert f"Breach, open (event {first}): " in whole


def test_what_was_disproved_is_listed_only_when_asked_for(nrm: Nrm, tmp_path: Path) -> None:
    case = nrm.refer(tmp_path, effective_at="2024-03-04")
    allocated = ("allocate-competent-authority", "--authority", "sca", "--effective-at", "2024-03-05")
    nrm.json("do", case, *allocated)
    decided = ("decide-reasonable-grounds", "--outcome", "positive", "--effective-at", "2024-03-08", *DECISION_MAKER)
    nrm.json("do", case, *decided)
    statuses = {breach["status"] for breach in of(nrm, case)}
    assert "disproved" not in statuses
    assert statuses | {"disproved"} == {breach["status"] for breach in of(nrm, case, "--all")}
    assert {"disproved"} == {breach["status"] for breach in of(nrm, case, "--status", "disproved")}
    assert {"open"} == {breach["status"] for breach in of(nrm, case, "--status", "open")}


@pytest.mark.parametrize(
    ("options", "key", "value"),
    [
        (("--force", "statute"), "force", "statute"),
        (("--clock", "recovery-period"), "clock", "recovery-period"),
        (("--nation", "england-and-wales"), "nation", "england-and-wales"),
        (("--status", "cured"), "status", "cured"),
    ],
)
def test_only_what_is_asked_for_is_listed(nrm: Nrm, case: str, options: tuple[str, ...], key: str, value: str) -> None:
    everywhere = nrm.json("breaches", *options)
    assert {value} == {breach[key] for breach in everywhere}
    assert [one for one in of(nrm, case) if one[key] == value] == of(nrm, case, *options)


def test_breaches_are_found_by_whose_they_are_and_by_team(nrm: Nrm, case: str) -> None:
    assigned = ("--duty", "caseworker", "--assignee", f"Worker {case}", "--team", "east-2", *LEADER)
    assert "case assigned: caseworker, " in nrm.json("do", case, "assign", *assigned)["recorded"][0]["words"]
    assert of(nrm, case) == nrm.json("breaches", "--owner", f"worker {case.lower()}")
    assert case in {breach["reference"] for breach in nrm.json("breaches", "--team", "east-2")}
    assert ([f"Worker {case}"], ["east-2"]) == (of(nrm, case)[0]["owners"], of(nrm, case)[0]["teams"])
    assert "team east-2" in " ".join(nrm("show", case).out.split())
    nrm.json("do", case, "unassign", "--duty", "caseworker", *LEADER)
    assert [] == nrm.json("breaches", "--owner", f"Worker {case}")


def test_a_nation_or_a_clock_that_nobody_knows_is_no_empty_list(nrm: Nrm) -> None:
    for option, typed in (("--clock", "recovery-perod"), ("--nation", "englnd-and-wales")):
        shown = nrm("breaches", option, typed)
        assert 2 == shown.status
        assert "Did you mean " in " ".join(shown.err.split())


@pytest.mark.usefixtures("case")
def test_a_table_ends_with_where_the_next_one_begins(nrm: Nrm) -> None:
    every = [(breach["reference"], breach["event"]) for breach in nrm.json("breaches")]
    page = nrm("breaches", "--limit", "2").out
    assert f"There may be more: nrm breaches --after {every[1][0]}:{every[1][1]}" in " ".join(page.split())
    after = nrm.json("breaches", "--after", f"{every[1][0]}:{every[1][1]}", "--limit", "2")
    assert every[2:4] == [(breach["reference"], breach["event"]) for breach in after]


def test_cases_come_a_page_at_a_time(nrm: Nrm, case: str) -> None:
    every = [row["reference"] for row in nrm.json("cases")]
    assert case in every
    assert every[:3] == [row["reference"] for row in nrm.json("cases", "--limit", "3")]
    assert every[3:5] == [row["reference"] for row in nrm.json("cases", "--after", every[2], "--limit", "2")]
    assert f"nrm cases --after {every[2]}" in nrm("cases", "--limit", "3").out
    assert "There may be more" not in nrm("cases", "--after", every[-2]).out


def test_the_document_of_a_whole_case_has_the_number_and_the_cure_of_each_breach(nrm: Nrm, case: str) -> None:
    whole = json.loads(nrm("show", case, "--json").out)["breaches"]
    assert {breach["event"] for breach in of(nrm, case, "--all")} == {one["event"] for one in whole}
    assert all(one["cure"] and one["what"] for one in whole)
