"""What integration tests are played with: events published as a service publishes them, and applications served."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

from fastapi import FastAPI

from shared.clock import Clock, today
from shared.contracts.base import Contract, Event
from shared.contracts.registration import ExchangePlanned, ParticipantRegistered, Wish
from shared.contracts.vocabulary import Category, ListingKind, Sector
from shared.eventlog import Append, Meta, NewEvent
from shared.service import Service
from shared.settings import Settings
from shared.web.server import listen
from shared.web.server import serving as serving_requests

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


@asynccontextmanager
async def serving(app: FastAPI, port: int = 0) -> AsyncIterator[str]:
    """The application on a port of this machine (0: any), started and stopped with its service; its address."""
    with listen("127.0.0.1", port) as listener:
        async with (
            app.router.lifespan_context(app),
            serving_requests(app, listener, grace=5, closing=app.state.closing),
        ):
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def planned(
    clock: Clock, *, slug: str = "lillevik", organisation: UUID = ORGANISATION, record: int | None = None
) -> ExchangePlanned:
    """An exchange that opens in an hour."""
    now = clock.now()
    return ExchangePlanned(
        exchange=uuid4(),
        organisation=organisation,
        slug=slug,
        name="Frivilligbørs Lillevik",
        municipality="Lillevik",
        venue="Kulturhuset",
        date=today(clock),
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
