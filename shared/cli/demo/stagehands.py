"""What the play needs around it: a directory that goes again, a clock on the right day, and somebody who measures."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import datetime, time, timedelta
from pathlib import Path

import psutil

from shared.cli.demo.record import Record
from shared.clock import NORWAY, AdjustableClock

SAMPLE_SECONDS = 0.5
BEFORE_AND_AFTER = timedelta(minutes=10)
"""Room for sign-up and the end on the same day as the hour itself."""


@contextmanager
def temporary_directory() -> Iterator[Path]:
    """A directory that PostgreSQL's own user can pass through; gone afterwards."""
    directory = Path(tempfile.mkdtemp(prefix="borsen-demo-"))
    directory.chmod(0o711)
    try:
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def evening_clock(minutes: float) -> AdjustableClock:
    """The machine's clock, or one shortly past midnight where the play would go beyond the day."""
    clock = AdjustableClock()
    now = clock.now().astimezone(NORWAY)
    tomorrow = datetime.combine(now.date() + timedelta(days=1), time(0, 1), NORWAY)
    if now + timedelta(minutes=minutes) + BEFORE_AND_AFTER > tomorrow:
        clock.advance(tomorrow - now)
    return clock


@asynccontextmanager
async def measured(record: Record) -> AsyncIterator[None]:
    """Note the memory that this process and its NATS hold, as long as the block lasts."""
    measuring = asyncio.create_task(_measure(record))
    try:
        yield
    finally:
        measuring.cancel()
        with suppress(asyncio.CancelledError):
            await measuring


async def _measure(record: Record) -> None:
    this = psutil.Process()
    ours = [this, *(child for child in this.children() if child.name() == "nats-server")]
    while True:
        record.memory = max(record.memory, sum(process.memory_info().rss for process in ours))
        await asyncio.sleep(SAMPLE_SECONDS)
