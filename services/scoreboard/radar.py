"""What the host looks for during the hour: needs that stand in no agreement, and participants without an agreement."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from psycopg.rows import class_row

from shared.contracts.vocabulary import Category, Sector
from shared.database import Pool
from shared.sql import statements

sql = statements(Path(__file__).parent / "sql")
LIST_UNTOUCHED_NEEDS = sql("list_untouched_needs")
LIST_WITHOUT_AGREEMENT = sql("list_without_agreement")


@dataclass(frozen=True, slots=True)
class Need:
    """A line of the catalogue that stands in no agreement, and whose it is; `agreed` when it has an agreement at all.

    That one may meet the need in words of its own, or by an offer of the same category. Nobody but the parties can
    tell: categories are wide, and a need that was taken for met would be helped by nobody. So it stays, and says so.
    """

    category: Category
    text: str
    name: str
    agreed: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """A participant without an agreement; `here` when it has been checked in."""

    name: str
    sector: Sector
    here: bool


class Radar:
    """Questions to the scoreboard's tables. Nothing of it is personal: all may be read aloud."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def needs(self, exchange: UUID) -> list[Need]:
        """The needs that stand in no agreement, those of participants without any agreement first."""
        async with self._pool.connection() as connection, connection.cursor(row_factory=class_row(Need)) as cursor:
            await cursor.execute(LIST_UNTOUCHED_NEEDS, {"exchange": exchange})
            return await cursor.fetchall()

    async def waiting(self, exchange: UUID) -> list[Waiting]:
        """The participants without an agreement, those who have come first."""
        async with self._pool.connection() as connection, connection.cursor(row_factory=class_row(Waiting)) as cursor:
            await cursor.execute(LIST_WITHOUT_AGREEMENT, {"exchange": exchange})
            return await cursor.fetchall()
