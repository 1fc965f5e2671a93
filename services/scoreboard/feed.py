"""The feed: what happens on the boards, told to every viewer as server-sent events (HTML standard, §9.2).

Each event is read and encoded once. The viewers of an exchange share one channel, a short memory of encoded
messages in which each viewer has its place: another viewer costs a write to its socket and little else.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from uuid import UUID

import orjson

from services.scoreboard.queries import PAGE, Boards, Told
from shared.clock import Clock
from shared.signal import Signal

MEMORY = 256
"""Messages that a channel remembers; a viewer further behind is sent away, and resumes from the tables."""

BEAT_SECONDS = 10
LOOK_SECONDS = 1
"""How often the tables are looked at when no signal comes."""

LEVEL_SECONDS = 5
LEVEL_POLL_SECONDS = 0.1
"""How long a viewer waits for tables that stand before what it has been told, and how often they are looked at."""

RETRY = b"retry: 1000\n\n"
"""How many milliseconds a browser waits before it comes back."""


class TooSlow(Exception):
    """A viewer asked for messages that its channel has forgotten."""


class Channel:
    """The last messages to the viewers of one exchange, numbered from 0 since the channel was made."""

    def __init__(self) -> None:
        self.viewers = 0
        self._messages: list[bytes] = []
        self._forgotten = 0
        self._grown = asyncio.Event()

    @property
    def end(self) -> int:
        """The number that the next message gets."""
        return self._forgotten + len(self._messages)

    def push(self, message: bytes) -> None:
        """Add a message and wake every viewer."""
        self._messages.append(message)
        if len(self._messages) > 2 * MEMORY:
            del self._messages[:MEMORY]
            self._forgotten += MEMORY
        self.wake()

    def wake(self) -> None:
        """Let every viewer look again."""
        self._grown.set()
        self._grown = asyncio.Event()

    def since(self, number: int) -> bytes:
        """All messages from a number on, joined. Raises `TooSlow` when some of them are forgotten."""
        if number < self._forgotten:
            raise TooSlow
        return b"".join(self._messages[number - self._forgotten :])

    async def grown(self) -> None:
        """Returns when a message is pushed after this call, or somebody wakes the viewers."""
        await self._grown.wait()


class Feed:
    """Tells viewers what `boards` has to tell, whenever `advanced` says that there is something new."""

    def __init__(self, boards: Boards, advanced: Signal, clock: Clock) -> None:
        self._boards = boards
        self._advanced = advanced
        self._clock = clock
        self._position = 0
        self._started = asyncio.Event()
        self._closed = False
        self._channels: dict[UUID, Channel] = {}

    async def run(self) -> None:
        """Fill the channels, for ever."""
        if not self._started.is_set():
            self._position = await self._boards.head()
            self._started.set()
        while True:
            seen = self._advanced.count
            told = await self._boards.told_after(self._position)
            for entry in told:
                self._position = entry.position
                if channel := self._channels.get(entry.exchange):
                    channel.push(encode(entry))
            if len(told) < PAGE:
                await self._advanced.wait(seen, timeout=LOOK_SECONDS)

    async def beat(self) -> None:
        """Show every viewer that we are alive, and what time it is, for ever."""
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            beat = self._beat()
            for channel in self._channels.values():
                channel.push(beat)

    def close(self) -> None:
        """End every viewer's stream, now and from now on: a web server that stops would wait for them."""
        self._closed = True
        for channel in self._channels.values():
            channel.wake()

    async def watch(self, exchange: UUID, after: int | None) -> AsyncGenerator[bytes, None]:
        """What one viewer of an exchange is sent: all that came after the position `after`, or comes from now on.

        Ends when the feed closes, the viewer is too slow, or the tables are not where it is for too long; it may come
        back with the last position that it got.
        """
        await self._started.wait()
        if after is not None and not await self._level_with(after):
            return
        channel = self._channels.setdefault(exchange, Channel())
        channel.viewers += 1
        # Up to `joined` the tables have it; what comes later is pushed, from `number` on. Nothing is awaited in
        # between, so nothing is missed and nothing comes twice.
        number, joined = channel.end, self._position
        try:
            yield RETRY + self._beat()
            if after is not None:
                async for missed in self._missed(exchange, after, joined):
                    yield missed
            while not self._closed:
                if number == channel.end:
                    await channel.grown()
                else:
                    messages, number = channel.since(number), channel.end
                    yield messages
        except TooSlow:
            return
        finally:
            channel.viewers -= 1
            if not channel.viewers:
                self._channels.pop(exchange, None)

    async def _level_with(self, after: int) -> bool:
        """Wait until the tables hold all that this viewer and the others have been told; whether they do in time.

        A crash of PostgreSQL takes a projection's last moments back, until they are projected again. Who joined in
        between would miss them, if others had been told them, or hear them twice, if it had itself.
        """
        deadline = asyncio.get_running_loop().time() + LEVEL_SECONDS
        while self._position < after or await self._boards.head() < self._position:
            if asyncio.get_running_loop().time() > deadline:
                return False
            await asyncio.sleep(LEVEL_POLL_SECONDS)
        return True

    async def _missed(self, exchange: UUID, after: int, until: int) -> AsyncIterator[bytes]:
        while told := await self._boards.told_to(exchange, after=after, until=until):
            yield b"".join(map(encode, told))
            after = told[-1].position

    def _beat(self) -> bytes:
        # A comment would do for proxies, but a page's script does not see comments.
        return b"event: beat\ndata: " + orjson.dumps({"server_time": self._clock.now()}) + b"\n\n"


def encode(told: Told) -> bytes:
    """An entry of the feed as a server-sent event; its id is the position, from which a viewer resumes."""
    return f"id: {told.position}\nevent: {told.kind}\ndata: {told.data}\n\n".encode()
