"""A source of events for those on whom nobody waits: they give way, and work on more at a time."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from typing import cast

from shared.eventlog import EventLog, Recorded
from shared.subscription import Subscription

GATHER_SECONDS = 0.05
"""The stage has been told by then what a broker has tapped."""
ENOUGH = 100
"""Events in a batch that needs no company."""


class Unhurried:
    """Another source, whose events come a moment later: what has happened meanwhile is one batch after it."""

    def __init__(self, source: EventLog | Subscription) -> None:
        self.contract = source.contract
        self._source = source

    async def head(self) -> int:
        """The last position that the source can give now."""
        return await self._source.head()

    async def batches(self, after: int) -> AsyncIterator[Sequence[Recorded]]:
        """The source's batches, each of them a moment after it came."""
        batches = cast("AsyncGenerator[Sequence[Recorded], None]", self._source.batches(after))
        async with aclosing(batches):
            async for batch in batches:
                if len(batch) < ENOUGH:
                    await asyncio.sleep(GATHER_SECONDS)
                yield batch
