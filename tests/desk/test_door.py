"""Every role asks every question: the one table decides, and whoever may not ask is refused before anybody looks."""

import importlib
import inspect
import pkgutil
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pytest

import desk
from cli.print import typed
from desk.door import ask
from desk.page import Link, Page, Words
from desk.questions import QUESTIONS, may_ask
from domain.errors import Code, NotAllowed
from domain.roles import Role
from domain.staff import Asker

MODULES = [importlib.import_module(f"desk.{found.name}") for found in pkgutil.iter_modules(desk.__path__)]
ASKED = [
    value
    for module in MODULES
    for value in vars(module).values()
    if inspect.isclass(value) and value.__module__ == module.__name__ and isinstance(getattr(value, "name", None), str)
]


def test_every_question_has_its_row_in_the_table_and_every_row_its_question() -> None:
    assert sorted(QUESTIONS) == sorted(question.name for question in ASKED)


def test_every_link_leads_to_a_question() -> None:
    sources = [(Path(module.__file__ or "")).read_text("utf-8") for module in MODULES]
    assert {"show-case"} <= set(led := [name for text in sources for name in re.findall(r'Link\("([a-z-]+)"', text)])
    assert set(QUESTIONS) >= set(led)


@dataclass(frozen=True)
class Found:
    """A reply that says where it was found."""

    where: str

    def document(self) -> str:
        return self.where

    def page(self) -> Page:
        return [Words(self.where)]


class Looked:
    """A question of some name, which remembers whether anybody looked."""

    name: ClassVar = "list-cases"

    def __init__(self, name: str) -> None:
        vars(self)["name"] = name
        self.looked = False

    async def look(self, place: str, /) -> Found:
        self.looked = True
        return Found(place)


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("role", Role)
async def test_whoever_is_in_the_table_is_answered_and_nobody_else(role: Role, question: str) -> None:
    asked = Looked(question)
    if may_ask(role, question):
        assert Found("here") == await ask(asked, "here", Asker("somebody", role))
        return
    with pytest.raises(NotAllowed) as refused:
        await ask(asked, "here", Asker("somebody", role))
    assert (Code.ROLE_NOT_PERMITTED, False) == (refused.value.code, asked.looked)


async def test_a_question_that_is_in_no_table_is_nobodys() -> None:
    for role in Role:
        with pytest.raises(NotAllowed, match="nobody"):
            await ask(Looked("show-everything"), "here", Asker("somebody", role))


@pytest.mark.parametrize("question", [name for name in QUESTIONS if "case" in name or "breach" in name])
def test_rapporteurs_and_administrators_see_no_case(question: str) -> None:
    assert not may_ask(Role.RAPPORTEUR, question)
    assert not may_ask(Role.ADMINISTRATOR, question)
    assert may_ask(Role.AUDITOR, question)


def test_auditors_may_ask_everything_and_the_engine_nothing() -> None:
    assert all(may_ask(Role.AUDITOR, question) for question in QUESTIONS)
    assert not any(may_ask(Role.ENGINE, question) for question in QUESTIONS)


@pytest.mark.parametrize(
    ("question", "asked", "wanted"),
    [
        ("list-cases", {"after": "R-1"}, "nrm cases --after R-1"),
        (
            "list-breaches",
            {"case": "R-1", "owner": "a b", "all": "", "after": "R-1:4"},
            "nrm breaches R-1 --owner 'a b' --all --after R-1:4",
        ),
    ],
)
def test_a_link_is_shown_as_what_to_type(question: str, asked: dict[str, Any], wanted: str) -> None:
    assert wanted == typed(Link(question, asked))
