"""The board at one moment, as a page and a program begin with it."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, Field

from services.scoreboard.queries import Agreement, Board
from shared.directory import Exchange


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
