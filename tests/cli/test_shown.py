"""What is shown: nothing that a terminal would obey, each event with its content, times as London's clocks say them."""

import ast
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from cli import output
from desk.page import Column
from domain.errors import Code, Invalid
from domain.frozen import Frozen
from domain.text import is_unseen
from eventlog.log import EventLog
from eventlog.records import StoredEvent
from eventlog.views import ListedBreach, Views
from tests.cli.conftest import Nrm
from workers.settings import CHECKOUT

HOSTILE = "\x1b[31m\x1b]0;x\x07\u202eevil\u200b\u2066\u3164\x85[bold]x[/bold]\r"
"""Colours, a title, other directions, what has no width, markup, and a return to the beginning of the line."""


def instructions(shown: str) -> set[str]:
    """What a terminal would obey or not show; not the colours that we give ourselves, of which a test has none."""
    return {one for one in shown if one != "\n" and is_unseen(one)}


PRINTERS: list[Callable[[], None]] = [
    lambda: output.text(HOSTILE),
    lambda: output.text(HOSTILE, indent=2),
    lambda: output.line(HOSTILE),
    lambda: output.heading(HOSTILE),
    lambda: output.lines([(HOSTILE, HOSTILE)]),
    lambda: output.table(HOSTILE, [Column(HOSTILE), Column("x", whole=True)], [(HOSTILE, HOSTILE)], none=""),
    lambda: output.table("", [Column("x")], [], none=HOSTILE),
    lambda: output.document({HOSTILE: [HOSTILE]}),
    lambda: output.written(HOSTILE),
    lambda: output.say(HOSTILE),
    lambda: output.failure(Invalid(Code.INVALID_VALUE, HOSTILE), as_json=False),
    lambda: output.failure(Invalid(Code.INVALID_VALUE, HOSTILE), as_json=True),
]


@pytest.mark.parametrize("show", PRINTERS)
def test_nothing_that_is_printed_is_an_instruction(
    show: Callable[[], None], capsys: pytest.CaptureFixture[str]
) -> None:
    show()
    out, err = capsys.readouterr()
    assert "evil" in out + err
    assert set() == instructions(out + err)
    assert "[bold]" in out + err


def test_everything_that_is_printed_goes_through_the_one_place() -> None:
    """No other module of the command line prints, writes to a stream, or has a console of its own."""
    for path in (CHECKOUT / "cli").glob("*.py"):
        if path.name == "output.py":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            named = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            assert not re.search(r"^(print|Console|typer\.(echo|secho)|sys\.std(out|err)\.write)$", named), path


def hostile(value: Any) -> Any:
    """The value with something nasty in every text of it that is no name of ours."""
    if isinstance(value, Frozen):
        texts = {"reference", "next_wake_why", "what", "cure", "duty", "title", "article"} & type(
            value
        ).model_fields.keys()
        return value.model_copy(update={name: f"{getattr(value, name)}{HOSTILE}" for name in texts})
    if isinstance(value, ListedBreach):
        return ListedBreach(**{**value.__dict__, "reference": HOSTILE, "row": hostile(value.row), "owners": (HOSTILE,)})
    if isinstance(value, tuple):
        return tuple(map(hostile, value)) if type(value) is tuple else value
    return value


@pytest.fixture
def hostile_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists and logs in which somebody has got something nasty, past every door."""
    for name in ("cases", "listed_breaches", "uncounted", "safeguards", "prosecutions"):
        original = getattr(Views, name)

        async def nasty(self: Views, *arguments: Any, original: Any = original, **more: Any) -> Any:
            return hostile(await original(self, *arguments, **more))

        monkeypatch.setattr(Views, name, nasty)
    read_stream, refusals = EventLog.read_stream, EventLog.refusals

    async def events(self: EventLog, *arguments: Any, **more: Any) -> Any:
        told = await read_stream(self, *arguments, **more)
        return tuple(
            StoredEvent(**{**columns(one), "actor": f"a{HOSTILE}", "stream": f"case/{HOSTILE}"}) for one in told
        )

    async def refused(self: EventLog, *arguments: Any, **more: Any) -> Any:
        return tuple(
            one._replace(message=HOSTILE) if hasattr(one, "_replace") else one
            for one in await refusals(self, *arguments, **more)
        )

    monkeypatch.setattr(EventLog, "read_stream", events)
    monkeypatch.setattr(EventLog, "refusals", refused)


def columns(event: StoredEvent) -> dict[str, Any]:
    return {name: getattr(event, name) for name in StoredEvent.__slots__}


@pytest.mark.usefixtures("hostile_lists")
@pytest.mark.parametrize("as_json", [False, True])
@pytest.mark.parametrize(
    "command",
    ["cases", "breaches", "safeguards", "history PA-09389-2018", "refusals", "rules accepted", "prosecution list"],
)
def test_what_got_into_the_lists_past_every_door_is_shown_inert(nrm: Nrm, command: str, as_json: bool) -> None:
    shown = nrm(*command.split(), *(["--json"] if as_json else []))
    assert set() == instructions(shown.out + shown.err)


@pytest.mark.parametrize(
    "actor", ["=cmd|' /C calc'!A0", "<script>", "[bold]x[/bold]", "+1", "@x", "-x", "a\u202eb", "a\u200bb"]
)
def test_a_name_that_is_an_instruction_somewhere_else_is_refused_or_shown_inert(
    nrm: Nrm, tmp_path: Path, actor: str
) -> None:
    case = nrm.refer(tmp_path)
    shown = nrm("do", case, "add-note", "--text", "x", f"--as={actor}")
    assert set() == instructions(shown.out + shown.err)
    if shown.status == 0:
        assert actor in [event["actor"] for event in nrm.json("history", case)]


WITH_ZONE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d (?:GMT|BST)")


@pytest.mark.parametrize(
    ("at", "shown"),
    [("2024-01-10T09:30:00Z", "2024-01-10 09:30 GMT"), ("2024-07-10T09:30:00Z", "2024-07-10 10:30 BST")],
)
def test_a_history_says_hours_on_londons_clocks(
    nrm: Nrm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: str, shown: str
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    case = nrm.refer(tmp_path, effective_at="2024-01-05")
    nrm.json("do", case, "add-note", "--text", "x", "--effective-at", at)
    printed = nrm("history", case).out
    assert shown in printed
    assert "UTC" not in printed
    assert 2 <= len(WITH_ZONE.findall(printed))


def test_a_clock_that_counts_hours_shows_the_hour_everywhere(
    nrm: Nrm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    case = nrm.refer(tmp_path, age_group="child", consent="not-needed", effective_at="2024-07-01")
    nrm.json("do", case, "report-missing", "--effective-at", "2024-07-10T09:30:00Z")
    nrm.json(
        "do", case, "record-missing-response", "--response", "police-told", "--effective-at", "2024-07-10T12:00:00Z"
    )
    whole = " ".join(nrm("show", case).out.split())
    assert "missing since 10 July 2024 at 10:30 BST" in whole
    assert "2024-07-10 12:30 BST" in whole
    clocks = " ".join(nrm("clocks", case).out.split())
    assert "due 10 July 2024 at 12:30 BST" in clocks
    assert "was due by 10 July 2024 at 12:30 BST and came on 10 July 2024 at 13:00 BST, less than a day late" in clocks
    assert "Due at 10 July 2024 at 12:30 BST" in " ".join(nrm("why", case, "missing-child-report").out.split())


def test_a_correction_shows_what_it_corrected_and_the_corrected_event_is_marked(
    nrm: Nrm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "250")
    case = nrm.refer(tmp_path, effective_at="2024-03-04")
    nrm.json("do", case, "allocate-competent-authority", "--authority", "sca", "--effective-at", "2024-03-06")
    number = next(e["version"] for e in nrm.json("history", case) if e["type"] == "competent-authority-allocated")
    becomes = ("--becomes", "2024-03-05", "--reasons", "The letter says so.")
    nrm.json("do", case, "correct-fact", "--event", str(number), *becomes)
    history = {event["version"]: event for event in nrm.json("history", case)}
    correction = next(event for event in history.values() if event["type"] == "fact-corrected")
    about = f"event {number} (allocation to the Single Competent Authority)"
    said = f"fact corrected: {about}: it was so on 5 March 2024, not on 6 March 2024 as recorded"
    assert said == correction["words"]
    assert f"by event {correction['version']} it was so on 5 March 2024" == history[number]["corrected"]
    assert None is correction["corrected"]
    assert f"[by event {correction['version']} it was so on 5 March 2024]" in nrm("history", case).out


def test_what_the_engine_found_is_the_engines(nrm: Nrm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    case = nrm.refer(tmp_path, effective_at="2024-03-04")
    events = nrm.json("history", case)
    assert [False] + [True] * (len(events) - 1) == [event["found_by_engine"] for event in events]
    assert {"a.caseworker"} == {event["actor"] for event in events}
    printed = nrm("history", case).out
    assert 1 == printed.count("a.caseworker, caseworker")
    assert len(events) - 1 == printed.count("the engine")


def test_a_history_calls_the_other_case_by_its_reference(nrm: Nrm, tmp_path: Path) -> None:
    earlier, later = nrm.refer(tmp_path), nrm.refer(tmp_path)
    nrm.json("do", later, "link-referral", "--other", earlier, "--relation", "family-member")
    assert f"referral linked: family member, case {earlier}" == nrm.json("history", later)[-1]["words"]


def test_an_event_that_this_release_cannot_read_is_shown_by_its_name(nrm: Nrm, monkeypatch: pytest.MonkeyPatch) -> None:
    read_stream = EventLog.read_stream

    async def with_one_more(self: EventLog, *arguments: Any) -> Any:
        stored = await read_stream(self, *arguments)
        later = {**columns(stored[-1]), "type": "something-of-a-later-release", "version": stored[-1].version + 1}
        return (*stored, StoredEvent(**later))

    monkeypatch.setattr(EventLog, "read_stream", with_one_more)
    assert "something of a later release" == nrm.json("history", "PA-09389-2018")[-1]["words"]


def test_instants_in_a_document_stay_in_utc(nrm: Nrm) -> None:
    event = nrm.json("history", "PA-09389-2018")[0]
    assert event["recorded_at"].endswith("Z")
    assert datetime.fromisoformat(event["recorded_at"]).utcoffset() is not None
