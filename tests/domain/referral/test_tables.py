"""The tables by which commands and events are dispatched are whole."""

from domain.referral.commands import COMMANDS, ONLY_OPENING
from domain.referral.commands.file import PassTime
from domain.referral.decide import _ANSWERS
from domain.referral.events import EVENTS
from domain.referral.evolve import _EVOLVE, _OPEN
from domain.roles import PERMITTED, PERMITTED_IN_SETTINGS
from domain.rules.acceptance import AcceptRuleBook
from domain.rules.vocabulary import EVENTS as RULE_EVENTS


def test_every_event_has_a_place_in_a_history() -> None:
    assert set(EVENTS.values()) == {*_EVOLVE, *_OPEN}


def test_every_command_has_an_answer() -> None:
    assert set(COMMANDS) - ONLY_OPENING - {PassTime.name} == {command.name for command in _ANSWERS}


def test_every_command_says_who_may_ask_for_it() -> None:
    assert set(COMMANDS) == set(PERMITTED)
    assert {AcceptRuleBook.name} == set(PERMITTED_IN_SETTINGS)


def test_the_rules_speak_of_events_there_are() -> None:
    assert set(RULE_EVENTS) <= set(EVENTS)
