"""An exchange with suggestions on real servers: registration and agreements publish, catalog answers."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx

from services.catalog.main import create_app
from shared.auth import Identity, Role, Tokens
from shared.clock import AdjustableClock, today
from shared.contracts import agreements, registration
from shared.contracts.agreements import AgreementCancelled, AgreementMade, Party
from shared.contracts.registration import ParticipantRegistered
from shared.contracts.vocabulary import Category, Commitment, Sector
from shared.settings import Settings
from tests.conftest import eventually
from tests.evening import ORGANISATION, Publisher, need, offer, planned, publishing, registered, serving


@dataclass
class Town:
    """Who can help whom: choir and school each other, agency, farm and rescuers in a ring, and a loner nobody."""

    url: str
    client: httpx.AsyncClient
    tokens: Tokens
    registrar: Publisher
    brokers: Publisher
    clock: AdjustableClock
    exchange: UUID
    slug: str
    participants: Mapping[str, ParticipantRegistered]

    def organiser(self, organisation: UUID = ORGANISATION) -> dict[str, str]:
        return self._bearer(Identity(Role.ORGANISER, str(uuid4()), organisation))

    def broker(self) -> dict[str, str]:
        return self._bearer(Identity(Role.BROKER, "1", ORGANISATION, self.exchange))

    def host(self) -> dict[str, str]:
        return self._bearer(Identity(Role.HOST, "konferansier-1.1", ORGANISATION, self.exchange))

    def participant(self, name: str) -> dict[str, str]:
        return self._bearer(self.identity(name))

    def identity(self, name: str) -> Identity:
        return Identity(Role.PARTICIPANT, str(self.participants[name].participant), exchange=self.exchange)

    async def matches(self, who: dict[str, str], path: str = "", **query: str) -> dict[str, Any]:
        answer = await self.client.get(f"/api/catalog/{self.slug}/matches{path}", params=query, headers=who)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found

    async def agree(self, one: str, other: str, listing: UUID | None = None) -> UUID:
        """An agreement between two is published; the first may give one of its `listing`s."""
        agreement = uuid4()
        given = (listing, None)
        parties = tuple(
            Party(participant=who.participant, name=who.name, gives="Noe fint", listing=line)
            for who, line in zip((self.participants[one], self.participants[other]), given, strict=True)
        )
        await self.brokers.publish(
            AgreementMade(
                exchange=self.exchange,
                agreement=agreement,
                parties=parties,
                commitment=Commitment.FIRM,
                deadline=today(self.clock) + timedelta(days=14),
                first_contact=parties[0].participant,
                at=self.clock.now(),
                broker="Megler 1",
            )
        )
        return agreement

    async def cancel(self, agreement: UUID) -> None:
        await self.brokers.publish(
            AgreementCancelled(
                exchange=self.exchange, agreement=agreement, at=self.clock.now(), reason="", broker="Megler 1"
            )
        )

    async def meetings(self) -> list[set[str]]:
        """Who should meet, as the organiser sees it."""
        found = await self.matches(self.organiser())
        return [{party["name"] for party in one["participants"]} for one in found["meetings"]]

    def _bearer(self, identity: Identity) -> dict[str, str]:
        return {"authorization": f"Bearer {self.tokens.issue(identity, lifetime=timedelta(hours=1))}"}


@dataclass(frozen=True)
class Catalogue:
    """The service and its neighbours, on which tests have towns of their own."""

    url: str
    client: httpx.AsyncClient
    tokens: Tokens
    registrar: Publisher
    brokers: Publisher
    clock: AdjustableClock

    async def new_town(self, slug: str | None = None) -> Town:
        """A town, its catalogue complete."""
        exchange = planned(self.clock, slug=slug or f"lillevik-{uuid4().hex[:8]}")
        joined = residents(exchange.exchange, self.clock)
        await self.registrar.publish(exchange, *joined)

        async def complete() -> bool:
            answer = await self.client.get(f"/api/catalog/{exchange.slug}/listings")
            return answer.is_success and answer.json()["total"] == sum(len(one.wishes) for one in joined)

        await eventually(complete)
        return Town(
            self.url,
            self.client,
            self.tokens,
            self.registrar,
            self.brokers,
            self.clock,
            exchange.exchange,
            exchange.slug,
            {one.name: one for one in joined},
        )


def residents(exchange: UUID, clock: AdjustableClock) -> list[ParticipantRegistered]:
    """The participants of a town."""
    return [
        registered(
            clock,
            exchange,
            "Fjordkoret",
            need("Øvingslokale på tirsdager", Category.PLACE),
            offer("Vi synger på avslutninger", Category.CULTURE),
        ),
        registered(
            clock,
            exchange,
            "Lillevik skole",
            need("Korsang på juleavslutningen", Category.CULTURE),
            need("Nye plakater", Category.EXPERTISE),
            offer("Aulaen er ledig på kveldstid.", Category.PLACE),
            sector=Sector.PUBLIC,
        ),
        registered(
            clock,
            exchange,
            "Strek reklamebyrå",
            need("Førstehjelpskurs", Category.COURSES),
            offer("Design av logo og plakater", Category.EXPERTISE),
            sector=Sector.BUSINESS,
        ),
        registered(
            clock,
            exchange,
            "Lillevik hjelpekorps",
            need("Lagerplass til båren", Category.PLACE),
            offer("Kurs i førstehjelp", Category.COURSES),
        ),
        registered(
            clock,
            exchange,
            "Bakkegården",
            need("Dugnadshjelp i hagen", Category.VOLUNTEERING),
            need("Logo til gårdsutsalget", Category.EXPERTISE),
            offer("Tørr bod i låven", Category.PLACE),
            sector=Sector.BUSINESS,
        ),
        registered(clock, exchange, "Stillheten", offer("Meditasjon i mørket", Category.CULTURE)),
    ]


@asynccontextmanager
async def running_catalogue(
    settings: Callable[..., Settings], clock: AdjustableClock, folder: Path
) -> AsyncIterator[Catalogue]:
    """The catalogue between its neighbours. `folder` is an empty directory."""
    own = settings("catalog")
    async with (
        publishing(registration.CONTRACT, settings("registration"), clock, folder) as registrar,
        publishing(agreements.CONTRACT, settings("agreements"), clock, folder) as brokers,
        serving(create_app(own, clock)) as url,
        httpx.AsyncClient(base_url=url) as client,
    ):
        # Whoever asks says so in each request, and in which language: a cookie would make one reader of them all.
        client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=()))
        tokens = Tokens.from_files(clock, private=own.signing_key_file, public=own.verifying_key_file)
        yield Catalogue(url, client, tokens, registrar, brokers, clock)


@asynccontextmanager
async def town(settings: Callable[..., Settings], clock: AdjustableClock, folder: Path) -> AsyncIterator[Town]:
    """A town alone, called `lillevik`."""
    async with running_catalogue(settings, clock, folder) as catalogue:
        yield await catalogue.new_town("lillevik")
