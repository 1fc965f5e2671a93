"""The servers that tests stand on, as containers of the images that compose names, instead of as child processes."""

import asyncio
import os
import socket
from typing import Protocol, Self

import docker
import nats
import psycopg
from docker.errors import DockerException
from docker.models.containers import Container
from nats.errors import Error as NatsError
from psycopg.conninfo import make_conninfo

from shared.nats_config import ADMIN, USERS, password_variable, render

# Read when testcontainers is imported: the containers end with the tests, and an engine may lack its helper's image.
os.environ.setdefault("TESTCONTAINERS_RYUK_DISABLED", "true")

from testcontainers.core.container import DockerContainer

POSTGRES_IMAGE = "postgres:18"
NATS_IMAGE = "nats:2.14"

INITDB = "--encoding=UTF8 --locale=C --locale-provider=builtin --builtin-locale=C.UTF-8"

START_SECONDS = 60
PASSWORD = "password"


class PostgresServer(Protocol):
    """What tests ask of a PostgreSQL."""

    def superuser_dsn(self, database: str = ...) -> str: ...

    async def restart(self) -> None: ...


class NatsServer(Protocol):
    """What tests ask of a NATS; it answers at the same address again after `start`."""

    @property
    def url(self) -> str: ...

    def password(self, user: str) -> str: ...

    async def kill(self) -> None: ...

    async def start(self) -> None: ...

    def wipe_storage(self) -> None: ...


class ContainerPostgres:
    """PostgreSQL in a container, for as long as `async with` lasts."""

    def __init__(self) -> None:
        self._port = free_port()
        self._made = (
            DockerContainer(POSTGRES_IMAGE)
            .with_env("POSTGRES_PASSWORD", PASSWORD)
            .with_env("POSTGRES_INITDB_ARGS", INITDB)
            .with_bind_ports(5432, self._port)
            .with_command("postgres -c max_connections=200")
        )

    async def __aenter__(self) -> Self:
        try:
            await asyncio.to_thread(self._made.start)
            await self._answers()
        except BaseException:
            self._made.stop()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.to_thread(self._made.stop)

    def superuser_dsn(self, database: str = "postgres") -> str:
        """The connection string of the superuser."""
        return make_conninfo(host="127.0.0.1", port=self._port, user="postgres", password=PASSWORD, dbname=database)

    async def restart(self) -> None:
        """Stop and start again, at the same address."""
        await asyncio.to_thread(container_of(self._made).restart)
        await self._answers()

    async def _answers(self) -> None:
        async with asyncio.timeout(START_SECONDS):
            while True:
                try:
                    async with await psycopg.AsyncConnection.connect(self.superuser_dsn(), connect_timeout=2):
                        return
                except psycopg.OperationalError:
                    await asyncio.sleep(0.1)


class ContainerNats:
    """NATS with the product's users in a container, for as long as `async with` lasts."""

    def __init__(self) -> None:
        self._port = free_port()
        self._made: DockerContainer | None = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._made is not None:
            await asyncio.to_thread(self._made.stop)

    @property
    def url(self) -> str:
        """Where it answers, without credentials."""
        return f"nats://127.0.0.1:{self._port}"

    def password(self, user: str) -> str:
        """The password of a user of `shared.nats_config`."""
        return f"{PASSWORD}{user}"

    async def kill(self) -> None:
        """End it as a crash would."""
        assert self._made is not None
        await asyncio.to_thread(container_of(self._made).kill)

    def wipe_storage(self) -> None:
        """Lose every stream: the storage is the container's own, and goes with it."""
        assert self._made is not None
        self._made.stop()
        self._made = None

    async def start(self) -> None:
        """Start it, again or anew, and wait until JetStream answers."""
        if self._made is None:
            self._made = self._make()
            await asyncio.to_thread(self._made.start)
        else:
            await asyncio.to_thread(container_of(self._made).start)
        await self._answers()

    def _make(self) -> DockerContainer:
        container = (
            DockerContainer(NATS_IMAGE)
            .with_bind_ports(4222, self._port)
            .with_copy_into_container(render().encode(), "/etc/borsen.conf")
            .with_command("--config /etc/borsen.conf --store_dir /data")
        )
        for user in USERS:
            container.with_env(password_variable(user), self.password(user))
        return container

    async def _answers(self) -> None:
        async with asyncio.timeout(START_SECONDS):
            while True:
                try:
                    client = await nats.connect(
                        self.url, user=ADMIN, password=self.password(ADMIN), allow_reconnect=False, connect_timeout=2
                    )
                    await client.jetstream().account_info()
                    await client.close()
                except (NatsError, OSError, TimeoutError):
                    await asyncio.sleep(0.1)
                else:
                    return


def engine_silence() -> str | None:
    """Why no container engine answers; None when one does."""
    try:
        docker.from_env(timeout=5).ping()
    except DockerException as error:
        return f"no container engine answers: {error}"
    return None


def container_of(made: DockerContainer) -> Container:
    """The engine's handle of a container that has been started."""
    return made.get_wrapped_container()


def free_port() -> int:
    """A port that nobody uses now: one that the engine picks would be another after each start."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port
