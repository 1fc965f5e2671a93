"""The relay's invariant: in each JetStream stream, sequence = position, gapless, always."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest
from nats.js.api import DiscardPolicy, StreamConfig

from shared import relay as relay_module
from shared.contracts.agreements import CONTRACT
from shared.database import Pool
from shared.eventlog import Append, EventLog, GroupWriter, NewEvent
from shared.jetstream import Bus, headers_of, subject_of, subjects
from shared.relay import Relay, RelayState
from shared.subscription import Subscription
from shared.tasks import end
from tests.conftest import Database, eventually
from tests.logs import Log
from tests.logs import log as lines
from tests.servers import NatsServer

__all__ = ["lines"]


@pytest.fixture
async def log(pool: Pool) -> EventLog:
    return EventLog(pool, CONTRACT)


@pytest.fixture
async def writer(database: Database, log: EventLog) -> AsyncIterator[GroupWriter]:
    writer = GroupWriter(database.dsn, on_append=log.grew.notify)
    await writer.start()
    yield writer
    await writer.stop()


@asynccontextmanager
async def running(*relays: Relay) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(relay.run()) for relay in relays]
    try:
        yield
    finally:
        await end(*tasks)


async def append(writer: GroupWriter, count: int) -> None:
    data = {"exchange": str(uuid4()), "at": "2026-04-22T18:45:00Z"}
    await asyncio.gather(
        *(
            writer.append(Append(f"market-{uuid4()}", 0, (NewEvent(uuid4(), "MarketClosed", 1, data, {"k": "v"}),)))
            for _ in range(count)
        )
    )


async def stream_ids(bus: Bus, count: int) -> list[tuple[int, str]]:
    """Sequence and event id of the first `count` messages, as a fresh reader sees them."""
    found: list[tuple[int, str]] = []
    async with asyncio.timeout(20):
        async for batch in Subscription(bus, CONTRACT).batches(0):
            found += [(recorded.position, str(recorded.id)) for recorded in batch]
            if len(found) >= count:
                break
    return found


async def log_ids(log: EventLog) -> list[tuple[int, str]]:
    return [(recorded.position, str(recorded.id)) for recorded in await log.read_after(0, limit=100_000)]


async def last_sequence(bus: Bus) -> int:
    return await Subscription(bus, CONTRACT).head()


async def test_every_event_is_copied_with_its_position_as_sequence(
    log: EventLog, writer: GroupWriter, bus: Bus
) -> None:
    async with running(Relay(log, bus)):
        await append(writer, 700)
        assert await stream_ids(bus, 700) == await log_ids(log)


async def test_a_message_carries_the_whole_record(log: EventLog, writer: GroupWriter, bus: Bus) -> None:
    async with running(Relay(log, bus)):
        await append(writer, 1)
        async with asyncio.timeout(10):
            (received,) = await anext(Subscription(bus, CONTRACT).batches(0))
    assert [received] == await log.read_after(0)


async def test_two_relays_at_once_are_wasteful_but_never_wrong(log: EventLog, writer: GroupWriter, bus: Bus) -> None:
    async with running(Relay(log, bus), Relay(log, bus)):
        for _ in range(10):
            await append(writer, 40)
            await asyncio.sleep(0.05)
        await eventually(lambda: _reached(bus, 400))
        assert await stream_ids(bus, 400) == await log_ids(log)
        assert await last_sequence(bus) == 400


async def test_a_relay_that_was_away_catches_up(log: EventLog, writer: GroupWriter, bus: Bus) -> None:
    async with running(Relay(log, bus)):
        await append(writer, 5)
        await eventually(lambda: _reached(bus, 5))
    await append(writer, 7)
    relay = Relay(log, bus)
    async with running(relay):
        await eventually(lambda: relay.state is RelayState.LIVE)
        assert await stream_ids(bus, 12) == await log_ids(log)


async def test_a_wiped_stream_is_rebuilt_from_the_log(
    log: EventLog, writer: GroupWriter, bus: Bus, clean_nats: NatsServer
) -> None:
    async with running(Relay(log, bus)):
        await append(writer, 50)
        await eventually(lambda: _reached(bus, 50))
        await clean_nats.kill()
        clean_nats.wipe_storage()
        await append(writer, 10)
        await clean_nats.start()
        await eventually(lambda: _reached(bus, 60), within=30)
        assert await stream_ids(bus, 60) == await log_ids(log)


async def test_a_stream_that_is_wiped_while_nothing_happens_is_rebuilt_too(
    log: EventLog, writer: GroupWriter, bus: Bus, clean_nats: NatsServer
) -> None:
    async with running(Relay(log, bus)):
        await append(writer, 5)
        await eventually(lambda: _reached(bus, 5))
        await clean_nats.kill()
        clean_nats.wipe_storage()
        await clean_nats.start()
        await eventually(lambda: _reached(bus, 5), within=30)
        assert await stream_ids(bus, 5) == await log_ids(log)


async def test_killing_nats_in_mid_stream_loses_and_doubles_nothing(
    log: EventLog, writer: GroupWriter, bus: Bus, clean_nats: NatsServer
) -> None:
    async with running(Relay(log, bus)):
        for _ in range(3):
            writing = asyncio.create_task(append(writer, 300))
            await asyncio.sleep(0.05)
            await clean_nats.kill()
            await writing
            await clean_nats.start()
        await eventually(lambda: _reached(bus, 900), within=30)
        assert await stream_ids(bus, 900) == await log_ids(log)


async def test_a_stream_ahead_of_the_log_is_an_alarm_and_left_alone(
    log: EventLog, writer: GroupWriter, bus: Bus
) -> None:
    relay = Relay(log, bus)
    async with running(relay):
        await append(writer, 1)
        await eventually(lambda: _reached(bus, 1))
    _, js = await bus.ready()
    (recorded,) = await log.read_after(0)
    await js.publish(subject_of("agreements", recorded), b"{}", headers=headers_of("agreements", recorded))
    relay = Relay(log, bus)
    async with running(relay):
        await eventually(lambda: relay.state is RelayState.AHEAD)
        assert await last_sequence(bus) == 2


async def test_a_stream_with_another_history_is_an_alarm(log: EventLog, writer: GroupWriter, bus: Bus) -> None:
    _, js = await bus.ready()
    await append(writer, 1)
    (recorded,) = await log.read_after(0)
    await js.add_stream(name=CONTRACT.stream, subjects=["bors.agreements.>"])
    other = {**headers_of("agreements", recorded), "ce-id": str(uuid4())}
    await js.publish(subject_of("agreements", recorded), b"{}", headers=other)
    relay = Relay(log, bus)
    async with running(relay):
        await eventually(lambda: relay.state is RelayState.DIVERGED)


async def test_a_stream_that_takes_nothing_more_is_told_louder_and_louder_until_it_does(
    log: EventLog, writer: GroupWriter, bus: Bus, lines: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay_module, "HINDERED_SECONDS", 1.5)
    _, js = await bus.ready()
    contract = log.contract
    full = StreamConfig(contract.stream, subjects=[subjects(contract)], max_msgs=2, discard=DiscardPolicy.NEW)
    await js.add_stream(full)
    await append(writer, 3)
    relay = Relay(log, bus)
    async with running(relay):
        await eventually(lambda: relay.hindered_by is not None)
        await eventually(lambda: {"warning", "error"} <= levels(lines, "relay cannot copy"))
        assert relay.hindered_by == "PublishRefused: maximum messages exceeded"
        full.max_msgs = -1
        await js.update_stream(full)
        await eventually(lambda: relay.state is RelayState.LIVE)
        assert relay.hindered_by is None


def levels(lines: Log, event: str) -> set[str]:
    """The levels at which something was logged."""
    return {line["level"] for line in lines.lines() if line["event"] == event}


async def _reached(bus: Bus, position: int) -> bool:
    return await last_sequence(bus) >= position
