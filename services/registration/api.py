"""The JSON API of registration: exchanges, and who takes part in them."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Request, Response
from pydantic import BaseModel, Field

from services.registration.access import Access
from services.registration.commands import Commands
from services.registration.forms import CapacityEntry, DetailsEntry, PlanRequest, SignUpRequest
from services.registration.keys import DatabaseKeys
from services.registration.queries import Registration, Registrations
from services.registration.rates import Rate, Rates
from shared.aggregate import Handled
from shared.auth import Role, bearer_of_service
from shared.contracts.vocabulary import Category, Sector
from shared.directory import Exchange
from shared.keys import ASK_AT_MOST, KEYS_PATH
from shared.web.clients import address_of
from shared.web.idempotency import CommandId
from shared.web.versions import OnlyAt, tag


class ExchangeOut(BaseModel):
    """What everybody may know of an exchange. Times are instants; `record` is the number of agreements to beat."""

    id: UUID
    slug: str
    name: str
    municipality: str
    venue: str
    date: date
    doors_at: datetime
    opens_at: datetime
    closes_at: datetime
    capacity: int
    categories: list[Category]
    record: int | None
    invited_only: bool


class PlannedOut(BaseModel):
    """An exchange that was planned, and the log's position with it."""

    exchange: UUID
    slug: str
    position: int


class Changed(BaseModel):
    """An exchange that was changed, and the log's position with it."""

    exchange: UUID
    position: int


class ParticipantOut(BaseModel):
    """A participant with its contact, which is null once it is erased. For its organiser only.

    `waiting` is on the waiting list. `number` is its own in the exchange.
    """

    id: UUID
    number: int
    name: str
    sector: Sector
    people: int
    contact_name: str | None
    email: str | None
    phone: str | None
    individual: bool
    dietary: str | None
    photo_consent: bool | None
    waiting: bool
    withdrawn: bool
    checked_in_at: datetime | None
    erased: bool
    version: int


class Done(BaseModel):
    """The participant's version and the log's position with what was done."""

    participant: UUID
    version: int
    position: int


class KeysWanted(BaseModel):
    """Whose keys a service asks for."""

    subjects: Annotated[list[UUID], Field(max_length=ASK_AT_MOST)]


class KeysFound(BaseModel):
    """Keys as hexadecimal digits; erased subjects are absent."""

    keys: dict[UUID, str]


def exchanges(access: Access, registrations: Registrations, commands: Commands) -> APIRouter:
    """Planning exchanges, making room in them, and the public list of them."""
    router = APIRouter(prefix="/api/registration/exchanges", tags=["exchanges"])

    @router.get("")
    async def list_exchanges() -> list[ExchangeOut]:
        return [_exchange(exchange) for exchange in await registrations.exchanges()]

    @router.post("", status_code=201)
    async def plan(request: Request, response: Response, key: CommandId, plan: PlanRequest) -> PlannedOut:
        organiser = access.sign_in.require(request, Role.ORGANISER)
        planned = await commands.plan(organiser, plan, command_id=key)
        response.headers["location"] = f"/api/registration/exchanges/{planned.slug}"
        return PlannedOut(exchange=planned.exchange, slug=planned.slug, position=planned.handled.position)

    @router.put("/{slug}/capacity")
    async def change_capacity(request: Request, slug: str, key: CommandId, entry: CapacityEntry) -> Changed:
        organiser, exchange = await access.own_exchange(request, slug)
        handled = await commands.change_capacity(exchange, entry.capacity, actor=organiser.actor, command_id=key)
        return Changed(exchange=exchange.id, position=handled.position)

    @router.get("/{slug}")
    async def show(slug: str) -> ExchangeOut:
        return _exchange(await registrations.exchange(slug))

    return router


def participants(access: Access, registrations: Registrations, commands: Commands, rates: Rates) -> APIRouter:
    """Signing up, which anybody may; and everything that the organiser does with participants."""
    router = APIRouter(prefix="/api/registration/{slug}/participants", tags=["participants"])

    @router.post("", status_code=201)
    async def sign_up(request: Request, response: Response, slug: str, key: CommandId, entry: SignUpRequest) -> Done:
        await rates.check(Rate.SIGN_UP_PER_CLIENT, address_of(request))
        exchange = await registrations.exchange(slug)
        signed_up = await commands.sign_up(exchange, entry, command_id=key, participant=entry.participant)
        response.headers["location"] = f"/api/registration/{slug}/participants/{signed_up.participant}"
        return _done(response, signed_up.participant, signed_up.handled)

    @router.get("")
    async def list_participants(request: Request, slug: str) -> list[ParticipantOut]:
        _, exchange = await access.own_exchange(request, slug)
        return [_participant(found) for found in await registrations.of_exchange(exchange.id)]

    @router.get("/{participant}")
    async def show(request: Request, response: Response, slug: str, participant: UUID) -> ParticipantOut:
        _, exchange = await access.own_exchange(request, slug)
        found = await registrations.find(exchange.id, participant)
        tag(response, found.version)
        return _participant(found)

    @router.put("/{participant}")
    async def change(
        request: Request,
        response: Response,
        slug: str,
        participant: UUID,
        key: CommandId,
        only_at: OnlyAt,
        entry: DetailsEntry,
    ) -> Done:
        organiser, exchange = await access.own_exchange(request, slug)
        await registrations.find(exchange.id, participant)
        handled = await commands.change(
            exchange, participant, entry, actor=organiser.actor, command_id=key, only_at=only_at
        )
        return _done(response, participant, handled)

    @router.post("/{participant}/withdraw")
    async def withdraw(
        request: Request, response: Response, slug: str, participant: UUID, key: CommandId, only_at: OnlyAt
    ) -> Done:
        organiser, exchange = await access.own_exchange(request, slug)
        await registrations.find(exchange.id, participant)
        handled = await commands.withdraw(exchange, participant, actor=organiser.actor, command_id=key, only_at=only_at)
        return _done(response, participant, handled)

    @router.post("/{participant}/promote")
    async def promote(request: Request, response: Response, slug: str, participant: UUID, key: CommandId) -> Done:
        organiser, exchange = await access.own_exchange(request, slug)
        await registrations.find(exchange.id, participant)
        handled = await commands.promote(exchange, participant, actor=organiser.actor, command_id=key)
        return _done(response, participant, handled)

    @router.post("/{participant}/check-in")
    async def check_in(
        request: Request, response: Response, slug: str, participant: UUID, key: CommandId, only_at: OnlyAt
    ) -> Done:
        organiser, exchange = await access.own_exchange(request, slug)
        await registrations.find(exchange.id, participant)
        handled = await commands.check_in(exchange, participant, actor=organiser.actor, command_id=key, only_at=only_at)
        return _done(response, participant, handled)

    @router.post("/{participant}/erase")
    async def erase(
        request: Request, response: Response, slug: str, participant: UUID, key: CommandId, only_at: OnlyAt
    ) -> Done:
        organiser, exchange = await access.own_exchange(request, slug)
        await registrations.find(exchange.id, participant)
        handled = await commands.erase(exchange, participant, actor=organiser.actor, command_id=key, only_at=only_at)
        return _done(response, participant, handled)

    return router


def internal(keys: DatabaseKeys, keys_secret: str) -> APIRouter:
    """Keys for the service that needs contacts, followup; inside the network only."""
    router = APIRouter(include_in_schema=False)

    @router.post(KEYS_PATH)
    async def find_keys(wanted: KeysWanted, authorization: Annotated[str, Header()] = "") -> KeysFound:
        bearer_of_service(keys_secret, authorization)
        found = await keys.find(wanted.subjects)
        return KeysFound(keys={subject: key.hex() for subject, key in found.items()})

    return router


def _done(response: Response, participant: UUID, handled: Handled) -> Done:
    tag(response, handled.version)
    return Done(participant=participant, version=handled.version, position=handled.position)


def _exchange(exchange: Exchange) -> ExchangeOut:
    return ExchangeOut(
        id=exchange.id,
        slug=exchange.slug,
        name=exchange.name,
        municipality=exchange.municipality,
        venue=exchange.venue,
        date=exchange.date,
        doors_at=exchange.doors_at,
        opens_at=exchange.opens_at,
        closes_at=exchange.closes_at,
        capacity=exchange.capacity,
        categories=list(exchange.categories),
        record=exchange.record,
        invited_only=exchange.invited_only,
    )


def _participant(found: Registration) -> ParticipantOut:
    return ParticipantOut(
        id=found.id,
        number=found.number,
        name=found.name,
        sector=found.sector,
        people=found.people,
        contact_name=found.contact_name,
        email=found.email,
        phone=found.phone,
        individual=found.individual,
        dietary=found.dietary,
        photo_consent=found.photo_consent,
        waiting=found.waiting,
        withdrawn=found.withdrawn,
        checked_in_at=found.checked_in_at,
        erased=found.erased,
        version=found.version,
    )
