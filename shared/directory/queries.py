"""Reading the directory."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from psycopg.rows import class_row

from shared.contracts.site import SiteColours
from shared.contracts.vocabulary import Category, Sector
from shared.database import Pool
from shared.refusal import Refused
from shared.sql import statements

sql = statements(Path(__file__).parent / "sql")
FIND_EXCHANGE = sql("find_exchange")
FIND_EXCHANGE_BY_ID = sql("find_exchange_by_id")
LIST_EXCHANGES = sql("list_exchanges")
LIST_PARTICIPANTS = sql("list_participants")
FIND_PARTICIPANTS = sql("find_participants")
FIND_PARTICIPANT = sql("find_participant")


@dataclass(frozen=True)
class Exchange:
    """An exchange as every service sees it. Times are instants; `record` is the number of agreements to beat.

    `invited_only` is closed to others; `contact` is how everybody may reach the organiser. `colours` are what its
    public pages are painted with, None for Børsen's own.
    """

    id: UUID
    organisation: UUID
    slug: str
    name: str
    municipality: str
    venue: str
    date: date
    doors_at: datetime
    opens_at: datetime
    closes_at: datetime
    capacity: int
    categories: tuple[Category, ...]
    record: int | None
    invited_only: bool = False
    contact: str | None = None
    colours: SiteColours | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "categories", tuple(Category(name) for name in self.categories))
        if self.colours is not None:
            object.__setattr__(self, "colours", SiteColours.model_validate(self.colours))


@dataclass(frozen=True)
class Participant:
    """An organisation that takes part, without its contact. `logo` is the digest of a picture (`shared.web.pictures`).

    `number` is short, and its own in the exchange.
    """

    id: UUID
    exchange: UUID
    name: str
    sector: Sector
    people: int
    withdrawn: bool
    checked_in_at: datetime | None
    logo: str | None = None
    number: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "sector", Sector(self.sector))


class Exchanges:
    """Questions about exchanges, which lie in the same table in every service."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def exchange(self, slug: str) -> Exchange:
        """The exchange whose address ends in `slug`. Raises `Refused` (`not_found`)."""
        async with self._pool.connection() as connection, connection.cursor(row_factory=class_row(Exchange)) as cursor:
            await cursor.execute(FIND_EXCHANGE, {"slug": slug})
            found = await cursor.fetchone()
        if found is None:
            raise Refused("not_found", "Vi finner ikke denne børsen.")
        return found

    async def exchange_by_id(self, id_: UUID) -> Exchange:
        """The exchange with this id. Raises `Refused` (`not_found`)."""
        async with self._pool.connection() as connection, connection.cursor(row_factory=class_row(Exchange)) as cursor:
            await cursor.execute(FIND_EXCHANGE_BY_ID, {"id": id_})
            found = await cursor.fetchone()
        if found is None:
            raise Refused("not_found", "Vi finner ikke denne børsen.")
        return found

    async def exchanges(self) -> list[Exchange]:
        """All exchanges, the latest first."""
        async with self._pool.connection() as connection, connection.cursor(row_factory=class_row(Exchange)) as cursor:
            await cursor.execute(LIST_EXCHANGES)
            return await cursor.fetchall()


class Directory(Exchanges):
    """Questions to the directory of one service."""

    async def participants(self, exchange: UUID) -> list[Participant]:
        """Who takes part, in Norwegian alphabetical order; those who withdrew are left out."""
        async with (
            self._pool.connection() as connection,
            connection.cursor(row_factory=class_row(Participant)) as cursor,
        ):
            await cursor.execute(LIST_PARTICIPANTS, {"exchange": exchange})
            return await cursor.fetchall()

    async def participant(self, id_: UUID) -> Participant:
        """The participant with this id, of whichever exchange. Raises `Refused` (`not_found`)."""
        async with (
            self._pool.connection() as connection,
            connection.cursor(row_factory=class_row(Participant)) as cursor,
        ):
            await cursor.execute(FIND_PARTICIPANT, {"id": id_})
            found = await cursor.fetchone()
        if found is None:
            raise Refused("not_found", "Vi finner ikke denne påmeldingen.")
        return found

    async def find(self, exchange: UUID, ids: Collection[UUID]) -> dict[UUID, Participant]:
        """Those of the ids that are participants of the exchange, withdrawn ones included."""
        async with (
            self._pool.connection() as connection,
            connection.cursor(row_factory=class_row(Participant)) as cursor,
        ):
            await cursor.execute(FIND_PARTICIPANTS, {"exchange": exchange, "ids": list(ids)})
            return {participant.id: participant for participant in await cursor.fetchall()}
