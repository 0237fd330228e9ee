"""The law at the command line: listed, shown, compared and checked without a stack; previewed and accepted with one."""

import json
import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cli.main import run
from domain.rules.shelf import packaged_files, published
from domain.when import day_in_words
from tests.cli.conftest import Nrm, in_a_process
from tests.support.law import a_working_day_later, broken, proclaimed, soon, written

CLOCK = "reasonable-grounds-decision"
ADMINISTRATOR = ("--role", "administrator")


@pytest.fixture
def law(capsys: pytest.CaptureFixture[str]) -> "Law":
    return Law(capsys)


class Law:
    """`nrm rules`, where no stack runs."""

    def __init__(self, capture: pytest.CaptureFixture[str]) -> None:
        self._capture = capture

    def json(self, *arguments: str) -> Any:
        assert 0 == run(["rules", *arguments, "--json"])
        return json.loads(self._capture.readouterr().out)

    def printed(self, *arguments: str) -> str:
        assert 0 == run(["rules", *arguments])
        return " ".join(self._capture.readouterr().out.split())

    def refused(self, *arguments: str) -> tuple[int, str, str]:
        status = run(["rules", *arguments, "--json"])
        error = json.loads(self._capture.readouterr().out)["error"]
        return status, error["code"], error["message"]


def test_the_rules_of_a_day_are_listed(law: Law) -> None:
    listed = law.json("list", "--on", "2022-12-12", "--nation", "england-and-wales")
    assert published().identity == listed["rules"]
    rules = {version["clock"]: version for version in listed["versions"]}
    assert "recovery-period@2009-04-01" == rules["recovery-period"]["rule"]
    assert 45 == rules["recovery-period"]["count"]["length"]
    a_day_later = law.json("list", "--on", "2022-12-13", "--nation", "england-and-wales")["versions"]
    assert "recovery-period@2022-12-13" in [version["rule"] for version in a_day_later]


def test_a_nation_has_its_own_rules(law: Law) -> None:
    scotland, england = (
        {version["clock"] for version in law.json("list", "--on", "2024-01-01", "--nation", nation)["versions"]}
        for nation in ("scotland", "england-and-wales")
    )
    assert "support-scotland" in scotland - england


def test_a_rule_is_shown_with_everything_it_says(law: Law) -> None:
    shown = law.json("show", "recovery-period", "--on", "2023-01-30")["versions"]
    statute = next(version for version in shown if "england-and-wales" in version["nations"])
    assert ("statute", True, 30) == (statute["force"], statute["verified"], statute["count"]["length"])
    assert {"citation", "transition", "last_checked", "uncertain", "rungs", "adverse", "cure"} <= statute.keys()
    printed = law.printed("show", "recovery-period@2023-01-30")
    assert "30 calendar days; the first day is day 1" in printed
    assert "Nationality and Borders Act 2022" in printed
    assert "from 1 April 2009 to 12 December 2022" in printed


def test_a_clock_or_rule_that_there_is_not_is_not_found(law: Law) -> None:
    assert (4, "clock-not-found") == law.refused("show", "no-such-rule")[:2]
    assert (4, "rule-not-found") == law.refused("show", "recovery-period@1999-01-01")[:2]


def test_a_rule_is_shown_for_the_nations_asked_for_and_the_united_kingdom_first(law: Law) -> None:
    def shown(*arguments: str) -> list[str]:
        return [version["rule"] for version in law.json("show", "recovery-period", *arguments)["versions"]]

    assert ["recovery-period@2023-01-30", "recovery-period@2010-11-01"] == shown("--on", "2024-01-01")
    assert ["recovery-period@2023-01-30"] == shown("--on", "2024-01-01", "--nation", "scotland")
    assert ["recovery-period@2010-11-01"] == shown("--on", "2024-01-01", "--nation", "ireland")


def test_a_period_that_a_decision_may_lengthen_is_not_said_to_end_with_it(law: Law) -> None:
    printed = law.printed("show", "recovery-period@2023-01-30")
    assert "at least 30 calendar days, and until the conclusive grounds decision if that comes later" in printed


def test_a_day_outside_the_law_on_file_is_refused_everywhere_alike(law: Law) -> None:
    before = law.refused("list", "--on", "2009-03-31")
    assert (2, "rules-not-in-force") == before[:2]
    assert before == law.refused("show", "recovery-period", "--on", "2009-03-31")
    assert (2, "rules-not-in-force") == law.refused("show", "consent-at-18", "--on", "2010-01-01")[:2]
    assert (2, "rules-not-in-force") == law.refused("show", "support-scotland", "--nation", "ireland")[:2]


def test_what_is_doubtful_is_listed_and_never_hidden(law: Law) -> None:
    listed = {version["rule"]: version for version in law.json("uncertain")["versions"]}
    versions = [version for versions in published().clocks.values() for version in versions]
    assert {version.rule for version in versions if not version.verified or version.uncertain} == listed.keys()
    assert all(version["doubts"] for version in listed.values())


def test_the_doubts_in_provisions_and_what_is_not_formalised_are_listed_too(law: Law) -> None:
    found, printed = law.json("uncertain"), law.printed("uncertain")
    tests = {one["rule"]: " ".join(one["doubts"]) for one in found["provisions"]}
    assert "another on 24 July 2023" in tests["decision-tests/all-available-evidence@2023-06-28"]
    assert "another on 24 July 2023" in printed
    for words in ("Illegal Migration Act 2023, section 29", "Immigration and Asylum Bill 2026", "Appendix VTS"):
        assert any(words in gap for gap in found["not_formalised"])
        assert words in printed


def test_a_faulty_standards_file_is_named_by_its_path_and_the_accepted_rules_are_pointed_to(
    law: Law, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    standards = tmp_path / "own.yaml"
    standards.write_text("\nrecovery-period: {length: 60, unit: calendar-days}\n")
    monkeypatch.setenv("NRM_SERVICE_STANDARDS", str(standards))
    for arguments in (("list",), ("show", "recovery-period"), ("uncertain",)):
        status, code, message = law.refused(*arguments)
        assert (2, "rules-invalid") == (status, code)
        assert message.startswith(f"{standards}:2: ")
        assert "--accepted" in message
    assert law.refused("check")[2].startswith(f"{standards}:2: ")


def test_a_check_dated_after_today_is_noticed(law: Law, tmp_path: Path) -> None:
    files = packaged_files()
    name = "clocks/crime-record.yaml"
    files[name] = files[name].replace("last-checked: 2026-11-28", "last-checked: 2999-11-21")
    assert "crime-record@2009-04-01 is said to have been checked on 21 November 2999" in law.printed(
        "check", str(written(files, tmp_path))
    )


def test_the_law_of_two_days_is_compared(law: Law) -> None:
    compared = law.json("diff", "2022-12-12", "2023-01-30", "--nation", "england-and-wales")
    changes = {change["clock"]: change for change in compared["changes"]}
    recovery = changes["recovery-period"]
    assert (45, 30) == (recovery["from"]["count"]["length"], recovery["to"]["count"]["length"])
    assert [] == law.json("diff", "2024-02-01", "2024-02-01")["changes"]
    assert "The same rules were in force" in law.printed("diff", "2024-02-01", "2024-02-01")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("diff", "2024-01-01", "2022-01-01"), "date-out-of-order"),
        (("diff", "2008-01-01", "2022-01-01"), "rules-not-in-force"),
        (("diff", "2023-02-30", "2024-01-01"), "not-a-date"),
        (("list", "--on", "2024-02-30"), "not-a-date"),
        (("list", "--on", "2024-02"), "not-a-date"),
        (("list", "--nation", "france"), "invalid-value"),
        (("check", "/nowhere/at/all"), "invalid-value"),
        (("preview", "/nowhere/at/all"), "invalid-value"),
        (("accept",), "wrong-usage"),
        (("frobnicate",), "wrong-usage"),
    ],
)
def test_what_cannot_be_meant_is_refused(law: Law, arguments: tuple[str, ...], code: str) -> None:
    assert (2, code) == law.refused(*arguments)[:2]


def test_sound_rule_files_are_counted(law: Law, tmp_path: Path) -> None:
    checked = law.json("check")
    assert (published().identity, len(published().clocks)) == (checked["rules"], checked["clocks"])
    assert checked == law.json("check", str(written(packaged_files(), tmp_path)))
    assert "no faults" in law.printed("check")


def test_a_fault_is_named_with_file_line_and_reason(law: Law, tmp_path: Path) -> None:
    files = broken()
    line = 1 + files["calendars/england-and-wales.yaml"].splitlines().index("  2024-02-30: Christmas Day")
    status, code, message = law.refused("check", str(written(files, tmp_path)))
    assert (2, "rules-invalid") == (status, code)
    assert message.startswith(f"calendars/england-and-wales.yaml:{line}: 2024-02-30 is not a date that exists")


@pytest.mark.parametrize("content", [b"\xff\xfe", b"", b"a: [", b"a: 1\n"])
def test_a_file_that_is_none_is_named(law: Law, tmp_path: Path, content: bytes) -> None:
    written(packaged_files(), tmp_path)
    (tmp_path / "clocks" / "recovery-period.yaml").write_bytes(content)
    status, code, message = law.refused("check", str(tmp_path))
    assert (2, "rules-invalid") == (status, code)
    assert message.startswith("clocks/recovery-period.yaml:")


@pytest.mark.parametrize("arguments", [("list",), ("show", "recovery-period"), ("uncertain",), ("check",)])
def test_everything_fits_a_narrow_terminal(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert 0 == run(["rules", *arguments])
    assert all(len(line) <= 80 for line in capsys.readouterr().out.splitlines())


@pytest.fixture
def published_again(nrm: Nrm) -> Iterator[None]:
    """The published rule-book decides again afterwards: other tests use this stack too."""
    yield
    if nrm.json("rules", "accepted")[-1]["digest"] != published().digest:
        nrm.json("rules", "accept", "--reason", "the end of a test", *ADMINISTRATOR)


def last_day(nrm: Nrm, case: str) -> date:
    return next(date.fromisoformat(clock["due_on"]) for clock in nrm.json("clocks", case) if clock["clock"] == CLOCK)


@pytest.mark.usefixtures("published_again")
def test_a_proclaimed_bank_holiday_is_previewed_accepted_and_on_record(nrm: Nrm, tmp_path: Path) -> None:
    case, folder = nrm.refer(tmp_path), str(written(proclaimed(soon()), tmp_path / "rules"))
    before = last_day(nrm, case)
    previewed = nrm.json("rules", "preview", folder)
    later = a_working_day_later(before)
    assert (before.isoformat(), later.isoformat(), True) in [
        (move["due_from"], move["due_to"], move["open"]) for move in previewed["moves"] if move["reference"] == case
    ]
    assert any("Day of national mourning" in change for change in previewed["changes"])
    assert before == last_day(nrm, case)
    assert "Nothing has been changed" in " ".join(nrm("rules", "preview", folder).out.split())

    done = nrm.json("rules", "accept", folder, "--reason", "Proclaimed yesterday", *ADMINISTRATOR)
    assert done["cases_moved"] >= 1
    assert later == last_day(nrm, case)
    moved = nrm.json("history", case)[-1]
    assert ("clocks-moved", "engine", done["rules"]) == (moved["type"], moved["role"], moved["rules"])
    accepted = nrm.json("rules", "accepted")[-1]
    assert ("Proclaimed yesterday", "administrator") == (accepted["reason"], accepted["role"])
    assert [] == nrm.json("rules", "preview", folder)["moves"]
    assert "Another rule-book waits" in nrm.json("status")["rules"]["waiting"]
    assert done["rules"] == nrm.json("rules", "list", "--accepted")["rules"]
    assert ("Proclaimed yesterday", accepted["actor"]) == (moved["body"]["reason"], moved["body"]["accepted_by"])


@pytest.mark.usefixtures("published_again")
def test_a_history_says_which_clock_moved_from_which_day_to_which_and_why(nrm: Nrm, tmp_path: Path) -> None:
    case, folder = nrm.refer(tmp_path), str(written(proclaimed(soon()), tmp_path / "rules"))
    before = last_day(nrm, case)
    nrm.json("rules", "accept", folder, "--reason", "Proclaimed two-thirds late", "--as", "a.person", *ADMINISTRATOR)

    told = nrm.json("history", case)[-1]["words"]
    days = [day_in_words(day) for day in (before, a_working_day_later(before))]
    assert f"{CLOCK.replace('-', ' ')}, counted from event 1, from {days[0]} to {days[1]}" in told
    assert "(Proclaimed two-thirds late; accepted by a.person)" in told


@pytest.mark.usefixtures("published_again")
def test_what_was_known_before_an_acceptance_is_counted_by_the_rules_of_then(nrm: Nrm, tmp_path: Path) -> None:
    case, folder = nrm.refer(tmp_path), str(written(proclaimed(soon()), tmp_path / "rules"))
    before, recorded = last_day(nrm, case), nrm.json("history", case)[-1]["recorded_at"]
    nrm.json("rules", "accept", folder, "--reason", "Proclaimed yesterday", *ADMINISTRATOR)
    then = nrm.json("show", case, "--known-at", recorded)["clocks"]
    assert before.isoformat() == next(clock["due_on"] for clock in then if clock["clock"] == CLOCK)
    assert before != last_day(nrm, case)


def test_a_known_version_with_other_content_is_refused_and_the_preview_says_so(nrm: Nrm, tmp_path: Path) -> None:
    folder = str(written(proclaimed(soon(), published().version), tmp_path / "rules"))
    previewed = nrm.json("rules", "preview", folder)
    assert "is known already, with other content" in previewed["refusal"]
    assert "would be refused" in " ".join(nrm("rules", "preview", folder).out.split())
    assert (2, "rules-invalid") == nrm.refused("rules", "accept", folder, "--reason", "a mistake", *ADMINISTRATOR)
    assert "rules-invalid" == nrm.json("refusals")[-1]["code"]


def test_a_broken_file_is_refused_and_the_engine_keeps_deciding(nrm: Nrm, tmp_path: Path) -> None:
    folder = str(written(broken(), tmp_path / "rules"))
    assert (2, "rules-invalid") == nrm.refused("rules", "accept", folder, "--reason", "a mistake", *ADMINISTRATOR)
    assert ("accept-rule-book", "rules-invalid") == tuple(nrm.json("refusals")[-1][key] for key in ("type", "code"))
    case = nrm.refer(tmp_path)
    assert published().identity == nrm.json("history", case)[-1]["rules"]


def test_only_an_administrator_accepts_and_says_why(nrm: Nrm) -> None:
    assert (3, "role-not-permitted") == nrm.refused("rules", "accept", "--reason", "x", "--role", "caseworker")
    assert (5, "already-accepted") == nrm.refused("rules", "accept", "--reason", "x", *ADMINISTRATOR)


@pytest.mark.usefixtures("published_again")
@pytest.mark.parametrize("reason", ["", "   ", "x" * 301, "a\x07b"])
def test_a_reason_is_a_sentence(nrm: Nrm, tmp_path: Path, reason: str) -> None:
    folder = str(written(proclaimed(soon()), tmp_path / "rules"))
    assert (2, "invalid-value") == nrm.refused("rules", "accept", folder, "--reason", reason, *ADMINISTRATOR)


def test_a_stack_with_a_broken_file_starts_with_the_rule_book_it_had(open_folder: Path, tmp_path: Path) -> None:
    """The deployment's own rule file is spoilt while the stack is down; it comes up, says so, and decides."""
    data, standards = open_folder / "s", tmp_path / "standards.yaml"
    at = ("--data", str(data))
    standards.write_text("rights-information: {length: 3, unit: working-days}\n")
    environment = {**os.environ, "NRM_SERVICE_STANDARDS": str(standards)}
    try:
        assert 0 == in_a_process("up", "--detach", *at, env=environment).returncode
        assert 0 == in_a_process("down", *at).returncode
        standards.write_text("rights-information: {length: none, unit: working-days}\n")
        again = in_a_process("up", "--detach", *at, env=environment)
        assert 0 == again.returncode, again.stderr
        assert f"waits that cannot be read: {standards}:1: " in " ".join(again.stderr.split())
        (tmp_path / "referral.json").write_text(
            '{"nation": "scotland", "age_group": "adult", "consent": "given", "first_responder": "salvation-army"}'
        )
        receipt = in_a_process("refer", str(tmp_path / "referral.json"), "--json", *at, env=environment)
        case = json.loads(receipt.stdout)["reference"]
        clocks = {clock["clock"]: clock for clock in json.loads(in_a_process("clocks", case, "--json", *at).stdout)}
        assert "3 working days" in clocks["rights-information"]["why"]
    finally:
        in_a_process("down", *at)
        shutil.rmtree(data, ignore_errors=True)


@pytest.mark.parametrize(
    ("what", "on", "known", "unknown"),
    [
        ("responders", "2024-05-01", "salvation-army", None),
        ("authorities", "2024-05-01", "sca", "ukhtc"),
        ("authorities", "2012-05-01", "ukhtc", "sca"),
        ("tests", "2023-02-15", "objective-factors", None),
        ("reviews", "2024-05-01", "second-caseworker", None),
    ],
)
def test_the_law_that_is_no_clock_is_listed_as_of_a_day(
    law: Law, what: str, on: str, known: str, unknown: str | None
) -> None:
    found = law.json(what, "--on", on)
    names = {name for one in found["provisions"] for name in (one["id"], *one.get("names", ()))}
    assert on == found["on"]
    assert known in names
    assert unknown not in names
    assert all(one["in_force_from"] <= on <= (one["in_force_to"] or on) for one in found["provisions"])
    assert all({"title", "nations", "citation", "verified", "uncertain"} <= one.keys() for one in found["provisions"])


@pytest.mark.parametrize("what", ["responders", "authorities", "tests", "reviews"])
def test_of_another_nation_only_its_own_is_listed(law: Law, what: str) -> None:
    found = law.json(what, "--on", "2024-05-01", "--nation", "northern-ireland")
    assert all("northern-ireland" in one["nations"] for one in found["provisions"])
    assert (2, "rules-not-in-force") == law.refused(what, "--on", "2001-01-01")[:2]
    assert "Source" in law.printed(what, "--on", "2024-05-01")
