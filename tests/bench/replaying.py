"""`borsen bench replay`: a long log read from the first event to the last, validated, and folded.

The fold counts the agreements that stand in each exchange. All contestants run alone in this process, on the same
server.
"""

import asyncio
import threading
from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import UUID, uuid4

import orjson
import psutil
import psycopg
from eventsourcing.application import Application

from shared import eventlog
from shared.contracts.agreements import CONTRACT, AgreementCancelled, AgreementMade
from shared.database import make_pool, migrate, wait_for_database
from shared.embedded import EmbeddedPostgres
from shared.eventlog import EventLog
from shared.sql import statements
from tests.bench import library
from tests.bench.evenings import Happened, agreements, evenings
from tests.bench.measuring import Aim, Contestant, Report, alternate, rates

DIFFERENT = 20_000
"""Events that are made; longer logs repeat their data under new streams and ids."""

MOST_OF_LIBRARY = 200_000
"""Events in the library's log, whose rate does not depend on how many there are; a million would take minutes."""

LIBRARY_PAGE = 1_000
"""Notifications that the library reads at a time; its own default of 10 would be slower."""

MEBIBYTE = 2**20

sql = statements(Path(__file__).parent / "sql")
FILL_LOG = sql("fill_log")
FILL_LIBRARY = sql("fill_library")
COPY_LOG = sql("copy_log")

OURS = "event log: read, validated, folded"
COPY = "COPY and orjson: read, parsed, folded"
LIBRARY = "eventsourcing library: read, made objects, folded"


async def compare(directory: Path, *, rounds: int, events: int) -> Report:
    """Fill the logs, and replay them; the server lives in `directory`."""
    report = Report("replay")
    async with EmbeddedPostgres(directory / "postgres") as postgres:
        dsn = postgres.dsn("agreements")
        pool = make_pool(dsn)
        await wait_for_database(pool)
        await migrate(pool, eventlog.MIGRATIONS)
        await asyncio.to_thread(_fill_log, dsn, events)
        theirs = library.application(postgres.dsn("followup"))
        fewer = min(events, MOST_OF_LIBRARY)
        await asyncio.to_thread(_fill_library, theirs, postgres.dsn("followup"), fewer)
        growth = Growth()
        try:
            contestants: dict[str, Contestant[float]] = {
                OURS: partial(_replay, EventLog(pool, CONTRACT), events, growth),
                COPY: partial(asyncio.to_thread, _copy, dsn, events),
                LIBRARY: partial(asyncio.to_thread, _library, theirs, fewer),
            }
            report.measured = rates(await alternate(rounds, contestants))
        finally:
            theirs.close()
            await pool.close()
    report.aims = [
        Aim("event log / COPY and orjson", report.median(OURS) / report.median(COPY), at_least=0.5),
        Aim("event log / library", report.median(OURS) / report.median(LIBRARY), at_least=3),
    ]
    report.notes = [
        f"memory of a replay of {events:,} events: at most {growth.bytes / MEBIBYTE:.1f} MiB more",
        f"the library replays {fewer:,} events",
    ]
    return report


class Growth:
    """How far the process has grown while it was watched, in bytes of resident memory."""

    def __init__(self) -> None:
        self.bytes = 0
        self._process = psutil.Process()
        self._stop = threading.Event()

    def __enter__(self) -> None:
        self._stop.clear()
        self._thread = threading.Thread(target=self._watch, args=(self._process.memory_info().rss,))
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self, before: int) -> None:
        while not self._stop.wait(0.05):
            self.bytes = max(self.bytes, self._process.memory_info().rss - before)


async def _replay(log: EventLog, events: int, growth: Growth) -> float:
    standing: Counter[UUID] = Counter()
    read = 0
    start = perf_counter()
    with growth:
        async for _, event in log.replay():
            read += 1
            if isinstance(event, AgreementMade):
                standing[event.exchange] += 1
            elif isinstance(event, AgreementCancelled):
                standing[event.exchange] -= 1
    return _rate(events, read, start)


def _copy(dsn: str, events: int) -> float:
    """As fast as Python gets at parsed events: psycopg's synchronous COPY, and no validation."""
    standing: Counter[str] = Counter()
    read = 0
    start = perf_counter()
    with psycopg.connect(dsn) as connection, connection.cursor().copy(COPY_LOG) as rows:
        for row in rows:
            type_, _, text = bytes(row).partition(b"\t")
            data = orjson.loads(text.replace(b"\\\\", b"\\"))
            if type_ == b"AgreementMade":
                standing[data["exchange"]] += 1
            elif type_ == b"AgreementCancelled":
                standing[data["exchange"]] -= 1
            read += 1
    return _rate(events, read, start)


def _library(application: Application[UUID], events: int) -> float:
    standing: Counter[UUID] = Counter()
    read = 0
    start = perf_counter()
    while page := application.recorder.select_notifications(read + 1, LIBRARY_PAGE):
        for notification in page:
            event: Any = application.mapper.to_domain_event(notification)
            if isinstance(event, library.AGREEMENT_MADE):
                standing[event.exchange] += 1
            read += 1
    return _rate(events, read, start)


def _rate(events: int, read: int, start: float) -> float:
    assert read == events, f"{read} of {events} events were read"
    return events / (perf_counter() - start)


def _fill_log(dsn: str, events: int) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:
        with connection.cursor().copy(FILL_LOG) as rows:
            for position, (stream, version, type_, schema, data) in enumerate(_rows(events), 1):
                command = str(uuid4())
                meta = f'{{"actor": "broker", "commandid": "{command}", "organisation": "{command}"}}'
                rows.write_row((position, stream, version, command, type_, schema, data, meta))
        connection.execute("analyze event_log")


def _rows(events: int) -> Iterator[tuple[str, int, str, int, str]]:
    made = [_row(happened) for happened in islice(evenings(), min(events, DIFFERENT))]
    for number, (stream, version, type_, schema, data) in enumerate(islice(cycle(made), events)):
        yield f"{stream}-{number // DIFFERENT}", version, type_, schema, data


def _row(happened: Happened) -> tuple[str, int, str, int, str]:
    event = happened.event
    data = orjson.dumps(CONTRACT.encode(event)).decode()
    return happened.stream, happened.version, event.type, event.SCHEMA, data


def _fill_library(application: Application[UUID], dsn: str, events: int) -> None:
    """Agreements only, as the library itself stores them."""
    made = [library.stored(application, agreement) for agreement in islice(agreements(), min(events, DIFFERENT))]
    with psycopg.connect(dsn, autocommit=True) as connection:
        with connection.cursor().copy(FILL_LIBRARY) as rows:
            for stored in islice(cycle(made), events):
                rows.write_row((uuid4(), stored.originator_version, stored.topic, stored.state))
        connection.execute("analyze application_events")
