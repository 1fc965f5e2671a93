"""The ticker: compares the calendar with the deadlines, and says so when one is reached."""

import asyncio
from uuid import uuid5

import structlog

from services.followup.domain import FOLLOW_UP, ReachDeadline
from services.followup.queries import Due, FollowUps
from shared.aggregate import Aggregates
from shared.clock import Clock, today
from shared.eventlog import LogUnavailable
from shared.logging import correlation
from shared.projection import TRANSIENT, Runner

logger = structlog.get_logger()

TICK_SECONDS = 0.5
"""A day's boundary could wait for minutes; a rehearsal whose clock jumps should not."""
AT_ONCE = 200


class DeadlineTicker:
    """Reaches deadlines. Several may run: the command's id is made from the event that set the deadline."""

    def __init__(self, follow_ups: FollowUps, aggregates: Aggregates, projection: Runner, clock: Clock) -> None:
        self._follow_ups = follow_ups
        self._aggregates = aggregates
        self._projection = projection
        self._clock = clock

    async def run(self) -> None:
        """Tick for ever."""
        while True:
            try:
                await self.tick()
            except (LogUnavailable, *TRANSIENT) as error:
                logger.warning("ticker waits", error=repr(error))
            await asyncio.sleep(TICK_SECONDS)

    async def tick(self) -> None:
        """Reach every deadline that is due now."""
        while due := await self._follow_ups.due(today(self._clock), limit=AT_ONCE):
            positions = await asyncio.gather(*(self._reach(one) for one in due))
            # What was just reached is still due in the tables until the projection has seen it.
            if not await self._projection.reached(max(positions)):
                return

    async def _reach(self, due: Due) -> int:
        command = ReachDeadline(due.exchange, due.agreement, due.deadline, today(self._clock), self._clock.now())
        handled = await self._aggregates.handle(
            FOLLOW_UP,
            f"followup-{due.agreement}",
            command,
            command_id=uuid5(due.deadline_set, "reach"),
            meta={"organisation": str(due.organisation), "actor": "followup", "correlationid": correlation()},
        )
        return handled.position
