"""What the published cases look like once they are in: lists, clocks, histories, and the past as it was known."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from cli.output import Column, table
from tests.cli.conftest import Demo, Nrm

CASE = "PA-09389-2018"
CLOCK_KEYS = {
    "clock",
    "kind",
    "force",
    "rule",
    "starts_on",
    "due_on",
    "due_at",
    "status",
    "ended_on",
    "days_late",
    "why",
}
BREACH_KEYS = {"case", "reference", "clock", "kind", "force", "due_on", "days_late", "status", "rule"}


def test_the_demonstration_prints_who_waited_what_cannot_be_computed_and_where_things_are(demo: Demo) -> None:
    printed = " ".join(demo.printed.split())
    assert "26 imported, 0 skipped." in demo.said
    assert f"{CASE} Reasonable 2016-09-07 12 cured, guidance" in printed
    assert f"{CASE} Conclusive 2016-11-03 480 cured, policy" in printed
    assert "reasonable-grounds-decision@2009-04-01: " in printed
    assert "What cannot be computed" in printed
    assert "http://127.0.0.1:" in printed


def test_the_example_to_check_by_hand(nrm: Nrm) -> None:
    found = {breach["clock"]: breach for breach in nrm.json("breaches") if breach["reference"] == CASE}
    first = found["reasonable-grounds-decision"]
    assert BREACH_KEYS <= first.keys()
    assert ("2016-09-07", 12, "cured") == (first["due_on"], first["days_late"], first["status"])
    assert "reasonable-grounds-decision@2009-04-01" == first["rule"]
    assert 480 == found["conclusive-grounds-decision"]["days_late"]
    assert all(breach["historic"] for breach in found.values())


def test_the_clocks_of_a_case_say_why(nrm: Nrm) -> None:
    clocks = {clock["clock"]: clock for clock in nrm.json("clocks", CASE)}
    first = clocks["reasonable-grounds-decision"]
    assert CLOCK_KEYS <= first.keys()
    assert ("2016-08-31", "2016-09-07", "2016-09-19") == (first["starts_on"], first["due_on"], first["ended_on"])
    assert ("deadline", "breached", 12) == (first["kind"], first["status"], first["days_late"])
    assert "2016-09-07T23:00:00Z" == first["due_at"]
    assert "5 working days" in first["why"]
    assert "expired" == clocks["recovery-period"]["status"]


def test_a_clock_that_cannot_be_computed_has_no_dates_and_says_why(nrm: Nrm) -> None:
    clock = nrm.json("clocks", "TV-v-Spain")[0]
    assert ("cannot_compute", None) == (clock["status"], clock["due_on"])
    assert "outside the United Kingdom" in clock["why"]


def test_a_case_can_be_named_by_its_id(nrm: Nrm) -> None:
    known = {case["reference"]: case["case"] for case in nrm.json("cases")}
    assert nrm.json("clocks", CASE) == nrm.json("clocks", known[CASE])


def test_a_history_has_both_times_who_and_the_chain(nrm: Nrm) -> None:
    events = nrm.json("history", CASE)
    assert list(range(1, len(events) + 1)) == [event["version"] for event in events]
    assert "history-imported" == events[0]["type"]
    assert {"effective_at", "recorded_at", "actor", "type", "version", "position", "hash"} <= events[0].keys()
    assert all(earlier["position"] < later["position"] for earlier, later in pairwise(events))
    assert 64 == len(events[0]["hash"])


def test_a_deadline_is_not_missed_before_its_last_day_is_over(nrm: Nrm) -> None:
    on_the_last_day = nrm.json("show", CASE, "--effective-at", "2016-09-07")
    assert ["running"] == [clock["status"] for clock in on_the_last_day["clocks"]]
    assert [] == on_the_last_day["breaches"]
    a_day_later = nrm.json("show", CASE, "--effective-at", "2016-09-08")
    assert ["breached"] == [clock["status"] for clock in a_day_later["clocks"]]
    assert ["open"] == [breach["status"] for breach in a_day_later["breaches"]]
    assert 1 == a_day_later["clocks"][0]["days_late"]


def test_before_it_was_recorded_nothing_was_known_of_a_case(nrm: Nrm) -> None:
    recorded = datetime.fromisoformat(nrm.json("history", CASE)[0]["recorded_at"])
    before = (recorded - timedelta(microseconds=1)).isoformat()
    assert (4, "case-not-found") == nrm.refused("show", CASE, "--known-at", before)
    assert CASE == nrm.json("show", CASE, "--known-at", recorded.isoformat())["reference"]


def test_what_was_known_leaves_out_what_was_recorded_later(nrm: Nrm, tmp_path: Path) -> None:
    case = nrm.refer(tmp_path)
    nrm.json("do", case, "allocate-competent-authority", "--authority", "sca")
    first = nrm.json("history", case)[0]["recorded_at"]
    assert ("referred", 1) == tuple(nrm.json("show", case, "--known-at", first)[key] for key in ("stage", "version"))
    assert "awaiting-reasonable-grounds" == nrm.json("show", case)["stage"]


def test_a_fact_recorded_late_keeps_its_clock_when_an_earlier_record_is_left_out(nrm: Nrm, tmp_path: Path) -> None:
    case = nrm.refer(tmp_path, effective_at="2024-03-04")
    nrm.json("do", case, "add-note", "--text", "a note of another day", "--effective-at", "2024-06-03")
    nrm.json("do", case, "allocate-competent-authority", "--authority", "sca", "--effective-at", "2024-03-05")
    decided = ("decide-reasonable-grounds", "--outcome", "positive", "--effective-at", "2024-03-20")
    nrm.json("do", case, *decided, "--role", "decision-maker")
    whole = nrm.json("show", case)
    then = nrm.json("show", case, "--effective-at", "2024-05-01")
    assert "recovery-period" == then["stage"]
    assert [breach["status"] for breach in whole["breaches"]][:1] == [breach["status"] for breach in then["breaches"]]


@pytest.mark.parametrize("option", ["--known-at", "--effective-at"])
@pytest.mark.parametrize("moment", ["yesterday", "2024-02-30", "2024-01-01T10:00", ""])
def test_a_moment_that_is_none_is_refused(nrm: Nrm, option: str, moment: str) -> None:
    assert (2, "not-a-date") == nrm.refused("show", CASE, option, moment)


def test_an_open_breach_is_late_to_this_very_day(nrm: Nrm, tmp_path: Path) -> None:
    case = nrm.refer(tmp_path, effective_at="2024-03-04")
    found = next(breach for breach in nrm.json("breaches") if breach["reference"] == case)
    clock = nrm.json("clocks", case)[0]
    assert ("2024-03-11", "open", False) == (found["due_on"], found["status"], found["historic"])
    assert clock["days_late"] in (found["days_late"], found["days_late"] + 1)  # midnight may fall between the two
    assert (date.today() - date(2024, 3, 12)).days <= found["days_late"]  # noqa: DTZ011 - either side of midnight


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize(
    "arguments",
    [
        ("breaches",),
        ("cases",),
        ("show", CASE),
        ("clocks", CASE),
        ("history", CASE),
        ("refusals",),
        ("status",),
        ("verify",),
        ("rebuild",),
    ],
)
def test_what_a_person_reads_fits_the_terminal(
    nrm: Nrm, monkeypatch: pytest.MonkeyPatch, width: int, arguments: tuple[str, ...]
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    shown = nrm(*arguments)
    assert 0 == shown.status
    assert [] == [line for line in shown.out.splitlines() if len(line) > width]


def test_a_breach_table_names_case_deadline_days_and_rule(nrm: Nrm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    line = next(line for line in nrm("breaches").out.splitlines() if CASE in line)
    assert ["2016-09-07", "12", "cured,"] == line.replace("Reasonable grounds decision", "").split()[1:4]


def test_status_follows_its_contract(nrm: Nrm) -> None:
    status = nrm.json("status")
    assert (True, str(nrm.data)) == (status["healthy"], status["data"])
    assert {"healthy", "url"} <= status["postgres"].keys()
    assert {"healthy", "address", "ui"} <= status["temporal"].keys()
    assert status["worker"]["healthy"]


def test_a_breach_that_was_cured_is_told_as_it_is_known_now(nrm: Nrm, tmp_path: Path) -> None:
    case = nrm.refer(tmp_path, effective_at="2024-03-04")
    nrm.json("do", case, "allocate-competent-authority", "--authority", "sca", "--effective-at", "2024-03-05")
    decided = ("decide-reasonable-grounds", "--outcome", "positive", "--effective-at", "2024-03-20")
    nrm.json("do", case, *decided, "--role", "decision-maker")
    breach = nrm.json("show", case)["breaches"][0]
    assert "cured" == breach["status"]
    assert "came on 20 March 2024, 9 days late" in breach["what"]


def test_a_table_loses_nothing_where_room_is_short(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    columns = [Column("Case", whole=True), Column("Clock"), Column("Why")]
    table("", columns, [("R" * 26, "some words", f"{'y' * 60} the end")], none="")
    printed = capsys.readouterr().out
    assert (26, 60) == (printed.count("R"), printed.count("y") - 1)  # one more in the heading
    assert "the end" in printed
