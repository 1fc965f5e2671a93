"""Time as a dependency: nothing asks the machine directly, so a rehearsal can jump two weeks ahead."""

from datetime import UTC, date, datetime, timedelta
from typing import Protocol

from shared.norway import NORWAY

__all__ = ["NORWAY", "AdjustableClock", "Clock", "SystemClock", "today"]


class Clock(Protocol):
    """Gives the present instant."""

    def now(self) -> datetime:
        """The present instant, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class AdjustableClock:
    """The machine's clock, moved forward by a lasting offset."""

    def __init__(self) -> None:
        self.offset = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset

    def advance(self, by: timedelta) -> None:
        """Move the clock forward. Raises `ValueError` for a negative step: time never runs backwards."""
        if by < timedelta():
            raise ValueError("the clock only moves forward")
        self.offset += by


def today(clock: Clock) -> date:
    """The local day in Norway."""
    return clock.now().astimezone(NORWAY).date()
