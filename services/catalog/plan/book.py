"""Where plans are kept: a table, and no events.

Nobody but the participant may read its plan, no other service has any use for it, and a free text must be gone when it
is erased; an event stays for ever. Of two writings of the same thing the later one counts, so that no version is needed
either, nor a key to know a writing by that comes twice.
"""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from uuid import UUID

from services.catalog.plan.written import Aspect, Written
from shared.database import Pool
from shared.sql import statements

sql = statements(Path(__file__).parent / "sql")
WRITE = sql("write")
READ = sql("read")
CLOSE_PLANS = sql("close_plans")
DELETE_WRITTEN = sql("delete_written")
FORGET_PARTICIPANT = sql("forget_participant")


class Book:
    """Reads and writes the plans of all participants."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def write(self, participant: UUID, written: Sequence[Written]) -> None:
        """Keep what is later than what stands there. Nothing is kept of or about a participant that was erased."""
        rows = [{"participant": participant, **asdict(one)} for one in written]
        async with self._pool.connection() as connection, connection.transaction(), connection.cursor() as cursor:
            await cursor.executemany(WRITE, rows)

    async def read(self, participant: UUID) -> list[Written]:
        """Everything that stands in a participant's plan, and what was taken away."""
        async with self._pool.connection() as connection:
            rows = await (await connection.execute(READ, {"participant": participant})).fetchall()
        return [Written(about, Aspect(aspect), value, at) for about, aspect, value, at in rows]

    async def forget(self, participant: UUID) -> None:
        """Delete what a participant wrote, and what others noted about it; for ever, whatever a phone sends later."""
        async with self._pool.connection() as connection, connection.transaction():
            await connection.execute(CLOSE_PLANS)
            await connection.execute(FORGET_PARTICIPANT, {"participant": participant})
            await connection.execute(DELETE_WRITTEN, {"participant": participant})
