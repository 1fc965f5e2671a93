"""Which PostgreSQL and NATS tests stand on: those of a container engine, or the embedded ones."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

import docker
import pytest
from docker.errors import DockerException, ImageNotFound

from tests.containers import IMAGES

CONTAINERS = "containers"
EMBEDDED = "embedded"

ENGINE_SECONDS = 5
UNIX_SOCKET = "http+docker://"


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


@dataclass(frozen=True)
class Servers:
    """What was chosen and why, for the head of the report."""

    in_containers: bool
    reason: str

    def __str__(self) -> str:
        return f"servers: PostgreSQL and NATS {'in containers' if self.in_containers else 'embedded'} ({self.reason})"


def choose(wanted: str | None) -> Servers:
    """The servers of a test run: `wanted`, or else containers where the engine has the images, or else embedded ones.

    Raises:
        pytest.UsageError: containers are wanted and cannot be had; to skip what needs them would look like success.
    """
    if wanted == EMBEDDED:
        return Servers(in_containers=False, reason="asked for")
    missing = hindrance(IMAGES, may_fetch=wanted == CONTAINERS)
    if missing is None:
        return Servers(in_containers=True, reason="asked for" if wanted else "an engine answers and has the images")
    if wanted == CONTAINERS:
        raise pytest.UsageError(f"--containers: {missing}")
    return Servers(in_containers=False, reason=missing)


def hindrance(images: Iterable[str], *, may_fetch: bool) -> str | None:
    """Why there can be no containers of these images, if so."""
    try:
        engine = docker.from_env(timeout=ENGINE_SECONDS)
        if not engine.api.base_url.startswith(UNIX_SOCKET):
            return "the container engine is another machine's"
        for image in images:
            try:
                engine.images.get(image)
            except ImageNotFound:
                if not may_fetch:
                    return f"the container engine has no image {image}"
                docker.from_env().images.pull(image)
    except DockerException as error:
        return f"no container engine: {error}"
    return None
