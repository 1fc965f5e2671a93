"""The market: it opens once, and closes once. In between it may be paused, and given more time.

Planned times do nothing by themselves (handbook: 'Kjøreplan' is a plan, the host leads): it opens, goes on and closes
when somebody says so. Only a market that everybody has left is closed by the night (`services.agreements.night`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from shared.contracts.agreements import MarketClosed, MarketExtended, MarketOpened, MarketPaused, MarketResumed
from shared.contracts.base import Event
from shared.decider import Decider
from shared.refusal import Refused

LONGEST = timedelta(hours=12)
"""From now to an end that somebody names: the longest day with an exchange in it, and shorter than any slip of a date.

The handbook's market lasts an hour or so ('Kjøreplan'). An end in another year would keep everybody's agreements from
them: they are mailed at the closing, which the night brings about only after the planned end.
"""

LATE_DAYS = 7
"""For how many days after the closing participants may register late agreements, if nobody says otherwise."""

MOST_LATE_DAYS = 30


@dataclass(frozen=True)
class OpenMarket:
    exchange: UUID
    at: datetime
    closes_at: datetime


@dataclass(frozen=True)
class PauseMarket:
    exchange: UUID
    at: datetime


@dataclass(frozen=True)
class ResumeMarket:
    exchange: UUID
    at: datetime


@dataclass(frozen=True)
class ExtendMarket:
    """Names the new end, not the time to add: two who press at the same moment want the same."""

    exchange: UUID
    at: datetime
    closes_at: datetime


@dataclass(frozen=True)
class CloseMarket:
    """`today` is the day in Norway, from which the days of late agreements are counted."""

    exchange: UUID
    at: datetime
    today: date
    late_days: int = LATE_DAYS


@dataclass(frozen=True)
class NotOpened:
    pass


@dataclass(frozen=True)
class Open:
    """A paused market is open: whoever stands in the queue at the brokers' has agreed already."""

    since: datetime
    closes_at: datetime
    paused_at: datetime | None = None


@dataclass(frozen=True)
class Closed:
    """`late_until` is the last day of late agreements; None where there are none."""

    opened_at: datetime
    at: datetime
    late_until: date | None = None


MarketCommand = OpenMarket | PauseMarket | ResumeMarket | ExtendMarket | CloseMarket
Market = NotOpened | Open | Closed


def decide_market(command: MarketCommand, market: Market) -> Sequence[Event]:
    match command, market:
        case OpenMarket(at=at, closes_at=closes_at), NotOpened() if closes_at <= at:
            raise Refused("closes_before_opening", "Velg et klokkeslett for stenging som er senere enn nå.")
        case OpenMarket(exchange, at, closes_at), NotOpened():
            return [MarketOpened(exchange=exchange, at=at, closes_at=_in_reason(closes_at, at))]
        case PauseMarket(exchange, at), Open(paused_at=None):
            return [MarketPaused(exchange=exchange, at=at)]
        case ResumeMarket(exchange, at), Open(closes_at=closes_at, paused_at=datetime() as paused_at):
            return [MarketResumed(exchange=exchange, at=at, closes_at=closes_at + (at - paused_at))]
        case ExtendMarket(closes_at=closes_at), Open(closes_at=planned) if closes_at == planned:
            return []
        case ExtendMarket(at=at, closes_at=closes_at), Open(closes_at=planned) if closes_at <= max(at, planned):
            raise Refused("not_longer", "Velg en sluttid som er senere enn nå, og senere enn den som gjelder.")
        case ExtendMarket(exchange, at, closes_at), Open():
            return [MarketExtended(exchange=exchange, at=at, closes_at=_in_reason(closes_at, at))]
        case CloseMarket(late_days=days), Open() if not 0 <= days <= MOST_LATE_DAYS:
            raise Refused("late_days", "Velg fra 0 til %(most)s dager for sene avtaler.", most=MOST_LATE_DAYS)
        case CloseMarket(exchange, at, today, days), Open():
            late_until = today + timedelta(days=days) if days else None
            return [MarketClosed(exchange=exchange, at=at, late_until=late_until)]
        case OpenMarket(), Closed():
            raise Refused("market_closed", "Børsen er stengt for kvelden og kan ikke åpnes igjen.")
        case CloseMarket(), NotOpened():
            raise Refused("market_not_open", "Børsen er ikke åpnet, så den kan ikke stenges.")
        case ((PauseMarket() | ResumeMarket() | ExtendMarket()), NotOpened()):
            raise Refused("market_not_open", "Børsen er ikke åpnet ennå.")
        case ((PauseMarket() | ResumeMarket() | ExtendMarket()), Closed()):
            raise Refused("market_closed", "Børsen er stengt for kvelden.")
        case _:
            return []


def _in_reason(closes_at: datetime, now: datetime) -> datetime:
    if closes_at > now + LONGEST:
        hours = LONGEST // timedelta(hours=1)
        raise Refused("too_long", "Børsen kan vare i høyst %(hours)s timer til. Velg en tidligere slutt.", hours=hours)
    return closes_at


def closing_time(now: datetime, opens_at: datetime, closes_at: datetime) -> datetime:
    """When a market that opens now will close: as planned, or after the planned length if that is not of today."""
    return closes_at if now < closes_at <= now + LONGEST else now + min(closes_at - opens_at, LONGEST)


def evolve_market(market: Market, event: Event) -> Market:
    match event, market:
        case MarketOpened(at=at, closes_at=closes_at), _:
            return Open(at, closes_at)
        case MarketPaused(at=at), Open():
            return replace(market, paused_at=at)
        case MarketResumed(closes_at=closes_at), Open():
            return replace(market, closes_at=closes_at, paused_at=None)
        case MarketExtended(closes_at=closes_at), Open():
            return replace(market, closes_at=closes_at)
        case MarketClosed(at=at, late_until=late_until), Open(since=since):
            return Closed(since, at, late_until)
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
