"""`borsen bench append`: agreements per second into the event log, into the library's, and as plain inserts.

Every contestant starts from a validated event of its own kind in the same process, turns it into JSON, and has it
committed with PostgreSQL's durability as it comes, on the same server; a command counts when its result is back.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter
from uuid import UUID, uuid4

import orjson
from eventsourcing.application import Application
from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from shared import eventlog
from shared.contracts.agreements import CONTRACT, AgreementMade
from shared.database import make_pool, migrate, wait_for_database
from shared.embedded import EmbeddedPostgres
from shared.eventlog import Append, GroupWriter, NewEvent, event_id
from shared.sql import statements
from tests.bench import library
from tests.bench.evenings import agreements
from tests.bench.measuring import Aim, Contestant, Report, alternate, rates

WRITERS = (1, 32, 256)
DIFFERENT = 2_000
MOST_CONNECTIONS = 32
"""Plain inserts have a connection per writer, up to here: more do not make PostgreSQL faster on two cores."""

sql = statements(Path(__file__).parent / "sql")
PLAIN_TABLE = sql("plain_table")
PLAIN_INSERT = sql("plain_insert")

OURS = "event log"
LIBRARY = "eventsourcing library"
PLAIN = "plain inserts"

Write = Callable[[], Awaitable[object]]


async def compare(directory: Path, *, rounds: int, seconds: float) -> Report:
    """Run all contestants with each number of writers, `seconds` at a time; the server lives in `directory`."""
    report = Report("append")
    async with EmbeddedPostgres(directory / "postgres") as postgres, AsyncExitStack() as stack:
        log = await stack.enter_async_context(_event_log(postgres.dsn("agreements")))
        inserts = await stack.enter_async_context(_plain_inserts(postgres.dsn("catalog")))
        theirs = library.application(postgres.dsn("followup"))
        stack.callback(theirs.close)
        # Making them is not what is measured; what must be new of each is its stream and its command.
        events = cycle(list(islice(agreements(), DIFFERENT)))
        for writers in WRITERS:
            contestants: dict[str, Contestant[float]] = {
                _name(OURS, writers): partial(_rate, [partial(_append, log, events)] * writers, seconds),
                _name(LIBRARY, writers): partial(_library_rate, theirs, events, writers, seconds),
                _name(PLAIN, writers): partial(
                    _rate, [partial(_insert, connection, events) for connection in inserts[:writers]], seconds
                ),
            }
            report.measured += rates(await alternate(rounds, contestants))
    report.aims = _aims(report)
    return report


def _name(contestant: str, writers: int) -> str:
    return f"{contestant}, {writers} writers" if writers > 1 else f"{contestant}, 1 writer"


def _aims(report: Report) -> list[Aim]:
    def ratio(peer: str, writers: int) -> float:
        return report.median(_name(OURS, writers)) / report.median(_name(peer, writers))

    return [
        Aim("event log / library, 32 writers", ratio(LIBRARY, 32), at_least=10),
        Aim("event log / plain inserts, 32 writers", ratio(PLAIN, 32), at_least=2),
        Aim("event log / plain inserts, 1 writer", ratio(PLAIN, 1), at_least=0.8),
    ]


async def _rate(writers: list[Write], seconds: float) -> float:
    """Commands per second, each writer sending its next one when the last is done."""
    done = 0
    start = perf_counter()

    async def work(write: Write) -> None:
        nonlocal done
        while perf_counter() < start + seconds:
            await write()
            done += 1

    await asyncio.gather(*map(work, writers))
    return done / (perf_counter() - start)


@asynccontextmanager
async def _event_log(dsn: str) -> AsyncIterator[GroupWriter]:
    pool = make_pool(dsn)
    await wait_for_database(pool)
    await migrate(pool, eventlog.MIGRATIONS)
    await pool.close()
    writer = GroupWriter(dsn)
    await writer.start()
    try:
        yield writer
    finally:
        await writer.stop()


async def _append(writer: GroupWriter, events: Iterator[AgreementMade]) -> None:
    event, command = next(events), uuid4()
    new = NewEvent(event_id(command, 0), event.type, event.SCHEMA, CONTRACT.encode(event), _meta(command))
    await writer.append(Append(f"agreement-{command}", 0, (new,)))


@asynccontextmanager
async def _plain_inserts(dsn: str) -> AsyncIterator[list[AsyncConnection[TupleRow]]]:
    pool = make_pool(dsn)
    await wait_for_database(pool)
    await migrate(pool, eventlog.MIGRATIONS)
    async with pool.connection() as connection:
        await connection.execute(PLAIN_TABLE)
    await pool.close()
    async with AsyncExitStack() as stack:
        yield [
            await stack.enter_async_context(await AsyncConnection.connect(dsn, autocommit=True))
            for _ in range(MOST_CONNECTIONS)
        ]


async def _insert(connection: AsyncConnection[TupleRow], events: Iterator[AgreementMade]) -> None:
    event, command = next(events), uuid4()
    await connection.execute(
        PLAIN_INSERT,
        {
            "stream": f"agreement-{command}",
            "id": event_id(command, 0),
            "type": event.type,
            "schema": event.SCHEMA,
            "data": orjson.dumps(CONTRACT.encode(event)).decode(),
            "meta": orjson.dumps(_meta(command)).decode(),
        },
    )


def _meta(command: UUID) -> dict[str, str]:
    return {"commandid": str(command), "organisation": str(command), "actor": "broker", "correlationid": str(command)}


async def _library_rate(
    application: Application[UUID], events: Iterator[AgreementMade], writers: int, seconds: float
) -> float:
    """The library is synchronous: its writers are threads."""
    start = perf_counter()

    def work() -> int:
        done = 0
        while perf_counter() < start + seconds:
            application.save(library.new_agreement(next(events)))
            done += 1
        return done

    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(writers) as threads:
        done = await asyncio.gather(*(loop.run_in_executor(threads, work) for _ in range(writers)))
    return sum(done) / (perf_counter() - start)
