"""JetStream as a copy of the logs: the connection, the streams, and an event's form as a message.

A message is a CloudEvent 1.0 in binary mode (NATS protocol binding): the event's data is the payload, its
attributes are `ce-` headers. Its subject is `bors.<service>.<exchange>.<EventType>`.
"""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import nats
import orjson
import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.api import DiscardPolicy, RetentionPolicy, StorageType, StreamConfig
from nats.js.errors import NotFoundError

from shared.contracts.base import Contract
from shared.eventlog import Recorded
from shared.tasks import end

logger = structlog.get_logger()

API_SECONDS = 2
RECONNECT_SECONDS = 0.25
EXPECTED_LAST_SEQUENCE = "Nats-Expected-Last-Sequence"
PREFIX = "ce-"
ATTRIBUTES = frozenset(
    {
        "specversion",
        "id",
        "source",
        "type",
        "subject",
        "time",
        "dataschema",
        "schema",
        "sequence",
        "streamversion",
    }
)
"""The CloudEvents attributes that every message carries; any other `ce-` header is the event's meta."""


class Bus:
    """A service's connection to NATS. Starts without a server and comes back by itself, for ever."""

    def __init__(self, url: str, *, user: str | None = None, password: str | None = None, name: str) -> None:
        self._url = url
        self._user = user
        self._password = password
        self._name = name
        self._client: Client | None = None
        self._ready = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to connect; `ready` waits for it."""
        self._task = asyncio.create_task(self._connect(), name="nats connection")

    async def stop(self) -> None:
        """Close the connection."""
        if self._task is not None:
            await end(self._task)
        if self._client is not None:
            await self._client.close()

    async def ready(self) -> tuple[Client, JetStreamContext]:
        """The connection and its JetStream, once the server has answered for the first time."""
        await self._ready.wait()
        assert self._client is not None
        return self._client, self._client.jetstream(timeout=API_SECONDS)

    @property
    def connected(self) -> bool:
        """Whether the server answers now."""
        return self._client is not None and self._client.is_connected

    async def _connect(self) -> None:
        while True:
            try:
                self._client = await nats.connect(
                    self._url,
                    user=self._user,
                    password=self._password,
                    name=self._name,
                    max_reconnect_attempts=-1,
                    reconnect_time_wait=RECONNECT_SECONDS,
                    ping_interval=5,
                    max_outstanding_pings=2,
                    connect_timeout=2,
                    error_cb=_log_error,
                )
            except (NatsError, OSError, TimeoutError) as error:
                logger.warning("waiting for nats", error=error)
                await asyncio.sleep(RECONNECT_SECONDS)
            else:
                self._ready.set()
                return


async def _log_error(error: Exception) -> None:
    logger.warning("nats", error=error)


def subjects(contract: Contract) -> str:
    """The subjects of a service's stream."""
    return f"bors.{contract.service}.>"


async def ensure_stream(js: JetStreamContext, contract: Contract, *, replicas: int = 1) -> None:
    """Make the service's stream where it is missing: on file, without limits, nothing deleted or purged."""
    try:
        await js.stream_info(contract.stream)
    except NotFoundError:
        await js.add_stream(
            StreamConfig(
                name=contract.stream,
                subjects=[subjects(contract)],
                storage=StorageType.FILE,
                retention=RetentionPolicy.LIMITS,
                discard=DiscardPolicy.NEW,
                num_replicas=replicas,
                deny_delete=True,
                deny_purge=True,
                allow_direct=True,
            )
        )


def subject_of(service: str, recorded: Recorded) -> str:
    """The subject of an event; every event's data names its exchange."""
    exchange = orjson.loads(recorded.data)["exchange"]
    return f"bors.{service}.{exchange}.{recorded.type}"


def headers_of(service: str, recorded: Recorded) -> dict[str, str]:
    """The CloudEvents attributes of an event, as message headers."""
    return {
        "content-type": "application/json",
        "ce-specversion": "1.0",
        "ce-id": str(recorded.id),
        "ce-source": f"/{service}",
        "ce-type": recorded.type,
        "ce-subject": recorded.stream,
        "ce-time": recorded.recorded_at.isoformat(),
        "ce-dataschema": f"/api/{service}/schemas/{recorded.type}/{recorded.schema}",
        "ce-schema": str(recorded.schema),
        "ce-sequence": str(recorded.position),
        "ce-streamversion": str(recorded.version),
        **{PREFIX + key: value for key, value in recorded.meta.items()},
    }


def recorded_of(message: Msg) -> Recorded:
    """The event that a message carries. Its position is the stream's sequence: the relay keeps them equal."""
    headers: Mapping[str, str] = message.headers or {}
    return Recorded(
        position=message.metadata.sequence.stream,
        stream=headers["ce-subject"],
        version=int(headers["ce-streamversion"]),
        id=UUID(headers["ce-id"]),
        type=headers["ce-type"],
        schema=int(headers["ce-schema"]),
        data=message.data.decode(),
        meta={
            key.removeprefix(PREFIX): value
            for key, value in headers.items()
            if key.startswith(PREFIX) and key.removeprefix(PREFIX) not in ATTRIBUTES
        },
        recorded_at=datetime.fromisoformat(headers["ce-time"]),
    )
