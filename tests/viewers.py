"""Viewers of a stage, as a test sees them: what they were told by server-sent events."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import orjson

from shared.tasks import end
from tests.conftest import eventually


@dataclass(frozen=True)
class Message:
    """One server-sent event; `id` is None where it had none."""

    id: int | None
    kind: str
    data: dict[str, Any]


@dataclass
class Viewer:
    """Gathers what one stream says, until it is closed or `ended` by the server."""

    messages: list[Message] = field(default_factory=list)
    ended: bool = False

    @property
    def told(self) -> list[Message]:
        """What was told of the board: every message with an id."""
        return [message for message in self.messages if message.id is not None]

    @property
    def kinds(self) -> list[str]:
        return [message.kind for message in self.told]

    @property
    def counts(self) -> list[int]:
        return [message.data["count"] for message in self.told]

    @property
    def positions(self) -> list[int]:
        return [message.id for message in self.messages if message.id is not None]

    async def has_been_told(self, messages: int) -> None:
        """Wait for so many messages; raises `TimeoutError` when they do not come."""
        await eventually(lambda: len(self.told) >= messages)

    async def read(self, response: httpx.Response) -> None:
        lines: dict[str, str] = {}
        async for line in response.aiter_lines():
            name, _, value = line.partition(": ")
            if line:
                lines[name] = value
            elif "data" in lines:
                id_ = int(lines["id"]) if "id" in lines else None
                self.messages.append(Message(id_, lines["event"], orjson.loads(lines["data"])))
                lines = {}
        self.ended = True


@asynccontextmanager
async def watching(
    address: str, *, after: int | None = None, last_event_id: int | None = None
) -> AsyncIterator[Viewer]:
    """A viewer of the events at an address, from when it has heard the first sign of life."""
    viewer = Viewer()
    params = {} if after is None else {"after": after}
    headers = {} if last_event_id is None else {"Last-Event-ID": str(last_event_id)}
    async with (
        httpx.AsyncClient(timeout=30) as client,
        client.stream("GET", address, params=params, headers=headers) as response,
    ):
        reading = asyncio.create_task(viewer.read(response))
        try:
            await eventually(lambda: viewer.messages)
            yield viewer
        finally:
            await end(reading)
