"""Importing histories through the command line: what is wrong is named by its line, the rest is imported."""

import json
from pathlib import Path
from typing import Any

import pytest

from cli.fields import LARGEST_INPUT
from cli.stack import PUBLISHED_CASES
from tests.cli.conftest import Nrm
from tests.support.references import numbered
from workflows.importing import MOST_REFUSED
from workflows.lanes import AT_ONCE


def account(reference: str) -> str:
    facts = [{"date": "2016-08-31", "type": "referral"}, {"date": "2016-09-19", "type": "rg_positive"}]
    return json.dumps({"id": reference, "events": facts, "account_ends": "2016-09-19"})


def test_a_malformed_line_is_named_and_the_others_are_imported(nrm: Nrm, tmp_path: Path) -> None:
    first, last = numbered("I"), numbered("I")
    file = tmp_path / "accounts.jsonl"
    undated = '{"id": "I-undated", "events": [{"date": "soon", "type": "referral"}]}'
    file.write_text("\n".join([account(first), "{not json", undated, account(last)]))
    report = nrm.json("import", str(file), status=2)
    assert 2 == report["imported"]
    assert {first, last} == {case["reference"] for case in report["cases"]}
    assert [("line 2", 2), ("I-undated", 3)] == [(one["reference"], one["line"]) for one in report["skipped"]]
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
    whole = numbered("I")
    file.write_text(f"[{account(whole)}, {{")
    report = nrm.json("import", str(file), status=2)
    assert [whole] == [case["reference"] for case in report["cases"]]
    assert ["malformed-input"] == [skipped["code"] for skipped in report["skipped"]]


def test_an_auditor_cannot_import(nrm: Nrm, tmp_path: Path) -> None:
    file = tmp_path / "accounts.jsonl"
    file.write_text(account(numbered("I")))
    report = nrm.json("import", str(file), "--role", "auditor", status=2)
    assert ["role-not-permitted"] == [skipped["code"] for skipped in report["skipped"]]


def test_a_history_that_is_still_open_waits_in_its_lane(nrm: Nrm, tmp_path: Path) -> None:
    reference, file = numbered("I"), tmp_path / "accounts.jsonl"
    file.write_text(json.dumps({"id": reference, "events": [{"date": "2024-03-04", "type": "referral"}]}))
    assert 1 == nrm.json("import", str(file))["imported"]
    assert nrm.json("show", reference)["open"]
    given = nrm.json("do", reference, "add-note", "--text", "still waiting")
    assert ["note-added"] == given["events"]


def test_a_person_reads_how_many_and_which_not(nrm: Nrm, tmp_path: Path) -> None:
    file = tmp_path / "accounts.jsonl"
    file.write_text("{not json")
    assert "0 imported, 1 skipped." in nrm("import", str(file)).out


def imported_as(nrm: Nrm, folder: Path, text: str, *options: str, status: int = 0) -> Any:
    file = folder / "accounts.json"
    file.write_text(text)
    return nrm.json("import", str(file), *options, status=status)


def of(reference: str, *kinds: str, **fields: Any) -> str:
    facts = [{"date": f"2016-08-{day:02}", "type": kind} for day, kind in enumerate(kinds, start=1)]
    return json.dumps({"id": reference, "events": facts, "account_ends": "2016-12-01", **fields})


def test_skipped_accounts_are_listed_in_the_order_of_the_file(nrm: Nrm, tmp_path: Path) -> None:
    """B26: they came in the order in which they were done with."""
    lines = [of(f"I-{number}", "rg_postive") if number % 3 else f"not json {number}" for number in range(40)]
    report = imported_as(nrm, tmp_path, "\n".join(lines), status=2)
    assert list(range(1, 41)) == [one["line"] for one in report["skipped"]]


def test_words_that_nobody_knows_are_named_and_nothing_of_that_account_is_imported(nrm: Nrm, tmp_path: Path) -> None:
    """F6: an unknown word became a note, exit 0, and a false breach followed."""
    reference = numbered("I")
    text = of(reference, "referral", "rg-positive", "cg_negativ")
    report = imported_as(nrm, tmp_path, text, status=2)
    (skipped,) = report["skipped"]
    assert "unknown-word" == skipped["code"]
    assert [{"field": "type", "said": "cg_negativ", "times": 1, "nearest": "cg_negative"}] == skipped["unknown"]
    assert "case-not-found" == nrm.refused("show", reference)[1]
    assert "cg_negativ" not in nrm.json("refusals")[-1]["message"]
    kept = imported_as(nrm, tmp_path, text, "--keep-unknown")
    assert ["cg_negativ"] == [word["said"] for word in kept["cases"][0]["kept_as_notes"]]
    shown = nrm("import", str(tmp_path / "accounts.json"), "--keep-unknown")
    assert 0 == shown.status


def test_a_person_reads_which_word_was_probably_meant(nrm: Nrm, tmp_path: Path) -> None:
    file = tmp_path / "accounts.json"
    file.write_text(of("I-1", "referral", "rg_postive"))
    shown = nrm("import", str(file))
    assert 2 == shown.status
    assert "rg_postive" in shown.out
    assert "rg_positive" in shown.out


def test_a_jurisdiction_that_names_no_nation_is_asked_about(nrm: Nrm, tmp_path: Path) -> None:
    """F8: `United Kingdom` and `Glasgow Sheriff Court` were outside the United Kingdom, in silence."""
    text = "\n".join(
        of(numbered("I"), "referral", jurisdiction=name) for name in ("United Kingdom", "Glasgow Sheriff Court")
    )
    report = imported_as(nrm, tmp_path, text, status=2)
    assert ["United Kingdom", "Glasgow Sheriff Court"] == [one["unknown"][0]["said"] for one in report["skipped"]]
    assert {"unknown-jurisdiction"} == {one["code"] for one in report["skipped"]}
    told = imported_as(nrm, tmp_path, text, "--nation", "scotland")
    assert 2 == told["imported"]
    assert "scotland" == nrm.json("show", told["cases"][0]["reference"])["nation"]
    assert (2, "invalid-value") == nrm.refused("import", str(tmp_path / "accounts.json"), "--nation", "narnia")


def test_ireland_has_a_law_of_its_own(nrm: Nrm, tmp_path: Path) -> None:
    """F8: 60 days from 10 January 2015 are over on 11 March."""
    reference = numbered("I")
    events = [{"date": "2015-01-10", "type": "rg_positive"}]
    imported_as(
        nrm,
        tmp_path,
        json.dumps({"id": reference, "jurisdiction": "Ireland", "events": events}),
        "--role",
        "decision-maker",
    )
    found = {clock["clock"]: clock["due_on"] for clock in nrm.json("clocks", reference)}
    assert "2015-03-11" == found["recovery-period"]


@pytest.mark.parametrize("text", ["", "[]", "\n"])
def test_a_file_without_an_account_is_asked_about(nrm: Nrm, tmp_path: Path, text: str) -> None:
    report = imported_as(nrm, tmp_path, text, status=2)
    assert ["There is no account in the input."] == [one["why"] for one in report["skipped"]]


def test_a_key_given_twice_is_refused(nrm: Nrm, tmp_path: Path) -> None:
    """F7: of two lists of events the last won, exit 0."""
    twice = of("D-1", "referral").replace('"account_ends"', '"events": [], "account_ends"')
    report = imported_as(nrm, tmp_path, twice, status=2)
    assert ["Line 1: The key events is given twice."] == [one["why"] for one in report["skipped"]]


def test_an_account_that_differs_from_what_is_on_record_says_so(nrm: Nrm, tmp_path: Path) -> None:
    """B32: the same id with one more fact was left alone without a word."""
    reference = numbered("I")
    imported_as(nrm, tmp_path, of(reference, "referral"))
    same = imported_as(nrm, tmp_path, of(reference, "referral"), "--as", "somebody else")
    assert ["already-open"] == [one["code"] for one in same["skipped"]]
    for _ in range(2):
        other = imported_as(nrm, tmp_path, of(reference, "referral", "rg_positive"), status=2)
        assert ["account-differs"] == [one["code"] for one in other["skipped"]]
    assert 0 == len(
        [event for event in nrm.json("history", reference) if event["type"] == "reasonable-grounds-decided"]
    )


def test_what_was_refused_once_is_imported_by_whoever_may(nrm: Nrm, tmp_path: Path) -> None:
    """D18: an open account with a decision is for whoever may decide; the refusal does not stand in their way."""
    reference = numbered("I")
    text = json.dumps({"id": reference, "events": [{"date": "2024-03-04", "type": "rg_positive"}]})
    for _ in range(2):
        refused = imported_as(nrm, tmp_path, text, "--role", "caseworker", status=2)
        assert ["role-not-permitted"] == [one["code"] for one in refused["skipped"]]
    assert 1 == imported_as(nrm, tmp_path, text, "--role", "decision-maker")["imported"]


def test_a_reference_that_looks_like_another_is_in_use(nrm: Nrm, tmp_path: Path) -> None:
    """F12: `DUP-1` and `dup-1` were two cases."""
    reference = f"{numbered('Q')}-O1"
    imported_as(nrm, tmp_path, of(reference, "referral"))
    for other in (reference.lower(), reference.replace("O1", "0l")):
        report = imported_as(nrm, tmp_path, of(other, "referral"), status=2)
        assert ["reference-in-use"] == [one["code"] for one in report["skipped"]]
        assert reference == nrm.json("show", other)["reference"]


def test_a_file_of_faults_is_not_put_on_record_without_end(nrm: Nrm, tmp_path: Path) -> None:
    before = len(nrm.json("refusals"))
    report = imported_as(nrm, tmp_path, "x\n" * (MOST_REFUSED + 500), status=2)
    assert MOST_REFUSED <= len(report["skipped"]) < MOST_REFUSED + AT_ONCE
    assert MOST_REFUSED + 500 == len(report["skipped"]) + report["unread"]
    assert len(nrm.json("refusals")) - before == len(report["skipped"])


def test_more_than_any_input_can_hold_is_refused(nrm: Nrm, tmp_path: Path) -> None:
    file = tmp_path / "accounts.json"
    with file.open("wb") as opened:
        opened.truncate(LARGEST_INPUT + 1)
    assert (2, "input-too-large") == nrm.refused("import", str(file))
    assert (2, "input-too-large") == nrm.refused("refer", str(file))
