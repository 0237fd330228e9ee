"""What the published cases look like once they are in: lists, clocks, histories, and the past as it was known."""

import io
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from cli.ask import asked
from cli.grid import laid_out
from cli.print import print_page
from cli.stack import PUBLISHED_CASES
from desk.breaches import ListBreaches
from desk.page import Column
from desk.uncounted import ListWhatCannotBeComputed
from domain.referral.accounts import read_accounts
from tests.cli.conftest import Demo, Nrm
from workers.settings import StackSettings

CASE = "PA-09389-2018"
LINES_OF_A_SCREEN = 60
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
    assert "42 imported, 0 skipped." in demo.said
    for number, clock, due, days in ((14, "Reasonable", "2016-09-07", 12), (17, "Conclusive", "2016-11-03", 480)):
        row = f"{CASE} Event {number} Clock {clock} grounds decision Due {due} Days late {days} Status cured, historic"
        assert row in printed
    assert "target" in printed.partition("Breaches ")[2].partition("conclusive-grounds-decision@")[0]
    assert "reasonable-grounds-decision@2009-04-01: " in printed
    assert "What cannot be computed" in printed
    why = "The positive reasonable grounds decision is dated only August 2015."
    assert f"{why} 5 clocks of O-2019-EWHC-148." in printed
    assert "Counted from" not in printed
    assert printed.index("What cannot be computed") < printed.index("Breaches ")
    assert "http://127.0.0.1:" in printed


def test_the_tables_of_the_demonstration_fit_one_screen(
    nrm: Nrm, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "110")
    accounts = tuple(read_accounts(PUBLISHED_CASES.read_text("utf-8")))
    mine = {read.reference for read in accounts}
    stack = StackSettings(data=nrm.data)
    uncounted = asked(ListWhatCannotBeComputed(), stack, None)
    found = asked(ListBreaches(limit=None, in_full=False), stack, None)
    capsys.readouterr()
    print_page(replace(uncounted, clocks=tuple(one for one in uncounted.clocks if one[0] in mine)).page())
    print_page(replace(found, found=tuple(breach for breach in found.found if breach.reference in mine)).page())
    assert len(capsys.readouterr().out.splitlines()) < LINES_OF_A_SCREEN


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
    assert ("target", "breached", 12) == (first["kind"], first["status"], first["days_late"])
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


FIRST_DECISION = "reasonable-grounds-decision"


def of_first_decision(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The row about the reasonable grounds decision."""
    return next(row for row in rows if row["clock"] == FIRST_DECISION)


def test_a_deadline_is_not_missed_before_its_last_day_is_over(nrm: Nrm) -> None:
    on_the_last_day = nrm.json("show", CASE, "--effective-at", "2016-09-07")
    assert "running" == of_first_decision(on_the_last_day["clocks"])["status"]
    assert [] == on_the_last_day["breaches"]
    a_day_later = nrm.json("show", CASE, "--effective-at", "2016-09-08")
    late = of_first_decision(a_day_later["clocks"])
    assert ("breached", 1) == (late["status"], late["days_late"])
    assert ["open"] == [breach["status"] for breach in a_day_later["breaches"]]


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
    late = of_first_decision(whole["breaches"])
    assert "cured" == late["status"] == of_first_decision(then["breaches"])["status"]


def test_a_breach_that_the_facts_of_a_day_disprove_was_not_open_on_that_day(nrm: Nrm, tmp_path: Path) -> None:
    case = nrm.refer(tmp_path, effective_at="2024-03-04")
    nrm.json("do", case, "allocate-competent-authority", "--authority", "sca", "--effective-at", "2024-03-05")
    assert "open" == of_first_decision(nrm.json("show", case)["breaches"])["status"]
    decided = ("decide-reasonable-grounds", "--outcome", "positive", "--effective-at", "2024-03-08")
    nrm.json("do", case, *decided, "--role", "decision-maker")

    then = nrm.json("show", case, "--effective-at", "2024-03-20")
    assert "met" == of_first_decision(then["clocks"])["status"]
    assert "disproved" == of_first_decision(then["breaches"])["status"]
    assert "open" not in [breach["status"] for breach in then["breaches"] if breach["clock"] == FIRST_DECISION]


def test_a_breach_that_was_cured_later_was_open_until_then(nrm: Nrm, tmp_path: Path) -> None:
    case = nrm.refer(tmp_path, effective_at="2024-03-04")
    nrm.json("do", case, "allocate-competent-authority", "--authority", "sca", "--effective-at", "2024-03-05")
    decided = ("decide-reasonable-grounds", "--outcome", "positive", "--effective-at", "2024-03-20")
    nrm.json("do", case, *decided, "--role", "decision-maker")
    then = {day: nrm.json("show", case, "--effective-at", day) for day in ("2024-03-19", "2024-03-20")}
    assert "open" == of_first_decision(then["2024-03-19"]["breaches"])["status"]
    assert "cured" == of_first_decision(then["2024-03-20"]["breaches"])["status"]


def test_a_correction_holds_also_for_the_days_before_it_was_made(nrm: Nrm, tmp_path: Path) -> None:
    case = nrm.refer(tmp_path, effective_at="2024-03-04")
    nrm.json("do", case, "allocate-competent-authority", "--authority", "sca", "--effective-at", "2024-03-04")
    decided = ("decide-reasonable-grounds", "--outcome", "positive", "--effective-at", "2024-03-20")
    nrm.json("do", case, *decided, "--role", "decision-maker")
    (number,) = [one["version"] for one in nrm.json("history", case) if one["type"] == "reasonable-grounds-decided"]
    redated = ("--event", str(number), "--becomes", "2024-03-08", "--reasons", "typed wrongly")
    nrm.json("do", case, "correct-fact", *redated, "--as", "a.leader", "--role", "team-leader")
    on = ("--effective-at", "2024-03-15")

    assert "recovery-period" == nrm.json("show", case, *on)["stage"]
    assert "met" == of_first_decision(nrm.json("clocks", case, *on))["status"]
    assert "met" == nrm.json("why", case, FIRST_DECISION, *on)["runs"][0]["status"]
    before = nrm.json("history", case)[number - 1]["recorded_at"]
    assert "awaiting-reasonable-grounds" == nrm.json("show", case, *on, "--known-at", before)["stage"]


def test_linked_cases_show_each_other_by_reference(nrm: Nrm, tmp_path: Path) -> None:
    earlier = nrm.refer(tmp_path, effective_at="2024-03-04")
    later = nrm.refer(tmp_path, effective_at="2025-03-04")
    names = [nrm.json("show", case)["reference"] for case in (earlier, later)]
    other = nrm.json("show", earlier)["case"]
    nrm.json("do", later, "link-referral", "--other", other, "--relation", "earlier-referral")
    links = [
        [(one["reference"], one["relation"]) for one in nrm.json("show", case)["links"]] for case in (later, earlier)
    ]

    assert [[(names[0], "earlier-referral")], [(names[1], "later-referral")]] == links
    assert f"Linked case: earlier referral: {names[0]}" in nrm("show", later).out
    assert f"Linked case: later referral: {names[1]}" in nrm("show", earlier).out
    assert other not in nrm("show", later).out


def test_closing_a_case_says_what_is_still_open(nrm: Nrm, tmp_path: Path) -> None:
    case = nrm.refer(tmp_path, effective_at="2024-03-04")
    nrm.json("do", case, "allocate-competent-authority", "--authority", "sca", "--effective-at", "2024-03-05")
    decided = ("--outcome", "positive", "--effective-at", "2024-03-11")
    nrm.json("do", case, "decide-reasonable-grounds", *decided, "--role", "decision-maker")
    nrm.json("do", case, "record-enforcement-step", "--step", "removal-directions", "--effective-at", "2024-03-20")
    closed = nrm("do", case, "close", "--reason", "opened-in-error").out

    assert "Still open: breach (event " in " ".join(closed.split())


def test_a_case_as_of_a_day_has_the_version_of_that_day(nrm: Nrm, tmp_path: Path) -> None:
    case = nrm.refer(tmp_path, effective_at="2024-03-04")
    nrm.json("do", case, "add-note", "--text", "a note", "--effective-at", "2024-06-03")
    then = nrm.json("show", case, "--effective-at", "2024-03-04")["version"]
    shown = [event["version"] for event in nrm.json("history", case) if event["effective"] <= "2024-03-04"]
    assert max(shown) == then < nrm.json("show", case)["version"]


def test_a_history_says_which_safeguard_was_raised_and_keeps_dates_whole(
    nrm: Nrm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    case = nrm.refer(tmp_path, age_group="child", consent="not-needed")
    nrm.json("do", case, "report-missing")
    about = "because of event 2 (report that the person is missing)"
    assert f"safeguard raised: Child missing, {about}" in " ".join(nrm("history", case).out.split())
    assert "(event 2); not on record that the police were told" in nrm("show", case).out


def test_a_history_names_an_adverse_step_by_its_event(
    nrm: Nrm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    case = nrm.refer(tmp_path, effective_at="2024-03-04")
    on = ("--effective-at", "2024-03-05")
    nrm.json("do", case, "allocate-competent-authority", "--authority", "sca", *on)
    nrm.json("do", case, "decide-reasonable-grounds", "--outcome", "positive", "--role", "decision-maker", *on)
    nrm.json("do", case, "record-enforcement-step", "--step", "expulsion", "--effective-at", "2024-03-12")
    (step,) = [event["version"] for event in nrm.json("history", case) if event["type"] == "enforcement-step-recorded"]
    assert f"breach recorded: recovery period, adverse step (event {step})" in nrm("history", case).out


@pytest.mark.parametrize("option", ["--known-at", "--effective-at"])
@pytest.mark.parametrize("moment", ["yesterday", "2024-02-30", "2024-01-01T10:00", ""])
def test_a_moment_that_is_none_is_refused(nrm: Nrm, option: str, moment: str) -> None:
    assert (2, "not-a-date") == nrm.refused("show", CASE, option, moment)


def test_an_open_breach_is_late_to_this_very_day(nrm: Nrm, tmp_path: Path) -> None:
    case = nrm.refer(tmp_path, effective_at="2024-03-04")
    found = of_first_decision([breach for breach in nrm.json("breaches") if breach["reference"] == case])
    clock = of_first_decision(nrm.json("clocks", case))
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
    assert ["14", "2016-09-07", "12", "cured,"] == line.replace("Reasonable grounds", "").split()[1:5]


def test_status_follows_its_contract(nrm: Nrm) -> None:
    status = nrm.json("status")
    assert (True, str(nrm.data)) == (status["healthy"], status["data"])
    assert {"healthy", "url"} <= status["postgres"].keys()
    assert {"healthy", "address", "ui"} <= status["temporal"].keys()
    assert status["worker"]["healthy"]


def test_a_breach_that_was_cured_still_says_what_was_owed(nrm: Nrm, tmp_path: Path) -> None:
    case = nrm.refer(tmp_path, effective_at="2024-03-04")
    nrm.json("do", case, "allocate-competent-authority", "--authority", "sca", "--effective-at", "2024-03-05")
    decided = ("decide-reasonable-grounds", "--outcome", "positive", "--effective-at", "2024-03-20")
    nrm.json("do", case, *decided, "--role", "decision-maker")
    breach = of_first_decision(nrm.json("show", case)["breaches"])
    assert "cured" == breach["status"]
    assert "was 11 March 2024, and it did not come in time" in breach["what"]


def test_sentences_of_refusals_are_whole_on_a_narrow_terminal(
    nrm: Nrm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    case = nrm.refer(tmp_path)
    nrm.refused("do", case, "decide-reasonable-grounds", "--outcome", "positive")
    printed = " ".join(nrm("refusals", case).out.split())
    assert "The role caseworker may not ask for decide-reasonable-grounds." in printed


CELLS = st.lists(st.text("abcdef-é本 \n", max_size=90), min_size=5, max_size=5)


@settings(deadline=None)
@given(rows=st.lists(CELLS, min_size=1, max_size=3), whole=st.sets(st.integers(0, 4)), width=st.sampled_from([40, 80]))
def test_a_table_loses_no_text_however_narrow_the_terminal(rows: list[list[str]], whole: set[int], width: int) -> None:
    columns = [Column(f"T{place}", "right" if place % 2 else "left", whole=place in whole) for place in range(5)]
    terminal = Console(file=io.StringIO(), width=width)
    with terminal.capture() as captured:
        terminal.print(laid_out("", columns, rows, width))
    printed = captured.get()
    assert [] == [line for line in printed.splitlines() if cell_len(line) > width]
    for sign in "abcdef-é本":
        assert sum(cell.count(sign) for row in rows for cell in row) == printed.count(sign)
