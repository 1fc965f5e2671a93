"""Needs and the offers that may meet them, ranked."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from services.catalog.lines import Line
from services.catalog.matching.lexicon import Lexicon
from services.catalog.matching.weighing import Evidence, Senses, evidence, rarity, senses
from services.catalog.matching.words import stem, words_of
from shared.contracts.vocabulary import Category, ListingKind

LEAST_STRENGTH = 0.4
"""What the evidence must come to before anybody is sent across the room."""

WEAK_STRENGTH = 0.3
"""What it must come to for a need that nothing comes up to `LEAST_STRENGTH` for: a room is a room, if nobody says more.

A few of those are better than none; whoever reads them sees why, and judges."""

MOST_WEAK = 3
"""Suggestions for a need that has only weak ones."""

LEAST_SHARE = 0.5
"""An offer with less evidence than this share of the best one's for the same need is no suggestion."""

MOST_OFFERS = 5
"""Suggestions for one need."""

ACROSS_SECTORS = 1.15
"""Handbook, 'Hvordan fungerer det?': resources are exchanged across sectors. Breaks ties, and little more."""

OTHER_CATEGORY = 0.45
NEAR_CATEGORY = 0.85
_NEAR = (
    {Category.COURSES, Category.EXPERTISE},
    {Category.VOLUNTEERING, Category.EXPERTISE},
    {Category.VOLUNTEERING, Category.CULTURE},
    {Category.COURSES, Category.CULTURE},
)
"""People do not tell these apart: a talk is also insight, and a choir at the home for the elderly also volunteers."""

SHORTEST_KNOWN = 6
"""Letters of a word in somebody's text that others' compounds may be taken apart with."""


@dataclass(frozen=True)
class Match:
    """An offer that may meet a need of somebody else. `strength` ranks, within one exchange only."""

    need: Line
    offer: Line
    strength: float
    because: Sequence[Evidence]


def find_matches(lines: Sequence[Line], lexicon: Lexicon) -> list[Match]:
    """The best offers for each need of an exchange, the strongest first; at most `MOST_OFFERS` for one need."""
    words = {word for line in lines for word in words_of(line.text) if len(word) >= SHORTEST_KNOWN}
    known = lexicon.known | {stem(word) for word in words - lexicon.stop}
    said = {line.id: senses(line, lexicon, known) for line in lines}
    rare = rarity(list(said.values()))
    needs = [line for line in lines if line.kind is ListingKind.NEED]
    offers = {line.id: line for line in lines if line.kind is ListingKind.OFFER}
    speaking = _speaking(offers, said)
    matches: list[Match] = []
    for need in needs:
        candidates = {offer for meaning in said[need.id] for offer in speaking.get(meaning, ())}
        found = [_match(need, offers[id_], said, rare) for id_ in candidates]
        matches += _best([match for match in found if match])
    return sorted(matches, key=order)


def order(match: Match) -> tuple[float, str, str]:
    """The strongest first, and always in the same order."""
    return (-match.strength, str(match.need.id), str(match.offer.id))


def _speaking(offers: Mapping[UUID, Line], said: Mapping[UUID, Senses]) -> Mapping[str, Sequence[UUID]]:
    """The offers that say something, by what they say."""
    found: defaultdict[str, list[UUID]] = defaultdict(list)
    for id_ in offers:
        for meaning in said[id_]:
            found[meaning].append(id_)
    return found


def _match(need: Line, offer: Line, said: Mapping[UUID, Senses], rare: Mapping[str, float]) -> Match | None:
    if need.participant == offer.participant:
        return None
    because = evidence(said[need.id], said[offer.id], rare)
    if need.category is not offer.category and all(one.supports_only for one in because):
        return None
    strength = sum(one.weight for one in because)
    strength *= _category_share(need.category, offer.category)
    if need.sector is not offer.sector:
        strength *= ACROSS_SECTORS
    return Match(need, offer, strength, because) if strength >= WEAK_STRENGTH else None


def _category_share(need: Category, offer: Category) -> float:
    if need is offer:
        return 1
    return NEAR_CATEGORY if {need, offer} in _NEAR else OTHER_CATEGORY


def _best(matches: list[Match]) -> list[Match]:
    ranked = sorted(matches, key=order)
    strong = [match for match in ranked if match.strength >= LEAST_STRENGTH]
    likely, most = (strong, MOST_OFFERS) if strong else (ranked, MOST_WEAK)
    return [match for match in likely if match.strength >= LEAST_SHARE * ranked[0].strength][:most]
