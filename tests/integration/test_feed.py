"""The stage's feed when PostgreSQL has lost its last moments: a projection's commits do not wait for the disk."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import aclosing, suppress
from pathlib import Path
from uuid import uuid4

import pytest

from services.scoreboard import feed
from services.scoreboard.feed import Feed
from services.scoreboard.queries import Boards
from shared.clock import AdjustableClock
from shared.database import Pool
from shared.signal import Signal
from shared.sql import statements

TABLES = statements(Path(feed.__file__).parent / "sql")("board_tables")
EXCHANGE = uuid4()
Start = Callable[[], Coroutine[None, None, Feed]]


class Board:
    """The tables that the feed tells from."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self.advanced = Signal()

    async def gain(self, *positions: int) -> None:
        """Entries are projected."""
        async with self._pool.connection() as connection:
            for position in positions:
                await connection.execute("insert into board_feed values (%s, %s, 'made', '{}')", [position, EXCHANGE])
        self.advanced.notify()

    async def lose(self, *positions: int) -> None:
        """A crash takes entries back."""
        async with self._pool.connection() as connection:
            await connection.execute("delete from board_feed where position = any(%s)", [list(positions)])


@pytest.fixture
async def board(pool: Pool) -> Board:
    async with pool.connection() as connection:
        await connection.execute(TABLES)
    return Board(pool)


@pytest.fixture
async def start(board: Board, pool: Pool, clock: AdjustableClock) -> AsyncIterator[Start]:
    """Starts a feed, as a new process does."""
    running: list[asyncio.Task[None]] = []

    async def started() -> Feed:
        fresh = Feed(Boards(pool), board.advanced, clock)
        running.append(asyncio.create_task(fresh.run()))
        return fresh

    yield started
    for task in running:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def heard(feed: Feed, after: int, *, until: int) -> list[int]:
    """The positions that a viewer hears, up to one of them or to the end of its stream."""
    found: list[int] = []
    async with aclosing(feed.watch(EXCHANGE, after)) as stream:
        async for messages in stream:
            found += [int(line.removeprefix(b"id: ")) for line in messages.splitlines() if line.startswith(b"id: ")]
            if until in found:
                break
    return found


async def test_a_viewer_who_comes_while_what_others_were_told_is_lost_waits_and_misses_nothing(
    board: Board, start: Start
) -> None:
    feed = await start()
    await board.gain(1, 2, 3, 4, 5)
    assert await heard(feed, after=0, until=5) == [1, 2, 3, 4, 5]

    await board.lose(4, 5)
    viewer = asyncio.create_task(heard(feed, after=2, until=6))
    await asyncio.sleep(0.5)
    await board.gain(4, 5)
    await board.gain(6)

    assert await viewer == [3, 4, 5, 6]


async def test_a_viewer_who_was_told_what_is_lost_waits_and_hears_nothing_twice(board: Board, start: Start) -> None:
    await board.gain(1, 2, 3)
    feed = await start()
    viewer = asyncio.create_task(heard(feed, after=5, until=6))
    await asyncio.sleep(0.5)
    await board.gain(4)
    await board.gain(5)
    await board.gain(6)

    assert await viewer == [6]


async def test_a_viewer_whom_the_tables_do_not_reach_is_sent_away_to_come_again(
    board: Board, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "LEVEL_SECONDS", 0.5)
    await board.gain(1)

    assert await heard(await start(), after=1_000_000, until=1_000_001) == []
