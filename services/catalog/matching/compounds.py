"""Norwegian compounds: 'førstehjelpskurs' speaks of a course, and of first aid."""

from collections.abc import Collection
from typing import NamedTuple

from services.catalog.matching.words import stem

SHORTEST = 3
SHORTEST_ALONE = 4
"""Letters of a part that may stand beside one that nobody knows: three are too often a chance ('tur' in 'kultur')."""

LINKS = ("", "s", "e")
"""What Norwegian puts between the parts of a compound: 'møterom', 'øvingsrom', 'barnehage'."""

# Prefixes make another word, no compound: 'betale' has nothing to do with 'tale'.
_PREFIXES = frozenset(
    {"an", "av", "be", "bi", "er", "for", "fore", "fra", "gjen", "inn", "kon", "med", "mis", "mot", "om", "opp", "over"}
    | {"pro", "på", "re", "sam", "til", "tre", "under", "unn", "ut"}
)


class Parts(NamedTuple):
    """The known parts of a compound, as stems: the last one says what it is, the first what sort of it."""

    kind: str | None
    sort: str | None


def parts_of(word: str, known: Collection[str]) -> Parts:
    """The parts of a word that are among the `known` stems; the longest last part wins."""
    for start in range(SHORTEST, len(word) - SHORTEST + 1):
        first, last = word[:start], word[start:]
        if first in _PREFIXES:
            continue
        kind, sort = _known(last, known), _first(first, known)
        if kind and (sort or len(last) >= SHORTEST_ALONE):
            return Parts(kind, sort)
    for end in range(len(word) - SHORTEST, SHORTEST_ALONE, -1):
        if sort := _first(word[:end], known):
            return Parts(None, sort)
    return Parts(None, None)


def _first(word: str, known: Collection[str]) -> str | None:
    for link in LINKS:
        if word.endswith(link) and (found := _known(word.removesuffix(link) if link else word, known)):
            return found
    return None


def _known(word: str, known: Collection[str]) -> str | None:
    return found if len(word) >= SHORTEST and (found := stem(word)) in known else None
