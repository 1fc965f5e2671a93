"""What of a text can stand on paper: an accessible PDF must not hold a character that no font of ours draws."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

FONTS = Path(__file__).parent / "fonts"
"""Copied out of the locked npm packages at set-up (`shared.cli.vendor`)."""

UNKNOWN = "\N{WHITE SQUARE}"
"""Stands for what we cannot draw, as it does on screens."""

LONGEST_WORD = 30
"""Characters; a longer one (an address, a stuck key) may be broken anywhere, or it would leave its column."""

_JOINERS = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}\N{VARIATION SELECTOR-16}\N{VARIATION SELECTOR-15}"
_BREAK = "\N{ZERO WIDTH SPACE}"
_LONG_WORD = re.compile(rf"\S{{{LONGEST_WORD},}}")
_MARKS = 2
"""Marks that may be heaped on one letter; more of them would reach into the lines above."""


class Verbatim(str):
    """What nobody reads as words: an id, the target of a link, a drawing. It reaches the template as it is."""

    __slots__ = ()


@lru_cache(maxsize=20_000)
def printable(text: str) -> str:
    """The text with white space made single spaces, without control and direction characters, and with a square
    for each character that no font has and for a text of which nothing can be seen. Words beyond `LONGEST_WORD` may
    be broken.
    """
    spaced = " ".join(unicodedata.normalize("NFC", text).split())
    drawn = "".join(_drawable(cluster) for cluster in _clusters(spaced)).strip() or (UNKNOWN if spaced else "")
    return _LONG_WORD.sub(lambda word: _breakable(word.group()), drawn)


def _clusters(text: str) -> Iterator[str]:
    """Each letter with the marks upon it: typst sets a cluster in one font, so one font must have all of it."""
    cluster = ""
    for character in text:
        if cluster and (character in _JOINERS or unicodedata.category(character).startswith("M")):
            cluster += character
            continue
        if cluster:
            yield cluster
        cluster = character
    if cluster:
        yield cluster


def _drawable(cluster: str) -> str:
    if unicodedata.category(cluster[0]) in {"Cc", "Cf", "Cs"} or cluster[0] in _JOINERS:
        return ""
    letter, marks = cluster[0], cluster[1 : 1 + _MARKS]
    needed = {ord(character) for character in letter + marks if character not in _JOINERS}
    if any(needed <= face for face in _coverage()):
        return letter + marks
    return letter if any(ord(letter) in face for face in _coverage()) else UNKNOWN


@cache
def _coverage() -> list[frozenset[int]]:
    """The code points that each family's regular face has."""
    faces = []
    for file in sorted(FONTS.glob("*/*_400Regular.ttf")):
        with TTFont(file, lazy=True) as font:
            faces.append(frozenset(font.getBestCmap()))
    return faces


def _breakable(word: str) -> str:
    pieces = list(_clusters(word))
    return "".join(piece + (_BREAK if _breaks_after(piece, number) else "") for number, piece in enumerate(pieces, 1))


def _breaks_after(piece: str, number: int) -> bool:
    # Not before a joiner, which would split an emoji in its parts.
    return piece[-1] not in _JOINERS and number % 2 == 0
