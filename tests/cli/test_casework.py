"""Asking the engine through the command line, well and badly. Whatever is refused changes nothing, and is on record."""

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.cli.conftest import PATIENCE, Nrm, nrm_process
from tests.support.lanes import ADULT
from tests.support.references import numbered
from workers.settings import CHECKOUT

DECISION_MAKER = ("--role", "decision-maker")


def versions(nrm: Nrm, case: str) -> list[int]:
    return [event["version"] for event in nrm.json("history", case)]


def reasons_refused(nrm: Nrm, case: str) -> list[str]:
    return [refusal["code"] for refusal in nrm.json("refusals", case)]


def test_a_person_is_taken_from_referral_to_conclusive_grounds(nrm: Nrm, tmp_path: Path) -> None:
    case = nrm.refer(tmp_path)
    nrm.json("do", case, "allocate-competent-authority", "--authority", "sca")
    nrm.json("do", case, "start-support", "--provider", "salvation-army")
    given = nrm.json("do", case, "decide-reasonable-grounds", "--outcome", "positive", *DECISION_MAKER)
    assert "recovery-period" == given["stage"]
    assert ["reasonable-grounds-decided"] == given["events"]
    given = nrm.json("do", case, "decide-conclusive-grounds", "--outcome=positive", *DECISION_MAKER)
    assert "conclusive-grounds-positive" == given["stage"]
    assert ["conclusive-grounds-decided", "breach-recorded", "safeguard-raised"] == given["events"], "too early"
    assert [1, 2, 3, 4, 5, 6, 7] == versions(nrm, case)


def test_a_referral_can_come_through_standard_input(nrm: Nrm, monkeypatch: pytest.MonkeyPatch) -> None:
    fields = {"nation": "scotland", "age_group": "child", "consent": "not-needed", "first_responder": "police-scotland"}
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(fields).encode())))
    assert "referred" == nrm.json("refer", "-")["stage"]


def test_who_asked_is_kept_with_the_event(nrm: Nrm, tmp_path: Path) -> None:
    case = nrm.refer(tmp_path)
    nrm.json("do", case, "add-note", "--text", "seen today", "--as", "unit-7", "--role", "support-provider")
    last = nrm.json("history", case)[-1]
    assert ("unit-7", "support-provider") == (last["actor"], last["role"])


def test_what_a_person_types_is_in_no_event(nrm: Nrm, tmp_path: Path) -> None:
    case = nrm.refer(tmp_path, account="a sentence nobody else may read")
    assert "nobody else may read" not in nrm("history", case, "--json").out


def test_the_same_command_id_gets_the_same_answer_and_makes_one_event(nrm: Nrm, tmp_path: Path) -> None:
    case, command_id = nrm.refer(tmp_path), str(uuid4())
    asked = ("do", case, "add-note", "--text", "once", "--command-id", command_id)
    assert nrm.json(*asked) == nrm.json(*asked)
    assert [1, 2] == versions(nrm, case)


def test_the_same_referral_sent_twice_opens_one_case(nrm: Nrm, tmp_path: Path) -> None:
    file, command_id = tmp_path / "referral.json", str(uuid4())
    case = nrm.refer(tmp_path)
    fields = {**json.loads(file.read_text()), "reference": f"{case}-b"}
    file.write_text(json.dumps(fields))
    asked = ("refer", str(file), "--command-id", command_id)
    assert nrm.json(*asked) == nrm.json(*asked)
    assert [1] == versions(nrm, f"{case}-b")


@pytest.mark.parametrize(
    ("arguments", "status", "code"),
    [
        (("frobnicate",), 2, "unknown-command"),
        (("report-encounter",), 2, "unknown-command"),
        (("add-note", "--txt", "x"), 2, "unknown-field"),
        (("add-note",), 2, "missing-field"),
        (("add-note", "--text"), 2, "missing-field"),
        (("add-note", "--text", "--help"), 2, "missing-field"),
        (("add-note", "--text", "--role", "caseworker", "x"), 2, "missing-field"),
        (("add-note", "x"), 2, "wrong-usage"),
        (("add-note", "--text", "x", "--text", "y"), 2, "invalid-value"),
        (("allocate-competent-authority", "--authority", "nobody"), 2, "invalid-value"),
        (("add-note", "--text", "x", "--effective-at", "2024-02-30"), 2, "not-a-date"),
        (("add-note", "--text", "x", "--effective-at", "2024-02-01T10:00"), 2, "not-a-date"),
        (("add-note", "--text", "x", "--effective-at", "2099-01-01"), 2, "date-in-future"),
        (("add-note", "--text", "bell \a"), 2, "control-characters"),
        (("add-note", "--text", "half \udcff"), 2, "control-characters"),
        (("decide-reasonable-grounds", "--outcome", "positive"), 3, "role-not-permitted"),
        (("decide-reasonable-grounds", "--outcome", "positive", *DECISION_MAKER), 3, "wrong-stage"),
        (("add-note", "--text", "x", "--expected-version", "7"), 5, "case-has-moved"),
        (("acknowledge-alert", "--alert", "18446744073709551616"), 2, "invalid-value"),
        (("acknowledge-alert", "--alert", "true"), 2, "invalid-value"),
    ],
)
def test_bad_input_is_refused_on_record_and_changes_nothing(
    nrm: Nrm, tmp_path: Path, arguments: tuple[str, ...], status: int, code: str
) -> None:
    case = nrm.refer(tmp_path)
    assert (status, code) == nrm.refused("do", case, *arguments)
    assert [1] == versions(nrm, case)
    assert [code] == reasons_refused(nrm, case)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (json.dumps({"text": "x" * 1_000_000}).encode(), "text-too-long"),
        (json.dumps({"text": "\x00"}).encode(), "control-characters"),
        (b'{"text": "x"', "malformed-input"),
        (b'["text"]', "malformed-input"),
        (b"[" * 100_000, "malformed-input"),
        (b'{"text": "\xe9"}', "malformed-input"),
    ],
)
def test_a_bad_file_of_fields_is_refused_on_record(nrm: Nrm, tmp_path: Path, content: bytes, code: str) -> None:
    case, file = nrm.refer(tmp_path), tmp_path / "fields.json"
    file.write_bytes(content)
    assert (2, code) == nrm.refused("do", case, "add-note", "--file", str(file))
    assert [code] == reasons_refused(nrm, case)


def test_a_file_that_is_not_there_is_refused_on_record(nrm: Nrm, tmp_path: Path) -> None:
    case, command_id = nrm.refer(tmp_path), str(uuid4())
    missing = str(tmp_path / "none.json")
    assert (2, "malformed-input") == nrm.refused("do", case, "add-note", "--file", missing)
    assert ["malformed-input"] == reasons_refused(nrm, case)
    assert (2, "malformed-input") == nrm.refused("refer", missing, "--command-id", command_id)
    recorded = [refusal["type"] for refusal in nrm.json("refusals") if refusal["command_id"] == command_id]
    assert ["refer"] == recorded


def test_a_value_may_look_like_a_request_for_help(nrm: Nrm, tmp_path: Path) -> None:
    case = nrm.refer(tmp_path)
    assert ["note-added"] == nrm.json("do", case, "add-note", "--text=--help")["events"]


@pytest.mark.parametrize(
    "case", ["nobody", "7d9c2c2e-55a4-4d0c-9c0e-0d2f3c1b8a11", "half \udcff", "", "; DROP TABLE log.events"]
)
def test_an_unknown_case_is_not_found(nrm: Nrm, case: str) -> None:
    assert (4, "case-not-found") == nrm.refused("show", case)
    assert (4, "case-not-found") == nrm.refused("do", case, "add-note", "--text", "x")


def test_a_command_for_a_case_that_is_not_there_is_on_record_too(nrm: Nrm) -> None:
    command_id = str(uuid4())
    nrm.refused("do", "nobody", "add-note", "--text", "x", "--command-id", command_id)
    assert "case-not-found" in [
        refusal["code"] for refusal in nrm.json("refusals") if refusal["command_id"] == command_id
    ]


def test_a_bad_referral_opens_no_case_and_is_on_record(nrm: Nrm, tmp_path: Path) -> None:
    file, command_id = tmp_path / "referral.json", str(uuid4())
    file.write_text(json.dumps({**ADULT, "nation": "narnia"}))
    before = len(nrm.json("cases"))
    assert (2, "invalid-value") == nrm.refused("refer", str(file), "--command-id", command_id)
    assert before == len(nrm.json("cases"))
    assert command_id in [refusal["command_id"] for refusal in nrm.json("refusals")]


@pytest.mark.parametrize("role", ["emperor", "engine", ""])
def test_nobody_can_act_in_a_role_that_is_not_a_persons(nrm: Nrm, role: str) -> None:
    assert (2, "invalid-value") == nrm.refused("do", "PA-09389-2018", "pass-time", "--role", role)


@pytest.mark.parametrize("actor", ["", "bell \a", "x" * 65, "half \udcff"])
def test_a_name_that_cannot_be_kept_is_refused(nrm: Nrm, actor: str) -> None:
    assert (2, "invalid-value") == nrm.refused("do", "PA-09389-2018", "add-note", "--text", "x", "--as", actor)


def test_when_two_decide_at_once_one_wins_and_the_other_is_told(nrm: Nrm, tmp_path: Path) -> None:
    case = nrm.refer(tmp_path)
    nrm.json("do", case, "allocate-competent-authority", "--authority", "sca")
    decide = ("do", case, "decide-reasonable-grounds", "--outcome", "positive", *DECISION_MAKER)
    asked = nrm_process(*decide, "--data", str(nrm.data), "--json")
    both = [subprocess.Popen(asked, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said: list[dict[str, Any]] = [json.loads(one.communicate(timeout=PATIENCE)[0]) for one in both]
    assert [0, 5] == sorted(one.returncode for one in both)
    assert ["already-decided"] == [answer["error"]["code"] for answer in said if "error" in answer]
    assert [1, 2, 3] == versions(nrm, case)
    assert ["already-decided"] == reasons_refused(nrm, case)


def test_a_person_reads_one_sentence_with_its_code_and_no_traceback(nrm: Nrm) -> None:
    shown = nrm("show", "nobody")
    assert ("", "There is no case with that id or reference. [case-not-found]\n") == (shown.out, shown.err)


def test_a_person_reads_what_was_recorded_and_what_comes_next(nrm: Nrm, tmp_path: Path) -> None:
    case = nrm.refer(tmp_path)
    shown = nrm("do", case, "allocate-competent-authority", "--authority", "sca")
    assert 0 == shown.status
    assert f"Recorded on case {case}: 2 competent authority allocated: SCA." in shown.out
    assert "stage: awaiting reasonable grounds" in shown.out


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"event": 2**64, "struck": True, "reasons": "x"}, "invalid-value"),
        ({"event": True, "struck": True, "reasons": "x"}, "invalid-value"),
        ({"event": 1, "struck": True, "reasons": True}, "invalid-value"),
        ({"event": 1, "struck": True, "reasons": 7}, "invalid-value"),
        ({"event": 1, "struck": True, "reasons": ["x"]}, "invalid-value"),
    ],
)
def test_what_is_no_number_and_no_text_is_an_ordinary_refusal(
    nrm: Nrm, tmp_path: Path, fields: dict[str, Any], code: str
) -> None:
    """D14: a number beyond 64 bits was a defect of the program, and `true` was a text."""
    case, file = nrm.refer(tmp_path), tmp_path / "fields.json"
    file.write_text(json.dumps(fields))
    assert (2, code) == nrm.refused("do", case, "correct-fact", "--file", str(file), "--role", "team-leader")
    assert [1] == versions(nrm, case)
    assert [code] == reasons_refused(nrm, case)


@pytest.mark.parametrize(
    "text",
    [
        '{"text": ' + "[" * 900 + "]" * 900 + "}",
        '{"text": "a", "text": "b"}',
        '{"text": null}',
        '{"text": NaN}',
        '{"text": {"a": 1e999}}',
    ],
)
def test_what_can_be_no_text_is_refused_in_plain_words(nrm: Nrm, tmp_path: Path, text: str) -> None:
    """D14 and D20: nested 900 deep, twice, nothing."""
    case, file = nrm.refer(tmp_path), tmp_path / "fields.json"
    file.write_text(text)
    shown = nrm("do", case, "add-note", "--file", str(file), "--json")
    assert 2 == shown.status
    assert "Sealed" not in shown.out
    assert [1] == versions(nrm, case)


@pytest.mark.parametrize("nothing", ["00000000-0000-0000-0000-000000000000", "f" * 32])
def test_an_id_that_means_nothing_names_no_command(nrm: Nrm, tmp_path: Path, nothing: str) -> None:
    case = nrm.refer(tmp_path)
    assert (2, "invalid-value") == nrm.refused("do", case, "add-note", "--text", "x", "--command-id", nothing)
    assert (2, "invalid-value") == nrm.refused("refer", str(tmp_path / "referral.json"), "--command-id", nothing)
    assert [1] == versions(nrm, case)


def test_a_case_has_a_reference_that_looks_like_no_other_and_is_found_by_its_looks(nrm: Nrm, tmp_path: Path) -> None:
    """F12: `DUP-1` and `dup-1` were two cases."""
    case = nrm.refer(tmp_path, reference=f"{numbered('DUP')}-O1")
    file = tmp_path / "referral.json"
    for other in (case.lower(), case.upper(), case.replace("O1", "0I")):
        file.write_text(json.dumps({**json.loads(file.read_text()), "reference": other}))
        assert (5, "reference-in-use") == nrm.refused("refer", str(file))
        assert case == nrm.json("show", other)["reference"]
