"""A service whose projection has changed: what reads its tables waits until they are there in their new form."""

import asyncio
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest
from fastapi import FastAPI
from psycopg.sql import SQL

from shared.clock import AdjustableClock
from shared.contracts.agreements import CONTRACT, MarketClosed
from shared.database import Statement
from shared.eventlog import Append, NewEvent, Recorded
from shared.projection import Projection
from shared.service import Service
from shared.settings import Settings
from tests.conftest import eventually

OLD_TABLE = SQL("create table closing (position bigint primary key)")
NEW_TABLES = SQL("create table closing (position bigint primary key); create table last_closing (position bigint)")
READ_NEW_TABLE = "select count(*) from last_closing"

CLOSED = NewEvent(uuid4(), "MarketClosed", 1, {"exchange": str(uuid4()), "at": "2026-04-22T18:45:00Z"}, {})


class Reader:
    """A loop of the service that reads the new table."""

    def __init__(self, service: Service) -> None:
        self.began = 0
        self.read = False
        self._service = service
        service.always("reader", self._run)

    async def _run(self) -> None:
        self.began += 1
        async with self._service.pool.connection() as connection:
            await connection.execute(READ_NEW_TABLE)
        self.read = True


@pytest.fixture
def make_service(
    service_settings: Callable[..., Settings], clock: AdjustableClock, tmp_path: Path
) -> Callable[[], Service]:
    """Makes a service again and again, as updates of it do."""
    settings = service_settings("agreements")
    (tmp_path / "schema").mkdir()
    return lambda: Service("agreements", tmp_path, settings, clock, CONTRACT)


@pytest.fixture
async def before(make_service: Callable[[], Service]) -> None:
    """An older version has applied an event."""
    service = make_service()
    runner = service.project(Projection("closings", 1, CONTRACT, OLD_TABLE))
    async with service.lifespan(FastAPI()):
        assert service.writer is not None
        await service.writer.append(Append("market-1", 0, (CLOSED,)))
        assert await runner.reached(1)


async def is_ready(service: Service) -> bool:
    return not await service.unready()


async def is_filling(service: Service) -> bool:
    return "projection closings is filled for the first time" in await service.unready()


def closings(keys_are_there: asyncio.Event) -> Projection:
    """The newer version, which has to wait before it can apply the event."""
    projection = Projection("closings", 2, CONTRACT, NEW_TABLES)

    @projection.on(MarketClosed)
    def market_closed(_: MarketClosed, __: Recorded) -> Iterator[Statement]:
        if not keys_are_there.is_set():
            raise ConnectionError("the keys are away")
        yield SQL("insert into last_closing values (1)"), {}

    return projection


@pytest.mark.usefixtures("before")
async def test_a_service_is_ready_and_its_loops_run_once_a_changed_projection_is_filled_and_not_before(
    make_service: Callable[[], Service],
) -> None:
    service, keys_are_there = make_service(), asyncio.Event()
    service.project(closings(keys_are_there))
    reader = Reader(service)
    async with service.lifespan(FastAPI()):
        await eventually(partial(is_filling, service))
        assert reader.began == 0
        keys_are_there.set()
        await eventually(partial(is_ready, service), within=30)
        await eventually(lambda: reader.read)
        assert reader.began == 1
