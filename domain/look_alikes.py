"""What a text looks like: two texts that a reader cannot tell apart have the same likeness.

Letters of other scripts, accents, small capitals, full-width and invisible characters, `0` and `O`, `1` and `l` and
`I`, `rn` and `m`: a reader takes one for the other. A reference is known by its likeness, so that no two cases seem to
be one, and the second person who looks at a decision must look like another (`domain/staff.py`).

The table is `look-alikes.txt`, derived from the Unicode Consortium's. Nothing here decides. Read next: `staff.py`.
"""

import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_SHAPES = str.maketrans({"I": "l", "1": "l", "|": "l", "0": "O"} | dict.fromkeys(map(chr, (*range(32), 127)), ""))
"""Of ASCII: what looks like another character, and what is not seen."""
_JOINED = (("rn", "m"), ("vv", "w"))


def likeness(text: str) -> str:
    """What a text looks like whatever its case, so that `DUP-1`, `dup-l` and a Cyrillic `DUP-1` are one.

    As `I` looks like `1` and is another `i`, `1` and `i` have one likeness too. So it takes together a little more than
    a reader would, and what is to be unique is unique beyond doubt.
    """
    folded = _drawn(_drawn(text).casefold()).casefold()
    return _joined(folded.replace("i", "l"))


def skeleton(text: str) -> str:
    """What a text looks like as it stands: `AIice` (with a capital I), `A1ice` and `Alice` look the same."""
    return _joined(_drawn(text))


def _drawn(text: str) -> str:
    """Each visible character as the ASCII one that it looks like, where there is one."""
    if text.isascii():
        return text.translate(_SHAPES)
    table = _table()
    seen = (one for one in unicodedata.normalize("NFKD", text) if not _is_unseen(one))
    return "".join(table.get(one, one) for one in seen).translate(_SHAPES)


def _is_unseen(character: str) -> bool:
    category = unicodedata.category(character)
    return category in _INVISIBLE or category.startswith("M")


def _joined(text: str) -> str:
    for two, one in _JOINED:
        text = text.replace(two, one)
    return text


@cache
def _table() -> Mapping[str, str]:
    lines = (files("domain") / "look-alikes.txt").read_text(encoding="utf-8").splitlines()
    rows = " ".join(line for line in lines if not line.startswith("#")).split()
    found: dict[str, str] = {}
    like = ""
    for word in rows:
        if word.endswith(":"):
            like = word[:-1]
        else:
            found[chr(int(word, 16))] = like
    return found
