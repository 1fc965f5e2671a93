"""Viewers of a stage, and brokers whose agreements they wait for, in a process of their own.

`python -m tests.bench.spectators` reads what to do as JSON and prints, as JSON, how many seconds each agreement took
from the tap (just before its POST is written) to each measured viewer's socket.
"""

import asyncio
import re
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import cycle
from time import perf_counter
from typing import Any
from uuid import uuid4

import orjson
import uvloop

from tests.bench.target import Target

HOST = "127.0.0.1"
CONNECTIONS = 32
MEASURED_VIEWERS = 10
WARM_UP = 30
"""Agreements before the measured ones, at the same rate."""

PATIENCE_SECONDS = 30.0
"""What has not been seen so long after the last tap counts as having taken this long."""

UUID_TEXT = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
UUID_LENGTH = 36
EVENT_ID = re.compile(rb"^id: (\d+)$", re.MULTILINE)
RETRY_SECONDS = 1


@dataclass
class Stopwatch:
    """When each measured agreement was tapped, and how long after that viewers saw it."""

    tapped: dict[bytes, float] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)


class Viewer(asyncio.Protocol):
    """One viewer, who comes back when sent away; one with a stopwatch looks at what it gets."""

    def __init__(self, target: Target, stopwatch: Stopwatch | None) -> None:
        self.greeted = asyncio.Event()
        self._gone = asyncio.Event()
        self._target = target
        self._stopwatch = stopwatch
        self._seen: set[bytes] = set()
        self._tail = b""
        self._last = ""

    async def watch(self) -> None:
        """Watch for ever; after a break, from the last event that was looked at."""
        while True:
            self._gone.clear()
            line, _ = await asyncio.get_running_loop().create_connection(self._itself, HOST, self._target.port)
            resume = {"last-event-id": self._last} if self._last else {}
            line.write(_head("GET", self._target.events, {"accept": "text/event-stream", **resume}))
            await self._gone.wait()
            await asyncio.sleep(RETRY_SECONDS)

    def _itself(self) -> "Viewer":
        return self

    def connection_lost(self, _: Exception | None) -> None:
        self._gone.set()

    def data_received(self, data: bytes) -> None:
        now = perf_counter()
        self.greeted.set()
        if self._stopwatch is None:
            return
        # A text may come in two pieces, and the end of one piece be looked at twice.
        data = self._tail + data
        self._tail = data[-UUID_LENGTH:]
        for number in EVENT_ID.findall(data):
            self._last = number.decode()
        for found in UUID_TEXT.findall(data):
            if found in self._stopwatch.tapped and found not in self._seen:
                self._seen.add(found)
                self._stopwatch.seconds.append(now - self._stopwatch.tapped[found])


class Broker:
    """Posts over a connection that is kept, and made anew when the server has closed it for being idle."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._reader = asyncio.StreamReader()
        self._writer: asyncio.StreamWriter | None = None

    async def connect(self) -> asyncio.StreamWriter:
        """The connection; make it before time is taken."""
        if self._writer is None or self._reader.at_eof():
            self._reader, self._writer = await asyncio.open_connection(HOST, self._port)
        return self._writer

    async def post(self, path: str, headers: Mapping[str, str], body: bytes) -> None:
        """Post, and wait for the answer. Raises `RuntimeError` for one that is not 201."""
        described = {**headers, "content-type": "application/json", "content-length": str(len(body))}
        writer = await self.connect()
        writer.write(_head("POST", path, described) + body)
        answer = await self._reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", answer, re.IGNORECASE)
        content = await self._reader.readexactly(int(length[1]) if length else 0)
        if not answer.startswith(b"HTTP/1.1 201"):
            raise RuntimeError(f"the agreement was not made: {answer.decode()} {content.decode()}")


async def watch(
    target: Target, examples: list[dict[str, Any]], viewers: int, rate: float, seconds: float
) -> list[float]:
    """Post at a rate for so many seconds while viewers watch; the seconds of each agreement at each measured one.

    Raises `RuntimeError` when an agreement is not made.
    """
    stopwatch = Stopwatch()
    step = max(viewers // MEASURED_VIEWERS, 1)
    hall = [Viewer(target, stopwatch if number % step == 0 else None) for number in range(viewers)]
    watching = [asyncio.create_task(viewer.watch()) for viewer in hall]
    await asyncio.gather(*(viewer.greeted.wait() for viewer in hall))
    free: asyncio.Queue[Broker] = asyncio.Queue()
    for _ in range(CONNECTIONS):
        free.put_nowait(Broker(target.port))

    async def tap(example: dict[str, Any], measured: bool) -> None:
        agreement = str(uuid4())
        body = orjson.dumps(example | {"agreement": agreement})
        broker = await free.get()
        await broker.connect()
        if measured:
            stopwatch.tapped[agreement.encode()] = perf_counter()
        await broker.post(target.post, {**target.headers, "idempotency-key": str(uuid4())}, body)
        free.put_nowait(broker)

    count = WARM_UP + max(round(rate * seconds), 1)
    start = perf_counter()
    async with asyncio.TaskGroup() as taps:
        for number, example in zip(range(count), cycle(examples), strict=False):
            await asyncio.sleep(start + number / rate - perf_counter())
            taps.create_task(tap(example, number >= WARM_UP))
    expected = len(stopwatch.tapped) * len(range(0, viewers, step))
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE_SECONDS):
            while len(stopwatch.seconds) < expected:  # noqa: ASYNC110 – viewers tell nobody
                await asyncio.sleep(0.01)
    for task in watching:
        task.cancel()
    return stopwatch.seconds + [PATIENCE_SECONDS] * (expected - len(stopwatch.seconds))


def _head(method: str, path: str, headers: Mapping[str, str]) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "host: localhost", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode()


if __name__ == "__main__":
    job = orjson.loads(sys.stdin.buffer.read())
    job["target"] = Target(**job["target"])
    sys.stdout.buffer.write(orjson.dumps(uvloop.run(watch(**job))))
