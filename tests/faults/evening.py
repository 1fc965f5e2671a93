"""An evening that goes on through every fault: brokers who never give up, and a viewer who always comes back."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import httpx
import orjson

from shared.auth import Identity, Role, Tokens
from shared.clock import SystemClock, today
from shared.contracts.vocabulary import Category
from tests.conftest import eventually
from tests.evening import ORGANISATION
from tests.viewers import Viewer

Answer = dict[str, Any]
Addresses = Callable[[str], Sequence[str]]
"""Where a service's replicas answer."""

BROKERS = 4
PAUSE_SECONDS = 0.1
"""A broker's rest after each agreement: together they come to some thirty a second."""

RETRY_SECONDS = 0.1
ANSWER_SECONDS = 2
SOME = 15
"""So many agreements go on beside a fault."""

PARTICIPANTS = ("Fjordkoret", "Turlaget Fjordsti", "Ås bibliotek", "Lillevik snekkeri")


@dataclass(frozen=True)
class Acknowledged:
    """What a broker was told: this agreement stands in the log at this position."""

    agreement: UUID
    position: int
    repeated: bool


@dataclass
class Evening:
    """One exchange whose market is open. All that is asked goes over HTTP, to any replica."""

    client: httpx.AsyncClient
    addresses: Addresses
    tokens: Tokens
    slug: str = field(default_factory=lambda: f"lillevik-{uuid4().hex[:8]}")
    acknowledged: list[Acknowledged] = field(default_factory=list)
    viewer: Viewer = field(default_factory=Viewer)
    participants: list[str] = field(default_factory=list)
    broker: dict[str, str] = field(default_factory=dict)
    _asked: Iterator[int] = field(default_factory=count)

    async def begin(self) -> None:
        """Plan the exchange, sign participants up, and open the market."""
        now = SystemClock().now()
        plan = {
            "slug": self.slug,
            "name": "Frivilligbørs Lillevik",
            "municipality": "Lillevik",
            "venue": "Kulturhuset",
            "doors_at": (now - timedelta(minutes=2)).isoformat(),
            "opens_at": (now - timedelta(minutes=1)).isoformat(),
            "closes_at": (now + timedelta(hours=1)).isoformat(),
            "capacity": 200,
            "categories": list(Category),
        }
        await self._done("registration", "/api/registration/exchanges", plan)
        for name in PARTICIPANTS:
            signed_up = await self._done("registration", f"/api/registration/{self.slug}/participants", sign_up(name))
            self.participants.append(signed_up["participant"])
        await eventually(self._agreements_knows_everybody, within=30)
        await eventually(lambda: self._answers(f"/api/followup/{self.slug}/summary", "followup"), within=30)
        await self._done("agreements", f"/api/agreements/{self.slug}/market/open")
        await eventually(lambda: self._answers(f"/api/scoreboard/{self.slug}", "scoreboard"), within=30)

    @asynccontextmanager
    async def in_full_swing(self) -> AsyncIterator[None]:
        """Brokers register without a break, somebody watches the stage; at the end everybody finishes what they do."""
        over = asyncio.Event()
        await self.join()
        async with asyncio.TaskGroup() as brokers:
            for _ in range(BROKERS):
                brokers.create_task(self._work(over))
            try:
                await self.goes_on()
                yield
                await self.goes_on()
            finally:
                over.set()

    async def goes_on(self) -> None:
        """Wait until some more agreements have been acknowledged."""
        enough = len(self.acknowledged) + SOME
        await eventually(lambda: len(self.acknowledged) >= enough, within=60)

    async def join(self) -> None:
        """Become a broker, with the organiser's PIN."""
        pin = await self._done("agreements", f"/api/agreements/{self.slug}/pin")
        joined = await self._done("agreements", f"/api/agreements/{self.slug}/brokers", {"pin": pin["pin"]})
        self.broker = {"authorization": f"Bearer {joined['token']}"}

    async def register(self, key: UUID | None = None) -> Acknowledged:
        """Register an agreement, and again with the same key until somebody says that it is registered."""
        key = key or uuid4()
        while True:
            answer = await self._try(key)
            if answer is not None:
                registered = orjson.loads(answer.content)
                agreement = UUID(registered["agreement"]["id"])
                acknowledged = Acknowledged(agreement, registered["position"], answer.status_code == 200)
                self.acknowledged.append(acknowledged)
                return acknowledged
            await asyncio.sleep(RETRY_SECONDS)

    async def register_without_listening(self, key: UUID) -> None:
        """Send an agreement, and be gone before anything can come back."""
        address = urlsplit(self._next("agreements"))
        request = self._registering(address.geturl(), key)
        _, writer = await asyncio.open_connection(address.hostname, address.port)
        lines = [f"POST {request.url.path} HTTP/1.1", *(f"{name}: {value}" for name, value in request.headers.items())]
        writer.write("\r\n".join([*lines, "", ""]).encode() + request.content)
        await writer.drain()
        writer.close()

    async def watch(self) -> None:
        """Watch the stage for ever: from the first position, and after a break from the last one that was seen."""
        while True:
            headers = {"last-event-id": str(self.viewer.told[-1].id)} if self.viewer.told else {}
            address = self._next("scoreboard") + f"/api/scoreboard/{self.slug}/events"
            try:
                stream = self.client.stream("GET", address, params={"after": 0}, headers=headers, timeout=30)
                async with stream as response:
                    response.raise_for_status()
                    await self.viewer.read(response)
            except httpx.HTTPError:
                await asyncio.sleep(RETRY_SECONDS)

    def organiser(self) -> dict[str, str]:
        """The headers of a request by the organiser."""
        identity = Identity(Role.ORGANISER, "organiser-1", ORGANISATION)
        return {"authorization": f"Bearer {self.tokens.issue(identity, lifetime=timedelta(hours=1))}"}

    # what is known of it in the end

    @property
    def expected(self) -> list[UUID]:
        """The agreements that were acknowledged, in the order of the log."""
        return [one.agreement for one in sorted(self.acknowledged, key=lambda one: one.position)]

    async def registered(self) -> list[UUID]:
        """The agreements as agreements has them, in the order in which they were made."""
        found = await self._get("agreements", f"/api/agreements/{self.slug}/agreements")
        return [UUID(agreement["id"]) for agreement in reversed(found)]

    async def counted(self) -> int:
        """How many agreements the scoreboard counts."""
        return int((await self._get("scoreboard", f"/api/scoreboard/{self.slug}"))["count"])

    async def followed_up(self) -> set[UUID]:
        """The agreements that followup has."""
        found = await self._get("followup", f"/api/followup/{self.slug}/agreements")
        return {UUID(agreement["agreement"]) for agreement in found}

    async def told(self) -> list[UUID]:
        """The agreements that the viewer was told, in that order, once it has been told as many as there are."""
        await eventually(lambda: len(self._told()) >= len(self.acknowledged), within=30)
        return self._told()

    def _told(self) -> list[UUID]:
        made = (message.data for message in self.viewer.told if message.kind == "made")
        return [UUID(data["agreement"]["id"]) for data in made]

    async def _work(self, over: asyncio.Event) -> None:
        while not over.is_set():
            await self.register()
            await asyncio.sleep(PAUSE_SECONDS)

    async def _try(self, key: UUID) -> httpx.Response | None:
        """The answer, if it says that the agreement is registered. Fails when it says anything but 'not now'."""
        try:
            answer = await self.client.send(self._registering(self._next("agreements"), key))
        except httpx.HTTPError:
            return None
        if answer.status_code in (200, 201):
            return answer
        assert answer.status_code == 503, answer.text
        return None

    def _registering(self, address: str, key: UUID) -> httpx.Request:
        giver, receiver = self.participants[key.int % 4], self.participants[(key.int + 1) % 4]
        terms = {
            "parties": [{"participant": giver, "gives": "En kveld med sang"}, {"participant": receiver}],
            "commitment": "firm",
            "deadline": str(today(SystemClock()) + timedelta(days=14)),
            "first_contact": giver,
        }
        return self.client.build_request(
            "POST",
            f"{address}/api/agreements/{self.slug}/agreements",
            json=terms,
            headers={**self.broker, "idempotency-key": str(key)},
            timeout=ANSWER_SECONDS,
        )

    async def _agreements_knows_everybody(self) -> bool:
        try:
            known = await self._get("agreements", f"/api/agreements/{self.slug}/participants")
        except httpx.HTTPStatusError:
            return False
        return len(known) == len(PARTICIPANTS)

    async def _answers(self, path: str, service: str) -> bool:
        try:
            await self._get(service, path)
        except httpx.HTTPStatusError:
            return False
        return True

    async def _get(self, service: str, path: str) -> Any:
        answer = await self.client.get(self._next(service) + path, headers=self.organiser())
        return answer.raise_for_status().json()

    async def _done(self, service: str, path: str, body: Answer | None = None) -> Answer:
        headers = {**self.organiser(), "idempotency-key": str(uuid4())}
        answer = await self.client.post(self._next(service) + path, json=body, headers=headers)
        assert answer.is_success, answer.text
        done: Answer = answer.json()
        return done

    def _next(self, service: str) -> str:
        """A service's replicas take turns."""
        addresses = self.addresses(service)
        return addresses[next(self._asked) % len(addresses)]


def sign_up(name: str) -> Answer:
    """A sign-up as a program sends it."""
    return {
        "name": name,
        "sector": "voluntary",
        "contact_name": "Kari Nordmann",
        "email": f"{uuid4().hex}@example.org",
        "phone": "22 33 44 55",
        "people": 2,
        "needs": [{"text": "Et sted å øve", "category": Category.PLACE}],
        "offers": [{"text": "En kveld med sang", "category": Category.CULTURE}],
        "consent": True,
    }


@asynccontextmanager
async def an_evening(addresses: Addresses, tokens: Tokens) -> AsyncIterator[Evening]:
    """An exchange with its market open, and a viewer at its stage."""
    async with httpx.AsyncClient() as client:
        evening = Evening(client, addresses, tokens)
        await evening.begin()
        watching = asyncio.create_task(evening.watch())
        try:
            yield evening
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
