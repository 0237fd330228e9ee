"""The calculator: one sum or many, without a case, a stack, or anything of either."""

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cli.main import run
from tests.cli.conftest import PATIENCE, nrm_process
from workers.settings import CHECKOUT

CLOCK = "reasonable-grounds-decision"
KEYS = {"due_on", "due_at", "rule", "force", "citation", "verified", "uncertain", "steps"}


@pytest.fixture
def due(capsys: pytest.CaptureFixture[str]) -> "Due":
    return Due(capsys)


class Due:
    """`nrm due` as a script runs it."""

    def __init__(self, capture: pytest.CaptureFixture[str]) -> None:
        self._capture = capture

    def __call__(self, *arguments: str) -> Any:
        assert 0 == run(["due", *arguments, "--json"])
        return json.loads(self._capture.readouterr().out)

    def refused(self, *arguments: str) -> tuple[int, str, str]:
        status = run(["due", *arguments, "--json"])
        error = json.loads(self._capture.readouterr().out)["error"]
        return status, error["code"], error["message"]

    def many(self, *arguments: str) -> tuple[int, list[Any]]:
        status = run(["due", "--batch", *arguments, "--json"])
        return status, [json.loads(line) for line in self._capture.readouterr().out.splitlines()]


def test_five_working_days_over_christmas(due: Due) -> None:
    found = due(CLOCK, "--from", "2024-12-20")
    assert KEYS <= found.keys()
    assert ("2024-12-31", "2025-01-01T00:00:00Z") == (found["due_on"], found["due_at"])
    assert (f"{CLOCK}@2021-06-14", "guidance") == (found["rule"], found["force"])
    assert {"instrument", "provision", "url"} == found["citation"].keys()
    reasons = {step["day"]: (step["counted"], step["because"]) for step in found["steps"]}
    assert (False, "Christmas Day") == reasons["2024-12-25"]
    assert (True, "day 5 of 5") == reasons["2024-12-31"]


def test_scotland_has_its_own_bank_holidays(due: Due) -> None:
    """2 January is one in Scotland and not in England; Easter Monday the other way round."""
    assert "2025-01-07" == due(CLOCK, "--from", "2024-12-30")["due_on"]
    assert "2025-01-08" == due(CLOCK, "--from", "2024-12-30", "--nation", "scotland")["due_on"]
    assert "2024-04-05" == due(CLOCK, "--from", "2024-03-27")["due_on"]
    assert "2024-04-04" == due(CLOCK, "--from", "2024-03-27", "--nation", "scotland")["due_on"]


def test_the_rule_of_the_day_it_began_governs(due: Due) -> None:
    old, new = due("recovery-period", "--from", "2022-12-12"), due("recovery-period", "--from", "2023-01-30")
    assert ("2023-01-26", "2023-02-28") == (old["due_on"], new["due_on"])
    assert ("policy", "statute") == (old["force"], new["force"])


def test_a_person_sees_the_whole_sum(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert 0 == run(["due", CLOCK, "--from", "2024-12-20"])
    shown = capsys.readouterr().out
    assert "31 December 2024" in shown
    assert "Christmas Day" in shown
    assert "Mon 23 to Tue 24 December 2024" in shown
    assert all(len(line) <= 80 for line in shown.splitlines())
    assert 0 == run(["due", CLOCK, "--from", "2024-12-20", "--days"])
    assert "Tue 24 December 2024" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((CLOCK, "--from", "2024-02-30"), "not-a-date"),
        ((CLOCK, "--from", "2024-02"), "not-a-date"),
        ((CLOCK, "--from", "2008-01-01"), "rules-not-in-force"),
        ((CLOCK, "--from", "2090-01-01"), "calendar-horizon"),
        ((CLOCK, "--from", "2024-02-01", "--nation", "france"), "invalid-value"),
        (("conclusive-grounds-decision", "--from", "2024-02-01"), "invalid-value"),
        (("support-scotland", "--from", "2024-02-01", "--nation", "england-and-wales"), "rules-not-in-force"),
        ((CLOCK, "--from", "2024-02-01", "--pause", "2024-02-05"), "not-a-date"),
        ((CLOCK, "--from", "2024-02-01", "--pause", "2024-02-05.."), "invalid-value"),
        ((CLOCK, "--from", "2024-02-01", "--pause", "2024-02-05..2024-02-30"), "not-a-date"),
        ((CLOCK,), "wrong-usage"),
        (("--from", "2024-02-01"), "wrong-usage"),
        ((CLOCK, "--batch", "-"), "wrong-usage"),
        (("--batch", "/nowhere/at/all"), "malformed-input"),
    ],
)
def test_what_cannot_be_meant_is_refused(due: Due, arguments: tuple[str, ...], code: str) -> None:
    assert (2, code) == due.refused(*arguments)[:2]


def test_a_clock_that_there_is_not_is_not_found(due: Due) -> None:
    status, code, message = due.refused("no-such-clock", "--from", "2024-02-01")
    assert (4, "clock-not-found") == (status, code)
    assert CLOCK in message


def test_days_on_which_the_clock_stood_still_are_not_counted(due: Due) -> None:
    found = due(CLOCK, "--from", "2024-02-01", "--pause", "2024-02-02..2024-02-05", "--pause", "2024-02-07..2024-02-07")
    assert "2024-02-13" == found["due_on"]
    stood_still = [step["day"] for step in found["steps"] if "stood still" in step["because"]]
    assert {"2024-02-02", "2024-02-05", "2024-02-07"} <= set(stood_still)


@pytest.mark.parametrize(
    ("pauses", "code"),
    [
        (("2024-02-05..2024-02-02",), "date-out-of-order"),
        (("2024-01-05..2024-02-02",), "date-out-of-order"),
        (("2024-02-02..2024-02-05", "2024-02-04..2024-02-06"), "invalid-value"),
    ],
)
def test_pauses_that_cannot_be_are_refused(due: Due, pauses: tuple[str, ...], code: str) -> None:
    typed = [part for pause in pauses for part in ("--pause", pause)]
    assert (2, code) == due.refused(CLOCK, "--from", "2024-02-01", *typed)[:2]


def test_a_refusal_names_its_place(due: Due) -> None:
    assert due.refused(CLOCK, "--from", "2024-02-30")[2].startswith("--from: ")
    pauses = ("--pause", "2024-02-02..2024-02-03", "--pause", "2024-02-05..2024-02-31")
    assert due.refused(CLOCK, "--from", "2024-02-01", *pauses)[2].startswith("--pause 2: ")


def test_many_sums_are_answered_in_order_and_a_bad_one_stops_no_other(due: Due, tmp_path: Path) -> None:
    file = tmp_path / "sums.jsonl"
    lines: list[Any] = [
        {"clock": CLOCK, "from": "2024-12-20", "nation": "england-and-wales"},
        "nonsense",
        {"clock": CLOCK, "from": "2024-02-30", "nation": "scotland"},
        {"clock": CLOCK, "from": "2024-12-30", "nation": "scotland", "pauses": []},
        ["a", "list"],
        {"clock": CLOCK, "from": "2024-12-30", "colour": "red"},
        {"from": "2024-12-30"},
        {"clock": CLOCK, "from": 7},
        {"clock": CLOCK, "from": "2024-12-30", "pauses": "x"},
        {"clock": CLOCK, "from": "2024-12-30", "pauses": [7]},
    ]
    file.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines) + "\n")
    status, answers = due.many(str(file))
    assert 2 == status
    assert [
        "2024-12-31",
        (2, "malformed-input"),
        (3, "not-a-date"),
        "2025-01-08",
        (5, "malformed-input"),
        (6, "unknown-field"),
        (7, "missing-field"),
        (8, "invalid-value"),
        (9, "invalid-value"),
        (10, "invalid-value"),
    ] == [_short(answer) for answer in answers]
    assert all({"code", "family", "message"} == answer["error"].keys() for answer in answers if "error" in answer)


def _short(answer: dict[str, Any]) -> str | tuple[int, str]:
    return (answer["line"], answer["error"]["code"]) if "error" in answer else answer["due_on"]


def test_an_answer_of_many_is_the_answer_to_one(due: Due, monkeypatch: pytest.MonkeyPatch) -> None:
    one = due(CLOCK, "--from", "2024-12-30", "--nation", "scotland")
    asked = json.dumps({"clock": CLOCK, "from": "2024-12-30", "nation": "scotland"}).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(asked + b"\n\n" + asked)))
    assert (0, [{"line": 1, **one}, {"line": 3, **one}]) == due.many("-")


LOADED = "import sys; from cli.main import run; run(sys.argv[1:]); print(sorted(sys.modules), file=sys.stderr)"


def test_the_calculator_loads_nothing_of_the_stack() -> None:
    asked = [sys.executable, "-c", LOADED, "due", CLOCK, "--from", "2024-12-20", "--json"]
    shown = subprocess.run(asked, cwd=CHECKOUT, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert "2024-12-31" in shown.stdout
    assert not {"temporalio", "asyncpg", "psutil", "cryptography"} & set(eval(shown.stderr))  # noqa: S307


def test_the_calculator_answers_help_and_wrong_usage_as_every_command(tmp_path: Path) -> None:
    def ask(*arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            nrm_process("due", *arguments), cwd=tmp_path, capture_output=True, text=True, timeout=PATIENCE, check=False,
            env={"PYTHONPATH": str(CHECKOUT)},
        )  # fmt: skip

    assert "--batch" in ask("--help").stdout
    wrong = ask("--colour", "--json")
    assert (2, "wrong-usage") == (wrong.returncode, json.loads(wrong.stdout)["error"]["code"])


def test_a_service_standard_of_the_deployment_is_counted(
    due: Due, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = due("rights-information", "--from", "2024-02-05")
    standards = tmp_path / "standards.yaml"
    standards.write_text("rights-information: {length: 4, unit: working-days}\n")
    monkeypatch.setenv("NRM_SERVICE_STANDARDS", str(standards))
    assert ("2024-02-07", "2024-02-09") == (
        before["due_on"],
        due("rights-information", "--from", "2024-02-05")["due_on"],
    )
    standards.write_text("recovery-period: {length: 3, unit: calendar-days}\n")
    status, code, message = due.refused("rights-information", "--from", "2024-02-05")
    assert (2, "rules-invalid") == (status, code)
    assert message.startswith(f"{standards}:1: ")


def test_a_standard_says_whether_it_is_the_default_or_the_deployments(
    capsys: pytest.CaptureFixture[str], due: Due, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told() -> tuple[bool, str]:
        default = due("missing-child-report", "--from", "2024-02-05")["default_standard"]
        assert 0 == run(["due", "missing-child-report", "--from", "2024-02-05"])
        return default, " ".join(capsys.readouterr().out.split())

    is_default, said = told()
    assert is_default
    assert "service standard (the default), not verified" in said
    assert "The length is a default of this rule-book" in said
    standards = tmp_path / "standards.yaml"
    standards.write_text("missing-child-report: {length: 3, unit: hours}\n")
    monkeypatch.setenv("NRM_SERVICE_STANDARDS", str(standards))
    is_default, said = told()
    assert not is_default
    assert "service standard (set by this deployment), not verified" in said
    assert "default" not in said.partition("The sum")[0]


def test_a_verified_rule_with_doubts_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == run(["due", "recovery-period", "--from", "2024-02-05"])
    assert "statute, verified, with doubts" in " ".join(capsys.readouterr().out.split())


def test_a_field_that_is_missing_is_named_once(due: Due, tmp_path: Path) -> None:
    file = tmp_path / "sums.jsonl"
    file.write_text(json.dumps({"clock": CLOCK}))
    _, (answer,) = due.many(str(file))
    assert "The field from is missing." == answer["error"]["message"]
