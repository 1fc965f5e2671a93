"""The room: how any phone follows the count."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from services.scoreboard.evening import Phase, against_record, countdown, phase_of, votes_until
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
        phase, late_until = phase_of(snapshot), snapshot.market.late_until
        return pages.render(
            request,
            "scoreboard/room.html",
            exchange=exchange,
            snapshot=snapshot,
            phase=phase,
            record_state=against_record(snapshot),
            countdown=countdown(snapshot),
            takes_votes=phase is not Phase.RESULTS or votes_until(snapshot) is not None,
            takes_late=late_until is None or today(clock) <= late_until,
        )

    return router
