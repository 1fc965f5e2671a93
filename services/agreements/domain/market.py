"""The market: it opens once, and closes once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.contracts.agreements import MarketClosed, MarketOpened
from shared.contracts.base import Event
from shared.decider import Decider
from shared.refusal import Refused


@dataclass(frozen=True)
class OpenMarket:
    exchange: UUID
    at: datetime
    closes_at: datetime


@dataclass(frozen=True)
class CloseMarket:
    exchange: UUID
    at: datetime


@dataclass(frozen=True)
class NotOpened:
    pass


@dataclass(frozen=True)
class Open:
    since: datetime


@dataclass(frozen=True)
class Closed:
    opened_at: datetime
    at: datetime


MarketCommand = OpenMarket | CloseMarket
Market = NotOpened | Open | Closed


def decide_market(command: MarketCommand, market: Market) -> Sequence[Event]:
    match command, market:
        case OpenMarket(at=at, closes_at=closes_at), NotOpened() if closes_at <= at:
            raise Refused("closes_before_opening", "Velg et klokkeslett for stenging som er senere enn nå.")
        case OpenMarket(exchange, at, closes_at), NotOpened():
            return [MarketOpened(exchange=exchange, at=at, closes_at=closes_at)]
        case CloseMarket(exchange, at), Open():
            return [MarketClosed(exchange=exchange, at=at)]
        case OpenMarket(), Closed():
            raise Refused("market_closed", "Børsen er stengt for kvelden og kan ikke åpnes igjen.")
        case CloseMarket(), NotOpened():
            raise Refused("market_not_open", "Børsen er ikke åpnet, så den kan ikke stenges.")
        case _:
            return []


def closing_time(now: datetime, opens_at: datetime, closes_at: datetime) -> datetime:
    """When a market that opens now will close: as planned, or after the planned length if that time has passed."""
    return closes_at if now < closes_at else now + (closes_at - opens_at)


def evolve_market(market: Market, event: Event) -> Market:
    match event, market:
        case MarketOpened(at=at), _:
            return Open(since=at)
        case MarketClosed(at=at), Open(since=since):
            return Closed(opened_at=since, at=at)
        case _:
            return market


def was_open(market: Market, moment: datetime) -> bool:
    """Whether agreements could be made at a moment, however much later we hear of it."""
    match market:
        case Open(since=since):
            return since <= moment
        case Closed(opened_at=opened_at, at=closed_at):
            return opened_at <= moment <= closed_at
        case _:
            return False


def opened_at(market: Market) -> datetime | None:
    """When the first gong went; None before it."""
    match market:
        case Open(since=since):
            return since
        case Closed(opened_at=moment):
            return moment
        case _:
            return None


MARKET = Decider[MarketCommand, Market](NotOpened(), decide_market, evolve_market)
