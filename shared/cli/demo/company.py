"""Everybody who takes part in the evening, each with a device of their own."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import AsyncExitStack
from datetime import date
from typing import Self, TypeVar

import httpx

from shared.cli.demo.broker import BrokerTablet
from shared.cli.demo.browser import Browser
from shared.cli.demo.mailbox import Mailbox
from shared.cli.demo.model import World
from shared.cli.demo.network import new_client
from shared.cli.demo.organiser import Organiser
from shared.cli.demo.participant import Participant
from shared.cli.demo.record import Count, Record
from shared.cli.demo.trouble import until
from shared.cli.demo.viewer import Viewer

Item = TypeVar("Item")

ORGANISER = "arrangor@lindevik.example"
AT_ONCE = 12
"""People who do the same in the same moment, at home or at the door."""


class Company:
    """The people of a world; their devices are put away at the end of `async with`.

    `people` are in the order of the world's participants.
    """

    def __init__(self, world: World, url: str, record: Record) -> None:
        self._world = world
        self._url = url
        self._record = record
        self._devices = AsyncExitStack()
        self.organiser = Organiser(self._browser(), ORGANISER)
        self.people = [Participant(self._browser(), org) for org in world.participants]
        self._postman = Mailbox(self._browser())

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._devices.aclose()

    def broker(self, slug: str, day: date) -> BrokerTablet:
        """A broker with a tablet, at an exchange of that day."""
        return BrokerTablet(self._client(), slug, day, self._world.participants)

    def viewer(self, slug: str) -> Viewer:
        """Somebody in the hall who looks at the stage."""
        return Viewer(self._client(), slug, self._record)

    async def mails(self, what: Count, expected: int) -> None:
        """Wait until participants have got so many mails, which are counted as `what`.

        Raises `Stuck` when no more come.
        """

        async def more() -> bool:
            new = [mail for mail in await self._postman.new() if mail.recipient != ORGANISER]
            self._record.count(what, len(new))
            self._record.mails += len(new)
            return bool(new)

        while self._record.done[what] < expected:
            await until(more, f"the rest of {expected} {what}")

    def _browser(self) -> Browser:
        return Browser(self._client())

    def _client(self) -> httpx.AsyncClient:
        client = new_client(self._url, self._record.told_to_wait)
        self._devices.push_async_callback(client.aclose)
        return client


async def all_at_it(do: Callable[[Item], Awaitable[None]], items: Iterable[Item]) -> None:
    """Everybody does the same, so many at once; the first failure ends it."""
    waiting = iter(items)

    async def one_after_the_other() -> None:
        for item in waiting:
            await do(item)

    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(one_after_the_other())
