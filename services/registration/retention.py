"""Contacts are kept for a set time after their exchange, and then erased without anybody asking."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid5

import structlog

from services.registration.circulars import Circulars
from services.registration.commands import Commands
from services.registration.invitations.commands import Inviting
from services.registration.queries import Registrations
from shared.clock import Clock, today
from shared.directory import Exchange

logger = structlog.get_logger()

LOOK_SECONDS = 1
"""How often the calendar is looked at: a clock that jumps is noticed, and the database is asked once a day."""
ACTOR = "retention"


@dataclass(frozen=True, slots=True)
class Period:
    """How long contacts are kept, in days after the exchange."""

    days: int

    def ends(self, exchange: Exchange) -> date:
        """The day on which the contacts of an exchange are erased."""
        return exchange.date + timedelta(days=self.days)

    def over_by(self, day: date) -> date:
        """The latest exchange whose contacts are not kept any more on a day."""
        return day - timedelta(days=self.days)


class Retention:
    """Erases what has been kept long enough. Several may run: the commands' ids are made from the subjects'."""

    def __init__(
        self,
        period: Period,
        registrations: Registrations,
        commands: Commands,
        inviting: Inviting,
        circulars: Circulars,
        clock: Clock,
    ) -> None:
        self._period = period
        self._registrations = registrations
        self._commands = commands
        self._inviting = inviting
        self._circulars = circulars
        self._clock = clock
        self._done: date | None = None

    async def tick(self) -> None:
        """Erase what is over, once a day."""
        day = today(self._clock)
        if day != self._done:
            await self.erase(self._period.over_by(day))
            self._done = day

    async def erase(self, until: date) -> None:
        """Erase the contacts of all exchanges until a day, and what was written to them.

        What is erased already stays as it is.
        """
        await self._circulars.forget(until)
        for exchange in await self._registrations.with_contacts_until(until):
            kept = [one.id for one in await self._registrations.of_exchange(exchange.id) if not one.erased]
            for participant in kept:
                await self._commands.erase(exchange, participant, actor=ACTOR, command_id=_command_id(participant))
            invited = await self._inviting.erase_all(exchange, actor=ACTOR, command_id_of=_command_id)
            logger.info("contacts erased", exchange=str(exchange.id), participants=len(kept), invited=invited)


def _command_id(subject: UUID) -> UUID:
    return uuid5(subject, "retention")
