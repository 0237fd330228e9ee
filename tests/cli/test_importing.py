"""Importing histories through the command line: what is wrong is named by its line, the rest is imported."""

import json
from pathlib import Path
from uuid import uuid4

import pytest

from cli.stack import PUBLISHED_CASES
from tests.cli.conftest import Nrm


def account(reference: str) -> str:
    facts = [{"date": "2016-08-31", "type": "referral"}, {"date": "2016-09-19", "type": "rg_positive"}]
    return json.dumps({"id": reference, "events": facts, "account_ends": "2016-09-19"})


def test_a_malformed_line_is_named_and_the_others_are_imported(nrm: Nrm, tmp_path: Path) -> None:
    first, last = f"I-{uuid4().hex[:12]}", f"I-{uuid4().hex[:12]}"
    file = tmp_path / "accounts.jsonl"
    undated = '{"id": "I-undated", "events": [{"date": "soon", "type": "referral"}]}'
    file.write_text("\n".join([account(first), "{not json", undated, account(last)]))
    report = nrm.json("import", str(file), status=2)
    assert 2 == report["imported"]
    assert {first, last} == {case["reference"] for case in report["cases"]}
    assert ["I-undated", "line 2"] == sorted(skipped["reference"] for skipped in report["skipped"])
    assert all("Line" in skipped["why"] for skipped in report["skipped"])
    statuses = {clock["clock"]: clock["status"] for clock in nrm.json("clocks", first)}
    assert "breached" == statuses["reasonable-grounds-decision"]


def test_what_could_not_be_imported_is_on_record(nrm: Nrm, tmp_path: Path) -> None:
    file = tmp_path / "accounts.jsonl"
    file.write_text("{not json")
    before = len(nrm.json("refusals"))
    nrm.json("import", str(file), status=2)
    last = nrm.json("refusals")[-1]
    assert ("import-history", "malformed-input") == (last["type"], last["code"])
    assert before + 1 == len(nrm.json("refusals"))


@pytest.mark.parametrize("content", [b"\xff", None])
def test_a_file_that_cannot_be_read_is_refused_on_record(nrm: Nrm, tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "accounts.jsonl"
    if content:
        file.write_bytes(content)
    before = len(nrm.json("refusals"))
    assert (2, "malformed-input") == nrm.refused("import", str(file))
    later = nrm.json("refusals")[before:]
    assert [("import-history", "malformed-input")] == [(refusal["type"], refusal["code"]) for refusal in later]


def test_a_reference_that_would_command_the_terminal_is_shown_as_its_escapes(nrm: Nrm, tmp_path: Path) -> None:
    file = tmp_path / "accounts.jsonl"
    file.write_text(json.dumps({"id": "\x1b[2J\x9b\u202eX", "events": []}))
    for shown in (nrm("import", str(file)), nrm("import", str(file), "--json")):
        assert 2 == shown.status
        assert "\\u001b[2J\\u009b\\u202eX" in shown.out
        assert (shown.out + shown.err).replace("\n", "").isprintable()
    assert "\x1b[2J\x9b\u202eX" == json.loads(shown.out)["skipped"][0]["reference"]


def test_importing_a_file_again_changes_nothing(nrm: Nrm) -> None:
    before = nrm.json("verify")["events"]
    report = nrm.json("import", str(PUBLISHED_CASES), "--as", "demonstration")
    assert 0 == report["imported"]
    assert {"already-open"} == {skipped["code"] for skipped in report["skipped"]}
    assert before == nrm.json("verify")["events"]


def test_of_a_file_that_is_cut_off_the_whole_accounts_are_imported(nrm: Nrm, tmp_path: Path) -> None:
    file = tmp_path / "accounts.json"
    whole = f"I-{uuid4().hex[:12]}"
    file.write_text(f"[{account(whole)}, {{")
    report = nrm.json("import", str(file), status=2)
    assert [whole] == [case["reference"] for case in report["cases"]]
    assert ["malformed-input"] == [skipped["code"] for skipped in report["skipped"]]


def test_an_auditor_cannot_import(nrm: Nrm, tmp_path: Path) -> None:
    file = tmp_path / "accounts.jsonl"
    file.write_text(account(f"I-{uuid4().hex[:12]}"))
    report = nrm.json("import", str(file), "--role", "auditor", status=2)
    assert ["role-not-permitted"] == [skipped["code"] for skipped in report["skipped"]]


def test_a_history_that_is_still_open_waits_in_its_lane(nrm: Nrm, tmp_path: Path) -> None:
    reference, file = f"I-{uuid4().hex[:12]}", tmp_path / "accounts.jsonl"
    file.write_text(json.dumps({"id": reference, "events": [{"date": "2024-03-04", "type": "referral"}]}))
    assert 1 == nrm.json("import", str(file))["imported"]
    assert nrm.json("show", reference)["open"]
    given = nrm.json("do", reference, "add-note", "--text", "still waiting")
    assert ["note-added"] == given["events"]


def test_a_person_reads_how_many_and_which_not(nrm: Nrm, tmp_path: Path) -> None:
    file = tmp_path / "accounts.jsonl"
    file.write_text("{not json")
    assert "0 imported, 1 skipped." in nrm("import", str(file)).out
