"""Exchanges among three: A gives B, B gives C, C gives A, where no two of them could have done it alone."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from services.catalog.matching.suggestions import Match
from shared.contracts.vocabulary import Sector

MOST_GIFTS = 8
"""Participants that one is thought to give to: the search takes at most n · 8 · 8 steps."""


@dataclass(frozen=True)
class Ring:
    """Three matches in the order of giving: what the first offers meets a need of the second's owner, and so on."""

    gifts: tuple[Match, Match, Match]

    @property
    def strength(self) -> float:
        """A ring is as strong as the weakest of its gifts."""
        return min(gift.strength for gift in self.gifts)

    @property
    def participants(self) -> tuple[UUID, UUID, UUID]:
        """The givers in their order."""
        first, second, third = self.gifts
        return first.offer.participant, second.offer.participant, third.offer.participant

    @property
    def sectors(self) -> frozenset[Sector]:
        """The sectors that meet in it."""
        return frozenset(gift.offer.sector for gift in self.gifts)


def find_rings(matches: Sequence[Match]) -> list[Ring]:
    """The rings among matches that are given the strongest first; those across most sectors come first.

    Where two of the three can both give each other something they need no third.
    """
    gifts = _gifts(matches)
    mutual = {(giver, receiver) for giver in gifts for receiver in gifts[giver] if giver in gifts.get(receiver, {})}
    rings = []
    for a in gifts:
        for b in gifts[a]:
            # Of the three beginnings that a ring has, the smallest: each ring is found once.
            if b < a or (a, b) in mutual:
                continue
            for c in gifts.get(b, {}):
                if c < a or c == a or (b, c) in mutual or a not in gifts.get(c, {}) or (c, a) in mutual:
                    continue
                rings.append(Ring((gifts[a][b], gifts[b][c], gifts[c][a])))
    return sorted(rings, key=lambda ring: (-len(ring.sectors), -ring.strength, ring.participants))


def _gifts(matches: Sequence[Match]) -> Mapping[UUID, Mapping[UUID, Match]]:
    """Giver -> receiver -> the strongest of its offers to that one."""
    gifts: defaultdict[UUID, dict[UUID, Match]] = defaultdict(dict)
    for match in matches:
        to = gifts[match.offer.participant]
        if match.need.participant not in to and len(to) < MOST_GIFTS:
            to[match.need.participant] = match
    return gifts
