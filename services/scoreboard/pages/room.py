"""The room: how any phone follows the count."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from services.scoreboard.evening import against_record, countdown, phase_of
from services.scoreboard.queries import Boards
from services.scoreboard.snapshot import snapshot_of
from shared.clock import Clock, today
from shared.directory import Directory
from shared.web.rendering import Pages


def routes(directory: Directory, boards: Boards, clock: Clock, pages: Pages) -> APIRouter:
    """Public, as the stage is."""
    router = APIRouter(prefix="/scene/{slug}/mobil", include_in_schema=False)

    @router.get("")
    async def room(request: Request, slug: str) -> HTMLResponse:
        exchange = await directory.exchange(slug)
        snapshot = snapshot_of(exchange, await boards.board(exchange.id), clock.now())
        late_until = snapshot.market.late_until
        return pages.render(
            request,
            "scoreboard/room.html",
            snapshot=snapshot,
            phase=phase_of(snapshot),
            record_state=against_record(snapshot),
            countdown=countdown(snapshot),
            takes_late=late_until is not None and today(clock) <= late_until,
        )

    return router
