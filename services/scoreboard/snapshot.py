"""The board at one moment, as a page and a program begin with it."""

from datetime import date, datetime
from enum import StrEnum

from pydantic import BaseModel, Field

from services.scoreboard.queries import Agreement, Board
from shared.directory import Exchange


class MarketState(StrEnum):
    """Where the evening is."""

    BEFORE = "before"
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


class Market(BaseModel):
    """When the market opened, is to close, and closed; and the last day of late agreements."""

    state: MarketState
    opened_at: datetime | None
    closes_at: datetime | None
    paused_at: datetime | None
    closed_at: datetime | None
    late_until: date | None


class Evening(BaseModel):
    """The exchange as it was planned."""

    slug: str
    name: str
    municipality: str
    venue: str
    doors_at: datetime
    opens_at: datetime
    closes_at: datetime


class Snapshot(BaseModel):
    """The board after the event at `position`; the stream tells what came after it."""

    position: int
    exchange: Evening
    market: Market
    count: int = Field(description="Agreements that stand: made and not cancelled.")
    late: int = Field(description="How many of them were made after the closing.")
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
            doors_at=exchange.doors_at,
            opens_at=exchange.opens_at,
            closes_at=exchange.closes_at,
        ),
        market=Market(
            state=_state(board),
            opened_at=board.opened_at,
            closes_at=board.closes_at,
            paused_at=board.paused_at,
            closed_at=board.closed_at,
            late_until=board.late_until,
        ),
        count=board.standing,
        late=board.late,
        record=exchange.record,
        latest=board.latest,
        server_time=now,
    )


def _state(board: Board) -> MarketState:
    if board.closed_at:
        return MarketState.CLOSED
    if not board.opened_at:
        return MarketState.BEFORE
    return MarketState.PAUSED if board.paused_at else MarketState.OPEN
