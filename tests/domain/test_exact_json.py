"""JSON that somebody wrote: a key twice, what is no JSON, and nesting without end are refused, and nothing repeated."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Code, NrmError
from domain.exact_json import DEEPEST, read, value_at

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=12,
)


def why_not(text: str) -> str:
    with pytest.raises(NrmError) as caught:
        read(text, {"events", "nation"})
    assert Code.MALFORMED_INPUT == caught.value.code
    return caught.value.message


@given(JSON)
def test_what_a_writer_of_json_writes_is_read_as_it_was_meant(value: object) -> None:
    assert value == read(json.dumps(value))


@pytest.mark.parametrize(
    "text",
    [
        '{"events": 1, "events": 2}', '{"a": {"events": [], "events": []}}', '[{"x": 1}, {"events": 1, "events": 1}]',
        '{"a": 1, "events": {}, "events": {}, "b": 2}', ' \n {"events": 1, "\\u0065vents": 2} \n',
    ],
)  # fmt: skip
def test_a_key_given_twice_is_refused_by_its_name_at_any_depth(text: str) -> None:
    assert "The key events is given twice." == why_not(text)


def test_a_key_that_is_no_field_is_not_repeated() -> None:
    assert "A key is given twice in one object." == why_not('{"Jane Doe": 1, "Jane Doe": 2}')


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "{",
        '{"a": NaN}',
        "Infinity",
        "-Infinity",
        "[1,]",
        "{'a': 1}",
        "[" * 100_000,
        "9" * 5000,
        "tru",
        "1e999",
    ],
)
def test_what_is_no_json_is_refused(text: str) -> None:
    assert "The input is not JSON." == why_not(text)


@pytest.mark.parametrize("text", ["{} {}", "[] ]", "1 2", '{"events": 1} x'])
def test_what_follows_the_end_is_not_passed_over(text: str) -> None:
    assert "Something follows the end of the JSON." == why_not(text)


@pytest.mark.parametrize(("opened", "closed"), [("[", "]"), ('{"a":', "}")])
@pytest.mark.parametrize("depth", [DEEPEST + 1, 900])
def test_values_lie_only_so_deep_inside_one_another(opened: str, closed: str, depth: int) -> None:
    assert "deep inside one another" in why_not(f"{opened * depth}1{closed * depth}")
    shallow = DEEPEST - 1
    assert read(f"{opened * shallow}1{closed * shallow}")


def test_a_value_with_a_fault_still_has_an_end() -> None:
    text = '[{"events": 1, "events": 2}, 7]'
    found = value_at(text, 1)
    assert (found.fault, text[found.end]) == ("A key is given twice in one object.", ",")
