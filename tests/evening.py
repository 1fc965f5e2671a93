"""What integration tests are played with: events published as a service publishes them, and applications served."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import uvicorn
from fastapi import FastAPI

from shared.clock import Clock
from shared.contracts.base import Contract, Event
from shared.contracts.registration import ExchangePlanned, ParticipantRegistered, Wish
from shared.contracts.vocabulary import Category, ListingKind, Sector
from shared.eventlog import Append, Meta, NewEvent
from shared.service import Service
from shared.settings import Settings
from tests.conftest import eventually

ORGANISATION = UUID("a0000000-0000-4000-8000-000000000001")
META: Meta = {"organisation": str(ORGANISATION), "actor": "test", "correlationid": str(uuid4())}


class Publisher:
    """A service reduced to what others see of it: a log that takes any event, and the relay that publishes it."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def publish(self, *events: Event) -> int:
        """Append each event to a stream of its own; the position of the last one."""
        assert self._service.log is not None
        assert self._service.writer is not None
        contract = self._service.log.contract
        position = 0
        for event in events:
            new = NewEvent(uuid4(), event.type, event.SCHEMA, contract.encode(event), META)
            position = (await self._service.writer.append(Append(f"test-{uuid4()}", 0, (new,)))).position
        return position


@asynccontextmanager
async def publishing(contract: Contract, settings: Settings, clock: Clock, folder: Path) -> AsyncIterator[Publisher]:
    """A publisher of a contract's events, its relay running. `folder` is any directory without migrations."""
    service = Service(contract.service, folder, settings, clock, contract)
    async with service.lifespan(FastAPI()):
        yield Publisher(service)


class QuietServer(uvicorn.Server):
    """A web server that leaves signals to the test run."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def serving(app: FastAPI) -> AsyncIterator[str]:
    """The application on a port of this machine, started and stopped with its service; the address of it."""
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, timeout_graceful_shutdown=2)
    socket = config.bind_socket()
    server = QuietServer(config)
    task = asyncio.create_task(server.serve([socket]))
    try:
        await eventually(lambda: server.started)
        yield f"http://127.0.0.1:{socket.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
        socket.close()


@asynccontextmanager
async def visiting(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an application that is served."""
    async with serving(app) as url, httpx.AsyncClient(base_url=url) as client:
        yield client


def planned(clock: Clock, *, slug: str = "lillevik", record: int | None = None) -> ExchangePlanned:
    """An exchange that opens in an hour."""
    now = clock.now()
    return ExchangePlanned(
        exchange=uuid4(),
        organisation=ORGANISATION,
        slug=slug,
        name="Frivilligbørs Lillevik",
        municipality="Lillevik",
        venue="Kulturhuset",
        date=now.date(),
        doors_at=now,
        opens_at=now + timedelta(hours=1),
        closes_at=now + timedelta(hours=2),
        capacity=200,
        categories=tuple(Category),
        record=record,
    )


def registered(
    clock: Clock, exchange: UUID, name: str, *wishes: Wish, sector: Sector = Sector.VOLUNTARY
) -> ParticipantRegistered:
    """A participant with its needs and offers; its contact is sealed, for all that others can see."""
    return ParticipantRegistered(
        exchange=exchange,
        participant=uuid4(),
        name=name,
        sector=sector,
        people=2,
        wishes=wishes,
        contact_name="sealed",
        email="sealed",
        phone="sealed",
        consented_at=clock.now(),
    )


def offer(text: str, category: Category = Category.COURSES) -> Wish:
    return Wish(id=uuid4(), kind=ListingKind.OFFER, category=category, text=text)


def need(text: str, category: Category = Category.COURSES) -> Wish:
    return Wish(id=uuid4(), kind=ListingKind.NEED, category=category, text=text)
