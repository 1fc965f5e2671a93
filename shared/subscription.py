"""Following another service's events: an ephemeral pull consumer that keeps no state in the broker.

The follower says from which position; the subscription asserts that sequences come without a hole, drops what
it has already given, and makes a new consumer whenever the old one has vanished.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress

import orjson
import structlog
from nats.aio.client import Client
from nats.aio.subscription import Subscription as NatsSubscription
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy
from nats.js.errors import NotFoundError

from shared.contracts.base import Contract
from shared.eventlog import Recorded
from shared.jetstream import Bus, recorded_of

logger = structlog.get_logger()

BATCH = 1000
PULL = 2000
PULL_SECONDS = 20
HEARTBEAT_SECONDS = 2
INACTIVE_SECONDS = 30
RETRY_SECONDS = 0.25
NANOSECONDS = 1_000_000_000


class ConsumerLost(Exception):
    """The consumer or its stream is not there any more, or what it sent had a hole."""


class Subscription:
    """The events of another service, from JetStream."""

    def __init__(self, bus: Bus, contract: Contract) -> None:
        self.contract = contract
        self._bus = bus

    async def head(self) -> int:
        """The stream's last sequence, which is the log's position up to which the copy has come."""
        _, js = await self._bus.ready()
        try:
            return int((await js.stream_info(self.contract.stream)).state.last_seq)
        except NotFoundError:
            return 0

    async def batches(self, after: int) -> AsyncIterator[Sequence[Recorded]]:
        """The stream from a position on, for ever: a batch whenever there is one, without a hole."""
        while True:
            try:
                async for batch in self._follow(after):
                    yield batch
                    after = batch[-1].position
            except (ConsumerLost, NatsError, TimeoutError) as error:
                logger.debug("subscription starts over", stream=self.contract.stream, reason=error)
                await asyncio.sleep(RETRY_SECONDS)

    async def _follow(self, after: int) -> AsyncIterator[Sequence[Recorded]]:
        client, js = await self._bus.ready()
        consumer = await self._make_consumer(js, after)
        inbox = client.new_inbox()
        messages = await client.subscribe(inbox, pending_msgs_limit=-1, pending_bytes_limit=-1)
        try:
            while True:
                await self._pull(client, consumer, inbox)
                left = PULL
                while left > 0:
                    batch, ended = await self._next_batch(messages, after)
                    left -= len(batch)
                    if batch:
                        yield batch
                        after = batch[-1].position
                    if ended:
                        break
        finally:
            with suppress(NatsError):
                await messages.unsubscribe()

    async def _make_consumer(self, js: JetStreamContext, after: int) -> str:
        info = await js.add_consumer(
            self.contract.stream,
            ConsumerConfig(
                deliver_policy=DeliverPolicy.BY_START_SEQUENCE,
                opt_start_seq=after + 1,
                ack_policy=AckPolicy.NONE,
                inactive_threshold=INACTIVE_SECONDS,
                mem_storage=True,
                num_replicas=1,
            ),
        )
        return info.name

    async def _pull(self, client: Client, consumer: str, inbox: str) -> None:
        request = {
            "batch": PULL,
            "expires": PULL_SECONDS * NANOSECONDS,
            "idle_heartbeat": HEARTBEAT_SECONDS * NANOSECONDS,
        }
        subject = f"$JS.API.CONSUMER.MSG.NEXT.{self.contract.stream}.{consumer}"
        await client.publish(subject, orjson.dumps(request), reply=inbox)

    async def _next_batch(self, messages: NatsSubscription, after: int) -> tuple[list[Recorded], bool]:
        """What has arrived, at least one message or a status; and whether the pull request has ended.

        A server that falls silent for longer than its heartbeat has lost the consumer: `ConsumerLost`.
        """
        try:
            message = await messages.next_msg(timeout=HEARTBEAT_SECONDS * 2.5)
        except TimeoutError as silence:
            raise ConsumerLost("no heartbeat") from silence
        batch: list[Recorded] = []
        while True:
            status = (message.headers or {}).get("Status")
            if status is None:
                recorded = recorded_of(message)
                if recorded.position > after + 1:
                    raise ConsumerLost(f"expected {after + 1}, got {recorded.position}")
                if recorded.position == after + 1:
                    batch.append(recorded)
                    after = recorded.position
            elif status == "408":
                return batch, True
            elif status != "100":
                raise ConsumerLost((message.headers or {}).get("Description", status))
            if len(batch) >= BATCH or messages.pending_msgs == 0:
                return batch, False
            message = await messages.next_msg()
