"""What the brokers' app asks for: all that it needs for an evening without network, and a few ways to say things.

Its agreements go through the same API as everybody's (`services.agreements.api`).
"""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response
from psycopg.rows import dict_row
from pydantic import BaseModel, TypeAdapter
from starlette.requests import Request

from services.agreements.api import AgreementIn, AgreementOut, MarketOut, Registered, TermsIn, agreement_out, market_out
from services.agreements.brokers import broker_name
from services.agreements.desk import Desk
from services.agreements.domain.deadline import proposals
from services.agreements.queries import Listing, Queries
from shared.badge import badge_address
from shared.clock import Clock, today
from shared.contracts.vocabulary import Sector
from shared.database import Pool
from shared.directory import Directory
from shared.projection import Runner
from shared.sql import statements
from shared.web.forms import Instant
from shared.web.idempotency import CommandId

LIST_LINES = statements(Path(__file__).parent / "sql")("list_lines")
LISTINGS = TypeAdapter(list[Listing])


class GuestOut(BaseModel):
    """A participant that can be a party; `badge` is the address that its name tag carries as a QR code."""

    id: UUID
    number: int
    name: str
    sector: Sector
    badge: str
    checked_in: bool
    listings: list[Listing]


class Kit(BaseModel):
    """Everything that a broker's tablet keeps; `now` is our time, by which it sets its own.

    `told_apart` are groups of agreements between the same parties that are known to be different ones.
    """

    now: datetime
    today: date
    broker: str
    called: str
    market: MarketOut
    deadlines: dict[str, date]
    participants: list[GuestOut]
    agreements: list[AgreementOut]
    told_apart: list[list[UUID]]


class CorrectionIn(TermsIn):
    """New terms; `version` is that of the agreement as the broker saw it, `at` the moment of the broker's tap."""

    version: int
    at: Instant | None = None


class Fine(BaseModel):
    """Nothing stands in the way of an agreement."""

    fine: bool = True


class Lines:
    """The catalogue as the brokers' desk has it."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def of_exchange(self, exchange: UUID) -> Mapping[UUID, list[Listing]]:
        """The lines of each participant that has any, offers first."""
        async with self._pool.connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
            await cursor.execute(LIST_LINES, {"exchange": exchange})
            rows: list[dict[str, Any]] = await cursor.fetchall()
        return {row["participant"]: LISTINGS.validate_python(row["listings"]) for row in rows}


def routes(
    desk: Desk, queries: Queries, directory: Directory, lines: Lines, clock: Clock, market: Runner, public_url: str
) -> APIRouter:
    """The API; `market` is the projection of the own log."""
    router = APIRouter(prefix="/api/agreements/{slug}", tags=["broker's app"])

    @router.get("/tablet")
    async def kit(request: Request, response: Response, slug: str) -> Kit:
        """All that a tablet needs for the evening, in one answer."""
        response.headers["cache-control"] = "no-store"
        visit = await desk.broker(request, slug)
        exchange = visit.evening.id
        listings = await lines.of_exchange(exchange)
        participants = [
            GuestOut(
                id=guest.id,
                number=guest.number,
                name=guest.name,
                sector=guest.sector,
                badge=badge_address(public_url, guest.id),
                checked_in=guest.checked_in_at is not None,
                listings=listings.get(guest.id, []),
            )
            for guest in await directory.participants(exchange)
        ]
        return Kit(
            now=clock.now(),
            today=today(clock),
            broker=visit.broker,
            called=broker_name(visit.broker),
            market=market_out(visit.evening),
            deadlines=dict(proposals(today(clock))),
            participants=participants,
            agreements=[agreement_out(agreement) for agreement in await queries.agreements(exchange)],
            told_apart=await queries.told_apart(exchange),
        )

    @router.post("/agreements/considered")
    async def consider(request: Request, slug: str, typed: AgreementIn) -> Fine:
        """Whether an agreement would be taken, while the parties are still at the table. Saves nothing."""
        terms = typed.terms()
        visit = await desk.broker(request, slug, terms)
        if typed.agreement:
            await desk.consider(desk.correcting(visit, typed.agreement, terms, typed.at))
        else:
            await desk.consider(desk.making(visit, UUID(int=0), terms, typed.at))
        return Fine()

    @router.post("/agreements/{agreement}/corrections")
    async def correct(request: Request, slug: str, agreement: UUID, key: CommandId, typed: CorrectionIn) -> Registered:
        """As PUT on the agreement does, in a form that a tablet's queue can keep."""
        terms = typed.terms()
        visit = await desk.broker(request, slug, terms)
        handled = await desk.carry_out(visit, desk.correcting(visit, agreement, terms, typed.at), key, {typed.version})
        await market.reached(handled.position)
        shown = agreement_out(await queries.agreement(visit.evening.id, agreement))
        return Registered(position=handled.position, agreement=shown)

    return router
