"""What goes into an event log, and what comes out of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

Meta = dict[str, str]
"""About an event, never of it: organisation, correlationid, causationid, commandid, actor, language.

No personal data.
"""


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event to be appended; `data` holds plain JSON values, personal fields already sealed."""

    id: UUID
    type: str
    schema: int
    data: dict[str, Any]
    meta: Meta


@dataclass(frozen=True, slots=True)
class Append:
    """One command's events for one stream, which must stand at version `expected` (0: it does not exist).

    `also` is what the same command writes to other streams, whose versions it was decided on too: all of it is
    appended, before these events, or nothing.
    """

    stream: str
    expected: int
    events: tuple[NewEvent, ...]
    also: tuple["Append", ...] = ()


@dataclass(frozen=True, slots=True)
class Appended:
    """Where an append ended: the stream's version and the position of its last event.

    `repeated` says that the same append had been made before, and this is what it did then.
    """

    position: int
    version: int
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event as recorded; `data` is its JSON text, for the contract to decode."""

    position: int
    stream: str
    version: int
    id: UUID
    type: str
    schema: int
    data: str
    meta: Meta
    recorded_at: datetime


class Conflict(Exception):
    """The stream was not where the append expected it."""

    def __init__(self, stream: str, expected: int, found: int) -> None:
        super().__init__(f"stream {stream} was expected at version {expected}, found at {found}")
        self.stream = stream
        self.expected = expected
        self.found = found


class CommandReused(Exception):
    """A command id came back for another stream than the one it first wrote to."""


class LogUnavailable(Exception):
    """The database could not be reached in time. Whether the append was made is not known: repeat it."""


def event_id(command_id: UUID, number: int) -> UUID:
    """The id of the `number`-th event (from 0) of a command: the same command always gives the same ids."""
    return uuid5(command_id, str(number))
