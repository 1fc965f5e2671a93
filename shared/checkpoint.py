"""Whether a checkpoint still stands in the history that it was saved in.

Databases are restored from backups one by one. A checkpoint may then stand beyond the head of the log that it counts
in, or at an event that is another one now: whoever went on from there would skip the events in between, silently.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Protocol, cast
from uuid import UUID

from shared.contracts.base import Contract
from shared.eventlog import Recorded

REFILL_SECONDS = 10
"""A stream that lost its storage is behind its log until the relay has filled it again: no reason for an alarm."""
RETRY_SECONDS = 0.25


class Source(Protocol):
    """Where events come from: the service's own log, or a subscription to another's stream."""

    contract: Contract

    async def head(self) -> int:
        """The last position that the source can give now."""
        ...

    def batches(self, after: int) -> AsyncIterator[Sequence[Recorded]]:
        """Everything after a position in order, without holes, for ever."""
        ...


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A position, and the id of the event there; None before the first, and where it was not noted."""

    position: int = 0
    event: UUID | None = None


class Astray(Exception):
    """The checkpoint stands in a history that its source does not have. The text is a sentence for operators."""


async def confirm(checkpoint: Checkpoint, source: Source) -> None:
    """Returns when the source has the checkpoint's event where the checkpoint says. Raises `Astray`."""
    if checkpoint.position == 0:
        return
    await _within_reach(checkpoint, source)
    events = cast("AsyncGenerator[Sequence[Recorded], None]", source.batches(checkpoint.position - 1))
    async with aclosing(events):
        found = (await anext(events))[0]
    if checkpoint.event not in (None, found.id):
        raise Astray(
            f"position {checkpoint.position} of {source.contract.service} is another event than when it was passed: "
            f"the log was restored from a backup"
        )


async def _within_reach(checkpoint: Checkpoint, source: Source) -> None:
    deadline = asyncio.get_running_loop().time() + REFILL_SECONDS
    while (head := await source.head()) < checkpoint.position:
        if asyncio.get_running_loop().time() > deadline:
            raise Astray(
                f"position {checkpoint.position} lies beyond the head of {source.contract.service}, {head}: "
                f"the log was restored from a backup"
            )
        await asyncio.sleep(RETRY_SECONDS)
