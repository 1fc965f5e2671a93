"""Who takes part: organisations of the three sectors with their needs and offers."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from random import Random

from shared.cli.demo.drawing import Deck, filled, weighted
from shared.cli.demo.model import Org, Wish
from shared.cli.demo.pools import Kind, Pools
from shared.contracts.vocabulary import Sector

SHARE = {Sector.PUBLIC: 0.25, Sector.BUSINESS: 0.30}
"""The voluntary sector has the rest."""
PEOPLE = {1: 40, 2: 35, 3: 15, 4: 10}
WISHES = {1: 35, 2: 40, 3: 25}
"""Organisations in a hundred with so many needs; the same for offers."""
DETAILED = 0.45
NOTED = 0.20
"""Shares of the wishes with details, and of the organisations with a note."""
FIRST_PHONE = 40_000_001
"""Made-up numbers: 400 00 001 and on."""


def populate(rng: Random, pools: Pools, count: int) -> tuple[Org, ...]:
    """`count` organisations in the order in which they sign up."""
    casts = {
        (sector, kind): _Cast(rng, pools, sector, kind, pools.kinds[sector][kind])
        for sector in Sector
        for kind in pools.kinds[sector]
    }
    roll = _roll(rng, pools.kinds, count)
    return tuple(casts[entry].org(FIRST_PHONE + number) for number, entry in enumerate(roll))


def _roll(rng: Random, kinds: Mapping[Sector, Mapping[str, Kind]], count: int) -> list[tuple[Sector, str]]:
    sizes = {sector: round(count * share) for sector, share in SHARE.items()}
    sizes[Sector.VOLUNTARY] = count - sum(sizes.values())
    roll = []
    for sector, size in sizes.items():
        deck = Deck(rng, [name for name, kind in kinds[sector].items() for _ in range(kind.weight)])
        roll += [(sector, deck.draw()) for _ in range(size)]
    rng.shuffle(roll)
    return roll


class _Cast:
    """Organisations of one kind, no two alike."""

    def __init__(self, rng: Random, pools: Pools, sector: Sector, name: str, kind: Kind) -> None:
        self._rng = rng
        self._pools = pools
        self._sector = sector
        self._kind = name
        self._names = _names(rng, kind.names, pools)
        self._needs = Deck(rng, _lines(kind.needs))
        self._offers = Deck(rng, _lines(kind.offers))

    def org(self, phone: int) -> Org:
        rng, pools = self._rng, self._pools
        name = next(self._names)
        needs = self._needs.hand(weighted(rng, WISHES))
        needed = {topic for topic, _ in needs}
        offers = self._offers.hand(weighted(rng, WISHES), lambda line: line[0] not in needed)
        return Org(
            name=name,
            sector=self._sector,
            kind=self._kind,
            contact_name=f"{rng.choice(pools.roles[self._sector])} {rng.choice(pools.surnames)}",
            email=f"kontakt@{slug(name)}.example",
            phone=str(phone),
            people=weighted(rng, PEOPLE),
            needs=tuple(self._wish(*line, "need") for line in needs),
            offers=tuple(self._wish(*line, "offer") for line in offers),
            note=rng.choice(pools.notes) if rng.random() < NOTED else "",
        )

    def _wish(self, topic: str, text: str, side: str) -> Wish:
        about = self._pools.topics[topic]
        details = about.need_details if side == "need" else about.offer_details
        return Wish(
            text=filled(self._rng, text, self._pools.slots),
            category=about.category,
            details=self._rng.choice(details) if self._rng.random() < DETAILED else "",
            topic=topic,
        )


def _lines(texts: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    return [(topic, text) for topic, group in texts.items() for text in group]


def _names(rng: Random, patterns: Sequence[str], pools: Pools) -> Iterator[str]:
    """Names without repetition: each neighbourhood once, then the parts of neighbourhoods."""
    yield from (
        pattern.format(place=place)
        for pattern, place in zip(_patterns(rng, patterns), _places(rng, pools), strict=False)
    )


def _patterns(rng: Random, patterns: Sequence[str]) -> Iterator[str]:
    yield from rng.sample(patterns, len(patterns))
    deck = Deck(rng, [pattern for pattern in patterns if "{place}" in pattern])
    while True:
        yield deck.draw()


def _places(rng: Random, pools: Pools) -> Iterator[str]:
    yield from rng.sample(pools.neighbourhoods, len(pools.neighbourhoods))
    parts = [f"{part} {place}" for part, place in product(pools.parts, pools.neighbourhoods)]
    yield from rng.sample(parts, len(parts))


def slug(name: str) -> str:
    """The name as a label of a domain: «Søndre Måkeskjæret IL» is `sondre-makeskjaeret-il`."""
    plain = name.lower().replace("æ", "ae").replace("ø", "o").replace("å", "a").replace("é", "e")
    return re.sub("[^a-z0-9]+", "-", plain).strip("-")
