"""The prizes of the evening (handbook: 'Gjennomføring', the host sums up).

Who made most agreements, and with most others; and which agreement the room liked best.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from shared.sorting import norwegian_key

MOST_WINNERS = 4
"""More than these who share a prize are a crowd, and the stage only says how many they are."""


D = TypeVar("D", bound="Deal")


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

    @property
    def votes(self) -> int:
        """How many chose it as their favourite."""
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
class Favourite(Generic[D]):
    """The agreements with the most votes, the oldest first, and how many votes each of them got."""

    deals: list[D]
    votes: int

    @property
    def crowded(self) -> bool:
        """Whether there are too many to name."""
        return len(self.deals) > MOST_WINNERS


@dataclass(frozen=True, slots=True)
class Prizes(Generic[D]):
    """None where nobody made an agreement, and for the room's favourite where nobody voted."""

    most_agreements: Prize | None
    most_partners: Prize | None
    favourite: Favourite[D] | None


def prizes(deals: Sequence[D]) -> Prizes[D]:
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
    return Prizes(_best(agreements, names), _best(met, names), _favourite(deals))


def _best(numbers: Mapping[UUID, int], names: Mapping[UUID, str]) -> Prize | None:
    if not numbers:
        return None
    most = max(numbers.values())
    winners = sorted((names[party] for party, number in numbers.items() if number == most), key=norwegian_key)
    return Prize(winners, most)


def _favourite(deals: Sequence[D]) -> Favourite[D] | None:
    most = max((deal.votes for deal in deals), default=0)
    return Favourite([deal for deal in deals if deal.votes == most], most) if most else None
