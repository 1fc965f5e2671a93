"""A line of the catalogue, as pages, programs and matching see it."""

from collections.abc import Set
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from shared.contracts.vocabulary import Category, ListingKind, Sector

_KINDS = {str(kind): kind for kind in ListingKind}
_CATEGORIES = {str(category): category for category in Category}
_SECTORS = {str(sector): sector for sector in Sector}


class Availability(StrEnum):
    """Whether somebody has an agreement on a line already. What is agreed can be agreed on once more."""

    FREE = "free"
    AGREED = "agreed"

    @classmethod
    def of(cls, line: UUID, agreed: Set[UUID]) -> "Availability":
        """That of a line; `agreed` has the lines that were given."""
        return cls.AGREED if line in agreed else cls.FREE


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
        # A catalogue has a thousand lines, and to call an enumeration takes five times as long as to look it up.
        object.__setattr__(self, "kind", _KINDS[self.kind])
        object.__setattr__(self, "category", _CATEGORIES[self.category])
        object.__setattr__(self, "sector", _SECTORS[self.sector])
