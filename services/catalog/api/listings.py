"""The catalogue of an exchange, searched and filtered. Public, without personal data."""

from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from services.catalog.lines import Line
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


class CountsView(BaseModel):
    """How many lines each value of a filter would show, the other filters standing as they are; zeros left out."""

    kind: dict[ListingKind, int]
    category: dict[Category, int]
    sector: dict[Sector, int]


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
    ) -> CatalogueView:
        exchange = await directory.exchange(slug)
        found = await catalogue.search(exchange.id, q, Choice(kind, category, sector))
        return CatalogueView(
            total=len(found.lines),
            similar=found.similar,
            counts=_counts(found.counts),
            listings=[listing_view(line) for line in found.lines],
        )

    return router


def _counts(counts: Counts) -> CountsView:
    return CountsView(kind=dict(counts.kind), category=dict(counts.category), sector=dict(counts.sector))


def listing_view(line: Line) -> ListingView:
    """A line as programs see it."""
    owner = Owner(id=line.participant, name=line.organisation, sector=line.sector)
    return ListingView(id=line.id, kind=line.kind, category=line.category, text=line.text, participant=owner)
