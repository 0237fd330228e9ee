"""What somebody probably meant: the known name that is nearest to what was typed. What was typed is never repeated."""

from collections.abc import Iterable
from difflib import get_close_matches

_LONGEST = 100
"""No name is so long; what is longer is no misspelt one."""


def did_you_mean(typed: object, known: Iterable[str]) -> str:
    """` Did you mean add-note?`, to end a sentence with; nothing where no name is near."""
    found = nearest(typed, known)
    return f" Did you mean {found}?" if found else ""


def nearest(typed: object, known: Iterable[str]) -> str | None:
    """The known name nearest to what was typed, whatever its case and however its words are joined.

    A name that has every word that was typed is nearer than any that is spelt like it: `england` is no `ireland`.
    """
    names = {_plain(name): name for name in known}
    if not isinstance(typed, str) or len(typed) > _LONGEST:
        return None
    plain = _plain(typed)
    with_its_words = [name for name in names if set(plain.split("-")) <= set(name.split("-"))]
    alike = get_close_matches(plain, with_its_words, n=1, cutoff=0) or get_close_matches(plain, names, n=1)
    return names[alike[0]] if alike else None


def _plain(name: object) -> str:
    return str(name).strip().casefold().replace("_", "-").replace(" ", "-")
