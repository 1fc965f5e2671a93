"""The event log of a service: append, read, and the group writer that makes appending fast.

The table, its triggers and the append function are in `schema/`, one statement or function per file; the
statements that read it are in `sql/`.
"""

from pathlib import Path

from shared.eventlog.log import EventLog
from shared.eventlog.record import (
    Append,
    Appended,
    CommandReused,
    Conflict,
    LogUnavailable,
    Meta,
    NewEvent,
    Recorded,
    event_id,
)
from shared.eventlog.writer import GroupWriter

MIGRATIONS = Path(__file__).parent / "schema"

__all__ = [
    "MIGRATIONS",
    "Append",
    "Appended",
    "CommandReused",
    "Conflict",
    "EventLog",
    "GroupWriter",
    "LogUnavailable",
    "Meta",
    "NewEvent",
    "Recorded",
    "event_id",
]
