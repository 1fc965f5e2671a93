"""What registration's pages, mails and API read."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from psycopg.rows import class_row
from psycopg.sql import SQL

from services.registration.domain.places import Places
from shared.contracts.vocabulary import Category, ListingKind, Sector
from shared.directory import Exchange, Exchanges
from shared.refusal import Refused
from shared.sql import statements

sql = statements(Path(__file__).parent / "sql")
LIST_EXCHANGES_OF_ORGANISATION = sql("list_exchanges_of_organisation")
LIST_EXCHANGES_WITH_CONTACTS = sql("list_exchanges_with_contacts")
LIST_PLACES = sql("list_places")
LIST_QUEUE = sql("list_queue")
FIND_REGISTRATION = sql("find_registration")
FIND_REGISTRATIONS_BY_EMAIL = sql("find_registrations_by_email")
LIST_REGISTRATIONS = sql("list_registrations")
LIST_TOLD_APART = sql("list_told_apart")
LIST_WISHES = sql("list_wishes")
LIST_WISHES_OF_EXCHANGE = sql("list_wishes_of_exchange")

Row = TypeVar("Row")


@dataclass(frozen=True)
class Registration:
    """A participant with its contact and dietary needs, which are None once they are erased.

    `number` is short, and its own in the exchange. `waiting` is said of whoever stands, or stood, on the waiting list.
    `language` is that of its mails.
    """

    id: UUID
    exchange: UUID
    name: str
    sector: Sector
    people: int
    contact_name: str | None
    email: str | None
    phone: str | None
    individual: bool
    dietary: str | None
    photo_consent: bool | None
    logo: str | None
    consented_at: datetime
    waiting: bool
    withdrawn: bool
    checked_in_at: datetime | None
    erased: bool
    version: int
    number: int
    language: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "sector", Sector(self.sector))

    @property
    def expected(self) -> bool:
        """Whether it has a place and has not given it back."""
        return not self.waiting and not self.withdrawn

    @property
    def in_queue(self) -> bool:
        """Whether it waits for a place."""
        return self.waiting and not self.withdrawn


@dataclass(frozen=True)
class WishLine:
    """A need or an offer as it was written when signing up."""

    id: UUID
    kind: ListingKind
    category: Category
    text: str
    money_confirmed: bool = False


@dataclass(frozen=True)
class Attendance:
    """How many are expected to an exchange and how many have come: organisations and people, in all and by sector.

    `waiting` are the organisations on the waiting list.
    """

    organisations: int = 0
    people: int = 0
    arrived: int = 0
    waiting: int = 0
    by_sector: Mapping[Sector, int] = field(default_factory=dict)


class Registrations(Exchanges):
    """Questions about exchanges and who takes part in them."""

    async def exchanges_of(self, organisation: UUID) -> list[Exchange]:
        """An organisation's exchanges, the latest first."""
        return await self._rows(Exchange, LIST_EXCHANGES_OF_ORGANISATION, organisation=organisation)

    async def with_contacts_until(self, day: date) -> list[Exchange]:
        """The exchanges until a day whose contacts are not all erased, the earliest first."""
        return await self._rows(Exchange, LIST_EXCHANGES_WITH_CONTACTS, until=day)

    async def free_places(self, exchange: Exchange) -> int:
        """How many more people get a place if they sign up now: none of those that somebody waits for and is due."""
        async with self._pool.connection() as connection:
            rows = await (await connection.execute(LIST_PLACES, {"exchange": exchange.id})).fetchall()
        taken, waiting = ({id_: people for id_, people, waits in rows if waits is kind} for kind in (False, True))
        return Places(taken, waiting).unclaimed(exchange.capacity)

    async def queue(self, exchange: UUID) -> list[UUID]:
        """Who waits for a place, the first in the queue first."""
        async with self._pool.connection() as connection:
            rows = await (await connection.execute(LIST_QUEUE, {"exchange": exchange})).fetchall()
        return [participant for (participant,) in rows]

    async def place_in_queue(self, registration: Registration) -> int | None:
        """Where a participant stands among those who wait, 1 for the next; None for one that does not wait."""
        queue = await self.queue(registration.exchange)
        return queue.index(registration.id) + 1 if registration.id in queue else None

    async def of_exchange(self, exchange: UUID) -> list[Registration]:
        """Everybody who signed up, in Norwegian alphabetical order, those who withdrew included."""
        return await self._rows(Registration, LIST_REGISTRATIONS, exchange=exchange)

    async def find(self, exchange: UUID, participant: UUID) -> Registration:
        """One participant of an exchange. Raises `Refused` (`not_found`)."""
        found = await self._rows(Registration, FIND_REGISTRATION, exchange=exchange, participant=participant)
        if not found:
            raise Refused("not_found", "Vi finner ikke denne påmeldingen.")
        return found[0]

    async def told_apart(self, exchange: UUID) -> list[list[UUID]]:
        """Groups of participants of which the organiser said that they are different ones."""
        async with self._pool.connection() as connection:
            rows = await (await connection.execute(LIST_TOLD_APART, {"exchange": exchange})).fetchall()
        return [participants for (participants,) in rows]

    async def with_email(self, email: str) -> list[Registration]:
        """The participants that can be reached at an address."""
        return await self._rows(Registration, FIND_REGISTRATIONS_BY_EMAIL, email=email)

    async def wishes(self, participant: UUID) -> list[WishLine]:
        """A participant's needs and offers as it signed up with them."""
        return await self._rows(WishLine, LIST_WISHES, participant=participant)

    async def wishes_of_exchange(self, exchange: UUID) -> Mapping[UUID, Sequence[WishLine]]:
        """The needs and offers of each participant of an exchange."""
        wishes: defaultdict[UUID, list[WishLine]] = defaultdict(list)
        async with self._pool.connection() as connection:
            cursor = await connection.execute(LIST_WISHES_OF_EXCHANGE, {"exchange": exchange})
            for participant, *line in await cursor.fetchall():
                wishes[participant].append(WishLine(*line))
        return wishes

    async def _rows(self, shape: type[Row], statement: SQL, **values: Any) -> list[Row]:
        async with self._pool.connection() as connection, connection.cursor(row_factory=class_row(shape)) as cursor:
            await cursor.execute(statement, values)
            return await cursor.fetchall()


def attendance(registrations: Sequence[Registration]) -> Attendance:
    """The counts of those who have a place."""
    expected = [registration for registration in registrations if registration.expected]
    return Attendance(
        organisations=len(expected),
        people=sum(registration.people for registration in expected),
        arrived=sum(registration.checked_in_at is not None for registration in expected),
        waiting=sum(registration.in_queue for registration in registrations),
        by_sector={sector: sum(r.sector is sector for r in expected) for sector in Sector},
    )


def diets(registrations: Sequence[Registration]) -> list[tuple[str, int]]:
    """What those who come cannot eat, and how many organisations say so, for the kitchen; the most frequent first."""
    said = [one.dietary for one in registrations if one.dietary and one.expected]
    counts = Counter(text.casefold() for text in said)
    written = {text.casefold(): text for text in reversed(said)}
    return [(written[text], number) for text, number in counts.most_common()]
