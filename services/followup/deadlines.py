"""The ticker: compares the calendar with the deadlines, and says so when one is over."""

import asyncio
from datetime import date, datetime, timedelta
from uuid import uuid5

import structlog

from services.followup.domain import FOLLOW_UP, ReachDeadline
from services.followup.queries import Due, FollowUps
from shared.aggregate import Aggregates
from shared.clock import NORWAY, Clock
from shared.logging import correlated
from shared.projection import Runner

logger = structlog.get_logger()

TICK_SECONDS = 0.5
"""The morning could wait for minutes; a rehearsal whose clock jumps should not."""
AT_ONCE = 200
MORNING = timedelta(hours=8)
"""After midnight in Norway: nobody is asked in the night."""


def over_by(moment: datetime) -> date:
    """The latest deadline that the parties may be asked about: they are, in the morning after its day.

    'Etter hvert som tidsfristene går ut tar man på nytt kontakt' (handbook: 'Oppfølging av avtaler i etterkant').
    """
    return (moment.astimezone(NORWAY) - MORNING).date() - timedelta(days=1)


class DeadlineTicker:
    """Reaches deadlines. Several may run: the command's id is made from the event that set the deadline."""

    def __init__(self, follow_ups: FollowUps, aggregates: Aggregates, projection: Runner, clock: Clock) -> None:
        self._follow_ups = follow_ups
        self._aggregates = aggregates
        self._projection = projection
        self._clock = clock

    async def tick(self) -> None:
        """Reach every deadline that is due now."""
        while due := await self._follow_ups.due(over_by(self._clock.now()), limit=AT_ONCE):
            positions = await asyncio.gather(*(self._reach(one) for one in due))
            # What was just reached is still due in the tables until the projection has seen it.
            if not await self._projection.reached(max(positions)):
                return

    async def _reach(self, due: Due) -> int:
        now = self._clock.now()
        command = ReachDeadline(due.exchange, due.agreement, due.deadline, over_by(now), now)
        with correlated(due.correlation):
            handled = await self._aggregates.handle(
                FOLLOW_UP,
                f"followup-{due.agreement}",
                command,
                command_id=uuid5(due.deadline_set, "reach"),
                meta={
                    "organisation": str(due.organisation),
                    "actor": "followup",
                    "correlationid": due.correlation,
                    "causationid": str(due.deadline_set),
                },
            )
            logger.debug("deadline reached", position=handled.position)
        return handled.position
