"""An evening as followup sees it: what registration and agreements publish, on real servers."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import psycopg
from fastapi import FastAPI

from services.followup.main import create_app
from shared.auth import Identity, Role, Tokens
from shared.clock import NORWAY, AdjustableClock, today
from shared.contracts import agreements, registration
from shared.contracts.agreements import AgreementCancelled, AgreementCorrected, AgreementMade, MarketClosed, Party
from shared.contracts.base import Contract, Event
from shared.contracts.registration import ExchangePlanned, ParticipantErased, ParticipantRegistered
from shared.contracts.vocabulary import Category, Commitment, Sector
from shared.embedded.router import Router
from shared.eventlog import Append, NewEvent
from shared.keys import KEYS_PATH
from shared.mailbox import create_mailbox
from shared.mailbox.store import Store, text_of
from shared.personal import new_key, personal_fields, seal_fields
from shared.service import Service
from shared.settings import Settings
from shared.web.server import listen, serving

MakeSettings = Callable[..., Settings]


class Publisher:
    """A service that only publishes: its log and its relay."""

    def __init__(self, service: Service, keys: Mapping[UUID, bytes]) -> None:
        self._service = service
        self._keys = keys
        self._versions: dict[str, int] = {}

    async def publish(self, stream: str, event: Event, organisation: UUID) -> UUID:
        """Append one event to a stream and give its id; the relay does the rest."""
        assert self._service.writer is not None
        assert self._service.log is not None
        id_ = uuid4()
        data = self._service.log.contract.encode(event)
        if personal_fields(type(event)):
            data = seal_fields(type(event), id_, data, self._keys)
        meta = {"organisation": str(organisation), "correlationid": str(uuid4()), "actor": "test"}
        new = NewEvent(id_, event.type, event.SCHEMA, data, meta)
        appended = await self._service.writer.append(Append(stream, self._versions.get(stream, 0), (new,)))
        self._versions[stream] = appended.version
        return id_


@dataclass(frozen=True)
class Member:
    """An organisation that takes part, and where its mails go."""

    id: UUID
    name: str
    email: str


@dataclass
class Evening:
    """One exchange, its participants and agreements, and the mails that they get."""

    registration: Publisher
    agreements: Publisher
    keys: dict[UUID, bytes]
    clock: AdjustableClock
    mails: Store
    mailbox: FastAPI
    settings: Settings
    exchange: UUID = field(default_factory=uuid4)
    organisation: UUID = field(default_factory=uuid4)
    slug: str = "lillevik-2027"
    day: date = date.min

    def followup(self, settings: Settings | None = None) -> FastAPI:
        """The service under test, not started; every call makes one more replica."""
        transport = httpx.ASGITransport(keys_answered_from(self.keys))
        return create_app(settings or self.settings, self.clock, registration=transport)

    def morning(self, days: int) -> None:
        """It becomes nine in the morning, so many days after the exchange."""
        nine = datetime.combine(self.day + timedelta(days=days), time(9), NORWAY)
        self.clock.advance(nine - self.clock.now())

    def another(self) -> "Evening":
        """The same services on another evening, not planned yet."""
        return replace(self, exchange=uuid4(), organisation=uuid4(), slug=f"lillevik-{uuid4().hex[:8]}")

    async def plan(self, name: str = "Frivilligbørs Lillevik 2027") -> None:
        """The exchange is planned for today."""
        now = self.clock.now()
        self.day = today(self.clock)
        event = ExchangePlanned(
            exchange=self.exchange,
            organisation=self.organisation,
            slug=self.slug,
            name=name,
            municipality="Lillevik",
            venue="Samfunnshuset",
            date=today(self.clock),
            doors_at=now - timedelta(hours=1),
            opens_at=now,
            closes_at=now + timedelta(hours=1),
            capacity=200,
            categories=tuple(Category),
        )
        await self.registration.publish(f"exchange-{self.exchange}", event, self.organisation)

    async def register(self, name: str, contact: str, mailbox: str, phone: str = "22 33 44 55") -> Member:
        """An organisation signs up with an address that is its own on this evening alone."""
        participant = uuid4()
        email = f"{mailbox}-{self.slug}@eksempel.no"
        self.keys[participant] = new_key()
        event = ParticipantRegistered(
            exchange=self.exchange,
            participant=participant,
            name=name,
            sector=Sector.VOLUNTARY,
            people=2,
            wishes=(),
            contact_name=contact,
            email=email,
            phone=phone,
            consented_at=self.clock.now(),
        )
        await self.registration.publish(f"participant-{participant}", event, self.organisation)
        return Member(participant, name, email)

    async def choir(self) -> Member:
        """The school's band signs up."""
        return await self.register("Lillevik skolekorps", "Kari Korps", "korps", "90 00 00 01")

    async def firm(self) -> Member:
        """An electrician's firm signs up."""
        return await self.register("Nordhavn Elektro AS", "Even Elektro", "elektro", "90 00 00 02")

    async def library(self) -> Member:
        """The library signs up."""
        return await self.register("Lillevik bibliotek", "Berit Bok", "bibliotek", "90 00 00 03")

    async def erase(self, member: Member) -> None:
        """The participant's key is destroyed, and that is said."""
        del self.keys[member.id]
        event = ParticipantErased(exchange=self.exchange, participant=member.id)
        await self.registration.publish(f"participant-{member.id}", event, self.organisation)

    async def make(
        self,
        giver: Member,
        gives: str,
        receiver: Member,
        returns: str | None = None,
        *,
        days: int = 14,
        commitment: Commitment = Commitment.FIRM,
        third: Member | None = None,
    ) -> UUID:
        """Two or three members agree; the deadline lies `days` ahead and the giver makes the first contact."""
        agreement = uuid4()
        terms = self._terms(agreement, giver, gives, receiver, returns, days, commitment)
        if third:
            terms["parties"] += (Party(participant=third.id, name=third.name),)
        event = AgreementMade(**terms, at=self.clock.now(), broker="broker-1")
        await self.agreements.publish(f"agreement-{agreement}", event, self.organisation)
        return agreement

    async def correct(self, agreement: UUID, giver: Member, gives: str, receiver: Member, *, days: int) -> None:
        """The broker corrects the terms."""
        terms = self._terms(agreement, giver, gives, receiver, None, days, Commitment.FIRM)
        event = AgreementCorrected(**terms, at=self.clock.now(), broker="broker-1")
        await self.agreements.publish(f"agreement-{agreement}", event, self.organisation)

    async def cancel(self, agreement: UUID) -> None:
        """The agreement is called off."""
        event = AgreementCancelled(
            exchange=self.exchange, agreement=agreement, at=self.clock.now(), reason="Misforståelse", broker="broker-1"
        )
        await self.agreements.publish(f"agreement-{agreement}", event, self.organisation)

    async def close(self) -> UUID:
        """The market closes; the event's id."""
        event = MarketClosed(exchange=self.exchange, at=self.clock.now())
        return await self.agreements.publish(f"market-{self.exchange}", event, self.organisation)

    def mails_to(self, member: Member) -> int:
        """How many mails a member has got."""
        return len(self.mails.envelopes(member.email))

    def latest_mail(self, member: Member) -> str:
        """The text of the last mail that a member got."""
        mail = self.mails.mail(self.mails.envelopes(member.email)[0].id)
        assert mail is not None
        return text_of(mail, "plain") or ""

    def metas(self, type_: str) -> list[dict[str, str]]:
        """The metas of the events of a type that followup's log holds for this exchange, in order."""
        query = "select meta from event_log where type = %s and data->>'exchange' = %s order by position"
        with psycopg.connect(self.settings.database_url.get_secret_value()) as connection:
            return [meta for (meta,) in connection.execute(query, [type_, str(self.exchange)]).fetchall()]

    def events(self, type_: str) -> int:
        """How many events of a type followup's log holds for this exchange."""
        return len(self.metas(type_))

    def organiser(self, organisation: UUID | None = None) -> dict[str, str]:
        """The headers of a request by an organiser, of this exchange's organisation or of another."""
        return {"authorization": f"Bearer {self.organiser_token(organisation)}"}

    def organiser_token(self, organisation: UUID | None = None) -> str:
        """What registration would give an organiser who signs in."""
        tokens = Tokens.from_files(
            self.clock, private=self.settings.signing_key_file, public=self.settings.verifying_key_file
        )
        identity = Identity(Role.ORGANISER, "organiser-1", organisation or self.organisation)
        return tokens.issue(identity, lifetime=timedelta(days=365))

    def _terms(
        self,
        agreement: UUID,
        giver: Member,
        gives: str,
        receiver: Member,
        returns: str | None,
        days: int,
        commitment: Commitment,
    ) -> dict[str, Any]:
        return {
            "exchange": self.exchange,
            "agreement": agreement,
            "parties": (
                Party(participant=giver.id, name=giver.name, gives=gives),
                Party(participant=receiver.id, name=receiver.name, gives=returns),
            ),
            "commitment": commitment,
            "deadline": today(self.clock) + timedelta(days=days),
            "first_contact": giver.id,
        }


def keys_answered_from(keys: Mapping[UUID, bytes]) -> FastAPI:
    """Registration's answer to a service that asks for keys."""
    app = FastAPI()

    @app.post(KEYS_PATH)
    async def find(wanted: dict[str, list[UUID]]) -> dict[str, dict[str, str]]:
        return {"keys": {str(id_): keys[id_].hex() for id_ in wanted["subjects"] if id_ in keys}}

    return app


@asynccontextmanager
async def an_evening(make_settings: MakeSettings, clock: AdjustableClock, directory: Path) -> AsyncIterator[Evening]:
    """A planned exchange with its publishers and a mailbox that receives; followup itself is not started."""
    keys: dict[UUID, bytes] = {}
    mailbox = create_mailbox(directory / "mailbox", make_settings("mailbox", mailbox_open=True), clock)

    def publishing(contract: Contract) -> Service:
        return Service(contract.service, directory, make_settings(contract.service), clock, contract)

    async with AsyncExitStack() as stack:
        await stack.enter_async_context(mailbox.router.lifespan_context(mailbox))
        registering, agreeing = publishing(registration.CONTRACT), publishing(agreements.CONTRACT)
        await stack.enter_async_context(registering.lifespan(mailbox))
        await stack.enter_async_context(agreeing.lifespan(mailbox))
        evening = Evening(
            registration=Publisher(registering, keys),
            agreements=Publisher(agreeing, keys),
            keys=keys,
            clock=clock,
            mails=mailbox.state.mails,
            mailbox=mailbox,
            settings=make_settings("followup", smtp_port=mailbox.state.smtp_port),
        )
        await evening.plan()
        yield evening


@asynccontextmanager
async def running(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """The application, started, as a browser sees it."""
    async with app.router.lifespan_context(app), browser(app) as client:
        yield client


def browser(app: FastAPI) -> httpx.AsyncClient:
    """A browser on an application that was started."""
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://localhost:8080", headers={"accept": "text/html"}
    )


@asynccontextmanager
async def behind_one_address(followup: FastAPI, mailbox: FastAPI) -> AsyncIterator[str]:
    """Followup, started, and the mailbox on one port of this machine, as browsers see them; the address."""
    # Registration is who serves the files that all pages share; every application has them.
    router = Router({"registration": followup, "followup": followup, "mailbox": mailbox}, nowhere=followup)
    with listen("127.0.0.1", 0) as listener:
        async with followup.router.lifespan_context(followup), serving(router, listener, grace=2):
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
