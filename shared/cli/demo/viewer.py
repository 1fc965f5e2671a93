"""Somebody who watches the stage: subscribes to its server-sent events, and comes back when the line breaks."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from time import perf_counter
from typing import Any
from uuid import UUID

import httpx

from shared.cli.demo.record import Record

RETRY_SECONDS = 0.5


@dataclass(frozen=True)
class Message:
    """One server-sent event (HTML Living Standard, 'Server-sent events')."""

    id: str
    event: str
    data: Any


class Viewer:
    """Notes in the record what the stage tells."""

    def __init__(self, client: httpx.AsyncClient, slug: str, record: Record) -> None:
        self._client = client
        self._address = f"/api/scoreboard/{slug}/events"
        self._record = record
        self._last = ""

    async def watch(self) -> None:
        """Watch for ever; after a break, from where it broke."""
        while True:
            try:
                await self._watch()
            except httpx.HTTPError:
                await asyncio.sleep(RETRY_SECONDS)

    async def _watch(self) -> None:
        headers = {"accept": "text/event-stream"} | ({"last-event-id": self._last} if self._last else {})
        # Silence is no fault: between two agreements minutes may pass.
        timeout = httpx.Timeout(10, read=None)
        async with self._client.stream("GET", self._address, headers=headers, timeout=timeout) as answer:
            answer.raise_for_status()
            async for message in _messages(answer.aiter_lines()):
                self._last = message.id or self._last
                self._see(message)

    def _see(self, message: Message) -> None:
        self._record.stage_count = message.data.get("count", self._record.stage_count)
        if message.event == "made":
            agreement = message.data["agreement"]
            one, other = (party["name"] for party in agreement["parties"])
            self._record.staged(UUID(agreement["id"]), f"{one} ⇄ {other}", perf_counter())


async def _messages(lines: AsyncIterator[str]) -> AsyncIterator[Message]:
    fields: dict[str, str] = {}
    async for line in lines:
        name, _, value = line.partition(":")
        if line and name:
            value = value.removeprefix(" ")
            fields[name] = f"{fields[name]}\n{value}" if name == "data" and "data" in fields else value
        elif not line and "data" in fields:
            yield Message(fields.get("id", ""), fields.get("event", "message"), json.loads(fields["data"]))
            fields = {}
