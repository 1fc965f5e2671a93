"""The stage: one page for the projector, right at once and kept right by its script; and what the script asks for."""

from io import BytesIO
from typing import Any

import segno
from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from services.scoreboard.evening import Phase, against_record, countdown, phase_of, votes_until
from services.scoreboard.network import picture
from services.scoreboard.prizes import prizes
from services.scoreboard.queries import Boards, Deal
from services.scoreboard.snapshot import Snapshot, snapshot_of
from shared.clock import Clock
from shared.directory import Directory, Exchange
from shared.refusal import Refused
from shared.web.rendering import Pages

TWO_SECONDS = {"cache-control": "public, max-age=2"}
ONE_DAY = {"cache-control": "public, max-age=86400"}


def routes(directory: Directory, boards: Boards, clock: Clock, pages: Pages, public_url: str) -> APIRouter:
    """Public: what is projected in the hall may be followed from anywhere."""
    router = APIRouter(prefix="/scene/{slug}", include_in_schema=False)

    async def network(exchange: Exchange, deals: list[Deal]) -> dict[str, Any]:
        present = await directory.participants(exchange.id)
        gone = await directory.find(exchange.id, {party for deal in deals for party in deal.parties})
        guests = {guest.id: guest for guest in (*present, *gone.values())}
        return {"picture": picture(guests.values(), (deal.parties for deal in deals)), "guests": len(present)}

    async def results(exchange: Exchange, snapshot: Snapshot, deals: list[Deal]) -> dict[str, Any]:
        return {
            "prizes": prizes(deals),
            "votes_until": votes_until(snapshot),
            "earlier": await boards.earlier(exchange.organisation, exchange.date),
        }

    @router.get("")
    async def stage(request: Request, slug: str) -> HTMLResponse:
        exchange = await directory.exchange(slug)
        snapshot = snapshot_of(exchange, await boards.board(exchange.id), clock.now())
        deals = await boards.deals(exchange.id)
        return pages.render(
            request,
            "scoreboard/stage.html",
            snapshot=snapshot,
            phase=phase_of(snapshot),
            phases=Phase,
            record_state=against_record(snapshot),
            countdown=countdown(snapshot),
            **await network(exchange, deals),
            **await results(exchange, snapshot, deals),
        )

    @router.get("/nett")
    async def network_alone(request: Request, slug: str) -> HTMLResponse:
        """The network, whenever somebody is in it whom the page does not know yet."""
        exchange = await directory.exchange(slug)
        shown = await network(exchange, await boards.deals(exchange.id))
        return pages.render(request, "scoreboard/_network.html", headers=TWO_SECONDS, **shown)

    @router.get("/resultat")
    async def results_alone(request: Request, slug: str) -> HTMLResponse:
        """The results, once the market is closed."""
        exchange = await directory.exchange(slug)
        snapshot = snapshot_of(exchange, await boards.board(exchange.id), clock.now())
        shown = await results(exchange, snapshot, await boards.deals(exchange.id))
        return pages.render(request, "scoreboard/_results.html", headers=TWO_SECONDS, snapshot=snapshot, **shown)

    @router.get("/qr/{door}.svg")
    async def qr(slug: str, door: str) -> Response:
        """The way from the stage to a phone: to follow the count, vote, or register a late agreement."""
        exchange = await directory.exchange(slug)
        doors = {
            "mobil": f"/scene/{exchange.slug}/mobil",
            "favoritt": f"/marked/{exchange.slug}/favoritt",
            "sen-avtale": f"/marked/{exchange.slug}/sen-avtale",
        }
        if door not in doors:
            raise Refused("not_found", "Vi finner ikke denne siden.")
        drawn = BytesIO()
        code = segno.make(public_url + doors[door], error="m")
        code.save(drawn, kind="svg", scale=8, border=2, light="#fff", xmldecl=False)
        return Response(drawn.getvalue(), media_type="image/svg+xml", headers=ONE_DAY)

    return router
