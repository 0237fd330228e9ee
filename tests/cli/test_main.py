"""The edges of the command line: usage, status, interrupts, and a stack in the foreground."""

import json
import re
import signal
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from cli import output, stack
from cli.commands import PLACES
from cli.main import run
from tests.cli.conftest import PATIENCE, Demo, Nrm, nrm_process
from workers.settings import CHECKOUT, StackSettings
from workers.stack.state import running


@pytest.mark.parametrize(
    "arguments",
    [
        ["frobnicate"],
        ["cases", "--colour"],
        ["show"],
        ["commands", "add-note", "--command-id", "x"],
        ["do", "x", "add-note", "--command-id", "not-an-id"],
    ],
)
def test_wrong_usage_is_an_error_like_any_other(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert 2 == run([*arguments, "--json"])
    assert "wrong-usage" == json.loads(capsys.readouterr().out)["error"]["code"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["Jane Doe"],
        ["--Jane"],
        ["cases", "Jane Doe"],
        ["cases", "--Jane"],
        ["cases", "--Jane=Doe"],
        ["show", "x", "Jane Doe"],
        ["show"],
        ["rules", "Jane"],
        ["rules", "accept", "x", "Jane"],
        ["due", "x", "Jane"],
        ["due", "--Jane"],
        ["do", "x", "add-note", "--command-id", "Jane"],
        ["do", "x", "add-note", "--Jane=1", "--Jane=2"],
        ["do", "x", "Jane"],
        ["up", "--demo=Jane"],
        ["verify", "--data"],
        ["refer", "--role", "Jane"],
    ],
)
def test_no_error_repeats_what_was_typed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.setenv("NRM_DATA", str(tmp_path))
    assert run(arguments)
    shown = capsys.readouterr()
    assert shown.err
    assert not {"Jane", "Doe"} & set(re.findall(r"\w+", shown.out + shown.err))


def test_bytes_that_are_no_text_are_no_failure_of_the_program() -> None:
    shown = subprocess.run(nrm_process("caf\udce9", "--json"), cwd=CHECKOUT, capture_output=True, check=False)
    assert (2, b"") == (shown.returncode, shown.stderr)
    assert "wrong-usage" == json.loads(shown.stdout)["error"]["code"]


def test_without_arguments_the_commands_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == run([])
    assert "Refer a person: opens a case." in capsys.readouterr().out


def test_the_version_is_that_of_the_distribution(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == run(["--version"])
    assert f"nrm {version('nrm-referral-engine')}\n" == capsys.readouterr().out


@pytest.mark.parametrize("command", [(), ("rules",)])
def test_no_line_of_help_is_cut_off(
    command: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert 0 == run([*command, "--help"])
    listed = capsys.readouterr().out.partition("Commands:")[2]
    assert [] == [line for line in listed.splitlines() if line.endswith("...")]


def loaded_by(*arguments: str) -> set[str]:
    """The modules that a command loads, in a process of its own."""
    asked = "import sys; from cli.main import run; run(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
    words = [sys.executable, "-c", asked, *arguments]
    shown = subprocess.run(words, cwd=CHECKOUT, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert shown.stdout
    return set(shown.stderr.split())


def test_help_loads_no_command() -> None:
    assert not {"pydantic", "rich", "asyncpg", "cli.options"} & loaded_by("--help")


@pytest.mark.parametrize("command", ["cases", "safeguards"])
def test_a_list_loads_no_event_and_no_rule(demo: Demo, command: str) -> None:
    loaded = loaded_by(command, "--data", str(demo.data))
    assert not {"domain.referral.events", "domain.referral.commands", "domain.rules.loader"} & loaded


@pytest.mark.parametrize("name", PLACES)
def test_every_command_is_where_it_is_said_to_be(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == run([name, "--help"])
    assert f"Usage: nrm {name}" in capsys.readouterr().out


READS = ("status", "commands", "cases", "show X", "clocks X", "history X", "breaches", "refusals", "verify")
LOADED = "import sys; from cli.main import run; run(sys.argv[1:]); print('temporalio' in sys.modules, file=sys.stderr)"


@pytest.mark.parametrize("command", READS)
def test_what_only_reads_does_not_load_temporal(demo: Demo, command: str) -> None:
    at = [] if command == "commands" else ["--data", str(demo.data)]
    asked = [sys.executable, "-c", LOADED, *command.replace("X", "PA-09389-2018").split(), *at]
    shown = subprocess.run(asked, cwd=CHECKOUT, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert shown.stdout
    assert "False\n" == shown.stderr


def test_pages_that_nobody_knows_of_are_not_shown(
    demo: Demo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = StackSettings(data=demo.data)
    without = running(settings).model_copy(update={"temporal_ui": None})
    monkeypatch.setattr(stack, "running", lambda _: without)
    stack._show_what_is_up(settings, demo=False, as_json=False)
    assert ["data", "postgres", "temporal"] == [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    stack._show_what_is_up(settings, demo=False, as_json=True)
    assert json.loads(capsys.readouterr().out)["ui"] is None


def test_help_beside_a_command_shows_its_fields(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == run(["do", "PA-09389-2018", "extend-recovery-period", "--help"])
    assert "--until" in capsys.readouterr().out


def test_the_commands_and_their_fields_are_listed_for_scripts(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == run(["commands", "--json"])
    commands = {command["name"]: command for command in json.loads(capsys.readouterr().out)}
    assert "add-note" in commands
    assert "text" in [field["name"] for field in commands["add-note"]["fields"]]


def test_a_stack_that_does_not_run_is_unavailable(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in (["cases"], ["show", "x"], ["verify"], ["down"], ["recover"], ["do", "x", "close"]):
        assert 6 == run([*command, "--json", "--data", str(tmp_path)])
        assert "stack-not-running" == json.loads(capsys.readouterr().out)["error"]["code"]


def test_the_status_of_a_stack_that_does_not_run_is_an_answer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 1 == run(["status", "--json", "--data", str(tmp_path)])
    assert json.loads(capsys.readouterr().out)["healthy"] is False


def test_a_stack_is_started_once(nrm: Nrm) -> None:
    assert (5, "stack-running") == nrm.refused("up")


def test_lanes_can_be_recovered_at_any_time(nrm: Nrm) -> None:
    assert nrm.json("recover")["open_cases"] == nrm.json("recover")["open_cases"]


def test_an_interrupt_ends_quietly(nrm: Nrm, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(output, "table", interrupted)
    shown = nrm("cases")
    assert (130, "", "") == (shown.status, shown.out, shown.err)


def test_a_defect_shows_no_traceback_and_no_values(nrm: Nrm, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def broken(*_: object, **__: object) -> None:
        message = "somebody's name"
        raise RuntimeError(message)

    monkeypatch.setattr(output, "table", broken)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    shown = nrm("cases")
    kept = next(tmp_path.glob("nrm-defect-*")).read_text()
    assert 6 == shown.status
    assert "[internal-error]" in shown.err
    assert "Traceback" not in shown.err
    assert "somebody" not in shown.err + kept
    assert "in broken" in kept


def test_in_the_foreground_the_stack_stays_until_it_is_interrupted(open_folder: Path) -> None:
    command = nrm_process("up", "--data", str(open_folder / "f"))
    with subprocess.Popen(command, cwd=CHECKOUT, stderr=subprocess.PIPE, text=True) as up:
        assert up.stderr is not None
        assert any("Ctrl-C" in line for line in up.stderr)
        assert up.poll() is None
        up.send_signal(signal.SIGINT)
        rest = up.stderr.read()
        assert 0 == up.wait(PATIENCE)
    assert "The worker is stopping." in rest
    assert "Traceback" not in rest


@pytest.mark.parametrize("command", ["cases", "history"])
def test_what_nobody_reads_on_is_no_error(demo: Demo, command: str) -> None:
    asked = nrm_process(command, *(["PA-09389-2018"] if command == "history" else []), "--data", str(demo.data))
    with subprocess.Popen([*asked, "--json"], cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert b"" == process.stderr.read()
        assert 0 == process.wait(PATIENCE)
