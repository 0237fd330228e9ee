"""Whoever has the application's account cannot put on record what nobody could read, or what belongs to nothing."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import asyncpg
import orjson
import pytest

from domain.errors import Code, Unavailable
from domain.when import Precision, When
from eventlog.keys import KeyEncryptionKey
from eventlog.log import EventLog
from eventlog.pool import Pool
from eventlog.vault import Vault
from eventlog.verify import verify
from tests.eventlog.given import (
    acceptance,
    append,
    as_superuser,
    command,
    event,
    put,
    receipt_of,
    request,
    rows_of,
    stream,
    stream_of,
)
from tests.eventlog.tampering import OPEN, no_progress
from tests.support.postgres import Database

APPEND = "SELECT status FROM log.append($1, clock_timestamp())"
REFUSE = "SELECT (log.refuse($1, $2, $3, $4, $5, $6, $7, $8, clock_timestamp())).status"
CASE = UUID(int=9)
AT = datetime(2016, 1, 1, tzinfo=UTC)
REFUSED = {"22", "23", "54"}
"""The classes of what the log answers to what it does not take: no value of its type, one that does not belong, one
beyond all measure."""


def told(**other: object) -> tuple[object, ...]:
    """A value of the type log.new_event; `other` replaces fields of it."""
    fields = {
        "event_id": uuid4(),
        "type": "placement-ended",
        "schema": 1,
        "effective_at": AT,
        "effective": "2016",
        "cause": None,
        "body": b"{}",
        **other,
    }
    return tuple(fields.values())


def with_receipt(**said: object) -> dict[str, object]:
    return {"receipt": orjson.dumps({"version": 1, "events": ["placement-ended"], **said}).decode()}


def with_event(**other: object) -> dict[str, object]:
    """An append of this event, and a receipt that says so: nothing else is wrong with it."""
    named = other.get("type", "placement-ended")
    return {"events": [told(**other)], **with_receipt(events=[named])}


def with_rows(**other: object) -> dict[str, object]:
    rows = rows_of(CASE).model_dump(mode="json")
    return {"views": orjson.dumps({**rows, **other}).decode()}


CASE_ROW = rows_of(CASE).case.model_dump(mode="json")
CLOCK_ROW = rows_of(CASE).clocks[0].model_dump(mode="json")
ESCAPE, RIGHT_TO_LEFT, ZERO_WIDTH = "\x1b[31m", "\u202e", "\u200b"

WRONG: list[tuple[str, dict[str, dict[str, object]]]] = [
    (
        "json|JSON|byte sequence|Unicode escape|stack depth|scalar|shape of its type",
        {
            "a body that is no JSON": with_event(body=b"x"),
            "a body that is cut off": with_event(body=b'{"a":'),
            "a body that is no text": with_event(body=b"\xff\xfe"),
            "an empty body": with_event(body=b""),
            "no body": with_event(body=None),
            "a body that is a list": with_event(body=b"[]"),
            "a body that is a number": with_event(body=b"5"),
            "a body that is null": with_event(body=b"null"),
            "a body with a key twice": with_event(
                type="case-unassigned", body=b'{"duty":"caseworker","duty":"caseworker"}'
            ),
            "a body with an escape sequence": with_event(
                type="case-assigned", body=b'{"duty":"x","assignee":"\\u001b[31m"}'
            ),
            "a body with a control character": with_event(type="case-assigned", body=b'{"duty":"x","assignee":"\x7f"}'),
            "a body with a hidden line break": with_event(type="case-assigned", body=b'{"duty":"x","assignee":"\\n"}'),
            "a body with a hidden backspace": with_event(
                type="case-assigned", body=b'{"duty":"x","assignee":"\\\\\\b"}'
            ),
            "a body that reads backwards": with_event(
                type="case-assigned", body=f'{{"duty":"x","assignee":"{RIGHT_TO_LEFT}"}}'.encode()
            ),
            "a body with a null character": with_event(type="case-assigned", body=b'{"duty":"x","assignee":"\\u0000"}'),
            "a body of a million and more": with_event(body=b'{"a":"' + b"a" * 1_000_000 + b'"}'),
            "a body nested without end": with_event(body=b'{"a":' * 100_000),
        },
    ),
    (
        "shape of its type",
        {
            "an unknown type": with_event(type="nonsense"),
            "a type of another kind of stream": with_event(type="investigation-opened"),
            "a type with a control character": with_event(type=f"placement-ended{ESCAPE}"),
            "an empty type": with_event(type=""),
            "no type": with_event(type=None),
            "an unknown shape": with_event(schema=2),
            "a negative shape": with_event(schema=-1),
            "no shape": with_event(schema=None),
            "a body without a key that its type has": with_event(type="case-unassigned"),
            "a body with a key that its type lacks": with_event(body=b'{"a":1}'),
        },
    ),
    (
        "the time of an event is none|out of range",
        {
            "an effective text that is no date": with_event(effective="yesterday"),
            "an effective text that is empty": with_event(effective=""),
            "an effective text that is null": with_event(effective=None),
            "a day that does not exist": with_event(
                effective="2016-02-30", effective_at=datetime(2016, 3, 1, tzinfo=UTC)
            ),
            "a month that does not exist": with_event(effective="2016-13"),
            "a month that is none": with_event(effective="2016-00"),
            "a year before all": with_event(effective="1899", effective_at=datetime(1899, 1, 1, tzinfo=UTC)),
            "a year after all": with_event(effective="2200", effective_at=datetime(2200, 1, 1, tzinfo=UTC)),
            "a year in other digits": with_event(effective="٢٠١٦"),
            "a date with a space": with_event(effective="2016 "),
            "a date with a line break": with_event(effective="2016\n"),
            "days that do not follow each other": with_event(effective="2016-01-01/2016-01-01"),
            "days that go backwards": with_event(effective="2016-01-02/2016-01-01"),
            "days to one that does not exist": with_event(effective="2016-01-01/2016-02-30"),
            "days from a month": with_event(effective="2016-01/2016-02-01"),
            "days that begin at another": with_event(effective="2016-01-02/2016-01-03", effective_at=AT),
            "an hour that does not exist": with_event(effective="2016-01-01T24:00:00.000000Z"),
            "a second that does not exist": with_event(effective="2016-01-01T00:00:60.000000Z"),
            "an instant without its zone": with_event(effective="2016-01-01T00:00:00.000000"),
            "an instant in another zone": with_event(effective="2016-01-01T00:00:00.000000+01:00"),
            "an instant to the second": with_event(effective="2016-01-01T00:00:00Z"),
            "forever": with_event(effective="infinity"),
            "another instant than the text says": with_event(effective_at=AT + timedelta(seconds=1)),
            "another day than the text says": with_event(effective="2016-01-02", effective_at=AT),
            "another instant than the exact text says": with_event(
                effective="2016-01-01T00:00:00.000001Z", effective_at=datetime(2016, 1, 1, tzinfo=UTC)
            ),
            "no instant": with_event(effective_at=None),
        },
    ),
    (
        "null|no JSON object",
        {
            "no id of the event": with_event(event_id=None),
            "no event where there is one": {"events": [None]},
            "events that are null": {"events": None},
        },
    ),
    (
        "who asked for what",
        {
            "an actor with an escape sequence": {"actor": ESCAPE},
            "an actor that reads backwards": {"actor": f"A{RIGHT_TO_LEFT}"},
            "an actor nobody sees": {"actor": ZERO_WIDTH},
            "an actor with a line break": {"actor": "A\nB"},
            "an actor without a name": {"actor": ""},
            "an actor of spaces": {"actor": " "},
            "an actor that is null": {"actor": None},
            "an actor too long": {"actor": "a" * 65},
            "a person in the engine's role": {"role": "engine"},
            "a person under the engine's name": {"actor": "engine"},
            "a person under the engine's name in capitals": {"actor": "Engine"},
            "the engine under another name in its own role": {"actor": "ENGINE", "role": "engine"},
            "a role with a control character": {"role": ESCAPE},
            "a role that is none": {"role": "Case Worker"},
            "a role that is null": {"role": None},
            "a command with a control character": {"type": ESCAPE},
            "a command that is null": {"type": None},
            "a fingerprint that is none": {"fingerprint": "f"},
            "a fingerprint that is null": {"fingerprint": None},
            "rules with a control character": {"rules": ESCAPE},
        },
    ),
    (
        "its rule-book is not kept",
        {
            "rules that nobody kept": {"rules": "2016.1+0123456789abcdef"},
        },
    ),
    (
        "who asked for what",
        {
            "rules that are null": {"rules": None},
        },
    ),
    (
        "null",
        {
            "no id of the command": {"command_id": None},
        },
    ),
    (
        "its stream or its version is none",
        {
            "a negative version": {"expected_version": -1},
            "no version": {"expected_version": None},
        },
    ),
    (
        "its receipt|type json",
        {
            "a receipt that is no JSON": {"receipt": "{not json"},
            "a receipt that is a list": {"receipt": "[]"},
            "a receipt that is empty": {"receipt": "{}"},
            "a receipt that is null": {"receipt": None},
            "a receipt of another version": with_receipt(version=2),
            "a receipt of other events": with_receipt(events=["death-recorded"]),
            "a receipt of more events": with_receipt(events=["placement-ended"] * 2),
            "a receipt whose events are none": with_receipt(events="placement-ended"),
            "a receipt with an escape sequence": with_receipt(reference=ESCAPE),
        },
    ),
    (
        "its rows are not those",
        {
            "rows that are missing": {"views": None},
            "rows of nothing": {"views": "{}"},
            "rows that are a list": {"views": "[]"},
            "rows at another version": with_rows(case={**CASE_ROW, "version": 2}),
            "rows at no version": with_rows(case={**CASE_ROW, "version": None}),
            "rows of another case": with_rows(case={**CASE_ROW, "case": str(UUID(int=8))}),
            "a clock of another case": with_rows(clocks=[CLOCK_ROW, {**CLOCK_ROW, "case": str(UUID(int=8))}]),
            "a clock of no case": with_rows(clocks=[{**CLOCK_ROW, "case": None}]),
            "rows of a prosecution": {
                "views": '{"prosecution":{"prosecution":"' + str(CASE) + '","version":1},"victims":[]}'
            },
        },
    ),
    (
        "its receipt",
        {
            "no events of a case that there is not": {"events": [], "views": rows_of(CASE, 0).model_dump_json()}
            | {"receipt": receipt_of(0, [])},
        },
    ),
]
"""What is not taken, with what the log says of it."""

STREAMS = [
    "nonsense",
    "",
    "case/",
    "case/x",
    "case/11111111-1111-4111-8111-11111111111",
    "case/11111111-1111-4111-8111-111111111111/x",
    "case/{11111111-1111-4111-8111-111111111111}",
    "case/11111111111141118111111111111111",
    "case/AAAAAAAA-1111-4111-8111-111111111111",
    "Case/11111111-1111-4111-8111-111111111111",
    "bench/11111111-1111-4111-8111-111111111111",
    "access/11111111-1111-4111-8111-111111111111",
    f"case/11111111-1111-4111-8111-111111111111{ESCAPE}",
    "system/rules",
    "system/other",
    "key/11111111-1111-4111-8111-111111111111",
]


async def _nothing_was_recorded(log: EventLog, pool: Pool) -> None:
    assert [] == [stored async for stored in log.read_all()]
    assert 0 == await pool.fetchval("SELECT count(*) FROM log.commands")
    assert 0 == await pool.fetchval("SELECT count(*) FROM views.cases")
    assert (await append(log, stream())).accepted
    assert (await verify(pool, no_progress)).ok


async def _is_refused(pool: Pool, what: str, statement: str, *arguments: object, saying: str = "") -> None:
    with pytest.raises(asyncpg.PostgresError) as refused:
        await pool.fetch(statement, *arguments)
    assert (refused.value.sqlstate or "")[:2] in REFUSED, (what, refused.value)
    assert re.search(saying, str(refused.value)), (what, refused.value)


async def test_none_of_these_is_appended_and_a_whole_one_is(log: EventLog, pool: Pool) -> None:
    for saying, kind in WRONG:
        for what, other in kind.items():
            await _is_refused(pool, what, APPEND, [request(stream_of(CASE), **other)], saying=saying)
    await _nothing_was_recorded(log, pool)


async def test_a_whole_one_that_comes_with_one_that_is_not_can_be_sent_again(log: EventLog, pool: Pool) -> None:
    whole = request(stream())
    await _is_refused(pool, "both", APPEND, [whole, request(stream_of(CASE), actor="")])
    assert ["accepted"] == [answer["status"] for answer in await pool.fetch(APPEND, [whole])]
    assert 1 == len([stored async for stored in log.read_all()])


async def test_a_case_or_a_prosecution_is_what_an_append_can_be_about(log: EventLog, pool: Pool) -> None:
    rows = rows_of(CASE).model_dump_json()
    for to in STREAMS:
        await _is_refused(pool, to, APPEND, [request(to, views=rows)])
        await _is_refused(pool, to, APPEND, [request(to, views=None)])
    await _is_refused(pool, "null", APPEND, [request("case/", stream=None, views=rows)])
    await _is_refused(pool, "rules", APPEND, [acceptance("2030.1", "a" * 64)])
    await _nothing_was_recorded(log, pool)


@pytest.mark.usefixtures("log")
async def test_the_engine_asks_in_its_own_name(pool: Pool) -> None:
    asked = request(stream(), actor="engine", role="engine")
    assert ["accepted"] == [answer["status"] for answer in await pool.fetch(APPEND, [asked])]
    assert (await verify(pool, no_progress)).ok


@pytest.mark.parametrize(
    "text",
    [
        *("1900", "2199", "2016-02", "2016-02-29", "2016-06-15", "1972-01-01", "1941-07-01"),
        *("2016-08-31/2016-09-06", "2016-12-31/2017-01-01", "2199-12-31T23:59:59.999999Z"),
    ],
)
async def test_whatever_the_engine_can_date_is_taken(log: EventLog, text: str) -> None:
    """Also when London's clocks were two hours ahead, or one all year."""
    assert (await put(log, stream(), 0, command(), [event(text)])).accepted


async def test_what_moves_at_once_is_told_so_and_no_error(log: EventLog, pool: Pool) -> None:
    """Whoever is second has not done wrong: also where the receipt was made for another version than there is."""
    case = stream()
    await append(log, case, many=2)
    answers = await pool.fetch(APPEND, [request(case, 1)])
    assert ["moved"] == [answer["status"] for answer in answers]


async def test_an_event_cites_only_what_is_sealed_for_whom_it_is_about(log: EventLog, pool: Pool) -> None:
    person, other = uuid4(), uuid4()
    vault = Vault(pool, KeyEncryptionKey(b"k" * 32))
    (text,) = await vault.seal(person, [(uuid4(), "a note")])
    (of_other,) = await vault.seal(other, [(uuid4(), "a note")])
    cited = [
        {"ref": str(text.ref), "digest": "0" * 64},
        {"ref": str(uuid4()), "digest": text.digest},
        {"ref": str(of_other.ref), "digest": of_other.digest},
    ]
    for one in cited:
        events = [told(type="note-added", body=orjson.dumps({"text": one}))]
        receipt = receipt_of(1, [event(of="note-added")])
        await _is_refused(pool, str(one), APPEND, [request(stream_of(person), events=events, receipt=receipt)])
    body = f'{{"text":{text.model_dump_json()}}}'.encode()
    assert (await put(log, stream_of(person), 0, command(), [event(body=body, of="note-added")])).accepted
    assert (await verify(pool, no_progress)).ok


ASKED = (None, uuid4(), "refer", "a.person", "caseworker", "f" * 64, "wrong-stage", "Not now.")


@pytest.mark.parametrize(
    ("place", "value"),
    [
        *((0, to) for to in STREAMS if to not in {"system/rules", "key/11111111-1111-4111-8111-111111111111"}),
        *((2, value) for value in (None, "", ESCAPE, "Refer")),
        *((3, value) for value in (None, "", " ", "engine", "Engine", ESCAPE, f"A{RIGHT_TO_LEFT}", "a" * 65)),
        *((4, value) for value in (None, "", ESCAPE)),
        *((5, value) for value in (None, "", "f")),
        *((6, value) for value in (None, "", ESCAPE, "No Code")),
        *((7, value) for value in (None, ESCAPE, f"A{RIGHT_TO_LEFT}", "a" * 10_001)),
    ],
)
async def test_a_refusal_that_is_none_is_not_taken(log: EventLog, pool: Pool, place: int, value: object) -> None:
    asked = (*ASKED[:place], value, *ASKED[place + 1 :])
    await _is_refused(pool, str(value), REFUSE, *asked)
    await _nothing_was_recorded(log, pool)


async def test_that_somebody_asked_in_the_engines_role_is_on_record(log: EventLog) -> None:
    await log.refuse(None, replace(command(), role="engine"), Code.ROLE_NOT_PERMITTED, "Nobody may act as the engine.")
    assert [("a.person", "engine")] == [(refused.actor, refused.role) for refused in await log.refusals()]


async def test_a_refusal_may_name_a_file_whatever_it_is_called(log: EventLog) -> None:
    await log.refuse(None, command(), Code.RULES_INVALID, f"No rule-book reads {ESCAPE}x.yaml.")
    assert ["No rule-book reads ?[31mx.yaml."] == [refused.message for refused in await log.refusals()]


async def test_a_code_that_no_release_ever_gave_stops_no_list(log: EventLog, pool: Pool) -> None:
    await log.refuse(None, command(), Code.WRONG_STAGE, "Not now.")
    await pool.fetch(REFUSE, *ASKED[:6], "no-such-code", "Somebody made this up.")
    assert [Code.WRONG_STAGE, Code.INTERNAL_ERROR] == [refused.code for refused in await log.refusals()]


@pytest.mark.parametrize(
    "apart", [timedelta(minutes=6), timedelta(days=400), timedelta(minutes=-6), timedelta(days=-2)]
)
async def test_nothing_is_recorded_by_a_clock_that_the_database_does_not_share(
    log: EventLog, pool: Pool, monkeypatch: pytest.MonkeyPatch, apart: timedelta
) -> None:
    def shifted() -> datetime:
        return datetime.now(UTC) + apart

    monkeypatch.setattr("eventlog.group_commit.our_time", shifted)
    monkeypatch.setattr("eventlog.log.our_time", shifted)
    for attempt in (append(log, stream()), log.refuse(None, command(), Code.WRONG_STAGE, "Not now.")):
        with pytest.raises(Unavailable, match="minutes apart") as refused:
            await attempt
        assert Code.CLOCKS_DISAGREE is refused.value.code
    monkeypatch.undo()
    await _nothing_was_recorded(log, pool)


async def test_a_caller_without_a_clock_records_nothing(log: EventLog, pool: Pool) -> None:
    for statement, arguments in (
        ("SELECT log.append($1, NULL)", [[request(stream())]]),
        ("SELECT log.refuse($1, $2, $3, $4, $5, $6, $7, $8, NULL)", ASKED),
    ):
        with pytest.raises(asyncpg.PostgresError) as refused:
            await pool.fetch(statement, *arguments)
        assert "55T01" == refused.value.sqlstate
    await _nothing_was_recorded(log, pool)


async def test_nothing_is_recorded_after_what_is_recorded_in_the_future(
    log: EventLog, pool: Pool, database: Database
) -> None:
    """As a step of both clocks leaves it behind: every later entry would be falsified for as long."""
    await append(log, stream())
    await as_superuser(
        database,
        *OPEN,
        "UPDATE log.events SET recorded_at = now() + interval '400 days'",
        "UPDATE log.commands SET recorded_at = now() + interval '400 days'",
    )
    for attempt in (append(log, stream()), log.refuse(None, command(), Code.WRONG_STAGE, "Not now.")):
        with pytest.raises(Unavailable, match="dated in the future") as refused:
            await attempt
        assert Code.CLOCKS_DISAGREE is refused.value.code
    assert 1 == len([stored async for stored in log.read_all()])
    said = [problem.what for problem in (await verify(pool, no_progress)).problems]
    assert [what for what in said if "recorded in the future" in what]


async def test_a_clock_a_little_ahead_is_nobodys_fault(log: EventLog, database: Database, pool: Pool) -> None:
    await append(log, stream())
    await as_superuser(
        database,
        *OPEN,
        "UPDATE log.events SET recorded_at = now() + interval '4 minutes'",
        "UPDATE log.commands SET recorded_at = now() + interval '4 minutes'",
    )
    later = await append(log, stream())
    assert later.accepted
    times = [row["recorded_at"] for row in await pool.fetch("SELECT recorded_at FROM log.commands ORDER BY number")]
    assert times[0] < times[1] < times[0] + timedelta(seconds=1)


def test_the_times_above_are_of_every_precision_there_is() -> None:
    """Where the engine learns to date in another way, the log has to learn it too."""
    texts = ("2016", "2016-01", "2016-01-01", "2016-01-01/2016-01-02", "2016-01-01T00:00:00.000000Z")
    assert set(Precision) == {When.parse(text).precision for text in texts}
