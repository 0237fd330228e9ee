"""Why this date: the whole sum of a clock, for a person and for a script."""

import pytest

from tests.cli.conftest import Nrm

CASE, CLOCK = "PA-09389-2018", "reasonable-grounds-decision"
KEYS = {
    *("clock", "title", "kind", "force", "rule", "run", "status", "starts_on", "due_on", "due_at", "ended_on"),
    *("days_late", "why", "citation", "verified", "uncertain", "default_standard", "calendar", "steps"),
}


def test_a_sum_is_told_day_by_day(nrm: Nrm) -> None:
    found = nrm.json("why", CASE, CLOCK)
    assert CASE == found["reference"]
    (run,) = found["runs"]
    assert KEYS == run.keys()
    assert ("2016-08-31", "2016-09-07", 12) == (run["starts_on"], run["due_on"], run["days_late"])
    assert {"covers_from", "covers_to"} == run["calendar"].keys()
    assert {"instrument", "provision", "url"} == run["citation"].keys()
    counted = [step["day"] for step in run["steps"] if step["counted"]]
    assert ["2016-09-01", "2016-09-02", "2016-09-05", "2016-09-06", "2016-09-07"] == counted
    assert {"2016-08-31": "the first day is not counted", "2016-09-03": "Saturday", "2016-09-04": "Sunday"} == {
        step["day"]: step["because"] for step in run["steps"] if not step["counted"]
    }


def test_a_person_reads_rule_source_calendar_and_sum(nrm: Nrm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    shown = nrm("why", CASE, CLOCK).out
    words = " ".join(shown.split())
    assert f"{CLOCK}@2009-04-01: 5 working days" in words
    assert "working days, known from 1 January 2009" in words
    assert "https://" in words
    assert "Sat 3 September 2016" in words
    assert "12 days late" in words
    assert all(len(line) <= 80 for line in shown.splitlines())
    assert "Fri 2 September 2016" in " ".join(nrm("why", CASE, CLOCK, "--days").out.split())


def test_a_clock_that_cannot_be_counted_says_why_and_has_no_sum(nrm: Nrm) -> None:
    (run,) = nrm.json("why", "TV-v-Spain", CLOCK)["runs"]
    assert ([], None, "cannot_compute") == (run["steps"], run["due_on"], run["status"])
    assert "outside the United Kingdom" in run["why"]


def test_a_clock_the_case_does_not_have_is_not_found_and_those_it_has_are_named(nrm: Nrm) -> None:
    assert (4, "clock-not-found") == nrm.refused("why", CASE, "no-such-clock")
    assert CLOCK in nrm("why", CASE, "no-such-clock").err


def test_a_case_that_there_is_not_is_not_found(nrm: Nrm) -> None:
    assert (4, "case-not-found") == nrm.refused("why", "NOBODY", CLOCK)
