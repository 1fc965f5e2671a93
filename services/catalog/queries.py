"""What the catalogue's page and API read."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from services.catalog.domain.synonyms import Groups
from services.catalog.lines import Availability, Line
from services.catalog.matching.lexicon import lexicon
from services.catalog.matching.words import stem
from shared.contracts.vocabulary import Category, ListingKind, Sector
from shared.database import Pool
from shared.sorting import norwegian_key
from shared.sql import statements

sql = statements(Path(__file__).parent / "sql")
FIND_LISTINGS = sql("find_listings")
FIND_SIMILAR_LISTINGS = sql("find_similar_listings")
TRUST_LIKENESS_INDEX = sql("trust_likeness_index")
FIND_PUBLISHED_BY = sql("find_published_by")
FIND_SYNONYMS = sql("find_synonyms")
FIND_AGREED = sql("find_agreed")


SHORTEST_PART = 4
"""Letters of a synonym that is also looked for at the end of compounds."""

ENDINGS = "(a|ane|ar|e|en|ene|er|ers|es|et|n|ne|r|s|t|te){0,2}"
"""The endings that the stem of a word can have: 'aul' is that of 'aula', and of 'aula-en'."""

LONGEST_SEARCH = 100
"""Characters of a search that are looked at."""


class Traits(NamedTuple):
    """What filters look at. A thousand lines have a few dozen different ones."""

    kind: ListingKind
    category: Category
    sector: Sector
    availability: Availability


class _Row(NamedTuple):
    """A line as the database gives it: most of a thousand are only counted, which needs no more."""

    id: UUID
    kind: ListingKind
    category: Category
    text: str
    participant: UUID
    organisation: str
    sector: Sector

    def traits(self, agreed: Set[UUID]) -> Traits:
        return Traits(self.kind, self.category, self.sector, Availability.of(self.id, agreed))


@dataclass(frozen=True)
class Choice:
    """What somebody wants to see; None is 'all'."""

    kind: ListingKind | None = None
    category: Category | None = None
    sector: Sector | None = None
    availability: Availability | None = None

    @property
    def narrows(self) -> bool:
        """Whether anything is chosen at all."""
        return any((self.kind, self.category, self.sector, self.availability))

    def includes(self, traits: Traits) -> bool:
        """Whether lines with these traits are among what they want to see."""
        return (
            self.kind in (None, traits.kind)
            and self.category in (None, traits.category)
            and self.sector in (None, traits.sector)
            and self.availability in (None, traits.availability)
        )


@dataclass(frozen=True)
class Counts:
    """How many lines each filter would show if one chose it, the others standing as they are."""

    kind: Mapping[ListingKind, int]
    category: Mapping[Category, int]
    sector: Mapping[Sector, int]
    availability: Mapping[Availability, int]


@dataclass(frozen=True)
class Found:
    """The lines in Norwegian alphabetical order, after those with the words themselves those with synonyms of them.

    `sizes` says how many there are of each kind in each category, which may be more than are given. `similar` says
    that no line had the words, and that these are spelled nearly like them, the nearest first. `agreed` has the lines
    of the whole exchange that somebody has an agreement on.
    """

    lines: Sequence[Line]
    sizes: Mapping[tuple[Category, ListingKind], int]
    counts: Counts
    similar: bool
    agreed: Set[UUID]

    @property
    def total(self) -> int:
        """How many lines were found."""
        return sum(self.sizes.values())


@dataclass(frozen=True)
class Agreed:
    """What is agreed in an exchange: which two with each other, and the lines of the catalogue that were given."""

    pairs: frozenset[frozenset[UUID]] = frozenset()
    listings: frozenset[UUID] = frozenset()


class Catalogue:
    """Questions to the catalogue's tables."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def search(self, exchange: UUID, text: str, choice: Choice, *, most: int | None = None) -> Found:
        """The lines of an exchange that have every word of `text`, within what is chosen.

        `most` gives only so many of each kind in each category, the first ones.
        """
        rows, similar = await self._find(exchange, text)
        agreed = (await self.agreed(exchange)).listings
        traits = [row.traits(agreed) for row in rows]
        lines_with = Counter(traits)
        wanted = {one for one in lines_with if choice.includes(one)}
        sizes, lines = Counter[tuple[Category, ListingKind]](), []
        for row, its in zip(rows, traits, strict=True):
            if its in wanted:
                sizes[its.category, its.kind] += 1
                if most is None or sizes[its.category, its.kind] <= most:
                    lines.append(Line(*row))
        return Found(lines, sizes, _counts(lines_with, choice), similar, agreed)

    async def _find(self, exchange: UUID, text: str) -> tuple[Sequence[_Row], bool]:
        """The rows, and whether they are only spelled nearly like the text."""
        keys = {word: norwegian_key(word) for word in _words(text)}
        words = [word for word, key in keys.items() if key]
        meanings = lexicon(await self.synonyms(exchange)) if words else None
        asked = {
            "exchange": exchange,
            "words": words,
            "keys": [keys[word] for word in words],
            "synonyms": [_pattern(meanings.synonyms(word)) for word in words] if meanings else [],
        }
        async with self._pool.connection() as connection:
            found = await (await connection.execute(FIND_LISTINGS, asked)).fetchall()
            similar = not found and bool(words)
            if similar:
                asked = {"exchange": exchange, "text": " ".join(words)}
                async with connection.transaction():
                    await connection.execute(TRUST_LIKENESS_INDEX)
                    found = await (await connection.execute(FIND_SIMILAR_LISTINGS, asked)).fetchall()
        return [_Row(*row) for row in found], similar and bool(found)

    async def lines(self, exchange: UUID) -> tuple[Line, ...]:
        """All lines of an exchange, in Norwegian alphabetical order."""
        return tuple((await self.search(exchange, "", Choice())).lines)

    async def synonyms(self, exchange: UUID) -> Groups:
        """The organiser's own groups of words that mean the same."""
        async with self._pool.connection() as connection:
            found = await (await connection.execute(FIND_SYNONYMS, {"exchange": exchange})).fetchone()
        return tuple(tuple(group) for group in found[0]) if found else ()

    async def agreed(self, exchange: UUID) -> Agreed:
        """What is agreed so far."""
        async with self._pool.connection() as connection:
            found = await (await connection.execute(FIND_AGREED, {"exchange": exchange})).fetchall()
        return Agreed(
            frozenset(frozenset(parties) for parties, _ in found),
            frozenset(listing for _, listings in found for listing in listings),
        )

    async def published_by(self, participant: UUID) -> list[UUID]:
        """Every line that a participant ever published.

        Read from the log and not from a projection: a withdrawal may follow close upon the registration, and must
        not miss a line that no table shows yet.
        """
        async with self._pool.connection() as connection:
            found = await connection.execute(FIND_PUBLISHED_BY, {"participant": str(participant)})
            return [UUID(listing) for (listing,) in await found.fetchall()]


def _words(text: str) -> list[str]:
    # PostgreSQL's texts cannot hold the character NUL, which an address can.
    return text[:LONGEST_SEARCH].replace("\0", " ").split()


def _pattern(synonyms: Iterable[str]) -> str:
    """A regular expression for sort keys: a synonym in any form, by itself or as the last part of a compound.

    A short one stands only by itself: 'sal' would be found in 'universal'.
    """
    stems = {re.escape(norwegian_key(stem(word))): len(word) >= SHORTEST_PART for word in sorted(synonyms)}
    found = [key if inside else f"(^| ){key}" for key, inside in stems.items() if key]
    return f"({'|'.join(found)}){ENDINGS}( |$)" if found else ""


def _counts(lines_with: Mapping[Traits, int], choice: Choice) -> Counts:
    def by(filter_: str) -> Counter[Any]:
        others, counted = replace(choice, **{filter_: None}), Counter[Any]()
        for traits, lines in lines_with.items():
            if others.includes(traits):
                counted[getattr(traits, filter_)] += lines
        return counted

    return Counts(by("kind"), by("category"), by("sector"), by("availability"))
