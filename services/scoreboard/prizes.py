"""The prizes of the evening (handbook: 'Gjennomføring', the host sums up): who made most agreements, and with most."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from shared.sorting import norwegian_key

MOST_WINNERS = 4
"""More than these who share a prize are a crowd, and the stage only says how many they are."""


class Deal(Protocol):
    """An agreement that stands."""

    @property
    def parties(self) -> Sequence[UUID]:
        """Who made it."""
        ...

    @property
    def names(self) -> Sequence[str]:
        """What they are called, in the same order."""
        ...


@dataclass(frozen=True, slots=True)
class Prize:
    """Who share it, in Norwegian alphabetical order, and the number that won it."""

    winners: list[str]
    number: int

    @property
    def crowded(self) -> bool:
        """Whether there are too many to name."""
        return len(self.winners) > MOST_WINNERS


@dataclass(frozen=True, slots=True)
class Prizes:
    """None where nobody made an agreement."""

    most_agreements: Prize | None
    most_partners: Prize | None


def prizes(deals: Iterable[Deal]) -> Prizes:
    """Who wins; several when they are equal."""
    agreements: Counter[UUID] = Counter()
    partners: dict[UUID, set[UUID]] = {}
    names: dict[UUID, str] = {}
    for deal in deals:
        names.update(zip(deal.parties, deal.names, strict=True))
        agreements.update(deal.parties)
        for party in deal.parties:
            partners.setdefault(party, set()).update(other for other in deal.parties if other != party)
    met = {party: len(others) for party, others in partners.items()}
    return Prizes(_best(agreements, names), _best(met, names))


def _best(numbers: Mapping[UUID, int], names: Mapping[UUID, str]) -> Prize | None:
    if not numbers:
        return None
    most = max(numbers.values())
    winners = sorted((names[party] for party, number in numbers.items() if number == most), key=norwegian_key)
    return Prize(winners, most)
