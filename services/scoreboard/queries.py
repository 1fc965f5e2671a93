"""What the stage's page, its snapshot and its feed read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from psycopg.rows import class_row
from pydantic import BaseModel, Field

from shared.contracts.vocabulary import Commitment
from shared.database import Pool
from shared.sql import statements

sql = statements(Path(__file__).parent / "sql")
FIND_BOARD = sql("find_board")
FEED_AFTER = sql("feed_after")
FEED_OF_EXCHANGE = sql("feed_of_exchange")
FEED_HEAD = sql("feed_head")
COUNT_STANDING = sql("count_standing")
LIST_DEALS = sql("list_deals")
LIST_EARLIER = sql("list_earlier")

LATEST = 12
"""Agreements in a snapshot; a stage has room for fewer."""

COMPARED = 2
"""Earlier exchanges that a result is compared with."""

PAGE = 500
"""Entries of the feed that are read at a time."""


class Party(BaseModel):
    """One side of an agreement; `gives` is None for a side that only receives."""

    participant: UUID
    name: str
    gives: str | None


class Agreement(BaseModel):
    """An agreement as the stage shows it."""

    id: UUID
    commitment: Commitment
    parties: list[Party]
    made_at: datetime
    late: bool = Field(description="Made after the closing.")

    @property
    def mutual(self) -> bool:
        """Whether all sides give (handbook: 'Gi og få, eller bare gi')."""
        return all(party.gives for party in self.parties)


class Board(BaseModel):
    """Where an exchange stands after the event at `position`: its agreements that stand, the newest of them first."""

    position: int = 0
    standing: int = 0
    late: int = 0
    opened_at: datetime | None = None
    closes_at: datetime | None = None
    paused_at: datetime | None = None
    closed_at: datetime | None = None
    late_until: date | None = None
    latest: list[Agreement] = []


@dataclass(frozen=True, slots=True)
class Deal:
    """An agreement that stands: who is in it, by id and by name, and which lines of the catalogue it took.

    `gives` is what each of them gives, None for one that only receives; `votes` are those for it as the room's
    favourite.
    """

    id: UUID
    parties: list[UUID]
    listings: list[UUID]
    names: list[str]
    gives: list[str | None]
    votes: int


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier exchange of the same organisation, and how many agreements came of it."""

    name: str
    date: date
    agreements: int


@dataclass(frozen=True, slots=True)
class Told:
    """One entry of the feed: an event as viewers are told it. `data` is JSON text."""

    position: int
    exchange: UUID
    kind: str
    data: str


class Boards:
    """Questions to the scoreboard's tables."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def board(self, exchange: UUID) -> Board:
        """The board of an exchange; an empty one before its market opens."""
        async with self._pool.connection() as connection, connection.cursor(row_factory=class_row(Board)) as cursor:
            await cursor.execute(FIND_BOARD, {"exchange": exchange, "latest": LATEST})
            return await cursor.fetchone() or Board()

    async def deals(self, exchange: UUID) -> list[Deal]:
        """The agreements that stand, the oldest first."""
        async with self._pool.connection() as connection, connection.cursor(row_factory=class_row(Deal)) as cursor:
            await cursor.execute(LIST_DEALS, {"exchange": exchange})
            return await cursor.fetchall()

    async def earlier(self, organisation: UUID, day: date) -> list[Earlier]:
        """The exchanges that an organisation has held before a day, the latest first."""
        async with self._pool.connection() as connection, connection.cursor(row_factory=class_row(Earlier)) as cursor:
            await cursor.execute(LIST_EARLIER, {"organisation": organisation, "date": day, "limit": COMPARED})
            return await cursor.fetchall()

    async def head(self) -> int:
        """The position of the feed's last entry, of any exchange."""
        async with self._pool.connection() as connection:
            row = await (await connection.execute(FEED_HEAD)).fetchone()
        return int(row[0]) if row else 0

    async def told_after(self, position: int) -> Sequence[Told]:
        """The next entries of all exchanges, at most `PAGE`."""
        async with self._pool.connection() as connection, connection.cursor(row_factory=class_row(Told)) as cursor:
            await cursor.execute(FEED_AFTER, {"after": position, "limit": PAGE})
            return await cursor.fetchall()

    async def told_to(self, exchange: UUID, *, after: int, until: int) -> Sequence[Told]:
        """The next entries of one exchange up to a position, at most `PAGE`."""
        async with self._pool.connection() as connection, connection.cursor(row_factory=class_row(Told)) as cursor:
            asked = {"exchange": exchange, "after": after, "until": until, "limit": PAGE}
            await cursor.execute(FEED_OF_EXCHANGE, asked)
            return await cursor.fetchall()

    async def standing(self) -> Mapping[UUID, int]:
        """How many agreements stand in each exchange."""
        async with self._pool.connection() as connection:
            return dict(await (await connection.execute(COUNT_STANDING)).fetchall())
