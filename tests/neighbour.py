"""A neighbouring service as the others know it: a real log whose events reach NATS through a real relay."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID, uuid4

from fastapi import FastAPI

from shared.clock import Clock
from shared.contracts.base import Contract, Event
from shared.eventlog import Append, NewEvent
from shared.service import Service
from shared.settings import Settings


class Neighbour:
    """Publishes events that its service would have decided."""

    def __init__(self, service: Service, contract: Contract) -> None:
        self._service = service
        self._contract = contract

    async def publish(self, *events: Event, organisation: UUID) -> int:
        """Append each event to a stream of its own; the log's position after the last."""
        assert self._service.writer
        position = 0
        for event in events:
            meta = {"organisation": str(organisation), "actor": "test", "correlationid": str(uuid4())}
            new = NewEvent(uuid4(), event.type, event.SCHEMA, self._contract.encode(event), meta)
            position = (await self._service.writer.append(Append(f"test-{new.id}", 0, (new,)))).position
        return position


@asynccontextmanager
async def neighbour(settings: Settings, clock: Clock, contract: Contract) -> AsyncIterator[Neighbour]:
    """Run the neighbour that publishes a contract."""
    with TemporaryDirectory() as folder:
        service = Service(contract.service, Path(folder), settings, clock, contract)
        async with service.lifespan(FastAPI()):
            yield Neighbour(service, contract)
