"""Where an evening is, as the stage, the room and the host see it: phase, countdown, record."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from services.scoreboard.snapshot import MarketState, Snapshot
from shared.contracts.agreements import VOTING

FAR = timedelta(hours=24)

CURTAIN = timedelta(seconds=12)
"""How long the hall celebrates the closing before it reads the results; phase.js knows it too."""


class Phase(StrEnum):
    """What the stage shows. Planned times open the doors; the market is the host's to open and close."""

    DOORS = "doors"
    BEFORE = "before"
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"
    RESULTS = "results"


class RecordState(StrEnum):
    """How the evening stands against the best earlier exchange."""

    NONE = "none"
    CHASING = "chasing"
    BEATEN = "beaten"


@dataclass(frozen=True)
class Countdown:
    """The time that is left, as 1:02:03 or 23:45; countdown.js goes on with it each second.

    One that is `far` says nothing to a hall, and is not shown.
    """

    text: str
    over: bool
    far: bool


def phase_of(snapshot: Snapshot) -> Phase:
    """The phase at the time of the snapshot; phase.js goes on from there."""
    now, market = snapshot.server_time, snapshot.market
    match market.state:
        case MarketState.BEFORE:
            return Phase.DOORS if now < snapshot.exchange.doors_at else Phase.BEFORE
        case MarketState.OPEN:
            return Phase.OPEN
        case MarketState.PAUSED:
            return Phase.PAUSED
        case MarketState.CLOSED:
            return Phase.CLOSED if market.closed_at and now < market.closed_at + CURTAIN else Phase.RESULTS


def votes_until(snapshot: Snapshot) -> datetime | None:
    """When the hall has chosen its favourite; None while the market is open, and when the hall has chosen."""
    closed_at = snapshot.market.closed_at
    return closed_at + VOTING if closed_at and snapshot.server_time <= closed_at + VOTING else None


def against_record(snapshot: Snapshot) -> RecordState:
    """Whether the record is beaten."""
    if snapshot.record is None:
        return RecordState.NONE
    return RecordState.BEATEN if snapshot.count > snapshot.record else RecordState.CHASING


def countdown(snapshot: Snapshot) -> Countdown:
    """To the next phase; it stands still in a pause."""
    exchange, market = snapshot.exchange, snapshot.market
    to = {
        Phase.DOORS: exchange.doors_at,
        Phase.BEFORE: exchange.opens_at,
        Phase.OPEN: market.closes_at,
        Phase.PAUSED: market.closes_at,
    }.get(phase_of(snapshot))
    return _until(to, market.paused_at or snapshot.server_time)


def _until(to: datetime | None, now: datetime) -> Countdown:
    left = to - now if to else timedelta()
    seconds = max(int(left.total_seconds()), 0)
    hours, minutes = seconds // 3600, seconds // 60 % 60
    text = f"{hours}:{minutes:02}:{seconds % 60:02}" if hours else f"{minutes}:{seconds % 60:02}"
    return Countdown(text, over=seconds == 0, far=left > FAR)
