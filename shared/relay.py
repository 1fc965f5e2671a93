"""The relay copies a service's log to its JetStream stream.

The invariant: **sequence = position, gapless, always.** The relay asks the stream where it ends, publishes what
comes after it, each message on the condition that the stream ends just before it, and asks again on any error and
now and then when there is nothing to copy. There is nothing to remember, hence nothing to get wrong: two relays are
wasteful, a stream that lost its tail is repaired, a wiped one is rebuilt from 1.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from time import monotonic

import orjson
import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.errors import NotFoundError

from shared.database import UNAVAILABLE
from shared.eventlog import EventLog, Recorded
from shared.jetstream import EXPECTED_LAST_SEQUENCE, Bus, ensure_stream, headers_of, subject_of
from shared.tracebacks import brief

logger = structlog.get_logger()

WINDOW = 256
REPLY_SECONDS = 5
RETRY_SECONDS = 0.25
ALARM_SECONDS = 5
HINDERED_SECONDS = 10
"""Another relay's lead or a restart of NATS is over sooner: after that somebody must look."""
LOOK_SECONDS = 2
"""How often the stream's end is looked at while there is nothing to copy: NATS may have lost some of it, or all."""


class RelayState(StrEnum):
    """Where the relay stands."""

    STARTING = "starting"
    CATCHING_UP = "catching up"
    LIVE = "live"
    AHEAD = "stream ahead of log"
    DIVERGED = "stream differs from log"


class PublishRefused(Exception):
    """JetStream did not store a message: it ends elsewhere than expected, or cannot store now."""


class StreamAhead(Exception):
    """The stream holds what the log does not: the log was restored from an older backup. Never papered over."""


class StreamDiverged(Exception):
    """The stream's last message is another event than the log has at that position."""


@dataclass(slots=True)
class Hindrance:
    """What keeps the relay at one position. Lines about it come after 1, 2, 4, 8 … seconds."""

    position: int
    since: float
    error: Exception
    next_line: float = 1


class Publisher:
    """Publishes with pipelined acknowledgements, each a future that always resolves.

    Not nats-py's `publish_async`, whose future stays open for ever when the server answers with an error.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._prefix = client.new_inbox()
        self._replies: dict[str, asyncio.Future[int]] = {}
        self._number = 0

    async def start(self) -> None:
        """Listen for acknowledgements."""
        await self._client.subscribe(f"{self._prefix}.*", cb=self._on_reply)

    async def publish(self, subject: str, payload: bytes, headers: dict[str, str]) -> asyncio.Future[int]:
        """Send one message; the future gives its sequence, or raises `PublishRefused`."""
        self._number += 1
        reply = f"{self._prefix}.{self._number}"
        future: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._replies[reply] = future
        future.add_done_callback(lambda _: self._replies.pop(reply, None))
        await self._client.publish(subject, payload, reply=reply, headers=headers)
        return future

    async def _on_reply(self, message: Msg) -> None:
        future = self._replies.get(message.subject)
        if future is None or future.done():
            return
        if not message.data:
            future.set_exception(PublishRefused("no stream answers"))
            return
        answer = orjson.loads(message.data)
        if "error" in answer:
            future.set_exception(PublishRefused(str(answer["error"].get("description"))))
        else:
            future.set_result(int(answer["seq"]))


class Relay:
    """Keeps one stream equal to one log. Run it in every replica: it elects nobody."""

    def __init__(self, log: EventLog, bus: Bus, *, replicas: int = 1) -> None:
        self.state = RelayState.STARTING
        self.position = 0
        self._log = log
        self._bus = bus
        self._replicas = replicas
        self._hindrance: Hindrance | None = None

    @property
    def hindered_by(self) -> str | None:
        """What has kept it from copying for so long that somebody must look, while there is something to copy."""
        hindrance = self._hindrance
        if hindrance is None or monotonic() - hindrance.since < HINDERED_SECONDS:
            return None
        return brief(hindrance.error)

    @property
    def stopped(self) -> bool:
        """Whether it has raised an alarm: stream and log do not belong together."""
        return self.state in (RelayState.AHEAD, RelayState.DIVERGED)

    async def run(self) -> None:
        """Copy, for ever."""
        client, js = await self._bus.ready()
        publisher = Publisher(client)
        await publisher.start()
        while True:
            try:
                await self._copy(publisher, js)
            except (StreamAhead, StreamDiverged) as alarm:
                self.state = RelayState.AHEAD if isinstance(alarm, StreamAhead) else RelayState.DIVERGED
                logger.critical("relay stopped", stream=self._log.contract.stream, reason=str(alarm))
                await asyncio.sleep(ALARM_SECONDS)
            except (PublishRefused, TimeoutError, NatsError, *UNAVAILABLE) as error:
                # Another relay was faster, or a server is away: ask where the stream ends and go on there.
                self._start_over(error)
                await asyncio.sleep(RETRY_SECONDS)

    def _start_over(self, error: Exception) -> None:
        now, stream = monotonic(), self._log.contract.stream
        logger.debug("relay starts over", stream=stream, error=error)
        if self._hindrance is None or self._hindrance.position != self.position:
            self._hindrance = Hindrance(self.position, now, error)
        self._hindrance.error = error
        lasted = now - self._hindrance.since
        if lasted >= self._hindrance.next_line:
            self._hindrance.next_line *= 2
            tell = logger.warning if lasted < HINDERED_SECONDS else logger.error
            tell("relay cannot copy", stream=stream, position=self.position, error=error, seconds=round(lasted))

    async def _copy(self, publisher: Publisher, js: JetStreamContext) -> None:
        """Bring the stream to where the log ends, and keep it there until nothing has happened for a while."""
        contract = self._log.contract
        await ensure_stream(js, contract, replicas=self._replicas)
        self.position = (await js.stream_info(contract.stream)).state.last_seq
        await self._compare_last(js)
        head = await self._log.head()
        self.state = RelayState.LIVE if self.position >= head else RelayState.CATCHING_UP
        if self.state is RelayState.LIVE:
            self._hindrance = None
        async for batch in self._log.batches(self.position, patience=LOOK_SECONDS):
            for start in range(0, len(batch), WINDOW):
                await self._publish(publisher, batch[start : start + WINDOW])
                self._hindrance = None
            if self.position >= head:
                self.state = RelayState.LIVE

    async def _compare_last(self, js: JetStreamContext) -> None:
        """The log must reach as far as the stream, and have the same event there."""
        if self.position == 0:
            return
        head = await self._log.head()
        if self.position > head:
            raise StreamAhead(f"the stream ends at {self.position}, the log at {head}")
        (recorded,) = await self._log.read_after(self.position - 1, limit=1)
        with suppress(NotFoundError):
            message = await js.get_msg(self._log.contract.stream, self.position)
            found = (message.headers or {}).get("ce-id")
            if found != str(recorded.id):
                raise StreamDiverged(f"position {self.position} is {recorded.id} in the log, {found} in the stream")

    async def _publish(self, publisher: Publisher, batch: Sequence[Recorded]) -> None:
        service = self._log.contract.service
        pending: list[asyncio.Future[int]] = []
        try:
            async with asyncio.timeout(REPLY_SECONDS):
                for recorded in batch:
                    headers = headers_of(service, recorded)
                    headers[EXPECTED_LAST_SEQUENCE] = str(recorded.position - 1)
                    payload = recorded.data.encode()
                    pending.append(await publisher.publish(subject_of(service, recorded), payload, headers))
                for future in pending:
                    self.position = await future
        finally:
            for future in pending:
                future.cancel()
                if future.done() and not future.cancelled():
                    future.exception()
