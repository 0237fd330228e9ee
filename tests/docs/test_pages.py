"""The generated pages say what the code says."""

from pathlib import Path

import pytest

from domain.safeguards import SAFEGUARDS
from tests.docs.pages import PAGES
from tests.domain.test_safeguards import EXAMPLES

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_as_the_code_has_it(name: str) -> None:
    assert PAGES[name]() == (DOCS / name).read_text("utf-8"), "run `make docs`"


def test_the_test_a_safeguard_names_is_there() -> None:
    assert set(SAFEGUARDS) == set(EXAMPLES)
