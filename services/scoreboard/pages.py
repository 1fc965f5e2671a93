"""The stage: one page for the projector, right at once and kept right by its script."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from services.scoreboard.api import snapshot_of
from services.scoreboard.queries import Boards
from shared.clock import Clock
from shared.directory import Directory
from shared.web.rendering import Pages


def routes(directory: Directory, boards: Boards, clock: Clock, pages: Pages) -> APIRouter:
    """Public: what is projected in the hall may be followed from anywhere."""
    router = APIRouter(include_in_schema=False)

    @router.get("/scene/{slug}")
    async def stage(request: Request, slug: str) -> HTMLResponse:
        exchange = await directory.exchange(slug)
        snapshot = snapshot_of(exchange, await boards.board(exchange.id), clock.now())
        return pages.render(request, "scoreboard/stage.html", snapshot=snapshot)

    return router
