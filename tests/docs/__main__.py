"""Writes the generated pages of `docs/` anew. `make docs` runs it."""

from tests.docs.pages import PAGES
from tests.docs.test_pages import DOCS

for name, page in PAGES.items():
    (DOCS / name).write_text(page(), encoding="utf-8")
