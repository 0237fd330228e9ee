"""What of a text can be seen: blank text is none, and what would not show itself is made visible."""

import json
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.text import given as given_text
from domain.text import is_blank, is_unseen, says_something, visible

BLANK = [
    *("", " ", "\t\n ", "\u00a0\u2003\u3000", "\u200b", "\u200b\u200c\u200d\u2060\ufeff", "\u202e\u202d", "\u3164"),
    *("\u2800", "\u115f\u1160\uffa0", "\ufe0f", "\u034f", "\U000e0041\U000e0042", "\u00ad", "\u0301", "\x00"),
    *(".", "...", " - ", "?!"),
]


@pytest.mark.parametrize("text", BLANK, ids=ascii)
def test_what_cannot_be_seen_or_is_punctuation_alone_says_nothing(text: str) -> None:
    assert not says_something(text)
    assert is_blank(text)
    assert given_text(text) is None


@pytest.mark.parametrize("text", ["n/a", "1", "é", "भूमि", "本", "\u200bx", "نعم", "x."])
def test_a_letter_or_a_digit_of_any_script_says_something(text: str) -> None:
    assert says_something(text)
    assert text == given_text(text)


@pytest.mark.parametrize("details", [{}, [], {"a": ""}, {"a": ["", {"b": "\u200b"}]}, None])
def test_details_of_which_each_is_blank_are_blank(details: object) -> None:
    assert is_blank(details)


@pytest.mark.parametrize("details", [{"a": ["", {"b": "x"}]}, {"a": 0}, [False]])
def test_details_of_which_one_is_said_are_not(details: object) -> None:
    assert not is_blank(details)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred", r"\u001b[31mred"),
        ("a\u202eb", r"a\u202eb"),
        ("a\u200bb", r"a\u200bb"),
        ("\u3164", r"\u3164"),
        ("\u0085", r"\u0085"),
        ("a\U000e0041", r"a\udb40\udc41"),
        ("half \udcff", r"half \udcff"),
        ("two\nlines, é, 本, 😀, [bold]", "two\nlines, é, 本, 😀, [bold]"),
    ],
)
def test_what_would_not_show_itself_has_a_placeholder(text: str, shown: str) -> None:
    assert shown == visible(text)


@given(text=st.text())
def test_nothing_that_is_shown_is_an_instruction_and_a_document_stays_what_it_was(text: str) -> None:
    assert not [one for one in visible(text) if is_unseen(one) and one != "\n"]
    document = json.dumps({"text": text}, ensure_ascii=False)
    assert {"text": text} == json.loads(visible(document))


def test_every_character_that_unicode_calls_a_format_or_a_control_is_unseen() -> None:
    every = map(chr, range(sys.maxunicode + 1))
    assert all(is_unseen(one) for one in every if unicodedata.category(one) in {"Cc", "Cf", "Zl", "Zp"})
