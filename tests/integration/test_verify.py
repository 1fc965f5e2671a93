"""The audit finds what is wrong with a real installation, and names it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import LiteralString
from uuid import UUID, uuid4

import nats
import psycopg
import pytest
from psycopg.sql import SQL

from shared.cli.installed import Installed
from shared.cli.verify import audit
from shared.clock import SystemClock
from shared.contracts import agreements, registration
from shared.contracts.base import Contract, Event
from shared.database import make_pool
from shared.embedded.credentials import passwords
from shared.embedded.installation import Installation, running
from shared.embedded.record import read
from shared.eventlog import Append, EventLog, GroupWriter, NewEvent
from shared.jetstream import ensure_stream, headers_of, subject_of
from shared.nats_config import ADMIN
from shared.tasks import end
from shared.verify import Finding
from tests.evening import META, planned
from tests.market_events import MarketHour


@pytest.fixture(scope="module")
def data(server_directory: Path) -> Path:
    """A new data directory."""
    return server_directory / uuid4().hex


@pytest.fixture(scope="module")
async def installation(data: Path) -> AsyncIterator[Installation]:
    """A running installation with an exchange in which two agreements were made. Each test mends what it breaks."""
    async with running(data, SystemClock(), port=0) as installation:
        evening = planned(SystemClock())
        hour = MarketHour(evening.exchange, SystemClock())
        await append(installation, registration.CONTRACT, evening)
        await append(installation, agreements.CONTRACT, hour.opened(), hour.made(), hour.made())
        yield installation


async def append(installation: Installation, contract: Contract, *events: Event) -> None:
    """Append events to a service's log, each to a stream of its own."""
    writer = GroupWriter(installation.settings[contract.service].database_url.get_secret_value())
    await writer.start()
    for event in events:
        new = NewEvent(uuid4(), event.type, event.SCHEMA, contract.encode(event), META)
        await writer.append(Append(f"test-{uuid4()}", 0, (new,)))
    await writer.stop()


async def wrong(data: Path, *, wait: float = 1) -> list[Finding]:
    """What an audit finds wrong, after copies have had their time."""
    record = read(data)
    installed = Installed(record.settings["registration"], record.url)
    return [finding for finding in await audit(installed, wait) if not finding.right]


@contextmanager
def changed(installation: Installation, service: str, table: LiteralString, change: LiteralString) -> Iterator[None]:
    """A row of a service's table is another one for a while, behind its back."""
    dsn = installation.settings[service].database_url.get_secret_value()
    with psycopg.connect(dsn, autocommit=True) as connection:
        rows = SQL(table)
        connection.execute(SQL("create temporary table before as table {}").format(rows))
        assert connection.execute(SQL("update {} set {}").format(rows, SQL(change))).rowcount == 1
        yield
        connection.execute(SQL("delete from {}").format(rows))
        connection.execute(SQL("insert into {} table before").format(rows))


async def stop_loop(name: str) -> None:
    """Stop one of the loops that run beside the requests."""
    (task,) = [task for task in asyncio.all_tasks() if task.get_name() == name]
    await end(task)


async def test_nothing_is_wrong_with_an_installation_that_nobody_has_touched(
    data: Path, installation: Installation
) -> None:
    assert await wrong(data, wait=30) == []


async def test_a_projection_that_stands_behind_is_named(data: Path, installation: Installation) -> None:
    assert await wrong(data, wait=30) == []
    await stop_loop("scoreboard projection board")
    with changed(installation, "scoreboard", "projection", "position = 1, event = null where name = 'board'"):
        assert await wrong(data) == [Finding("scoreboard", "projection board", "1 of 3 (agreements)", right=False)]


async def test_an_agreement_that_is_missing_on_the_scoreboard_is_named(data: Path, installation: Installation) -> None:
    assert await wrong(data, wait=30) == []
    with changed(installation, "scoreboard", "board", "standing = standing - 1"):
        (finding,) = await wrong(data)
    assert (finding.service, finding.check) == ("scoreboard", "agreements agree")
    assert finding.found.endswith(": 2 in the log, 1 in scoreboard")


async def test_an_event_in_the_stream_that_is_not_the_log_s_is_named(data: Path, installation: Installation) -> None:
    assert await wrong(data, wait=30) == []
    await stop_loop("agreements relay")
    altered = uuid4()
    original = await replace_in_stream(data, installation, position=2, by=altered)
    assert await wrong(data) == [
        Finding(
            "agreements", "stream AGREEMENTS = log", f"2 is {original} in the log, {altered} in the stream", right=False
        )
    ]
    await replace_in_stream(data, installation, position=2, by=original)


async def replace_in_stream(data: Path, installation: Installation, *, position: int, by: UUID) -> UUID:
    """Write the stream of agreements anew with another event at one position; the id that the log has there."""
    settings = installation.settings["agreements"]
    pool = make_pool(settings.database_url.get_secret_value(), size=1)
    await pool.open()
    logged = await EventLog(pool, agreements.CONTRACT).read_after(0, limit=100)
    await pool.close()
    password = passwords(data / "nats" / "passwords.json", (ADMIN,))[ADMIN]
    client = await nats.connect(settings.nats_url, user=ADMIN, password=password)
    js = client.jetstream()
    await js.delete_stream(agreements.CONTRACT.stream)
    await ensure_stream(js, agreements.CONTRACT)
    for recorded in logged:
        told = replace(recorded, id=by) if recorded.position == position else recorded
        headers = headers_of("agreements", told)
        await js.publish(subject_of("agreements", told), told.data.encode(), headers=headers)
    await client.close()
    return logged[position - 1].id
