"""Prosecutions through the command line: opened, asked, shown from both sides, and refused."""

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from cli.main import run
from domain.prosecution.commands import COMMANDS
from tests.cli.conftest import Nrm
from tests.support.references import numbered

PATIENT_TRIES = 200


@pytest.fixture(autouse=True)
def a_liaison_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Prosecutions are for the liaison to record."""
    monkeypatch.setenv("NRM_ROLE", "prosecution-liaison")


def investigate(nrm: Nrm, folder: Path, **fields: Any) -> str:
    file = folder / "investigation.json"
    usual = {"nation": "england-and-wales", "force": "kent-police", "reference": numbered("OP")}
    file.write_text(json.dumps({**usual, **fields}))
    reference = nrm.json("prosecution", "open", str(file))["reference"]
    assert isinstance(reference, str)
    return reference


def linked_in(nrm: Nrm, case: str) -> list[dict[str, Any]]:
    """The prosecutions that a case points to, once the pointer has arrived."""
    for _ in range(PATIENT_TRIES):
        if found := nrm.json("show", case)["prosecutions"]:
            return [dict(one) for one in found]
    return []


def test_a_link_is_visible_from_both_sides(nrm: Nrm, tmp_path: Path) -> None:
    case, prosecution = nrm.refer(tmp_path), investigate(nrm, tmp_path)
    given = nrm.json("prosecution", "do", prosecution, "link-victim", "--case", case, "--witness", "true")
    assert ["victim-linked"] == given["events"]
    nrm.json("prosecution", "do", prosecution, "record-crime-number", "--number", "46/1234/24")

    shown = nrm.json("prosecution", "show", prosecution)
    assert ("crime-recorded", ["46/1234/24"]) == (shown["stage"], shown["crime_numbers"])
    assert [(case, "referred", True)] == [(one["reference"], one["stage"], one["witness"]) for one in shown["victims"]]
    assert [(prosecution, "crime-recorded")] == [(one["reference"], one["stage"]) for one in linked_in(nrm, case)]
    assert case in nrm("prosecution", "show", prosecution).out
    (victim,) = nrm.json("prosecution", "show", prosecution)["victims"]
    assert ([], []) == (victim["measures"], victim["untold"])


def test_a_case_names_each_prosecution_once_and_by_its_reference(nrm: Nrm, tmp_path: Path) -> None:
    case, prosecution = nrm.refer(tmp_path), investigate(nrm, tmp_path)
    nrm.json("prosecution", "do", prosecution, "link-victim", "--case", case, "--witness", "true")
    (linked,) = linked_in(nrm, case)
    shown = " ".join(nrm("show", case).out.split())
    assert f"Prosecution {prosecution}, in which this person is a witness: investigating." in shown
    assert linked["prosecution"] not in shown
    assert 1 == shown.count("Prosecution ")


def test_a_prosecution_is_shown_in_words(nrm: Nrm, tmp_path: Path) -> None:
    case, prosecution = nrm.refer(tmp_path), investigate(nrm, tmp_path)
    nrm.json("prosecution", "do", prosecution, "link-victim", "--case", case, "--witness", "true")
    shown = nrm("prosecution", "show", prosecution).out
    assert "Nation: England and Wales." in shown
    assert "Victims linked: 1, witnesses among them: 1" in shown


def test_the_list_and_the_history_of_prosecutions_can_be_read(nrm: Nrm, tmp_path: Path) -> None:
    prosecution = investigate(nrm, tmp_path)
    nrm.json("prosecution", "do", prosecution, "add-note", "--text", "a sentence nobody else may read")
    assert [(prosecution, "investigating")] == [
        (row["reference"], row["stage"]) for row in nrm.json("prosecution", "list") if row["reference"] == prosecution
    ]
    history = nrm("prosecution", "history", prosecution, "--json").out
    assert ["investigation-opened", "note-added"] == [event["type"] for event in json.loads(history)]
    assert "nobody else may read" not in history
    assert 0 == nrm("prosecution", "list").status
    assert 0 == nrm("prosecution", "history", prosecution).status


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert 0 == run(["prosecution", *arguments])
    return capsys.readouterr().out


@pytest.mark.parametrize("name", [name.removeprefix("prosecution/") for name in COMMANDS])
def test_the_fields_of_each_command_are_explained(capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert name == json.loads(printed(capsys, "commands", name, "--json"))["name"]
    assert printed(capsys, "do", "OP-1", name, "--help") == printed(capsys, "commands", name)
    assert name in [command["name"] for command in json.loads(printed(capsys, "commands", "--json"))]


@pytest.mark.parametrize(
    ("arguments", "status", "code"),
    [
        (("frobnicate",), 2, "unknown-command"),
        (("open-investigation",), 2, "unknown-command"),
        (("add-note", "--txt", "x"), 2, "unknown-field"),
        (("add-note", "--text"), 2, "missing-field"),
        (("link-victim", "--case", "nobody"), 4, "case-not-found"),
        (("refer-to-prosecutor",), 3, "wrong-stage"),
        (("record-verdict", "--defendant", "1", "--verdict", "convicted"), 3, "contradicts-record"),
        (("record-crime-number", "--number", "1", "--role", "auditor"), 3, "role-not-permitted"),
        (("record-crime-number", "--number", "1", "--expected-version", "7"), 5, "case-has-moved"),
    ],
)
def test_bad_input_is_refused_and_changes_nothing(
    nrm: Nrm, tmp_path: Path, arguments: tuple[str, ...], status: int, code: str
) -> None:
    prosecution = investigate(nrm, tmp_path)
    assert (status, code) == nrm.refused("prosecution", "do", prosecution, *arguments)
    assert 1 == len(nrm.json("prosecution", "history", prosecution))


def test_whoever_leaves_a_number_out_is_told_which_there_are(nrm: Nrm, tmp_path: Path) -> None:
    prosecution = investigate(nrm, tmp_path)
    shown = nrm("prosecution", "do", prosecution, "record-verdict", "--verdict", "convicted")
    assert "Nothing has been decided about any defendant yet." in " ".join(shown.err.split())
    shown = nrm("prosecution", "do", prosecution, "correct-fact", "--struck", "true", "--reasons", "An error.")
    assert "The last are: 1 (investigation opened: reference OP-" in " ".join(shown.err.split())


def test_a_history_of_a_prosecution_tells_what_happened(nrm: Nrm, tmp_path: Path) -> None:
    case, prosecution = nrm.refer(tmp_path), investigate(nrm, tmp_path)
    nrm.json("prosecution", "do", prosecution, "link-victim", "--case", case, "--witness", "true")
    nrm.json("prosecution", "do", prosecution, "record-crime-number", "--number", "46/1234/24")
    nrm.json(
        "prosecution", "do", prosecution, "correct-fact", "--event", "3", "--struck=true", "--reasons", "An error."
    )
    told = nrm.json("prosecution", "history", prosecution)
    assert [
        f"investigation opened: reference {prosecution}, England and Wales, by kent police",
        f"victim linked: case {case}, as a witness",
        "crime number recorded: number 46/1234/24",
        "fact corrected: event 3 (crime number recorded) never was so",
    ] == [event["words"] for event in told]
    assert [None, None, "struck by event 4", None] == [event["corrected"] for event in told]


def test_an_unknown_prosecution_is_not_found(nrm: Nrm) -> None:
    assert (4, "prosecution-not-found") == nrm.refused("prosecution", "show", "nobody")
    assert (4, "prosecution-not-found") == nrm.refused("prosecution", "do", str(uuid4()), "refer-to-prosecutor")


def test_a_command_of_a_prosecution_cannot_be_asked_of_a_case(nrm: Nrm, tmp_path: Path) -> None:
    case = nrm.refer(tmp_path)
    assert (2, "unknown-command") == nrm.refused("do", case, "link-victim", "--case", case)
