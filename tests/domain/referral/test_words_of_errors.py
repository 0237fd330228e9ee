"""What is said of a field that is wrong: in a caseworker's words, naming the field, and what was probably meant."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any
from uuid import UUID

import pytest
from pydantic import TypeAdapter, ValidationError

from domain.errors import Code, NrmError
from domain.fields import choices, fields_of, hints_of, is_list
from domain.nearest import did_you_mean, nearest
from domain.prosecution.commands import COMMANDS as PROSECUTION_COMMANDS
from domain.referral.commands import COMMANDS
from domain.referral.parse import command_named, parse
from domain.roles import Role, as_typed, require
from domain.stream.command import Command

EVERY: Mapping[str, Mapping[str, type[Command]]] = {
    **dict.fromkeys(COMMANDS, COMMANDS),
    **dict.fromkeys(PROSECUTION_COMMANDS, PROSECUTION_COMMANDS),
}

BAD = ["", "\x00", "Jane Doe", "☃", -1, 10**30, 1.5, float("nan"), True, [], ["x"], {}, {"Jane": "Doe"}, [[["x"]]]]

_NOT_OURS = re.compile(
    r"input should|should match|instance of|valid |regex|pattern|\^|\\d|\[a-z|unable|parse|dictionary|tuple|"
    r"validat|str\b|string|integer|boolean|None|type",
    re.IGNORECASE,
)


def refusal(name: str, fields: Mapping[str, Any]) -> NrmError | None:
    try:
        parse(name, fields, EVERY[name])
    except NrmError as error:
        return error
    return None


_PLAUSIBLE: list[Any] = [
    *("R-1", "some-1", "2024-05", "2024-05-06", "3.1", UUID(int=1), 1, True),
    [{"type": "other", "date": "2020"}],
    [{"clock": "recovery-period", "run": 1, "due_from": None, "due_to": None}],
    {"ref": UUID(int=1), "digest": "0" * 64},
]


@cache
def right(name: str) -> Mapping[str, Any]:
    """The needed fields of a command, each with something that belongs there."""
    command = EVERY[name][name]
    hints = hints_of(command)
    return {field.name: _right(hints[field.name]) for field in fields_of(command) if field.required}


def _right(hint: Any) -> Any:
    return next(value for value in (*choices(hint), *_PLAUSIBLE) if _is_taken(hint, value))


def _is_taken(hint: Any, value: Any) -> bool:
    try:
        TypeAdapter(hint).validate_python(value)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("name", EVERY)
def test_an_error_names_its_field_in_our_words_and_repeats_nothing(name: str) -> None:
    for field in fields_of(EVERY[name][name]):
        for bad in BAD:
            error = refusal(name, {**right(name), field.name: bad})
            if error is None:
                continue
            said = error.message.replace(field.accepts, "")
            assert (field.name, True) == (error.field, f"The field {field.name}" in said)
            assert not _NOT_OURS.search(said), said
            assert not {"Jane", "Doe", "☃"} & set(re.findall(r"\w+|☃", error.message))


@pytest.mark.parametrize("name", EVERY)
def test_a_needed_field_that_is_left_out_or_null_is_missing_and_said_with_its_meaning(name: str) -> None:
    for field in fields_of(EVERY[name][name]):
        if not field.required:
            continue
        others = {name: value for name, value in right(name).items() if name != field.name}
        for fields in (others, {**others, field.name: None}):
            error = refusal(name, fields)
            assert error is not None
            assert (Code.MISSING_FIELD, field.name) == (error.code, error.field)
            assert f"The field {field.name} is missing: {field.meaning}." == error.message


@pytest.mark.parametrize("name", EVERY)
def test_of_a_list_of_choices_the_nearest_is_named(name: str) -> None:
    command = EVERY[name][name]
    for field, hint in hints_of(command).items():
        for choice in choices(hint):
            misspelt = f"{choice}x"
            error = refusal(name, {**right(name), field: [misspelt] if is_list(hint) else misspelt})
            assert error is not None
            if error.code is Code.INVALID_VALUE:
                assert f"Did you mean {nearest(misspelt, choices(hint))}?" in error.message
                assert all(str(one) in error.message for one in choices(hint))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("add-noet", "add-note"), ("decide_reasonable_grounds", "decide-reasonable-grounds"), ("Close", "close")],
)
def test_the_nearest_command_is_named(typed: str, meant: str) -> None:
    with pytest.raises(NrmError) as unknown:
        command_named(typed)
    assert f"There is no such command. Did you mean {meant}?" == unknown.value.message


@pytest.mark.parametrize("commands", [COMMANDS, PROSECUTION_COMMANDS])
def test_where_no_command_is_near_all_are_named_as_they_are_typed(commands: Mapping[str, type[Command]]) -> None:
    with pytest.raises(NrmError) as unknown:
        command_named("prosecution/xyzzy", commands)
    assert all(as_typed(name) in unknown.value.message for name in commands)
    assert "prosecution/" not in unknown.value.message


@pytest.mark.parametrize("name", EVERY)
def test_the_nearest_field_is_named(name: str) -> None:
    for field in EVERY[name][name].model_fields:
        error = refusal(name, {**right(name), f"{field}x": "x"})
        assert error is not None
        if error.code is not Code.IDENTIFYING_DATA:
            assert Code.UNKNOWN_FIELD is error.code
            assert f"{as_typed(name)} has no such field. Did you mean {field}?" in error.message


@pytest.mark.parametrize("typed", ["x" * 200, 5, None, "", "☃"])
def test_what_is_no_misspelt_name_means_nothing(typed: object) -> None:
    assert "" == did_you_mean(typed, ["add-note", "close"])


def test_a_role_that_may_not_is_told_which_may() -> None:
    with pytest.raises(NrmError) as refused:
        require(Role.AUDITOR, "record-verdict")
    assert refused.value.message.endswith("It is for: caseworker, team leader, prosecution liaison.")
    with pytest.raises(NrmError) as refused:
        require(Role.CASEWORKER, "prosecution/record-verdict")
    assert refused.value.message.startswith("The role caseworker may not ask for record-verdict. It is for: ")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("england", "england-and-wales"),
        ("Wales", "england-and-wales"),
        ("northern", "northern-ireland"),
        ("scotlnd", "scotland"),
        ("", None),
        ("-", None),
        ("france", None),
    ],
)
def test_a_name_that_has_the_word_that_was_typed_is_nearer_than_one_that_is_spelt_like_it(
    typed: str, meant: str | None
) -> None:
    assert meant == nearest(typed, ("england-and-wales", "scotland", "northern-ireland", "ireland"))
