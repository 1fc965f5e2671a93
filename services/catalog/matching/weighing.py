"""How much the texts of a need and an offer have in common, and which words say so."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log

from services.catalog.lines import Line
from services.catalog.matching.compounds import parts_of
from services.catalog.matching.lexicon import SUPPORT, Lexicon
from services.catalog.matching.words import sentences_of, stem, words_of
from shared.contracts.vocabulary import ListingKind

# Each weight is that of one side. What two words come to together is the product of both.

PART = 0.7
"""What a part of a compound counts, a whole word being 1."""

DETAIL = 0.5
"""What a word counts after the first sentence, which says what it is about; the others say when and how."""

NAME = 0.7
"""What a word of the organisation's name counts, if the lexicon knows it; the rest is only a name."""

UNKNOWN = 0.75
"""What a word counts that the lexicon does not know: it may be what it is all about, or mean nothing."""

SUPPOSED = 50
"""Lines with other words that every catalogue is thought to have: a young one cannot tell yet what is rare."""

LEAST_RARITY = 0.4
"""What the commonest word of a catalogue counts, one that stands there once being about 1."""


@dataclass(frozen=True, slots=True)
class Sense:
    """Something that a word says: a stem or a concept. `weight` goes from 0 to 1."""

    word: str
    weight: float
    supports_only: bool


Senses = Mapping[str, Sense]
"""What a text says: a stem or the name of a concept -> the word that says it best."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A word of the need that a word of the offer answers."""

    wanted: str
    given: str
    weight: float
    supports_only: bool


def senses(line: Line, lexicon: Lexicon, known: frozenset[str]) -> Senses:
    """What a line says. Compounds are taken apart into `known` stems.

    Who offers something tells what it is: when a school band 'plays at openings', it plays music.
    """
    first, *details = sentences_of(line.text)
    said = [(first, 1.0), *((sentence, DETAIL) for sentence in details)]
    found: dict[str, Sense] = {}
    for text, share in said:
        _add(found, _senses(text, share, lexicon, known))
    if line.kind is ListingKind.OFFER:
        _add(found, (one for one in _senses(line.organisation, NAME, lexicon, known) if one[0] in lexicon.themes))
    return found


def _add(found: dict[str, Sense], more: Iterable[tuple[str, Sense]]) -> None:
    for meaning, sense in more:
        if meaning not in found or found[meaning].weight < sense.weight:
            found[meaning] = sense


def _senses(text: str, share: float, lexicon: Lexicon, known: frozenset[str]) -> Iterator[tuple[str, Sense]]:
    """The stems and concepts of a text, as often as it says them; `share` is what its words count."""
    for word in words_of(text):
        if word in lexicon.stop or len(word) == 1 or word.isdigit():
            continue
        whole = stem(word)
        yield from _meanings(word, whole, share, lexicon)
        # What the lexicon knows as a whole it knows better than its parts do.
        if whole not in lexicon.concepts:
            for part in parts_of(word, known):
                if part and part != whole and part not in lexicon.silent:
                    yield from _meanings(word, part, share * PART, lexicon)


def _meanings(word: str, key: str, share: float, lexicon: Lexicon) -> Iterator[tuple[str, Sense]]:
    concepts = lexicon.concepts.get(key)
    if not concepts:
        yield key, Sense(word, share * UNKNOWN, supports_only=False)
        return
    supports_only = all(concept.supports_only for concept in concepts)
    yield key, Sense(word, share * (SUPPORT if supports_only else 1), supports_only)
    for concept in concepts:
        yield concept.name, Sense(word, share * concept.weight, concept.supports_only)


def rarity(texts: Sequence[Senses]) -> Mapping[str, float]:
    """How much each sense tells: the fewer texts have it, the more (inverse document frequency, scaled to 1)."""
    found = Counter(sense for text in texts for sense in text)
    supposed = len(texts) + SUPPOSED
    scale = log(supposed)
    return {sense: max(LEAST_RARITY, log(supposed / count) / scale) for sense, count in found.items()}


def evidence(need: Senses, offer: Senses, rare: Mapping[str, float]) -> list[Evidence]:
    """What speaks for an offer, the strongest first; each word of the two texts is counted once."""
    shared = [
        Evidence(
            need[meaning].word,
            offer[meaning].word,
            need[meaning].weight * offer[meaning].weight * rare[meaning],
            need[meaning].supports_only and offer[meaning].supports_only,
        )
        for meaning in need.keys() & offer.keys()
    ]
    taken: list[Evidence] = []
    for one in sorted(shared, key=lambda one: (-one.weight, one.wanted, one.given)):
        if all(one.wanted != other.wanted and one.given != other.given for other in taken):
            taken.append(one)
    return taken
