"""A line of the catalogue, as pages, programs and matching see it."""

from collections.abc import Set
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from shared.contracts.vocabulary import Category, ListingKind, Sector


class Availability(StrEnum):
    """Whether somebody has an agreement on a line already. What is agreed can be agreed on once more."""

    FREE = "free"
    AGREED = "agreed"

    @classmethod
    def of(cls, line: "Line", agreed: Set[UUID]) -> "Availability":
        """That of a line; `agreed` has the lines that were given."""
        return cls.AGREED if line.id in agreed else cls.FREE


@dataclass(frozen=True)
class Line:
    """A line of the catalogue and whose it is."""

    id: UUID
    kind: ListingKind
    category: Category
    text: str
    participant: UUID
    organisation: str
    sector: Sector

    def __post_init__(self) -> None:
        object.__setattr__(self, "kind", ListingKind(self.kind))
        object.__setattr__(self, "category", Category(self.category))
        object.__setattr__(self, "sector", Sector(self.sector))
