"""A line of the catalogue, as pages, programs and matching see it."""

from dataclasses import dataclass
from uuid import UUID

from shared.contracts.vocabulary import Category, ListingKind, Sector


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
