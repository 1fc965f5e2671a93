"""The catalogue as a page: a search field, filters, and needs and offers by category."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from services.catalog.access import Access
from services.catalog.lines import Availability, Line
from services.catalog.plan.planner import Planner
from services.catalog.profiles import profile_address
from services.catalog.queries import LONGEST_SEARCH, Catalogue, Choice
from shared.clock import Clock
from shared.contracts.vocabulary import Category, ListingKind, Sector
from shared.directory import Directory
from shared.web.rendering import Pages

W = TypeVar("W", bound=StrEnum)

MOST_ON_A_SIDE = 10
"""Needs, or offers, of one category that are shown until one asks for all of them: the page follows one's typing."""


@dataclass(frozen=True)
class Shelf:
    """One category's lines."""

    category: Category
    needs: Sequence[Line]
    offers: Sequence[Line]


def routes(
    directory: Directory, catalogue: Catalogue, access: Access, planner: Planner, clock: Clock, pages: Pages
) -> APIRouter:
    """The public page. Its whole state is in its address, so that a search can be shared."""
    router = APIRouter(include_in_schema=False)

    @router.get("/katalog/{slug}")
    async def catalogue_page(
        request: Request,
        slug: str,
        q: str = "",
        kind: str = "",
        category: str = "",
        sector: str = "",
        availability: str = "",
    ) -> HTMLResponse:
        exchange = await directory.exchange(slug)
        choice = Choice(
            known(ListingKind, kind),
            known(Category, category),
            known(Sector, sector),
            known(Availability, availability),
        )
        most = None if choice.kind and choice.category else MOST_ON_A_SIDE
        found = await catalogue.search(exchange.id, q, choice, most=most)
        reader = access.reader(request, exchange)
        return pages.render(
            request,
            "catalog/catalogue.html",
            exchange=exchange,
            over=exchange.closes_at <= clock.now(),
            text=q.strip(),
            choice=choice,
            found=found,
            reader=reader,
            planned=(await planner.written(reader)).lines if reader else frozenset(),
            shelves=_shelves(found.lines),
            kinds=[ListingKind.NEED, ListingKind.OFFER],
            sectors=list(Sector),
            profile_address=profile_address,
            all_of=lambda category, kind: _address(slug, q, replace(choice, category=category, kind=kind)),
            longest_search=LONGEST_SEARCH,
        )

    return router


def known(words: type[W], value: str) -> W | None:
    """A filter's value. What is empty or unknown, as in an old or mistyped address, filters nothing."""
    return words(value) if value in set(words) else None


def _address(slug: str, text: str, choice: Choice) -> str:
    asked = {"q": text.strip(), **asdict(choice)}
    return f"/katalog/{slug}?{urlencode({name: value for name, value in asked.items() if value})}"


def _shelves(lines: Sequence[Line]) -> list[Shelf]:
    """The lines by category, in the handbook's order of categories; empty categories are left out."""
    shelves = (
        Shelf(
            category,
            [line for line in lines if line.category is category and line.kind is ListingKind.NEED],
            [line for line in lines if line.category is category and line.kind is ListingKind.OFFER],
        )
        for category in Category
    )
    return [shelf for shelf in shelves if shelf.needs or shelf.offers]
