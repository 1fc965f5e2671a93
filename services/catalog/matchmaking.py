"""The suggestions of an exchange, computed when its catalogue has changed and kept until it changes again."""

import asyncio
from collections import OrderedDict, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.catalog.domain.synonyms import Groups
from services.catalog.lines import Line
from services.catalog.matching.lexicon import lexicon
from services.catalog.matching.meetings import Meeting, meetings
from services.catalog.matching.rings import Ring, find_rings
from services.catalog.matching.suggestions import Match, find_matches
from services.catalog.queries import Agreed, Catalogue
from shared.contracts.vocabulary import Sector

MOST_KEPT = 100
"""Exchanges whose suggestions are kept: those that somebody looked at last."""


_Basis = tuple[Sequence[Line], Groups]


@dataclass(frozen=True)
class Suggested:
    """Who may help whom in an exchange, apart from those who have an agreement with each other already."""

    lines: Sequence[Line]
    meetings: Sequence[Meeting]
    rings: Sequence[Ring]
    agreed: Agreed
    fitting: frozenset[UUID]
    """The lines that fit somebody's, with whom there may be an agreement by now."""

    def among(self, sector: Sector | None) -> list[Meeting]:
        """The meetings that somebody of a sector takes part in; all of them for None."""
        return [one for one in self.meetings if sector in {None, *(party.sector for party in one.parties)}]

    def meetings_of(self, participant: UUID) -> list[Meeting]:
        """Whom a participant should meet, the most promising first."""
        return [one for one in self.meetings if participant in {party.id for party in one.parties}]

    def rings_of(self, participant: UUID) -> list[Ring]:
        """The rings that a participant is part of."""
        return [ring for ring in self.rings if participant in ring.participants]

    def unanswered(self, participant: UUID) -> list[Line]:
        """The participant's lines that nobody else's fit, and that are in no agreement."""
        answered = self.fitting | self.agreed.listings
        return [line for line in self.lines if line.participant == participant and line.id not in answered]


class Matchmaker:
    """Suggestions for any exchange.

    What is kept is compared with the lines and synonyms as they stand now, whichever event changed them: it cannot
    be out of date. Reading 800 lines takes milliseconds, matching them some tenths of a second, in a thread.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._kept: OrderedDict[UUID, tuple[_Basis, Sequence[Match]]] = OrderedDict()
        self._busy: defaultdict[UUID, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def suggest(self, exchange: UUID) -> Suggested:
        """The suggestions as the catalogue and the agreements stand."""
        lines = await self._catalogue.lines(exchange)
        agreed = await self._catalogue.agreed(exchange)
        own = await self._catalogue.synonyms(exchange)
        found = await self._matches(exchange, lines, own)
        matches = [match for match in found if _pair(match) not in agreed.pairs]
        fitting = frozenset(line.id for match in found for line in (match.need, match.offer))
        return Suggested(lines, meetings(matches), find_rings(matches), agreed, fitting)

    async def _matches(self, exchange: UUID, lines: Sequence[Line], own: Groups) -> Sequence[Match]:
        # Many who ask at once after a change wait for one computation.
        async with self._busy[exchange]:
            basis = (lines, own)
            if exchange not in self._kept or self._kept[exchange][0] != basis:
                self._kept[exchange] = basis, await asyncio.to_thread(find_matches, lines, lexicon(own))
            self._kept.move_to_end(exchange)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
            return self._kept[exchange][1]


def _pair(match: Match) -> frozenset[UUID]:
    return frozenset({match.need.participant, match.offer.participant})
