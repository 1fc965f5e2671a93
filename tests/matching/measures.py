"""How good suggestions are, compared with what was marked by reading."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from services.catalog.lines import Line
from services.catalog.matching.lexicon import lexicon
from services.catalog.matching.suggestions import MOST_OFFERS, find_matches
from shared.contracts.vocabulary import ListingKind
from shared.sorting import norwegian_key
from tests.matching.cases import Cases

Suggested = Mapping[UUID, Sequence[UUID]]
"""Need -> the offers suggested for it, the best first."""

Matcher = Callable[[Sequence[Line]], Suggested]


@dataclass(frozen=True)
class Quality:
    """Counts over all needs of an exchange; a suggestion is one of the first five offers for a need."""

    needs: int
    answerable: int
    """Needs that somebody's offer meets."""
    suggested: int
    marked: int
    right: int
    first_right: int
    """Answerable needs whose first suggestion is right."""

    @property
    def precision(self) -> float:
        """The share of suggestions that are right: precision at 5 where fewer than five may be shown."""
        return self.right / self.suggested if self.suggested else 0

    @property
    def recall(self) -> float:
        """The share of the right offers that are among the first five."""
        return self.right / self.marked

    @property
    def classic_precision(self) -> float:
        """Precision at 5 as textbooks have it, over the answerable needs: always divided by five."""
        return self.right / (MOST_OFFERS * self.answerable)

    @property
    def first(self) -> float:
        """The share of answerable needs whose first suggestion is right."""
        return self.first_right / self.answerable


def measure(cases: Cases, matcher: Matcher) -> Quality:
    """What a matcher does on the cases."""
    suggested = {need: list(offers)[:MOST_OFFERS] for need, offers in matcher(cases.lines).items()}
    return Quality(
        needs=len(cases.right),
        answerable=sum(map(bool, cases.right.values())),
        suggested=sum(map(len, suggested.values())),
        marked=sum(map(len, cases.right.values())),
        right=sum(offer in cases.right[need] for need, offers in suggested.items() for offer in offers),
        first_right=sum(offers[0] in cases.right[need] for need, offers in suggested.items() if offers),
    )


def engine(lines: Sequence[Line]) -> Suggested:
    """What the product suggests."""
    suggested: dict[UUID, list[UUID]] = {}
    for match in find_matches(lines, lexicon()):
        suggested.setdefault(match.need.id, []).append(match.offer.id)
    return suggested


def same_category(lines: Sequence[Line]) -> Suggested:
    """The baseline: others' offers of the need's category, other sectors first, in the catalogue's order."""
    offers = sorted(
        (line for line in lines if line.kind is ListingKind.OFFER), key=lambda line: norwegian_key(line.text)
    )
    return {
        need.id: [
            offer.id
            for offer in sorted(offers, key=lambda offer: offer.sector is need.sector)
            if offer.category is need.category and offer.participant != need.participant
        ]
        for need in lines
        if need.kind is ListingKind.NEED
    }
