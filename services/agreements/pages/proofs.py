"""Printable proofs of agreements: for whoever registers them, and for the parties, who find theirs on a page."""

from collections.abc import Sequence
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from services.agreements.desk import Desk, Visit
from services.agreements.printing.proofs import PROOF, proofs
from services.agreements.queries import Agreement, Evening, Queries
from shared.print import Stock, download
from shared.refusal import Refused
from shared.web.rendering import Pages


def routes(desk: Desk, queries: Queries, stock: Stock, pages: Pages) -> APIRouter:
    """The documents, and a participant's page of its own agreements. `avtale` asks for one of them alone."""
    router = APIRouter(include_in_schema=False)

    async def standing(evening: Evening) -> list[Agreement]:
        return (await queries.standing(evening.id))[::-1]

    async def own(visit: Visit) -> list[Agreement]:
        us = UUID(visit.who.subject)
        return [agreement for agreement in await standing(visit.evening) if agreement.is_between(us)]

    async def printed(evening: Evening, agreements: Sequence[Agreement], avtale: UUID | None) -> Response:
        wanted = [agreement for agreement in agreements if avtale in (None, agreement.id)]
        if not wanted:
            raise Refused("not_found", "Det er ingen avtale å skrive ut her.")
        data = proofs(evening, wanted)
        return download(await stock.pdf(PROOF, data), data["title"])

    @router.get("/megler/{slug}/avtaler.pdf")
    async def print_any(request: Request, slug: str, avtale: UUID | None = None) -> Response:
        evening = (await desk.broker(request, slug)).evening
        return await printed(evening, await standing(evening), avtale)

    @router.get("/marked/{slug}/vare-avtaler.pdf")
    async def print_own(request: Request, slug: str, avtale: UUID | None = None) -> Response:
        visit = await desk.party(request, slug)
        return await printed(visit.evening, await own(visit), avtale)

    @router.get("/marked/{slug}/vare-avtaler")
    async def show_own(request: Request, slug: str) -> Response:
        visit = await desk.party(request, slug)
        return pages.render(request, "agreements/own.html", evening=visit.evening, agreements=await own(visit))

    return router
