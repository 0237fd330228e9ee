"""Who asks, what they type and what they are told: nobody is assumed, nothing is guessed, everything is named."""

import io
import json
import re
import sys
from pathlib import Path
from uuid import uuid4

import pytest

from cli.main import run
from domain.prosecution.commands import COMMANDS as PROSECUTION_COMMANDS
from domain.referral.commands import COMMANDS
from tests.cli.conftest import Nrm
from tests.support.references import numbered

WRITES = [
    ("refer", "--nation", "scotland"),
    ("report-encounter", "--nation", "scotland"),
    ("do", "T-1", "add-note", "--text", "x"),
    ("import", "accounts.json"),
    ("rules", "accept", "--reason", "x"),
    ("prosecution", "open", "--nation", "scotland"),
    ("prosecution", "do", "OP-1", "add-note", "--text", "x"),
]


def standard_input(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    status = run(arguments)
    return status, " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize("arguments", WRITES, ids=" ".join)
@pytest.mark.parametrize("left_out", [("NRM_AS",), ("NRM_ROLE",), ("NRM_AS", "NRM_ROLE")])
def test_whatever_writes_needs_who_asks_and_in_which_role(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    left_out: tuple[str, ...],
) -> None:
    for variable in left_out:
        monkeypatch.delenv(variable)
    status, said = told(capsys, *arguments)
    assert 2 == status
    options = {"NRM_AS": "--as", "NRM_ROLE": "--role"}
    assert said.startswith(f"{' and '.join(options[one] for one in left_out)} missing: ")
    assert all(word in said for word in ("NRM_AS", "NRM_ROLE", "caseworker", "[wrong-usage]"))


@pytest.mark.parametrize("arguments", WRITES, ids=" ".join)
def test_the_help_of_whatever_writes_names_both_and_their_variables(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    named = arguments[: 2 if arguments[0] in ("rules", "prosecution") else 1]
    assert 0 == run([*named, "--help"])
    shown = " ".join(capsys.readouterr().out.split())
    assert all(word in shown for word in ("--as", "--role", "NRM_AS", "NRM_ROLE"))


@pytest.mark.parametrize("variable", ["NRM_AS", "NRM_ROLE"])
def test_an_empty_variable_says_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, "")
    assert "missing: " in told(capsys, "do", "T-1", "add-note", "--text", "x")[1]


@pytest.mark.parametrize("name", ["engine", "Engine", "ENGINE", " engine ", "e.n-g i,n_e"])
@pytest.mark.parametrize("arguments", WRITES, ids=" ".join)
def test_nobody_acts_under_the_engines_name(
    capsys: pytest.CaptureFixture[str], name: str, arguments: tuple[str, ...]
) -> None:
    status, said = told(capsys, *arguments, "--as", name)
    assert (2, True) == (status, said.endswith("[invalid-value]"))


def test_a_role_that_is_misspelt_is_named_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    status, said = told(capsys, "do", "T-1", "add-note", "--text", "x", "--role", "case-worker")
    assert 2 == status
    assert said.startswith("--role: There is no such role for a person. Did you mean caseworker? ")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("caess",), "There is no such command of nrm. Did you mean cases?"),
        (("rules", "lst"), "There is no such command of nrm rules. Did you mean list?"),
        (("cases", "--jsn"), "There is no such option of nrm cases. Did you mean --json?"),
        (("cases", "--data"), "The option --data lacks its value."),
        (("show",), "CASE is missing."),
        (("do", "T-1", "add-note", "--expected-version", "x"), "--expected-version does not take what was given"),
        (("do", "T-1", "add-note", "--command-id", "x"), "--command-id: An id belongs here"),
        (("show", "T-1", "--known-at", "yesterday"), "--known-at: That is not a date that exists"),
        (("show", "T-1", "--effective-at", "2024-02-30"), "--effective-at: That is not a date that exists"),
        (("rules", "list", "--on", "soon"), "--on: That is not a date that exists"),
        (("rules", "diff", "2024-01-01", "x"), "the later DATE: That is not a date that exists"),
        (
            ("rules", "list", "--nation", "scotlnd"),
            "--nation: this rule-book holds no law of that nation. Did you mean ",
        ),
        (("breaches", "--force", "statut"), "--force: It takes one of these: treaty, statute, guidance, policy,"),
        (("breaches", "--status", "closed"), "--status: It takes one of these: open, cured, ended, disproved."),
        (("breaches", "--after", "x"), "--after: A breach is named as REFERENCE:NUMBER"),
        (("do", "T-1", "ad-note", "--help"), "There is no such command. Did you mean add-note?"),
        (("prosecution", "do", "OP-1", "link-victm", "--help"), "There is no such command. Did you mean link-victim?"),
        (("do", "T-1", "--text", "x"), "Fields are given and no command"),
        (("refer",), "No field is given; with --help you see which there are."),
        (("refer", "x.json", "--file", "y.json"), "The fields stand in one file: name it once."),
    ],
)
def test_what_is_wrong_is_named_and_what_was_meant(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    status, shown = told(capsys, *arguments)
    assert 2 == status
    assert shown.startswith(said), shown


def test_a_clock_that_is_misspelt_comes_with_the_nearest(nrm: Nrm) -> None:
    for arguments in (("rules", "show", "recovery-perod"), ("why", "PA-09389-2018", "recovery-perod")):
        shown = nrm(*arguments)
        assert 4 == shown.status
        assert "Did you mean recovery-period?" in " ".join(shown.err.split())


def test_a_referral_can_be_typed_as_options(nrm: Nrm) -> None:
    reference = numbered("T")
    fields = ("--nation", "england-and-wales", "--age-group=adult", "--consent", "given", "--reference", reference)
    given = nrm.json("refer", *fields, "--first-responder", "salvation-army")
    assert (reference, "referred") == (given["reference"], given["stage"])


def test_an_encounter_and_an_investigation_can_be_typed_as_options(nrm: Nrm) -> None:
    met = ("--nation", "scotland", "--age-group", "adult", "--indicators", "true", "--organisation", "police-scotland")
    assert "encountered" == nrm.json("report-encounter", *met)["stage"]
    investigation = ("--nation", "scotland", "--force", "police-scotland", "--role", "prosecution-liaison")
    assert "investigating" == nrm.json("prosecution", "open", *investigation)["stage"]


def test_fields_from_a_file_and_from_options_come_together(nrm: Nrm, tmp_path: Path) -> None:
    file = tmp_path / "referral.json"
    file.write_text(json.dumps({"nation": "england-and-wales", "age_group": "adult", "consent": "given"}))
    given = nrm.json("refer", str(file), "--first-responder", "salvation-army")
    assert "referred" == given["stage"]
    again = nrm.json("refer", "--file", str(file), "--first-responder", "salvation-army")
    assert given["case"] != again["case"]


@pytest.mark.parametrize(
    ("asked", "fields"),
    [
        (("refer",), COMMANDS["refer"]),
        (("report-encounter",), COMMANDS["report-encounter"]),
        (("prosecution", "open"), PROSECUTION_COMMANDS["prosecution/open-investigation"]),
    ],
)
def test_the_help_of_what_opens_something_lists_its_fields_and_its_options(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, asked: tuple[str, ...], fields: type
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    assert 0 == run([*asked, "--help"])
    shown = capsys.readouterr().out
    assert "--command-id" in shown
    names = [f"--{name.replace('_', '-')}" for name in COMMANDS["refer"].model_fields if name in fields.__annotations__]
    assert names
    assert all(name in shown for name in names)


@pytest.mark.parametrize("words", ["Seen at the desk.", "two\nlines"])
def test_a_text_can_come_through_standard_input(
    nrm: Nrm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    case = nrm.refer(tmp_path)
    standard_input(monkeypatch, f"{words}\n")
    assert ["note-added"] == nrm.json("do", case, "add-note", "--text", "-")["events"]
    standard_input(monkeypatch, json.dumps({"text": words}))
    assert ["note-added"] == nrm.json("do", case, "add-note", "--file", "-")["events"]
    standard_input(monkeypatch, " \n")
    assert (2, "missing-field") == nrm.refused("do", case, "add-note", "--text=-")


def test_standard_input_is_read_once(nrm: Nrm, tmp_path: Path) -> None:
    case = nrm.refer(tmp_path)
    assert (2, "wrong-usage") == nrm.refused("do", case, "add-note", "--text", "-", "--file", "-")
    twice = ("refer", "--account", "-", "--person-details", "-")
    assert (2, "wrong-usage") == nrm.refused(*twice)


@pytest.mark.parametrize("blank", ["", "  ", "\u200b", "...", "\u3164"])
def test_blank_text_is_no_text_at_the_command_line_and_in_a_file(nrm: Nrm, tmp_path: Path, blank: str) -> None:
    case, file = nrm.refer(tmp_path), tmp_path / "fields.json"
    assert (2, "missing-field") == nrm.refused("do", case, "add-note", f"--text={blank}")
    for text in (blank, {"said": blank}, None):
        file.write_text(json.dumps({"text": text}))
        assert (2, "missing-field") == nrm.refused("do", case, "add-note", "--file", str(file))
    nrm.json("do", case, "allocate-competent-authority", "--authority", "sca")
    decided = ("decide-reasonable-grounds", "--outcome", "negative", "--role", "decision-maker")
    assert (3, "reasons-required") == nrm.refused("do", case, *decided, f"--reasons={blank}")


def test_without_a_command_it_is_said_what_can_be_asked_and_nothing_is_recorded(nrm: Nrm, tmp_path: Path) -> None:
    case = nrm.refer(tmp_path)
    found = nrm.json("do", case)
    by_name = {one["command"]: one for one in found["commands"]}
    assert (case, "referred", 1) == (found["reference"], found["stage"], found["version"])
    assert by_name["allocate-competent-authority"]["can_be_asked"]
    assert ["caseworker", "team-leader"] == by_name["allocate-competent-authority"]["roles"]
    assert "wrong-stage" == by_name["decide-reasonable-grounds"]["refusal"]["code"]
    shown = " ".join(nrm("do", case).out.split())
    assert "allocate-competent-authority caseworker, team leader" in shown
    assert "Reasonable grounds are decided after a competent" in shown
    assert [] == nrm.json("refusals", case)
    assert 1 == len(nrm.json("history", case))


def test_help_beside_a_case_alone_says_the_same(nrm: Nrm, tmp_path: Path) -> None:
    case = nrm.refer(tmp_path)
    shown = nrm("do", case, "--help")
    assert 0 == shown.status
    assert f"What can be asked of {case} now" in shown.out
    assert "--expected-version" in shown.out
    assert case == nrm.json("do", case, "--help")["reference"]


def test_help_is_no_failure_where_nobody_can_say_what_can_be_asked(nrm: Nrm) -> None:
    shown = nrm("do", "T-none", "--help")
    assert (0, True) == (shown.status, "What can be asked of it now cannot be shown." in shown.err)
    assert (4, "case-not-found") == nrm.refused("do", "T-none")


def test_the_same_of_a_prosecution(nrm: Nrm) -> None:
    investigation = ("--nation", "scotland", "--force", "police-scotland", "--role", "prosecution-liaison")
    prosecution = nrm.json("prosecution", "open", *investigation)["reference"]
    by_name = {one["command"]: one for one in nrm.json("prosecution", "do", prosecution)["commands"]}
    assert by_name["record-crime-number"]["can_be_asked"]
    assert not by_name["refer-to-prosecutor"]["can_be_asked"]
    assert f"What can be asked of {prosecution} now" in nrm("prosecution", "do", prosecution, "--help").out


def test_every_error_of_a_request_names_its_command_id(nrm: Nrm, tmp_path: Path) -> None:
    case, given = nrm.refer(tmp_path), str(uuid4())
    shown = nrm("do", case, "decide-reasonable-grounds", "--outcome", "positive", "--command-id", given)
    assert f"Command id: {given}" in shown.err
    found = nrm.json("do", case, "add-note", "--command-id", given.replace("a", "b"), status=2)["error"]
    assert ("missing-field", "text") == (found["code"], found["field"])
    assert found["command_id"]


def test_a_stack_that_does_not_answer_is_asked_again_under_the_same_id(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for arguments in (("do", "T-1", "close"), ("refer", "--nation", "scotland"), ("rules", "accept", "--reason", "x")):
        assert 6 == run([*arguments, "--data", str(tmp_path), "--json"])
        error = json.loads(capsys.readouterr().out)["error"]
        assert f"Ask again with --command-id {error['command_id']}" in error["message"]


def test_a_defect_and_an_interrupt_name_the_command_id(nrm: Nrm, monkeypatch: pytest.MonkeyPatch) -> None:
    given = str(uuid4())

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("cli.casework.with_engine", broken)
    shown = nrm("do", "T-1", "close", "--command-id", given)
    assert 6 == shown.status
    assert f"--command-id {given}" in " ".join(shown.err.split())
    monkeypatch.setattr("cli.casework.with_engine", interrupted)
    shown = nrm("do", "T-1", "close", "--command-id", given)
    assert 130 == shown.status
    assert f"It may or may not be recorded. Ask again with --command-id {given}" in shown.err


def test_a_receipt_says_what_was_recorded_by_number_and_what_the_engine_found_apart(nrm: Nrm, tmp_path: Path) -> None:
    case = nrm.refer(tmp_path, effective_at="2024-03-04")
    given = nrm.json("do", case, "allocate-competent-authority", "--authority", "sca", "--effective-at", "2024-03-05")
    (asked,) = [one for one in given["recorded"] if not one["found"]]
    assert "competent authority allocated: SCA" == asked["words"]
    assert given["version"] - len(given["events"]) + 1 == asked["number"]
    shown = nrm("do", case, "decide-reasonable-grounds", "--outcome=positive", "--role=decision-maker").out
    lines = [line.strip() for line in shown.splitlines()]
    assert re.match(r"Recorded on case T-\w+: \d+ reasonable grounds decided: positive", lines[0])
    assert any(re.match(r"\d+ breach cured: reasonable grounds decision", line) for line in lines)
    assert lines.index("The engine found:") < next(n for n, line in enumerate(lines) if "breach cured" in line)


READS = [
    ("cases",),
    ("breaches",),
    ("show", "PA-09389-2018"),
    ("do", "PA-09389-2018"),
    ("do", "PA-09389-2018", "--help"),
]


@pytest.mark.parametrize("arguments", READS, ids=" ".join)
def test_whoever_says_a_role_reads_what_that_role_may(nrm: Nrm, arguments: tuple[str, ...]) -> None:
    assert 0 == nrm(*arguments, "--role", "auditor").status
    assert (3, "role-not-permitted") == nrm.refused(*arguments, "--role", "rapporteur")


@pytest.mark.parametrize("arguments", READS, ids=" ".join)
def test_nobody_has_to_say_who_reads(nrm: Nrm, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]) -> None:
    monkeypatch.delenv("NRM_AS")
    monkeypatch.delenv("NRM_ROLE")
    assert 0 == nrm(*arguments).status
    assert (2, "wrong-usage") == nrm.refused(*arguments, "--role", "auditor")
