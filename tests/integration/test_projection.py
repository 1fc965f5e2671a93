"""Projections: exactly-once effect, poison stop, read-your-writes, rebuild while live."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from uuid import UUID, uuid4

import pytest
from psycopg.sql import SQL, Identifier

from shared.contracts.agreements import CONTRACT, AgreementCancelled, MarketClosed
from shared.contracts.base import Event
from shared.database import Pool, Statement
from shared.eventlog import Append, EventLog, GroupWriter, NewEvent, Recorded
from shared.jetstream import Bus
from shared.policy import Policy, PolicyRunner, command_after
from shared.projection import Projection, RebuildStuck, Runner, State
from shared.relay import Relay
from shared.subscription import Subscription
from shared.tasks import end
from tests.conftest import Database, eventually
from tests.servers import NatsServer, PostgresServer

Appender = Callable[..., Awaitable[None]]

TABLES = SQL("create table closing (position bigint primary key, times integer not null default 1)")
COUNT_UP = SQL(
    "insert into closing as c (position) values (%(position)s) on conflict (position) do update set times = c.times + 1"
)
SUMMARY = "select count(*), coalesce(max(times), 0), coalesce(max(position), 0) from closing"


def closings(version: int = 1) -> Projection:
    """Counts how often each closing was applied."""
    projection = Projection("closings", version, CONTRACT, TABLES)

    @projection.on(MarketClosed)
    def market_closed(_: MarketClosed, recorded: Recorded) -> Iterator[Statement]:
        yield COUNT_UP, {"position": recorded.position}

    @projection.on(AgreementCancelled)
    def poison(_: AgreementCancelled, __: Recorded) -> Iterator[Statement]:
        raise ValueError("cannot be understood")

    return projection


CLOSED = ("MarketClosed", {"at": "2026-04-22T18:45:00Z"})
OPENED = ("MarketOpened", {"at": "2026-04-22T17:45:00Z", "closes_at": "2026-04-22T18:45:00Z"})
POISON = (
    "AgreementCancelled",
    {"agreement": str(uuid4()), "at": "2026-04-22T18:00:00Z", "reason": "doubled", "broker": "b-1"},
)


@pytest.fixture
async def log(pool: Pool) -> EventLog:
    return EventLog(pool, CONTRACT)


@pytest.fixture
async def append(database: Database, log: EventLog) -> AsyncIterator[Appender]:
    writer = GroupWriter(database.dsn, on_append=log.grew.notify)
    await writer.start()

    async def append(count: int, event: tuple[str, dict[str, str]] = CLOSED) -> None:
        for _ in range(count):
            data = {"exchange": str(uuid4()), **event[1]}
            await writer.append(Append(f"market-{uuid4()}", 0, (NewEvent(uuid4(), event[0], 1, data, {}),)))

    yield append
    await writer.stop()


@asynccontextmanager
async def running(*runners: Runner | PolicyRunner | Relay) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(runner.run()) for runner in runners]
    try:
        yield
    finally:
        await end(*tasks)


async def summary(pool: Pool) -> tuple[int, int, int]:
    """How many closings the live tables show, how often the most applied one was, and the last position."""
    async with pool.connection() as connection:
        row = await (await connection.execute(SUMMARY)).fetchone()
    assert row is not None
    return row


async def test_each_event_is_applied_once(pool: Pool, log: EventLog, append: Appender) -> None:
    await append(30)
    runner = Runner(closings(), pool, log)
    async with running(runner):
        assert await runner.reached(30)
        assert await summary(pool) == (30, 1, 30)


async def test_what_a_command_wrote_is_seen_once_its_position_is_reached(
    pool: Pool, log: EventLog, append: Appender
) -> None:
    runner = Runner(closings(), pool, log)
    async with running(runner):
        for position in range(1, 20):
            await append(1)
            assert await runner.reached(position)
            assert (await summary(pool))[2] == position


async def test_waiting_for_a_position_that_never_comes_ends(pool: Pool, log: EventLog) -> None:
    runner = Runner(closings(), pool, log)
    async with running(runner):
        assert not await runner.reached(1, within=0.2)


async def test_two_replicas_race_and_the_effect_is_still_once(pool: Pool, log: EventLog, append: Appender) -> None:
    runners = [Runner(closings(), pool, log) for _ in range(3)]
    async with running(*runners):
        for _ in range(10):
            await append(20)
        assert await runners[0].reached(200, within=10)
        assert await summary(pool) == (200, 1, 200)


async def test_a_runner_killed_in_mid_batch_leaves_nothing_half_done(
    pool: Pool, log: EventLog, append: Appender
) -> None:
    await append(200)
    for _ in range(5):
        async with running(Runner(closings(), pool, log)):
            await asyncio.sleep(0.01)
    runner = Runner(closings(), pool, log)
    async with running(runner):
        await append(1)
        assert await runner.reached(201, within=10)
        assert await summary(pool) == (201, 1, 201)


async def test_an_event_of_no_interest_still_moves_the_checkpoint(pool: Pool, log: EventLog, append: Appender) -> None:
    await append(3, OPENED)
    runner = Runner(closings(), pool, log)
    async with running(runner):
        assert await runner.reached(3)
        assert await summary(pool) == (0, 0, 0)


async def test_a_poison_event_stops_the_projection_after_all_that_came_before_it(
    pool: Pool, log: EventLog, append: Appender
) -> None:
    await append(5)
    await append(1, POISON)
    await append(5)
    runner = Runner(closings(), pool, log)
    async with running(runner):
        await eventually(lambda: runner.state is State.STUCK)
        assert runner.error == "after position 5: ValueError"
        assert await summary(pool) == (5, 1, 5)


async def test_a_new_version_is_rebuilt_while_the_old_one_answers(pool: Pool, log: EventLog, append: Appender) -> None:
    await append(10)
    old = Runner(closings(version=1), pool, log)
    async with running(old):
        assert await old.reached(10)
        new = Runner(closings(version=2), pool, log)
        await new.prepare()
        assert await summary(pool) == (10, 1, 10)
        async with running(new):
            await append(5)
            await eventually(lambda: new.state is State.LIVE)
            await append(5)
            await eventually(lambda: old.state is State.RETIRED)
            assert await new.reached(20)
            assert await summary(pool) == (20, 1, 20)


async def test_a_rebuild_of_the_same_version_starts_from_the_first_event(
    pool: Pool, log: EventLog, append: Appender
) -> None:
    await append(10)
    first = Runner(closings(), pool, log)
    async with running(first):
        assert await first.reached(10)
    async with pool.connection() as connection:
        await connection.execute("delete from closings_1.closing")
    rebuilt = Runner(closings(), pool, log, rebuild=True)
    async with running(rebuilt):
        await eventually(lambda: rebuilt.state is State.LIVE)
        assert await summary(pool) == (10, 1, 10)


async def test_a_rebuild_while_live_leaves_every_replica_going_on_with_the_new_generation(
    pool: Pool, log: EventLog, append: Appender
) -> None:
    await append(10)
    replicas = [Runner(closings(), pool, log) for _ in range(2)]
    async with running(*replicas):
        assert await replicas[0].reached(10)
        async with pool.connection() as connection:
            await connection.execute("delete from closings_1.closing")
        assert await replicas[0].rebuild() == 10
        assert await summary(pool) == (10, 1, 10)
        await append(5)
        await eventually(lambda: [replica.schema for replica in replicas] == ["closings_2", "closings_2"])
        assert await replicas[1].reached(15)
        assert await summary(pool) == (15, 1, 15)


async def test_a_rebuild_that_meets_a_poison_event_says_so_and_leaves_the_old_generation_live(
    pool: Pool, log: EventLog, append: Appender
) -> None:
    await append(5)
    await append(1, POISON)
    runner = Runner(closings(), pool, log)
    async with running(runner):
        await eventually(lambda: runner.state is State.STUCK)
        with pytest.raises(RebuildStuck, match="after position 5: ValueError"):
            await runner.rebuild()
        assert await summary(pool) == (5, 1, 5)


async def test_after_an_interrupted_rebuild_the_live_generation_goes_on(
    pool: Pool, log: EventLog, append: Appender
) -> None:
    await append(10)
    first = Runner(closings(), pool, log)
    async with running(first):
        assert await first.reached(10)
    await Runner(closings(), pool, log, rebuild=True).prepare()
    again = Runner(closings(), pool, log)
    async with running(again):
        await append(1)
        assert await again.reached(11)
        assert again.schema == "closings_1"
        assert await again.rebuild() == 11
        await append(1)
        await eventually(lambda: again.schema == "closings_3")


async def test_a_projection_beyond_the_head_of_a_restored_log_raises_an_alarm_and_is_rebuilt(
    pool: Pool, log: EventLog, append: Appender, no_patience: None
) -> None:
    await append(3)
    async with running(Runner(closings(), pool, log)):
        await eventually(lambda: checkpoint(pool, "projection", 3))
    await move_checkpoint(pool, "projection", 5)
    runner = Runner(closings(), pool, log)
    async with running(runner):
        await eventually(lambda: runner.state is State.ASTRAY)
        assert runner.error == ("position 5 lies beyond the head of agreements, 3: the log was restored from a backup")
        assert await runner.rebuild() == 3
        await eventually(lambda: runner.state is State.LIVE)
        assert await summary(pool) == (3, 1, 3)


@pytest.mark.parametrize("grown", [3, 4])
async def test_a_projection_that_has_seen_another_event_where_it_stands_raises_an_alarm(
    pool: Pool, log: EventLog, append: Appender, grown: int
) -> None:
    await append(3)
    async with running(Runner(closings(), pool, log)):
        await eventually(lambda: checkpoint(pool, "projection", 3))
    await move_checkpoint(pool, "projection", 3)
    await append(grown - 3)
    runner = Runner(closings(), pool, log)
    async with running(runner):
        await eventually(lambda: runner.state is State.ASTRAY)
    assert runner.error == (
        "position 3 of agreements is another event than when it was passed: the log was restored from a backup"
    )


async def test_a_stream_that_is_being_filled_again_is_no_alarm(
    pool: Pool, log: EventLog, bus: Bus, clean_nats: NatsServer, append: Appender
) -> None:
    await append(40)
    first = Runner(closings(), pool, Subscription(bus, CONTRACT))
    async with running(Relay(log, bus), first):
        assert await first.reached(40, within=10)
    await clean_nats.kill()
    clean_nats.wipe_storage()
    await clean_nats.start()
    again = Runner(closings(), pool, Subscription(bus, CONTRACT))
    async with running(again):
        await asyncio.sleep(1)
        assert again.state is State.STARTING
        async with running(Relay(log, bus)):
            await eventually(lambda: again.state is State.LIVE, within=30)


async def test_a_policy_that_has_gone_astray_raises_an_alarm_and_starts_over(
    pool: Pool, log: EventLog, append: Appender, no_patience: None
) -> None:
    seen: list[int] = []

    async def react(_: Event, recorded: Recorded) -> None:
        seen.append(recorded.position)

    policy = Policy("closing", CONTRACT, react)
    await append(2)
    async with running(PolicyRunner(policy, pool, log)):
        await eventually(lambda: len(seen) == 2)
    await move_checkpoint(pool, "policy", 5)
    runner = PolicyRunner(policy, pool, log)
    async with running(runner):
        await eventually(lambda: runner.state is State.ASTRAY)
        assert runner.error == ("position 5 lies beyond the head of agreements, 2: the log was restored from a backup")
        await runner.start_over()
        await eventually(lambda: runner.state is State.LIVE)
    assert seen == [1, 2, 1, 2]


@pytest.fixture
def no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for streams that are being filled again."""
    monkeypatch.setattr("shared.checkpoint.REFILL_SECONDS", 0)


async def checkpoint(pool: Pool, kind: str, position: int) -> bool:
    """Whether the projection or policy has saved that it has come to a position."""
    async with pool.connection() as connection:
        query = SQL("select position from {}").format(Identifier(kind))
        row = await (await connection.execute(query)).fetchone()
    return row == (position,)


async def move_checkpoint(pool: Pool, kind: str, position: int) -> None:
    """As if the checkpoint had been saved in a history that the log has lost in a restore."""
    async with pool.connection() as connection:
        moved = SQL("update {} set position = {}, event = gen_random_uuid()").format(Identifier(kind), position)
        await connection.execute(moved)


async def test_events_of_another_service_come_through_jetstream_once(
    pool: Pool, log: EventLog, bus: Bus, append: Appender
) -> None:
    runner = Runner(closings(), pool, Subscription(bus, CONTRACT))
    async with running(Relay(log, bus), runner):
        await append(100)
        assert await runner.reached(100, within=10)
        assert await summary(pool) == (100, 1, 100)


async def test_a_subscription_survives_that_nats_is_killed_and_its_storage_wiped(
    pool: Pool, log: EventLog, bus: Bus, clean_nats: NatsServer, append: Appender
) -> None:
    runner = Runner(closings(), pool, Subscription(bus, CONTRACT))
    async with running(Relay(log, bus), runner):
        await append(40)
        assert await runner.reached(40, within=10)
        await clean_nats.kill()
        clean_nats.wipe_storage()
        await append(40)
        await clean_nats.start()
        await append(20)
        assert await runner.reached(100, within=30)
        assert await summary(pool) == (100, 1, 100)


async def test_everything_goes_on_after_postgresql_was_restarted(
    pool: Pool, log: EventLog, bus: Bus, postgres: PostgresServer, append: Appender
) -> None:
    runner = Runner(closings(), pool, Subscription(bus, CONTRACT))
    async with running(Relay(log, bus), runner):
        await append(20)
        restarting = asyncio.create_task(postgres.restart())
        await append(40)
        await restarting
        await eventually(lambda: runner.position == 60, within=30)
        assert await summary(pool) == (60, 1, 60)


async def test_a_policy_sees_every_event_again_if_it_dies_before_noting_it_and_makes_the_same_command(
    pool: Pool, log: EventLog, append: Appender
) -> None:
    commands: list[UUID] = []

    async def react(_: Event, recorded: Recorded) -> None:
        commands.append(command_after(recorded, "close"))
        if len(commands) == 2:
            raise ConnectionError("the service died here")

    await append(3)
    runner = PolicyRunner(Policy("closing", CONTRACT, react), pool, log)
    async with running(runner):
        await eventually(lambda: runner.position == 3)
    assert len(commands) == 4
    assert len(set(commands)) == 3


async def test_a_policy_that_cannot_react_stops_with_an_alarm(pool: Pool, log: EventLog, append: Appender) -> None:
    async def react(event: Event, _: Recorded) -> None:
        raise ValueError(f"no idea what to do with {event.type}")

    await append(1)
    runner = PolicyRunner(Policy("lost", CONTRACT, react), pool, log)
    async with running(runner):
        await eventually(lambda: runner.state is State.STUCK)
    assert runner.error == "after position 0: ValueError"
