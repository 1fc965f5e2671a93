"""A market hour on real servers: registration and catalog publish, agreements answers."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx

from services.agreements.main import create_app
from shared.auth import Identity, Role, Tokens
from shared.clock import AdjustableClock, today
from shared.contracts import catalog, registration
from shared.contracts.catalog import ListingPublished
from shared.contracts.registration import ParticipantCheckedIn, ParticipantRegistered
from shared.contracts.vocabulary import Category, ListingKind, Sector
from shared.settings import Settings
from tests.conftest import eventually
from tests.evening import ORGANISATION, Publisher, planned, publishing, registered, serving

Answer = dict[str, Any]


@dataclass
class Hall:
    """An exchange with three participants, seen through the API.

    The choir has checked in; it offers a concert, and needs a room.
    """

    url: str
    client: httpx.AsyncClient
    tokens: Tokens
    registration: Publisher
    clock: AdjustableClock
    exchange: UUID
    slug: str
    choir: UUID
    library: UUID
    walkers: UUID
    concert: UUID
    room: UUID

    async def has_begun(self) -> bool:
        """Whether the exchange is known."""
        return (await self.get("/market")).status_code == 200

    async def has_closed(self) -> bool:
        """Whether the market is closed."""
        return bool((await self.get("/market")).json()["state"] == "closed")

    async def agreements(self) -> list[Answer]:
        """What has been agreed, the latest first."""
        return list((await self.get("/agreements", self.organiser())).json())

    async def knows_agreements(self, count: int) -> None:
        """Wait until so many agreements are shown."""

        async def shown() -> bool:
            return len(await self.agreements()) == count

        await eventually(shown)

    async def control(self, asking: str = "") -> str:
        """The organiser's page of the market, `asking` once more before it does something."""
        params = {"bekreft": asking}
        return (await self.client.get(f"/marked/{self.slug}", params=params, headers=self.organiser())).text

    async def knows_the_choir(self) -> bool:
        """Whether the choir is known, has come, and has both lines in the catalogue."""
        found = (await self.get("/participants?q=fjordkoret", self.organiser())).json()
        return any(choir["checked_in"] and len(choir["listings"]) == 2 for choir in found)

    def organiser(self, organisation: UUID = ORGANISATION) -> dict[str, str]:
        """The headers of an organiser."""
        identity = Identity(Role.ORGANISER, str(uuid4()), organisation)
        return bearer(self.tokens.issue(identity, lifetime=timedelta(hours=1)))

    def guest(self, participant: UUID) -> dict[str, str]:
        """The headers of a participant."""
        identity = Identity(Role.PARTICIPANT, str(participant), exchange=self.exchange)
        return bearer(self.tokens.issue(identity, lifetime=timedelta(hours=1)))

    async def post(
        self, path: str, who: dict[str, str], body: Answer | None = None, key: UUID | None = None
    ) -> httpx.Response:
        headers = {**who, "idempotency-key": str(key or uuid4())}
        return await self.client.post(f"/api/agreements/{self.slug}{path}", headers=headers, json=body)

    async def get(self, path: str, who: dict[str, str] | None = None) -> httpx.Response:
        return await self.client.get(f"/api/agreements/{self.slug}{path}", headers=who)

    async def put(self, path: str, who: dict[str, str], body: Answer, **headers: str) -> httpx.Response:
        headers = {**who, "idempotency-key": str(uuid4()), **headers}
        return await self.client.put(f"/api/agreements/{self.slug}{path}", headers=headers, json=body)

    async def pin(self) -> str:
        return str((await self.post("/pin", self.organiser())).json()["pin"])

    async def broker(self) -> dict[str, str]:
        """The headers of a broker who has just joined with a new PIN."""
        return await self.join(await self.pin())

    async def join(self, pin: str) -> dict[str, str]:
        joined = await self.post("/brokers", {}, {"pin": pin})
        return bearer(joined.json()["token"])

    async def host(self) -> dict[str, str]:
        """The headers of a host who has just joined with a new PIN."""
        pin = (await self.post("/host/pin", self.organiser())).json()["pin"]
        return bearer((await self.post("/host", {}, {"pin": pin})).json()["token"])

    async def open(self) -> None:
        assert (await self.post("/market/open", self.organiser())).status_code == 200

    async def close(self) -> None:
        assert (await self.post("/market/close", self.organiser())).status_code == 200

    @property
    def today(self) -> date:
        """The local day in Norway."""
        return today(self.clock)

    def terms(self, **others: Any) -> Answer:
        """A concert for the library, which gives nothing back."""
        return {
            "parties": [
                {"participant": str(self.choir), "gives": "En minikonsert", "listing": str(self.concert)},
                {"participant": str(self.library)},
            ],
            "commitment": "firm",
            "deadline": str(today(self.clock) + timedelta(days=14)),
            "first_contact": str(self.choir),
            **others,
        }


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


@dataclass(frozen=True)
class Market:
    """The service and its neighbours, on which tests have halls of their own."""

    url: str
    client: httpx.AsyncClient
    tokens: Tokens
    registration: Publisher
    catalogue: Publisher
    clock: AdjustableClock

    async def new_hall(self) -> Hall:
        """A hall whose participants and catalogue have arrived at the service."""
        exchange = planned(self.clock, slug=f"lillevik-{uuid4().hex[:8]}")
        choir = registered(self.clock, exchange.exchange, "Fjordkoret")
        library = registered(self.clock, exchange.exchange, "Ås bibliotek", sector=Sector.PUBLIC)
        walkers = registered(self.clock, exchange.exchange, "Turlaget Fjordsti")
        concert = published(choir, ListingKind.OFFER, Category.CULTURE, "En minikonsert")
        room = published(choir, ListingKind.NEED, Category.PLACE, "Øvingsrom en kveld i uka")
        await self.registration.publish(exchange, choir, library, walkers, checked_in(choir, self.clock))
        await self.catalogue.publish(concert, room)
        hall = Hall(
            self.url,
            self.client,
            self.tokens,
            self.registration,
            self.clock,
            exchange.exchange,
            exchange.slug,
            choir.participant,
            library.participant,
            walkers.participant,
            concert.listing,
            room.listing,
        )
        await eventually(hall.has_begun)
        await eventually(hall.knows_the_choir)
        return hall


@asynccontextmanager
async def running_market(
    settings: Callable[..., Settings], clock: AdjustableClock, folder: Path
) -> AsyncIterator[Market]:
    """Agreements between its neighbours. `folder` is an empty directory."""
    own = settings("agreements")
    async with (
        publishing(registration.CONTRACT, settings("registration"), clock, folder) as register,
        publishing(catalog.CONTRACT, settings("catalog"), clock, folder) as catalogue,
        serving(create_app(own, clock)) as url,
        httpx.AsyncClient(base_url=url, headers={"origin": url}) as client,
    ):
        tokens = Tokens.from_files(clock, private=own.signing_key_file, public=None)
        yield Market(url, client, tokens, register, catalogue, clock)


def checked_in(who: ParticipantRegistered, clock: AdjustableClock) -> ParticipantCheckedIn:
    return ParticipantCheckedIn(exchange=who.exchange, participant=who.participant, at=clock.now())


def published(who: ParticipantRegistered, kind: ListingKind, category: Category, text: str) -> ListingPublished:
    return ListingPublished(
        exchange=who.exchange,
        listing=uuid4(),
        participant=who.participant,
        kind=kind,
        category=category,
        text=text,
    )
