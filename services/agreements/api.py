"""The JSON API of the market hour."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID, uuid5

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request

from services.agreements.desk import Desk, Visit
from services.agreements.domain.agreement import MOST_PARTIES, Side, Terms
from services.agreements.domain.market import (
    LATE_DAYS,
    CloseMarket,
    ExtendMarket,
    MarketCommand,
    PauseMarket,
    ResumeMarket,
)
from services.agreements.queries import Agreement, AgreementParty, Candidate, Evening, Queries
from shared.aggregate import Handled
from shared.auth import Role, SignIn, evening_lifetime
from shared.clock import Clock, today
from shared.contracts.agreements import AgreementMade
from shared.contracts.vocabulary import Commitment
from shared.pins import Pins
from shared.projection import Runner
from shared.web.clients import address_of
from shared.web.forms import Day, Instant
from shared.web.idempotency import CommandId
from shared.web.versions import OnlyAt, tag


class PartyIn(BaseModel):
    """What one party gives, if anything, and the line of the catalogue that it comes from."""

    model_config = ConfigDict(extra="forbid")

    participant: UUID
    gives: str | None = None
    listing: UUID | None = None


class TermsIn(BaseModel):
    """What the parties agreed on."""

    model_config = ConfigDict(extra="forbid")

    parties: list[PartyIn] = Field(min_length=2, max_length=MOST_PARTIES)
    commitment: Commitment
    deadline: Day
    first_contact: UUID
    money_confirmed: bool = False

    def terms(self) -> Terms:
        """As the domain knows them."""
        sides = tuple(Side(party.participant, party.gives, party.listing) for party in self.parties)
        return Terms(sides, self.commitment, self.deadline, self.first_contact, self.money_confirmed)


class AgreementIn(TermsIn):
    """A new agreement. Without an id of its own it gets one made from the idempotency key."""

    agreement: UUID | None = None
    at: Instant | None = None
    """The moment of the broker's tap."""


class CancellationIn(BaseModel):
    """Why an agreement is called off."""

    model_config = ConfigDict(extra="forbid")

    reason: str


class OpeningIn(BaseModel):
    """When the market will close, if not as planned."""

    model_config = ConfigDict(extra="forbid")

    closes_at: Instant | None = None


class ExtensionIn(BaseModel):
    """When the market will close instead."""

    model_config = ConfigDict(extra="forbid")

    closes_at: Instant


class ClosingIn(BaseModel):
    """For how many days late agreements are taken, if not as usual."""

    model_config = ConfigDict(extra="forbid")

    late_days: int = LATE_DAYS


class PinIn(BaseModel):
    """The PIN as typed; spaces do not count."""

    model_config = ConfigDict(extra="forbid")

    pin: str = Field(max_length=20)


class AgreementOut(BaseModel):
    """An agreement as it stands."""

    id: UUID
    version: int
    parties: list[AgreementParty]
    commitment: Commitment
    mutual: bool
    deadline: date
    first_contact: UUID
    money_confirmed: bool
    at: datetime
    broker: str
    corrected_at: datetime | None = None
    cancelled_at: datetime | None = None
    reason: str | None = None
    late: bool = False


class Registered(BaseModel):
    """An agreement, and the log's position with what was done to it."""

    position: int
    agreement: AgreementOut


class MarketOut(BaseModel):
    """The market: `planned`, `open` or `closed`; `closes_at` is the plan until it has opened."""

    state: str
    opened_at: datetime | None
    closes_at: datetime
    paused_at: datetime | None
    closed_at: datetime | None
    late_until: date | None


class Done(BaseModel):
    """The log's position with what was done."""

    position: int


def routes(
    desk: Desk, queries: Queries, brokers: Pins, hosts: Pins, sign_in: SignIn, clock: Clock, market: Runner
) -> APIRouter:
    """The API; `brokers` and `hosts` are their PINs, `market` is the projection of the own log."""
    router = APIRouter(prefix="/api/agreements/{slug}", tags=["agreements"])

    @router.get("/market")
    async def show_market(slug: str) -> MarketOut:
        return market_out(await queries.evening(slug, clock.now()))

    async def turn(visit: Visit, command: MarketCommand, key: UUID) -> Done:
        handled = await desk.turn(visit, command, key)
        await market.reached(handled.position)
        return Done(position=handled.position)

    @router.post("/market/open")
    async def open_market(request: Request, slug: str, key: CommandId, opening: OpeningIn | None = None) -> Done:
        visit = await desk.leader(request, slug)
        return await turn(visit, desk.opening(visit, opening.closes_at if opening else None), key)

    @router.post("/market/pause")
    async def pause_market(request: Request, slug: str, key: CommandId) -> Done:
        visit = await desk.leader(request, slug)
        return await turn(visit, PauseMarket(visit.evening.id, clock.now()), key)

    @router.post("/market/resume")
    async def resume_market(request: Request, slug: str, key: CommandId) -> Done:
        visit = await desk.leader(request, slug)
        return await turn(visit, ResumeMarket(visit.evening.id, clock.now()), key)

    @router.post("/market/extend")
    async def extend_market(request: Request, slug: str, key: CommandId, extension: ExtensionIn) -> Done:
        visit = await desk.leader(request, slug)
        return await turn(visit, ExtendMarket(visit.evening.id, clock.now(), extension.closes_at), key)

    @router.post("/market/close")
    async def close_market(request: Request, slug: str, key: CommandId, closing: ClosingIn | None = None) -> Done:
        visit = await desk.leader(request, slug)
        late_days = closing.late_days if closing else LATE_DAYS
        return await turn(visit, CloseMarket(visit.evening.id, clock.now(), today(clock), late_days), key)

    @router.post("/pin", status_code=201)
    async def new_pin(request: Request, slug: str, key: CommandId) -> dict[str, Any]:
        pin = await desk.new_pin(await desk.organiser(request, slug), "broker", key)
        return {"pin": pin.pin, "valid_until": pin.valid_until}

    @router.delete("/pin", status_code=204)
    async def revoke_pin(request: Request, slug: str) -> None:
        await desk.revoke_pin(await desk.organiser(request, slug), "broker")

    @router.post("/host/pin", status_code=201)
    async def new_hosts_pin(request: Request, slug: str, key: CommandId) -> dict[str, Any]:
        pin = await desk.new_pin(await desk.organiser(request, slug), "host", key)
        return {"pin": pin.pin, "valid_until": pin.valid_until}

    @router.delete("/host/pin", status_code=204)
    async def revoke_hosts_pin(request: Request, slug: str) -> None:
        await desk.revoke_pin(await desk.organiser(request, slug), "host")

    @router.post("/host", status_code=201)
    async def join_as_host(request: Request, slug: str, typed: PinIn) -> dict[str, str]:
        evening = await queries.evening(slug, clock.now())
        host = await hosts.join(evening, typed.pin, address_of(request), sign_in.find(request, Role.HOST))
        lifetime = evening_lifetime(clock.now(), evening.closes_at)
        return {"token": sign_in.tokens.issue(host, lifetime=lifetime), "host": host.subject}

    @router.post("/brokers", status_code=201)
    async def join(request: Request, response: Response, slug: str, typed: PinIn) -> dict[str, str]:
        """The token, which browsers get as a cookie too."""
        evening = await queries.evening(slug, clock.now())
        broker = await brokers.join(evening, typed.pin, address_of(request), sign_in.find(request, Role.BROKER))
        lifetime = evening_lifetime(clock.now(), evening.closes_at)
        return {"token": sign_in.remember(response, broker, lifetime=lifetime), "broker": broker.subject}

    @router.get("/participants")
    async def search(request: Request, slug: str, q: Annotated[str, Query(max_length=100)] = "") -> list[Candidate]:
        visit = await desk.broker(request, slug)
        return await queries.search(visit.evening.id, q)

    @router.get("/agreements")
    async def show_agreements(request: Request, slug: str) -> list[AgreementOut]:
        visit = await desk.broker(request, slug)
        return [agreement_out(agreement) for agreement in await queries.agreements(visit.evening.id)]

    @router.post("/agreements", status_code=201)
    async def make(request: Request, response: Response, slug: str, key: CommandId, typed: AgreementIn) -> Registered:
        terms = typed.terms()
        visit = await desk.broker(request, slug, terms)
        command = desk.making(visit, typed.agreement or uuid5(key, "agreement"), terms, typed.at)
        handled = await desk.carry_out(visit, command, key)
        (made,) = handled.events
        assert isinstance(made, AgreementMade)
        response.status_code = 200 if handled.repeated else 201
        tag(response, handled.version)
        return Registered(position=handled.position, agreement=just_made(made, handled.version))

    @router.get("/agreements/{agreement}")
    async def show(request: Request, response: Response, slug: str, agreement: UUID) -> AgreementOut:
        visit = await desk.broker(request, slug)
        return tagged(response, agreement_out(await queries.agreement(visit.evening.id, agreement)))

    async def changed(response: Response, visit: Visit, agreement: UUID, handled: Handled) -> Registered:
        await market.reached(handled.position)
        shown = agreement_out(await queries.agreement(visit.evening.id, agreement))
        return Registered(position=handled.position, agreement=tagged(response, shown))

    @router.put("/agreements/{agreement}")
    async def correct(
        request: Request,
        response: Response,
        slug: str,
        agreement: UUID,
        key: CommandId,
        only_at: OnlyAt,
        typed: TermsIn,
    ) -> Registered:
        visit = await desk.broker(request, slug, typed.terms())
        handled = await desk.carry_out(visit, desk.correcting(visit, agreement, typed.terms()), key, only_at)
        return await changed(response, visit, agreement, handled)

    @router.post("/agreements/{agreement}/cancel")
    async def cancel(
        request: Request,
        response: Response,
        slug: str,
        agreement: UUID,
        key: CommandId,
        only_at: OnlyAt,
        typed: CancellationIn,
    ) -> Registered:
        visit = await desk.broker(request, slug)
        handled = await desk.carry_out(visit, desk.cancelling(visit, agreement, typed.reason), key, only_at)
        return await changed(response, visit, agreement, handled)

    return router


def market_out(evening: Evening) -> MarketOut:
    return MarketOut(
        state=evening.state,
        opened_at=evening.opened_at,
        closes_at=evening.market_closes_at or evening.closes_at,
        paused_at=evening.paused_at,
        closed_at=evening.closed_at,
        late_until=evening.late_until,
    )


def agreement_out(agreement: Agreement) -> AgreementOut:
    """From the projection."""
    return AgreementOut(
        id=agreement.id,
        version=agreement.version,
        parties=agreement.parties,
        commitment=agreement.commitment,
        mutual=all(party.gives for party in agreement.parties),
        deadline=agreement.deadline,
        first_contact=agreement.first_contact,
        money_confirmed=agreement.money_confirmed,
        at=agreement.made_at,
        broker=agreement.broker,
        corrected_at=agreement.corrected_at,
        cancelled_at=agreement.cancelled_at,
        reason=agreement.reason,
        late=agreement.late,
    )


def just_made(made: AgreementMade, version: int) -> AgreementOut:
    """From the event: the broker need not wait for the projection."""
    return AgreementOut(
        id=made.agreement,
        version=version,
        parties=[AgreementParty(party.participant, party.name, party.gives, party.listing) for party in made.parties],
        commitment=made.commitment,
        mutual=all(party.gives for party in made.parties),
        deadline=made.deadline,
        first_contact=made.first_contact,
        money_confirmed=made.money_confirmed,
        at=made.at,
        broker=made.broker,
    )


def tagged(response: Response, agreement: AgreementOut) -> AgreementOut:
    """With the version as ETag."""
    tag(response, agreement.version)
    return agreement
