"""What words mean to each other: the groups of `lexicon.toml`, and those that an organiser adds."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import repeat
from pathlib import Path
from typing import Any

from services.catalog.matching.words import stem, words_of

FILE = Path(__file__).parent / "lexicon.toml"

Group = tuple[str, ...]

SAME = 0.85
"""What a word counts where the other side has another word for the same, instead of the same one, which is 1."""

RELATED = 0.7
"""What it counts where they belong together without being the same, unless the file says something else."""

SUPPORT = 0.6
"""What it counts where both speak of the same sort of help, or of help for the same people."""


@dataclass(frozen=True)
class Concept:
    """A meaning that a group of words shares; `weight` is what it counts as evidence, from 0 to 1.

    One that only supports strengthens a suggestion, but makes none by itself across categories.
    """

    name: str
    weight: float
    supports_only: bool = False


@dataclass(frozen=True)
class Lexicon:
    """What the words of an exchange mean. Stems are the keys.

    Compounds are taken apart into stems that are `known`; those that are `silent` say nothing by themselves. `stop`
    has whole words that say nothing.
    """

    stop: frozenset[str]
    known: frozenset[str]
    silent: frozenset[str]
    concepts: Mapping[str, Sequence[Concept]]
    _synonyms: Mapping[str, frozenset[str]]

    @cached_property
    def themes(self) -> frozenset[str]:
        """The names of the concepts that say what something is about."""
        return frozenset(one.name for concepts in self.concepts.values() for one in concepts if not one.supports_only)

    def synonyms(self, word: str) -> frozenset[str]:
        """Other words for what a word says, in any of its forms; for the search."""
        return self._synonyms.get(stem(word.casefold()), frozenset())


@cache
def openings() -> Mapping[str, re.Pattern[str]]:
    """How a 'need' or an 'offer' may begin without saying anything yet."""
    return {
        kind: re.compile(rf"({'|'.join(sorted(texts, key=len, reverse=True))})\s+(?=\S)", re.IGNORECASE)
        for kind, texts in _file()["openings"].items()
    }


@lru_cache(maxsize=64)
def lexicon(own: tuple[Group, ...] = ()) -> Lexicon:
    """The lexicon, with an organiser's own groups of synonyms."""
    file = _file()
    same = [*_groups(file["synonyms"]), *(tuple(words_of(" ".join(group))) for group in own)]
    concepts: defaultdict[str, list[Concept]] = defaultdict(list)
    for kind, groups, weights, supports_only in (
        ("same", same, repeat(SAME), False),
        ("theme", _with_synonyms(_groups(file["themes"]), same), _weights(file["themes"]), False),
        ("form", _groups(file["forms"]), repeat(SUPPORT), True),
        ("audience", _groups(file["audiences"]), repeat(SUPPORT), True),
    ):
        for number, (group, weight) in enumerate(zip(groups, weights, strict=False)):
            concept = Concept(f"{kind} {number}", weight, supports_only)
            for key in {stem(word) for word in group}:
                concepts[key].append(concept)
    synonyms: defaultdict[str, frozenset[str]] = defaultdict(frozenset)
    for group in same:
        for word in group:
            synonyms[stem(word)] |= frozenset(group) - {word}
    stop, parts = frozenset(words_of(file["stop"])), {stem(word) for word in words_of(file["parts"])}
    return Lexicon(
        stop,
        known=frozenset(parts | concepts.keys()),
        silent=frozenset({stem(word) for word in stop} | parts) - concepts.keys(),
        concepts=concepts,
        _synonyms=synonyms,
    )


@cache
def _file() -> Mapping[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def _groups(listed: Iterable[Mapping[str, Any]]) -> list[Group]:
    return [tuple(words_of(group["words"])) for group in listed]


def _weights(listed: Iterable[Mapping[str, Any]]) -> list[float]:
    return [group.get("weight", RELATED) for group in listed]


def _with_synonyms(themes: Iterable[Group], same: Sequence[Group]) -> list[Group]:
    """Themes with every word that means the same as one of theirs."""
    return [
        tuple(sorted({*theme, *(word for group in same if not theme_set.isdisjoint(group) for word in group)}))
        for theme, theme_set in ((theme, set(theme)) for theme in themes)
    ]
