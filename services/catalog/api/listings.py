"""The catalogue of an exchange, searched and filtered. Public, without personal data."""

from collections.abc import Set
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from services.catalog.lines import Availability, Line
from services.catalog.queries import Catalogue, Choice, Counts
from shared.contracts.vocabulary import Category, ListingKind, Sector
from shared.directory import Directory


class Owner(BaseModel):
    """Whose line it is."""

    id: UUID
    name: str
    sector: Sector


class ListingView(BaseModel):
    """A need or an offer."""

    id: UUID
    kind: ListingKind
    category: Category
    text: str
    participant: Owner
    agreed: bool = Field(description="Somebody has an agreement on this line.")


class CountsView(BaseModel):
    """How many lines each value of a filter would show, the other filters standing as they are; zeros left out."""

    kind: dict[ListingKind, int]
    category: dict[Category, int]
    sector: dict[Sector, int]
    availability: dict[Availability, int]


class CatalogueView(BaseModel):
    """The lines in Norwegian alphabetical order."""

    total: int
    similar: bool = Field(description="No line had the words; these are spelled nearly like them, the nearest first.")
    counts: CountsView
    listings: list[ListingView]


def routes(directory: Directory, catalogue: Catalogue) -> APIRouter:
    """Reading only: lines come from the sign-up form."""
    router = APIRouter(prefix="/api/catalog")

    @router.get("/{slug}/listings")
    async def listings(
        slug: str,
        q: str = "",
        kind: ListingKind | None = None,
        category: Category | None = None,
        sector: Sector | None = None,
        availability: Availability | None = None,
    ) -> CatalogueView:
        exchange = await directory.exchange(slug)
        found = await catalogue.search(exchange.id, q, Choice(kind, category, sector, availability))
        return CatalogueView(
            total=found.total,
            similar=found.similar,
            counts=_counts(found.counts),
            listings=[listing_view(line, found.agreed) for line in found.lines],
        )

    return router


def _counts(counts: Counts) -> CountsView:
    return CountsView(
        kind=dict(counts.kind),
        category=dict(counts.category),
        sector=dict(counts.sector),
        availability=dict(counts.availability),
    )


def listing_view(line: Line, agreed: Set[UUID]) -> ListingView:
    """A line as programs see it; `agreed` has the lines that somebody has an agreement on."""
    owner = Owner(id=line.participant, name=line.organisation, sector=line.sector)
    return ListingView(
        id=line.id,
        kind=line.kind,
        category=line.category,
        text=line.text,
        participant=owner,
        agreed=line.id in agreed,
    )
