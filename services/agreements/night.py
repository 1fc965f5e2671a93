"""The ticker of the night: closes a market that nobody has closed.

Mails and deadlines wait for the closing, so an organiser who goes home without it would leave everybody without both.
"""

from datetime import datetime, time, timedelta
from uuid import uuid5

import structlog

from services.agreements.domain.market import MARKET, CloseMarket
from services.agreements.queries import OpenedMarket, Queries
from shared.aggregate import Aggregates
from shared.clock import NORWAY, Clock, today
from shared.logging import correlated

logger = structlog.get_logger()

TICK_SECONDS = 2
ACTOR = "agreements"

NIGHT = time(4)
"""In Norway: nobody is at the tables any more, however late it got, and the mails are there in the morning."""
AFTER_THE_PLAN = timedelta(hours=3)
"""How long the planned end is over by then, at least: whoever keeps the guests for an hour more is not cut off."""


def closes_by_itself_at(planned_end: datetime) -> datetime:
    """When a market that nobody closes is closed. Its planned end itself closes nothing: that is the host's to say."""
    earliest = (planned_end + AFTER_THE_PLAN).astimezone(NORWAY)
    night = datetime.combine(earliest, NIGHT, NORWAY)
    return night if night >= earliest else night + timedelta(days=1)  # still four o'clock when summer time begins


class NightTicker:
    """Closes forgotten markets. Several may run: the command's id is made from the event that opened the market."""

    def __init__(self, queries: Queries, aggregates: Aggregates, clock: Clock) -> None:
        self._queries = queries
        self._aggregates = aggregates
        self._clock = clock

    async def tick(self) -> None:
        """Close every market whose night has come."""
        now = self._clock.now()
        for market in await self._queries.open_markets():
            if now >= closes_by_itself_at(market.closes_at):
                await self._close(market)

    async def _close(self, market: OpenedMarket) -> None:
        with correlated(market.correlation):
            handled = await self._aggregates.handle(
                MARKET,
                f"market-{market.exchange}",
                CloseMarket(market.exchange, self._clock.now(), today(self._clock)),
                command_id=uuid5(market.opened, "left open"),
                meta={
                    "organisation": str(market.organisation),
                    "actor": ACTOR,
                    "correlationid": market.correlation,
                    "causationid": str(market.opened),
                },
            )
            logger.info("market was left open and is closed", position=handled.position)
