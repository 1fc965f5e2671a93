"""The board of an exchange for programs: a snapshot, and the stream of what happens after it. Public."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Header, Response
from pydantic import BaseModel, Field
from starlette.responses import StreamingResponse

from services.scoreboard.feed import Feed
from services.scoreboard.queries import Agreement, Board, Boards
from shared.clock import Clock
from shared.directory import Directory, Exchange

ONE_SECOND = "public, max-age=1"
# A gateway passes a stream on as it comes.
UNBUFFERED = {"cache-control": "no-store", "x-accel-buffering": "no"}


class MarketState(StrEnum):
    """Where the evening is."""

    BEFORE = "before"
    OPEN = "open"
    CLOSED = "closed"


class Market(BaseModel):
    """When the market opened, is to close, and closed."""

    state: MarketState
    opened_at: datetime | None
    closes_at: datetime | None
    closed_at: datetime | None


class Evening(BaseModel):
    """The exchange as it was planned."""

    slug: str
    name: str
    municipality: str
    venue: str
    opens_at: datetime
    closes_at: datetime


class Snapshot(BaseModel):
    """The board after the event at `position`; the stream tells what came after it."""

    position: int
    exchange: Evening
    market: Market
    count: int = Field(description="Agreements that stand: made and not cancelled.")
    record: int | None = Field(description="Agreements of the best earlier exchange.")
    latest: list[Agreement] = Field(description="The newest agreements that stand, the newest first.")
    server_time: datetime


def snapshot_of(exchange: Exchange, board: Board, now: datetime) -> Snapshot:
    """What everybody may know of an exchange's board."""
    return Snapshot(
        position=board.position,
        exchange=Evening(
            slug=exchange.slug,
            name=exchange.name,
            municipality=exchange.municipality,
            venue=exchange.venue,
            opens_at=exchange.opens_at,
            closes_at=exchange.closes_at,
        ),
        market=Market(
            state=_state(board), opened_at=board.opened_at, closes_at=board.closes_at, closed_at=board.closed_at
        ),
        count=board.standing,
        record=exchange.record,
        latest=board.latest,
        server_time=now,
    )


def _state(board: Board) -> MarketState:
    if board.closed_at:
        return MarketState.CLOSED
    return MarketState.OPEN if board.opened_at else MarketState.BEFORE


def routes(directory: Directory, boards: Boards, feed: Feed, clock: Clock) -> APIRouter:
    """Reading only: agreements are made at the brokers' tables."""
    router = APIRouter(prefix="/api/scoreboard")

    @router.get("/{slug}")
    async def snapshot(slug: str, response: Response) -> Snapshot:
        exchange = await directory.exchange(slug)
        response.headers["cache-control"] = ONE_SECOND
        return snapshot_of(exchange, await boards.board(exchange.id), clock.now())

    @router.get("/{slug}/events", response_class=StreamingResponse)
    async def events(
        slug: str, after: int | None = None, last_event_id: Annotated[int | None, Header()] = None
    ) -> StreamingResponse:
        """Server-sent events after the position that the viewer has; a browser that comes back says it in a header."""
        exchange = await directory.exchange(slug)
        messages = feed.watch(exchange.id, after if last_event_id is None else last_event_id)
        return StreamingResponse(messages, headers=UNBUFFERED, media_type="text/event-stream")

    return router
