"""PostgreSQL and NATS for tests, as containers of the images that compose names, instead of as child processes."""

import asyncio
import os
import platform
import random
import socket
from contextlib import suppress
from typing import Self

import docker
import nats
import psutil
import psycopg
from docker.errors import DockerException, NotFound
from docker.models.containers import Container
from nats.errors import Error as NatsError
from psycopg.conninfo import make_conninfo

from shared.nats_config import ADMIN, USERS, password_variable, render

# Read when testcontainers is imported: its helper that removes containers is one more image, which an engine may lack.
os.environ.setdefault("TESTCONTAINERS_RYUK_DISABLED", "true")

from testcontainers.core.container import DockerContainer

POSTGRES_IMAGE = "postgres:18"
NATS_IMAGE = "nats:2.14"
IMAGES = (POSTGRES_IMAGE, NATS_IMAGE)

INITDB = "--encoding=UTF8 --locale=C --locale-provider=builtin --builtin-locale=C.UTF-8 --no-sync"

POSTGRES_FOR_EVER = "while :; do docker-entrypoint.sh postgres -c max_connections=200; done"
"""The container outlives its server, and with it the memory that the data are in."""

START_SECONDS = 60
PASSWORD = "password"

OWNER = "borsen.tests.owner"
"""The label of each container: the machine and the number of the test process that it belongs to."""


class ContainerPostgres:
    """PostgreSQL in a container with its data in memory, for as long as `async with` lasts."""

    def __init__(self) -> None:
        self._port = free_port()
        self._made = (
            container(POSTGRES_IMAGE, 5432, self._port)
            .with_env("POSTGRES_PASSWORD", PASSWORD)
            .with_env("POSTGRES_INITDB_ARGS", INITDB)
            .with_tmpfs_mount("/var/lib/postgresql")
            .with_kwargs(entrypoint=["sh", "-c", POSTGRES_FOR_EVER])
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
        stop = ["pg_ctl", "stop", "--mode=fast"]
        await asyncio.to_thread(handle(self._made).exec_run, stop, user="postgres")
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
        try:
            await self.start()
        except BaseException:
            await self.__aexit__()
            raise
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
        await asyncio.to_thread(handle(self._made).kill)

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
            await asyncio.to_thread(handle(self._made).start)
        await self._answers()

    def _make(self) -> DockerContainer:
        # What is written outlives a kill; to have it on the disk at once would tell only where the power goes.
        config = render().replace("sync_interval: always", "sync_interval: 2m")
        made = (
            container(NATS_IMAGE, 4222, self._port)
            .with_copy_into_container(config.encode(), "/etc/borsen.conf")
            .with_command("--config /etc/borsen.conf --store_dir /data")
        )
        for user in USERS:
            made.with_env(password_variable(user), self.password(user))
        return made

    async def _answers(self) -> None:
        async with asyncio.timeout(START_SECONDS):
            while True:
                try:
                    client = await nats.connect(
                        self.url,
                        user=ADMIN,
                        password=self.password(ADMIN),
                        allow_reconnect=False,
                        connect_timeout=2,
                        error_cb=ignore,
                    )
                    await client.jetstream().account_info()
                    await client.close()
                except (NatsError, OSError, TimeoutError):
                    await asyncio.sleep(0.1)
                else:
                    return


async def ignore(_: Exception) -> None:
    """While the server starts, the client's complaints are no news."""


def container(image: str, port: int, published: int) -> DockerContainer:
    """A container of ours, not started yet, whose port only this machine reaches."""
    made = DockerContainer(image, labels={OWNER: f"{platform.node()} {os.getpid()}"})
    # The engine's client understands an address too.
    made.ports[str(port)] = ("127.0.0.1", published)  # type: ignore[assignment]
    return made


def handle(made: DockerContainer) -> Container:
    """The engine's handle of a container that has been started."""
    return made.get_wrapped_container()


def remove_orphans() -> None:
    """Remove the containers of test processes that were killed before they could do so."""
    with suppress(DockerException):
        for left in docker.from_env().containers.list(all=True, filters={"label": OWNER}):
            machine, _, process = left.labels[OWNER].rpartition(" ")
            if machine == platform.node() and not psutil.pid_exists(int(process)):
                with suppress(NotFound):
                    left.remove(force=True, v=True)


def free_port() -> int:
    """A port of this machine that nobody uses now; an engine would pick another one after each start.

    It lies below those that Linux takes for outgoing connections: of clients that call again and again while the
    server is away, one could else get the very port that it calls.
    """
    while True:
        port = random.randrange(20_000, 32_768)  # noqa: S311
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
