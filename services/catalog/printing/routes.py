"""The documents to download: the catalogue for everybody, posters and slips for the exchange's organiser."""

from pathlib import Path
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BeforeValidator

from services.catalog.printing import documents
from services.catalog.printing.common import Data
from services.catalog.printing.documents import CATALOGUE, POSTERS, SLIPS
from services.catalog.printing.logos import Logos
from services.catalog.queries import Catalogue, Choice
from shared.auth import SignIn
from shared.clock import Clock
from shared.contracts.vocabulary import Sector
from shared.directory import Directory, Exchange
from shared.print import Stock, download, fingerprint
from shared.refusal import Refused
from shared.web.i18n import _

SLIPS_ON_A_PAGE = 4

ChosenSector = Annotated[Sector | None, BeforeValidator(lambda sent: sent or None)]
"""A browser sends the empty value of the choice of all sectors."""


def routes(
    directory: Directory,
    catalogue: Catalogue,
    logos: Logos,
    stock: Stock,
    sign_in: SignIn,
    clock: Clock,
    public_url: str,
) -> APIRouter:
    """Everything below /katalog/{slug}/trykk. Nothing is personal."""
    router = APIRouter(include_in_schema=False)

    @router.get("/katalog/{slug}/trykk/katalog.pdf")
    async def catalogue_pdf(request: Request, slug: str, katalogsektor: ChosenSector = None) -> Response:
        exchange = await directory.exchange(slug)
        participants = await directory.participants(exchange.id)
        found = await catalogue.search(exchange.id, "", Choice())
        data = documents.catalogue(
            exchange,
            participants,
            found.lines,
            katalogsektor,
            _online(exchange),
            printed_at=clock.now(),
            agreed=found.agreed,
        )
        return await _pdf(request, CATALOGUE, data, _("Børskatalogen – %(name)s", name=exchange.name))

    @router.get("/katalog/{slug}/trykk/plakater.pdf")
    async def posters(
        request: Request, slug: str, plakatsektor: ChosenSector = None, deltaker: UUID | None = None
    ) -> Response:
        _organiser, exchange = await sign_in.own(request, slug, directory.exchange)
        chosen = [
            one
            for one in await directory.participants(exchange.id)
            if plakatsektor in (None, one.sector) and deltaker in (None, one.id)
        ]
        if not chosen:
            raise Refused("not_found", "Det er ingen deltakere å lage plakater til ennå.")
        found = await catalogue.search(exchange.id, "", Choice(sector=plakatsektor))
        data = documents.posters(exchange, chosen, found.lines, public_url, await logos.of(chosen))
        return await _pdf(request, POSTERS, data, _("Plakater – %(name)s", name=exchange.name))

    @router.get("/katalog/{slug}/trykk/tom-plakat.pdf")
    async def empty_poster(request: Request, slug: str) -> Response:
        _organiser, exchange = await sign_in.own(request, slug, directory.exchange)
        data = documents.posters(exchange, [], [], public_url)
        return await _pdf(request, POSTERS, data, _("Tom plakat – %(name)s", name=exchange.name))

    @router.get("/katalog/{slug}/trykk/qr-lapper.pdf")
    async def slips(request: Request, slug: str, antall: int = SLIPS_ON_A_PAGE) -> Response:
        _organiser, exchange = await sign_in.own(request, slug, directory.exchange)
        data = documents.slips(exchange, _online(exchange), 1 if antall == 1 else SLIPS_ON_A_PAGE)
        return await _pdf(request, SLIPS, data, _("QR-lapper – %(name)s", name=exchange.name))

    def _online(exchange: Exchange) -> str:
        return f"{public_url.rstrip('/')}/katalog/{exchange.slug}"

    async def _pdf(request: Request, template: Path, data: Data, name: str) -> Response:
        etag = f'"{fingerprint(template, data)}"'
        if request.headers.get("if-none-match") == etag:
            return Response(status_code=304, headers={"etag": etag})
        return download(await stock.pdf(template, data), name, etag=etag)

    return router
