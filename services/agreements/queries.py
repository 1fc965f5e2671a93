"""What the pages and the API of the market hour read."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from psycopg.rows import dict_row
from psycopg.sql import SQL
from pydantic import TypeAdapter

from services.agreements.domain.agreement import Guest, Line, Room
from services.agreements.domain.market import Closed, Market, NotOpened, Open
from services.agreements.domain.twins import twins
from shared.contracts.site import SiteColours
from shared.contracts.vocabulary import Category, Commitment, ListingKind, Sector
from shared.database import Pool
from shared.refusal import Refused
from shared.sorting import norwegian_key
from shared.sql import statements

sql = statements(Path(__file__).parent / "sql")
FIND_EVENING = sql("find_evening")
SEARCH_PARTICIPANTS = sql("search_participants")
LIST_AGREEMENTS = sql("list_agreements")
FIND_AGREEMENT = sql("find_agreement")
COUNT_AGREEMENTS = sql("count_agreements")
LIST_TOLD_APART = sql("list_told_apart")
LIST_BROKERS = sql("list_brokers")
STANDING_AGREEMENTS = sql("standing_agreements")
LIST_OPEN_MARKETS = sql("list_open_markets")

ALL = 10_000


@dataclass(frozen=True)
class Evening:
    """An exchange as the brokers' desk sees it, read at once: the plan, the market, and what a command asks for.

    `generations` numbers the valid PIN of each role that has one. `guests` and `lines` hold what was asked
    for and exists. `colours` are what the participants' pages are painted with, None for Børsen's own.
    """

    id: UUID
    organisation: UUID
    slug: str
    name: str
    day: date
    opens_at: datetime
    closes_at: datetime
    opened_at: datetime | None
    market_closes_at: datetime | None
    paused_at: datetime | None
    closed_at: datetime | None
    late_until: date | None
    generations: Mapping[str, int]
    guests: Mapping[UUID, Guest]
    lines: Mapping[UUID, Line]
    colours: SiteColours | None = None

    @property
    def market(self) -> Market:
        """The market as the decider knows it."""
        if self.opened_at is None or self.market_closes_at is None:
            return NotOpened()
        if self.closed_at is None:
            return Open(self.opened_at, self.market_closes_at, self.paused_at)
        return Closed(self.opened_at, self.closed_at, self.late_until)

    @property
    def state(self) -> str:
        """`planned`, `open` or `closed`."""
        match self.market:
            case NotOpened():
                return "planned"
            case Open():
                return "open"
            case Closed():
                return "closed"

    def takes_late(self, day: date) -> bool:
        """Whether participants may register a late agreement on a day."""
        return self.late_until is not None and day <= self.late_until

    def overdue(self, now: datetime) -> bool:
        """Whether the market is open although its planned end has passed."""
        return self.state == "open" and self.market_closes_at is not None and self.market_closes_at <= now

    @property
    def room(self) -> Room:
        """What is true around a command."""
        return Room(self.market, self.guests, self.lines)


@dataclass(frozen=True)
class OpenedMarket:
    """A market that is open: its planned end, and the event that opened it, with that event's correlation id."""

    exchange: UUID
    organisation: UUID
    closes_at: datetime
    opened: UUID
    correlation: str


@dataclass(frozen=True)
class Listing:
    """A line of the catalogue."""

    id: UUID
    kind: ListingKind
    category: Category
    text: str


@dataclass(frozen=True)
class Candidate:
    """A participant that can be a party, with its lines of the catalogue: offers first."""

    id: UUID
    name: str
    sector: Sector
    checked_in: bool
    listings: list[Listing]


@dataclass(frozen=True)
class AgreementParty:
    """A party of an agreement."""

    participant: UUID
    name: str
    gives: str | None
    listing: UUID | None


@dataclass(frozen=True)
class Agreement:
    """An agreement as it stands; `number` counts the exchange's agreements from 1 in the order they were made."""

    id: UUID
    number: int
    version: int
    commitment: Commitment
    deadline: date
    first_contact: UUID
    money_confirmed: bool
    made_at: datetime
    broker: str
    corrected_at: datetime | None
    cancelled_at: datetime | None
    reason: str | None
    late: bool
    parties: list[AgreementParty]

    def is_between(self, participant: UUID) -> bool:
        """Whether a participant is one of the parties."""
        return any(party.participant == participant for party in self.parties)

    def speaks_of(self, words: str) -> bool:
        """Whether all words of a search occur in the parties' names and what they give."""
        text = " ".join(f"{party.name} {party.gives or ''}" for party in self.parties).casefold()
        return all(word in text for word in words.casefold().split())


@dataclass(frozen=True)
class Numbers:
    """How many agreements an exchange has: standing (intents among them), and cancelled ones."""

    standing: int
    intents: int
    cancelled: int


@dataclass(frozen=True)
class JoinedBroker:
    """A broker who joined; not `admitted` after the PIN was replaced or ran out."""

    number: int
    joined_at: datetime
    admitted: bool
    agreements: int


EVENINGS = TypeAdapter(list[Evening])
CANDIDATES = TypeAdapter(list[Candidate])
AGREEMENTS = TypeAdapter(list[Agreement])
BROKERS = TypeAdapter(list[JoinedBroker])
NUMBERS = TypeAdapter(list[Numbers])
OPEN_MARKETS = TypeAdapter(list[OpenedMarket])


class Queries:
    """Questions to the tables of the market hour."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def evening(
        self, slug: str, now: datetime, participants: Collection[UUID] = (), listings: Collection[UUID] = ()
    ) -> Evening:
        """The exchange and all facts that a command needs, in one round trip. Raises `Refused` (`not_found`)."""
        asked = {"slug": slug, "now": now, "participants": list(participants), "listings": list(listings)}
        found = EVENINGS.validate_python(await self._rows(FIND_EVENING, asked))
        if not found:
            raise Refused("not_found", "Vi finner ikke denne børsen.")
        return found[0]

    async def search(self, exchange: UUID, text: str) -> list[Candidate]:
        """At most ten participants whose number is `text` or whose name has it, those that begin with it first."""
        asked = {"exchange": exchange, "key": norwegian_key(text), "text": text.strip()}
        return CANDIDATES.validate_python(await self._rows(SEARCH_PARTICIPANTS, asked))

    async def agreements(self, exchange: UUID, limit: int = ALL) -> list[Agreement]:
        """The exchange's agreements, the latest first."""
        return AGREEMENTS.validate_python(await self._rows(LIST_AGREEMENTS, {"exchange": exchange, "limit": limit}))

    async def standing(self, exchange: UUID) -> list[Agreement]:
        """Those of the exchange's agreements that nobody has cancelled, the latest first."""
        return [agreement for agreement in await self.agreements(exchange) if not agreement.cancelled_at]

    async def agreement(self, exchange: UUID, agreement: UUID) -> Agreement:
        """One agreement of the exchange. Raises `Refused` (`not_found`)."""
        asked = {"exchange": exchange, "agreement": agreement}
        found = AGREEMENTS.validate_python(await self._rows(FIND_AGREEMENT, asked))
        if not found:
            raise Refused("not_found", "Vi finner ikke denne avtalen på børsen.")
        return found[0]

    async def told_apart(self, exchange: UUID) -> list[list[UUID]]:
        """Groups of agreements between the same parties of which somebody said that they are different ones."""
        return [row["agreements"] for row in await self._rows(LIST_TOLD_APART, {"exchange": exchange})]

    async def twins(self, exchange: UUID) -> list[list[Agreement]]:
        """Groups of agreements between the same parties that may be one, each in the order they were registered."""
        known = {each.id: each for each in reversed(await self.standing(exchange))}
        parties = {id: [party.participant for party in each.parties] for id, each in known.items()}
        return [[known[id] for id in group] for group in twins(parties, await self.told_apart(exchange))]

    async def numbers(self, exchange: UUID) -> Numbers:
        """How many agreements there are."""
        return NUMBERS.validate_python(await self._rows(COUNT_AGREEMENTS, {"exchange": exchange}))[0]

    async def brokers(self, exchange: UUID, now: datetime) -> list[JoinedBroker]:
        """Who has joined, in the order in which they did."""
        return BROKERS.validate_python(await self._rows(LIST_BROKERS, {"exchange": exchange, "now": now}))

    async def standing_agreements(self) -> dict[UUID, int]:
        """How many agreements stand at each exchange, counted in the log itself, for the audit."""
        return {row["exchange"]: row["standing"] for row in await self._rows(STANDING_AGREEMENTS, {})}

    async def open_markets(self) -> list[OpenedMarket]:
        """The markets of all exchanges that have opened and not closed."""
        return OPEN_MARKETS.validate_python(await self._rows(LIST_OPEN_MARKETS, {}))

    async def _rows(self, statement: SQL, asked: Mapping[str, Any]) -> list[dict[str, Any]]:
        async with self._pool.connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
            await cursor.execute(statement, asked)
            return await cursor.fetchall()
