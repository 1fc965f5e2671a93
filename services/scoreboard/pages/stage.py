"""The stage: one page for the projector, right at once and kept right by its script."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from services.scoreboard.queries import Boards
from services.scoreboard.snapshot import MarketState, Snapshot, snapshot_of
from shared.clock import Clock
from shared.directory import Directory
from shared.web.rendering import Pages

FAR = timedelta(hours=24)


@dataclass(frozen=True)
class Countdown:
    """The time that is left, as 1:02:03 or 23:45; stage.js goes on with it each second.

    One that is `far` says nothing to a hall, and is not shown.
    """

    text: str
    over: bool
    far: bool


class RecordState(StrEnum):
    """How the evening stands against the best earlier exchange."""

    NONE = "none"
    CHASING = "chasing"
    BEATEN = "beaten"


def routes(directory: Directory, boards: Boards, clock: Clock, pages: Pages) -> APIRouter:
    """Public: what is projected in the hall may be followed from anywhere."""
    router = APIRouter(include_in_schema=False)

    @router.get("/scene/{slug}")
    async def stage(request: Request, slug: str) -> HTMLResponse:
        exchange = await directory.exchange(slug)
        snapshot = snapshot_of(exchange, await boards.board(exchange.id), clock.now())
        return pages.render(
            request,
            "scoreboard/stage.html",
            snapshot=snapshot,
            record_state=_against_record(snapshot),
            countdown=_countdown(_counts_down_to(snapshot), snapshot.server_time),
        )

    return router


def _against_record(snapshot: Snapshot) -> RecordState:
    if snapshot.record is None:
        return RecordState.NONE
    return RecordState.BEATEN if snapshot.count > snapshot.record else RecordState.CHASING


def _counts_down_to(snapshot: Snapshot) -> datetime | None:
    match snapshot.market.state:
        case MarketState.BEFORE:
            return snapshot.exchange.opens_at
        case MarketState.OPEN:
            return snapshot.market.closes_at
        case MarketState.CLOSED:
            return None


def _countdown(to: datetime | None, now: datetime) -> Countdown:
    left = to - now if to else timedelta()
    seconds = max(int(left.total_seconds()), 0)
    hours, minutes = seconds // 3600, seconds // 60 % 60
    text = f"{hours}:{minutes:02}:{seconds % 60:02}" if hours else f"{minutes}:{seconds % 60:02}"
    return Countdown(text, over=seconds == 0, far=left > FAR)
