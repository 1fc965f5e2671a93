"""The host's cockpit, on a phone: how the evening goes, what comes next, and whom to help."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse
from starlette.responses import HTMLResponse, Response

from services.scoreboard.evening import against_record, countdown, phase_of
from services.scoreboard.pace import ahead
from services.scoreboard.queries import Boards
from services.scoreboard.radar import Radar
from services.scoreboard.runsheet import Plan, now_and_next
from services.scoreboard.snapshot import Snapshot, snapshot_of
from shared.auth import NotSignedIn, Role, SignIn
from shared.clock import Clock, today
from shared.directory import Directory, Exchange
from shared.pins.ended import EndedPins
from shared.web.rendering import Pages


def routes(
    directory: Directory,
    boards: Boards,
    radar: Radar,
    sign_in: SignIn,
    ended: EndedPins,
    clock: Clock,
    pages: Pages,
) -> APIRouter:
    """For the host of an exchange, and its organiser. The market itself is led on the pages of agreements."""
    router = APIRouter(prefix="/konferansier", include_in_schema=False)

    async def led(request: Request, slug: str) -> Exchange:
        """The exchange that whoever asks leads. Raises `NotSignedIn`, or `Refused` for another's exchange."""
        host = sign_in.find(request, Role.HOST)
        exchange = await directory.exchange(slug)
        if host and host.exchange == exchange.id and await ended.admit(host):
            return exchange
        if sign_in.find(request, Role.ORGANISER) is None:
            raise NotSignedIn(Role.HOST)
        return (await sign_in.own(request, slug, directory.exchange))[1]

    async def beside(exchange: Exchange, snapshot: Snapshot) -> dict[str, Any]:
        """What stands below the numbers, and is asked for anew now and then."""
        market = snapshot.market
        plan = Plan(
            exchange.doors_at,
            exchange.opens_at,
            exchange.closes_at,
            opened_at=market.opened_at,
            ends_at=market.closes_at,
            closed_at=market.closed_at,
        )
        current, coming = now_and_next(plan, snapshot.server_time)
        return {
            "current": current,
            "coming": coming,
            "needs": await radar.needs(exchange.id),
            "waiting": await radar.waiting(exchange.id),
        }

    async def seen(exchange: Exchange) -> Snapshot:
        return snapshot_of(exchange, await boards.board(exchange.id), clock.now())

    @router.get("")
    async def choose_exchange(request: Request) -> Response:
        coming = [exchange for exchange in await directory.exchanges() if exchange.date >= today(clock)]
        return pages.render(request, "scoreboard/choose.html", exchanges=coming[::-1])

    @router.get("/{slug}")
    async def cockpit(request: Request, slug: str) -> Response:
        try:
            exchange = await led(request, slug)
        except NotSignedIn:
            return RedirectResponse(f"/marked/{slug}/konferansier", 303)
        snapshot = await seen(exchange)
        return pages.render(
            request,
            "scoreboard/cockpit.html",
            exchange=exchange,
            snapshot=snapshot,
            phase=phase_of(snapshot),
            record_state=against_record(snapshot),
            countdown=countdown(snapshot),
            ahead=_ahead(snapshot),
            **await beside(exchange, snapshot),
        )

    @router.get("/{slug}/videre")
    async def beside_alone(request: Request, slug: str) -> HTMLResponse:
        exchange = await led(request, slug)
        shown = await beside(exchange, await seen(exchange))
        return pages.render(request, "scoreboard/_beside.html", headers={"cache-control": "no-store"}, **shown)

    return router


def _ahead(snapshot: Snapshot) -> int:
    """How far the evening is ahead of the record; 0 where there is nothing to be ahead of."""
    market = snapshot.market
    if snapshot.record is None or market.opened_at is None or market.closes_at is None:
        return 0
    now = market.closed_at or market.paused_at or snapshot.server_time
    return ahead(snapshot.count, snapshot.record, market.opened_at, market.closes_at, now)
