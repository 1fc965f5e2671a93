"""The growing picture of who has an agreement with whom: participants on a ring, by sector, and a thread for each pair.

Everybody has a place from the beginning, so that nothing moves while the picture grows. Lengths are in hundredths of
the ring's radius, from its middle, with y downwards as in SVG.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, combinations_with_replacement
from math import cos, pi, sin
from typing import Protocol
from uuid import UUID

from shared.contracts.vocabulary import Sector

RADIUS = 100
GAP = 0.13
"""Radians between two sectors."""

TOP = -pi / 2


class Guest(Protocol):
    """A participant, as far as its place on the ring depends on it."""

    @property
    def id(self) -> UUID:
        """Which one it is."""
        ...

    @property
    def sector(self) -> Sector:
        """Among whom it stands."""
        ...


@dataclass(frozen=True, slots=True)
class Place:
    """A participant's dot; `met` when it has an agreement."""

    participant: UUID
    sector: Sector
    x: float
    y: float
    met: bool


@dataclass(frozen=True, slots=True)
class Arc:
    """A sector's part of the ring, as the path along which its name is written: never upside down."""

    sector: Sector
    path: str


@dataclass(frozen=True, slots=True)
class Thread:
    """Two who have an agreement; the path bends towards the middle."""

    path: str


@dataclass(frozen=True, slots=True)
class Between:
    """How many agreements join two sectors, or members of one."""

    one: Sector
    other: Sector
    number: int


@dataclass(frozen=True, slots=True)
class Picture:
    """The ring, and what it says in numbers."""

    places: list[Place]
    arcs: list[Arc]
    threads: list[Thread]
    between: list[Between]


def picture(guests: Iterable[Guest], deals: Iterable[Collection[UUID]]) -> Picture:
    """The picture of an exchange; `guests` come in the order in which they stand within their sectors."""
    by_sector = {sector: [guest.id for guest in guests_of] for sector, guests_of in _grouped(guests).items()}
    sector_of = {guest: sector for sector, members in by_sector.items() for guest in members}
    deals = [[guest for guest in deal if guest in sector_of] for deal in deals]
    met = {guest for deal in deals for guest in deal}
    places: list[Place] = []
    arcs: list[Arc] = []
    begin = TOP
    free = 2 * pi - GAP * len(by_sector)
    for sector, members in by_sector.items():
        length = free * len(members) / len(sector_of)
        arcs.append(Arc(sector, _writing_line(begin, begin + length)))
        for number, guest in enumerate(members):
            angle = begin + length * (number + 0.5) / len(members)
            x, y = round(RADIUS * cos(angle), 2), round(RADIUS * sin(angle), 2)
            places.append(Place(guest, sector, x, y, guest in met))
        begin += length + GAP
    at = {place.participant: place for place in places}
    pairs = [pair for deal in deals for pair in combinations(deal, 2)]
    return Picture(
        places=places,
        arcs=arcs,
        threads=[Thread(_bent(at[one], at[other])) for one, other in pairs],
        between=_between([(sector_of[one], sector_of[other]) for one, other in pairs]),
    )


def _grouped(guests: Iterable[Guest]) -> dict[Sector, list[Guest]]:
    guests = list(guests)
    groups = {sector: [guest for guest in guests if guest.sector is sector] for sector in Sector}
    return {sector: members for sector, members in groups.items() if members}


def _bent(one: Place, other: Place) -> str:
    """stage.js bends the threads that it draws itself in the same way."""
    return f"M{one.x} {one.y}Q{(one.x + other.x) / 5:.2f} {(one.y + other.y) / 5:.2f} {other.x} {other.y}"


def _writing_line(begin: float, end: float) -> str:
    """An arc outside the ring; against the clock in the lower half, where letters would stand on their heads."""
    below = sin((begin + end) / 2) > 0
    radius = RADIUS + (16 if below else 7)
    large = int(end - begin > pi)
    x1, y1, x2, y2 = (round(radius * f(angle), 2) for angle in (begin, end) for f in (cos, sin))
    if below:
        return f"M{x2} {y2}A{radius} {radius} 0 {large} 0 {x1} {y1}"
    return f"M{x1} {y1}A{radius} {radius} 0 {large} 1 {x2} {y2}"


def _between(pairs: Sequence[tuple[Sector, Sector]]) -> list[Between]:
    found = Counter(frozenset(pair) for pair in pairs)
    sectors = combinations_with_replacement(Sector, 2)
    return [Between(one, other, found[frozenset((one, other))]) for one, other in sectors]
