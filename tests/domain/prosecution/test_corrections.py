"""An event of a prosecution gets another date or is struck; the record never comes to contradict itself by that."""

from typing import Any

import pytest

from domain.errors import Code, NrmError
from domain.prosecution import events as e
from domain.prosecution.evolve import fold
from domain.when import When
from tests.support.prosecution import VICTIMS, WHY, Told, charged, convicted, investigating, with_prosecutor

LATER = "2025-06-02"
OPENED, CRIME, FIRST_LINK, REFERRED, CHARGED, VERDICT = 1, 2, 3, 6, 7, 8


def corrected(told: Told, event: int, **fields: Any) -> Told:
    return told.ask(LATER, "correct-fact", event=event, reasons=WHY, **fields)


def refusal(told: Told, event: int, **fields: Any) -> NrmError:
    with pytest.raises(NrmError) as caught:
        corrected(told, event, **fields)
    return caught.value


def test_another_date_is_read_from_then_on_and_the_history_stays() -> None:
    told = corrected(charged(), CHARGED, becomes="2024-03-18")
    (count,) = told.prosecution.counts
    assert "2024-03-18" == count.charged.text
    assert "2024-04-02" == told.prosecution.history[CHARGED - 1][1].text[:10]
    assert ["fact-corrected"] == [event.type for event in told.last]


def test_a_struck_event_never_was_so_and_striking_the_correction_takes_that_back() -> None:
    told = corrected(convicted(), VERDICT, struck=True)
    assert "charged" == told.stage
    told = corrected(told, told.prosecution.version, struck=True)
    assert ("convicted", 10) == (told.stage, told.prosecution.version)


def test_the_latest_correction_of_a_date_counts() -> None:
    told = corrected(charged(), CHARGED, becomes="2024-03-18")
    told = corrected(told, CHARGED, becomes="2024-03-19")
    assert "2024-03-19" == told.prosecution.counts[0].charged.text
    told = corrected(told, told.prosecution.version, struck=True)
    assert "2024-03-18" == told.prosecution.counts[0].charged.text


def test_what_was_struck_can_be_recorded_again_as_it_was() -> None:
    told = corrected(convicted(), VERDICT, struck=True)
    assert "acquitted" == told.ask(LATER, "record-verdict", defendant=1, verdict="acquitted").stage


def test_the_day_of_the_opening_can_be_corrected() -> None:
    told = corrected(charged(), OPENED, becomes="2023-12-18")
    assert When.parse("2023-12-18") == told.prosecution.opened


def test_an_ended_prosecution_is_corrected_too() -> None:
    told = with_prosecutor().ask("2024-06-03", "end-investigation", reason="insufficient-evidence")
    assert "with-prosecutor" == corrected(told, 7, struck=True).stage


@pytest.mark.parametrize(
    ("told", "event", "fields", "at"),
    [
        (with_prosecutor(), CRIME, {"becomes": "2024-03-02"}, REFERRED),
        (with_prosecutor(), CRIME, {"struck": True}, REFERRED),
        (charged(), REFERRED, {"becomes": "2024-04-03"}, CHARGED),
        (charged(), REFERRED, {"struck": True}, CHARGED),
        (convicted(), CHARGED, {"becomes": "2024-11-21"}, VERDICT),
        (convicted(), CHARGED, {"becomes": "2023-05-31"}, CHARGED),
        (charged(defendants=2), CHARGED, {"struck": True}, CHARGED + 1),
        (charged(), OPENED, {"becomes": "2024-01-10"}, CRIME),
        (
            with_prosecutor().ask(LATER, "record-special-measures", case=VICTIMS[0], kind="screens"),
            FIRST_LINK,
            {"struck": True},
            7,
        ),
    ],
)
def test_a_correction_after_which_the_record_would_contradict_itself_is_refused(
    told: Told, event: int, fields: dict[str, Any], at: int
) -> None:
    refused = refusal(told, event, **fields)
    assert Code.CANNOT_BE_CORRECTED == refused.code
    assert f"at event {at}." in refused.message


def test_striking_from_the_end_leaves_nothing_that_cannot_be_struck() -> None:
    told = convicted()
    for number in range(VERDICT, OPENED, -1):
        told = corrected(told, number, struck=True)
    assert ("investigating", ()) == (told.stage, tuple(told.prosecution.links))


@pytest.mark.parametrize(
    ("event", "fields", "code"),
    [
        (OPENED, {"struck": True}, Code.CANNOT_BE_CORRECTED),
        (CRIME, {}, Code.CANNOT_BE_CORRECTED),
        (CRIME, {"struck": True, "becomes": "2024-01-09"}, Code.CANNOT_BE_CORRECTED),
        (CRIME, {"becomes": "2025-06-03"}, Code.DATE_IN_FUTURE),
        (REFERRED + 1, {"struck": True}, Code.EVENT_NOT_FOUND),
        (0, {"struck": True}, Code.INVALID_VALUE),
    ],
)
def test_what_is_no_correction_is_refused(event: int, fields: dict[str, Any], code: Code) -> None:
    assert code == refusal(with_prosecutor(), event, **fields).code


def test_nothing_is_struck_twice_and_a_correction_has_no_date_of_its_own() -> None:
    told = corrected(with_prosecutor(), REFERRED, struck=True)
    assert Code.CONTRADICTS_RECORD == refusal(told, REFERRED, struck=True).code
    assert Code.CANNOT_BE_CORRECTED == refusal(told, 7, becomes="2024-05-01").code


def test_a_flaw_that_was_there_before_does_not_hold_up_another_correction() -> None:
    """Two flaws, which a release that checked less could record, are mended one after the other."""
    told = investigating().ask("2024-01-09", "record-crime-number", number="1")
    flaws = (
        (e.ReferredToProsecutor(), When.parse("2024-01-08")),
        (e.InvestigationEnded(reason="no-suspect-identified"), When.parse("2024-01-07")),
    )
    told = corrected(Told(fold(flaws, told.state)), 3, becomes="2024-01-10")
    assert "ended" == corrected(told, 4, becomes="2024-01-11").stage
