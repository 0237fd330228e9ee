"""Fields as they are typed, and the help about them."""

from pathlib import Path

import pytest
import typer.main

from cli.casework import read_fields
from cli.commands import app
from cli.fields import fields_of, tie, typed_fields
from desk.forms import form_of
from domain.errors import Code, Invalid
from domain.referral.commands import COMMANDS


def test_kebab_and_snake_case_name_the_same_field() -> None:
    expected = {"effective_at": "2024-05-31", "outcome": "positive"}
    assert expected == typed_fields(tie(["--effective-at", "2024-05-31", "--outcome", "positive"], {}))
    assert expected == typed_fields(["--effective_at=2024-05-31", "--outcome=positive"])


def test_a_value_may_begin_with_hyphens_after_an_equals_sign() -> None:
    assert {"text": "--quoted"} == typed_fields(["--text=--quoted"])


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["positive"], Code.WRONG_USAGE),
        (["--outcome"], Code.MISSING_FIELD),
        (["--text", "--help"], Code.MISSING_FIELD),
        (["--text", "--outcome", "positive"], Code.MISSING_FIELD),
        (["--outcome", "positive", "--outcome", "negative"], Code.INVALID_VALUE),
    ],
)
def test_fields_that_cannot_be_told_apart_are_refused(arguments: list[str], code: Code) -> None:
    with pytest.raises(Invalid) as refused:
        typed_fields(tie(arguments, {"--role": True}))
    assert code is refused.value.code


@pytest.mark.parametrize(
    ("typed", "tied"),
    [
        ("A1 add-note --text x --json", "A1 add-note --text=x --json"),
        ("A1 add-note --role auditor --text -x", "A1 add-note --role auditor --text=-x"),
        ("A1 add-note --text=--help", "A1 add-note --text=--help"),
        ("A1 add-note --text --json x", "A1 add-note --text --json x"),
        ("A1 add-note --text --help", "A1 add-note --text"),
        ("A1 add-note --json --help", "A1 add-note --json --help"),
        ("A1 add-note --role --help", "A1 add-note --role --help"),
        ("A1 add-note -- --text x --json", "A1 add-note -- --text=x --json"),
    ],
)
def test_a_field_is_tied_to_the_value_that_stands_beside_it(typed: str, tied: str) -> None:
    assert tied.split() == tie(typed.split(), {"--role": True, "--json": False, "--help": False})


@pytest.mark.parametrize("text", ["", "{", "[]", '"outcome"', "[" * 100_000])
def test_what_is_not_a_json_object_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        fields_of(text)
    assert Code.MALFORMED_INPUT is refused.value.code


def test_no_field_of_a_command_hides_behind_an_option_of_the_command_line() -> None:
    click = typer.main.get_command(app)
    do = click.commands["do"]  # type: ignore[attr-defined]
    options = {option.removeprefix("--").replace("-", "_") for param in do.params for option in param.opts}
    assert set() == options & {field for command in COMMANDS.values() for field in command.model_fields}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_field_of_every_command_says_what_it_means_and_accepts(name: str) -> None:
    assert list(COMMANDS[name].model_fields) != []
    assert [] == [field.name for field in form_of(name).fields if not (field.meaning and field.accepts)]


def test_the_help_names_the_values_that_are_allowed() -> None:
    outcome = next(field for field in form_of("decide-reasonable-grounds").fields if field.name == "outcome")
    assert outcome.required
    assert ("positive", "negative") == outcome.values


@pytest.mark.parametrize(
    "text",
    [
        '{"nation": "scotland", "nation": "england-and-wales"}', '{"age-group": "adult", "age_group": "child"}',
        '{"account": {"a": 1, "a": 2}}',
    ],
)  # fmt: skip
def test_a_field_given_twice_is_refused_however_it_is_spelt(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        fields_of(text)
    assert "given twice" in caught.value.message


def test_a_field_in_a_file_and_as_an_option_is_given_twice(tmp_path: Path) -> None:
    file = tmp_path / "fields.json"
    file.write_text('{"outcome": "positive"}')
    with pytest.raises(Invalid) as caught:
        read_fields("decide-reasonable-grounds", str(file), ["--outcome=negative"])
    assert "The field outcome is given twice." == caught.value.message
    fields = read_fields("decide-reasonable-grounds", str(file), ["--unit=a"])
    assert {"outcome": "positive", "unit": "a"} == fields
