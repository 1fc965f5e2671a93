"""The event log: gapless, per-stream contiguous, idempotent, append-only (design: event log)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid4, uuid5

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.contracts.agreements import CONTRACT, MarketClosed
from shared.database import Pool
from shared.eventlog import Append, Appended, CommandReused, Conflict, EventLog, GroupWriter, NewEvent, event_id
from shared.unhurried import Unhurried
from tests.conftest import Database

EXCHANGE = uuid4()


def events(command: UUID, count: int = 1) -> tuple[NewEvent, ...]:
    data = {"exchange": str(EXCHANGE), "at": "2026-04-22T18:45:00Z"}
    return tuple(NewEvent(event_id(command, n), "MarketClosed", 1, data, {}) for n in range(count))


@pytest.fixture
async def log(pool: Pool) -> EventLog:
    return EventLog(pool, CONTRACT)


@pytest.fixture
async def writer(database: Database, log: EventLog) -> AsyncIterator[GroupWriter]:
    writer = GroupWriter(database.dsn, on_append=log.grew.notify)
    await writer.start()
    yield writer
    await writer.stop()


async def test_an_empty_log_stands_at_position_zero(log: EventLog) -> None:
    assert await log.head() == 0
    assert await log.read_after(0) == []


async def test_an_append_gives_the_version_and_position_of_its_last_event(writer: GroupWriter) -> None:
    assert await writer.append(Append("market-1", 0, events(uuid4(), 2))) == Appended(position=2, version=2)


async def test_an_append_at_an_old_version_is_a_conflict_that_says_what_was_found(writer: GroupWriter) -> None:
    await writer.append(Append("market-1", 0, events(uuid4(), 2)))
    with pytest.raises(Conflict) as conflict:
        await writer.append(Append("market-1", 1, events(uuid4())))
    assert (conflict.value.expected, conflict.value.found) == (1, 2)


async def test_no_stream_is_a_check_like_any_other(writer: GroupWriter) -> None:
    await writer.append(Append("market-1", 0, events(uuid4())))
    with pytest.raises(Conflict):
        await writer.append(Append("market-1", 0, events(uuid4())))


async def test_the_same_append_again_returns_the_first_result(writer: GroupWriter, log: EventLog) -> None:
    append = Append("market-1", 0, events(uuid4(), 2))
    first = await writer.append(append)
    await writer.append(Append("market-1", 2, events(uuid4())))
    again = await writer.append(append)
    assert again == Appended(first.position, first.version, repeated=True)
    assert await log.head() == 3


async def test_a_command_id_that_comes_back_for_another_stream_is_refused(writer: GroupWriter) -> None:
    command = uuid4()
    await writer.append(Append("market-1", 0, events(command)))
    with pytest.raises(CommandReused):
        await writer.append(Append("market-2", 0, events(command)))


async def test_two_streams_of_one_command_are_written_together(writer: GroupWriter, log: EventLog) -> None:
    command = uuid4()
    other = Append("places-1", 0, (replace(*events(command), id=event_id(command, 1)),))
    assert await writer.append(Append("market-1", 0, events(command), (other,))) == Appended(position=2, version=1)
    assert [(r.position, r.stream, r.version) for r in await log.read_after(0)] == [
        (1, "places-1", 1),
        (2, "market-1", 1),
    ]


async def test_nothing_is_written_to_one_stream_when_the_other_has_moved_on(writer: GroupWriter, log: EventLog) -> None:
    await writer.append(Append("places-1", 0, events(uuid4(), 2)))
    command = uuid4()
    other = Append("places-1", 1, (replace(*events(command), id=event_id(command, 1)),))
    with pytest.raises(Conflict) as conflict:
        await writer.append(Append("market-1", 0, events(command), (other,)))
    assert (conflict.value.stream, conflict.value.expected, conflict.value.found) == ("places-1", 1, 2)
    assert await log.head() == 2


async def test_two_streams_written_together_are_so_once(writer: GroupWriter, log: EventLog) -> None:
    command = uuid4()
    other = Append("places-1", 0, (replace(*events(command), id=event_id(command, 1)),))
    append = Append("market-1", 0, events(command), (other,))
    await writer.append(append)
    assert await writer.append(append) == Appended(position=2, version=1, repeated=True)
    assert await log.head() == 2


async def test_one_append_that_the_database_cannot_take_fails_alone(writer: GroupWriter, log: EventLog) -> None:
    bad = NewEvent(uuid4(), "MarketClosed", 1, {"text": "a\x00b"}, {})
    outcomes = await asyncio.gather(
        writer.append(Append("good-1", 0, events(uuid4()))),
        writer.append(Append("bad", 0, (bad,))),
        writer.append(Append("good-2", 0, events(uuid4()))),
        return_exceptions=True,
    )
    assert [type(outcome) for outcome in outcomes] == [Appended, psycopg.errors.UntranslatableCharacter, Appended]
    assert await log.head() == 2


async def test_commands_that_come_together_are_written_in_their_order(writer: GroupWriter, log: EventLog) -> None:
    commands = [uuid4() for _ in range(5)]
    results = await asyncio.gather(
        *(writer.append(Append(f"market-{n}", 0, events(command, 2))) for n, command in enumerate(commands))
    )
    assert results == [Appended(position=2 * n, version=2) for n in range(1, 6)]
    assert [r.id for r in await log.read_after(0)] == [event_id(command, n) for command in commands for n in range(2)]


async def test_of_commands_that_come_together_each_has_its_own_result(writer: GroupWriter, log: EventLog) -> None:
    repeated, late = uuid4(), uuid4()
    await writer.append(Append("market-1", 0, events(repeated)))
    results = await asyncio.gather(
        writer.append(Append("market-1", 0, events(repeated))),
        writer.append(Append("market-1", 0, events(late))),
        writer.append(Append("market-2", 0, events(uuid4()))),
        writer.append(Append("market-2", 1, events(uuid4()))),
        return_exceptions=True,
    )
    assert results[0] == Appended(position=1, version=1, repeated=True)
    assert isinstance(results[1], Conflict)
    assert list(results[2:]) == [Appended(position=2, version=1), Appended(position=3, version=2)]
    assert await log.head() == 3


@pytest.mark.parametrize(
    "statement",
    ["update event_log set type = 'Other'", "delete from event_log", "truncate event_log"],
)
async def test_history_cannot_be_changed(writer: GroupWriter, pool: Pool, statement: str) -> None:
    await writer.append(Append("market-1", 0, events(uuid4())))
    async with pool.connection() as connection:
        with pytest.raises(psycopg.errors.RestrictViolation):
            await connection.execute(statement)


async def test_following_the_log_sees_an_append_at_once(writer: GroupWriter, log: EventLog) -> None:
    follower = log.batches(after=0)
    await writer.append(Append("market-1", 0, events(uuid4())))
    async with asyncio.timeout(5):
        assert [recorded.position for recorded in await anext(follower)] == [1]


async def test_all_who_follow_the_log_get_what_comes_after_their_place(writer: GroupWriter, log: EventLog) -> None:
    await writer.append(Append("market-1", 0, events(uuid4(), 5)))
    followers = [log.batches(after=0), log.batches(after=2), Unhurried(log).batches(after=3)]
    seen = [[recorded.position for recorded in await anext(follower)] for follower in followers]
    assert seen == [[1, 2, 3, 4, 5], [3, 4, 5], [4, 5]]
    await writer.append(Append("market-1", 5, events(uuid4())))
    assert [[recorded.position for recorded in await anext(follower)] for follower in followers] == [[6], [6], [6]]


async def test_a_replay_gives_the_decoded_events_of_a_span_in_order(writer: GroupWriter, log: EventLog) -> None:
    await writer.append(Append("market-1", 0, events(uuid4(), 5)))
    closed = MarketClosed(exchange=EXCHANGE, at=datetime(2026, 4, 22, 18, 45, tzinfo=UTC))
    assert [replayed async for replayed in log.replay(after=1, until=4)] == [(n, closed) for n in (2, 3, 4)]
    assert [position async for position, _ in log.replay()] == [1, 2, 3, 4, 5]


async def test_a_replay_may_be_broken_off(writer: GroupWriter, log: EventLog) -> None:
    await writer.append(Append("market-1", 0, events(uuid4(), 5)))
    async with aclosing(log.replay()) as replay:
        assert (await anext(replay))[0] == 1
    assert await log.head() == 5


async def test_an_append_survives_that_the_database_drops_the_connection(
    writer: GroupWriter, pool: Pool, log: EventLog
) -> None:
    await writer.append(Append("market-1", 0, events(uuid4())))
    async with pool.connection() as connection:
        await connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'borsen writer'"
            " and datname = current_database()"
        )
    assert await writer.append(Append("market-1", 1, events(uuid4()))) == Appended(position=2, version=2)


NAMESPACE = UUID("6f0b8a1e-8d0e-4a3f-9a4e-0d3b5ad7c1f2")
COMMANDS = st.lists(
    st.tuples(
        st.integers(0, 3).map(lambda n: f"stream-{n}"),
        st.integers(0, 30).map(lambda n: uuid5(NAMESPACE, str(n))),
        st.integers(1, 3),
    ),
    min_size=1,
    max_size=40,
)


async def append_as_a_person_would(writer: GroupWriter, log: EventLog, stream: str, new: tuple[NewEvent, ...]) -> None:
    """Load, append, and on a conflict once more, as every command does."""
    while True:
        version = len(await log.read_stream(stream))
        try:
            await writer.append(Append(stream, version, new))
        except Conflict:
            continue
        except CommandReused:
            pass
        return


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(commands=COMMANDS)
async def test_any_interleaving_of_writers_is_gapless_contiguous_and_idempotent(
    database: Database, pool: Pool, log: EventLog, commands: list[tuple[str, UUID, int]]
) -> None:
    before = await log.head()
    run = uuid4()
    writers = [GroupWriter(database.dsn) for _ in range(2)]
    for writer in writers:
        await writer.start()
    try:
        await asyncio.gather(
            *(
                append_as_a_person_would(writer, log, f"{run}-{stream}", events(uuid5(run, str(command)), count))
                for writer in writers
                for stream, command, count in commands
            )
        )
    finally:
        for writer in writers:
            await writer.stop()
    recorded = await log.read_after(before)
    assert [r.position for r in recorded] == list(range(before + 1, before + 1 + len(recorded)))
    streams = {r.stream for r in recorded}
    versions = {stream: [r.version for r in recorded if r.stream == stream] for stream in streams}
    assert versions == {stream: list(range(1, len(found) + 1)) for stream, found in versions.items()}
    firsts = {uuid5(run, str(command)) for _, command, _ in commands}
    assert sum(r.id in {event_id(command, 0) for command in firsts} for r in recorded) == len(firsts)
