"""Reading a service's event log, and following it as it grows."""

import asyncio
import math
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from itertools import count
from pathlib import Path
from time import monotonic
from typing import cast
from uuid import UUID

from psycopg.rows import TupleRow, args_row

from shared.contracts.base import Contract, Event
from shared.database import Pool
from shared.eventlog.record import Recorded
from shared.signal import Signal
from shared.sql import statements

sql = statements(Path(__file__).parent / "sql")
READ_STREAM = sql("read_stream")
READ_AFTER = sql("read_after")
HEAD = sql("head")
FIND_EVENT = sql("find_event")
REPLAY = sql("replay")

BATCH = 1000
PAGE = 250
POLL_SECONDS = 0.5


class EventLog:
    """The log of the service whose events `contract` describes.

    It is also a source of events for projections and policies of the same service: straight from the table.
    """

    def __init__(self, pool: Pool, contract: Contract) -> None:
        self.contract = contract
        self.grew = Signal()
        self._pool = pool
        self._reading = asyncio.Lock()
        self._latest: Sequence[Recorded] = ()
        self._seen = 0
        self._read_at = -math.inf

    async def head(self) -> int:
        """The highest position; 0 for an empty log."""
        async with self._pool.connection() as connection:
            row = await (await connection.execute(HEAD)).fetchone()
        return int(row[0]) if row else 0

    async def read_stream(self, stream: str) -> list[Recorded]:
        """All events of a stream, oldest first; empty for a stream that does not exist."""
        async with (
            self._pool.connection() as connection,
            connection.cursor(row_factory=args_row(Recorded), binary=True) as cursor,
        ):
            await cursor.execute(READ_STREAM, {"stream": stream})
            return await cursor.fetchall()

    async def read_after(self, position: int, limit: int = BATCH) -> list[Recorded]:
        """At most `limit` events after a position, in order. Everything before the last of them is included."""
        async with (
            self._pool.connection() as connection,
            connection.cursor(row_factory=args_row(Recorded), binary=True) as cursor,
        ):
            await cursor.execute(READ_AFTER, {"position": position, "limit": limit})
            return await cursor.fetchall()

    async def find(self, id_: UUID) -> Recorded | None:
        """The event with this id, if the log has it."""
        async with (
            self._pool.connection() as connection,
            connection.cursor(row_factory=args_row(Recorded), binary=True) as cursor,
        ):
            await cursor.execute(FIND_EVENT, {"id": id_})
            return await cursor.fetchone()

    async def replay(self, after: int = 0, until: int | None = None) -> AsyncGenerator[tuple[int, Event], None]:
        """Each event with its position, in order, as far as `until` or to where the log ends now: for folding many.

        One statement, whose pages the server sends while they are read: memory does not grow with the log.
        """
        decode = self.contract.decode
        async with self._pool.connection() as connection, connection.cursor() as cursor:
            pages = cursor.stream(REPLAY, {"after": after, "until": until, "page": PAGE}, binary=True)
            # A reader that breaks off must end the statement before the connection goes back to the pool.
            async with aclosing(cast("AsyncGenerator[TupleRow, None]", pages)) as pages:
                async for before, types, schemas, datas in pages:
                    for position, type_, schema, data in zip(count(before + 1), types, schemas, datas):
                        yield position, decode(type_, schema, data)

    async def batches(self, after: int, *, patience: float = math.inf) -> AsyncIterator[Sequence[Recorded]]:
        """The log from a position on: a batch whenever there is one, until none has come for `patience` seconds.

        Appends of this process wake it at once; those of another replica are seen within half a second.
        """
        came = monotonic()
        while monotonic() - came < patience:
            seen, batch = await self._next(after)
            if batch:
                yield batch
                after = batch[-1].position
                came = monotonic()
            if len(batch) < BATCH:
                await self.grew.wait(seen, timeout=POLL_SECONDS)

    async def _next(self, after: int) -> tuple[int, Sequence[Recorded]]:
        """What comes after a position, as far as it was read, and the count of `grew` before that.

        A reading serves all who follow the log's end, for a moment: not for longer, because the database may be
        restored from a backup under a running service.
        """
        async with self._reading:
            latest = self._latest
            fresh = monotonic() < self._read_at + POLL_SECONDS
            if not (fresh and latest and latest[0].position <= after + 1 <= latest[-1].position):
                seen, found = self.grew.count, await self.read_after(after)
                if not found:
                    return seen, found
                self._seen, self._latest, self._read_at = seen, found, monotonic()
            return self._seen, self._latest[after + 1 - self._latest[0].position :]
