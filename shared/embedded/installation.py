"""The whole product in one process: all services and their gateway over embedded PostgreSQL and NATS."""

import asyncio
import base64
import json
import os
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path

import httpx
import uvicorn
from fastapi import FastAPI
from pydantic import SecretStr
from services.agreements.main import create_app as agreements
from services.catalog.main import create_app as catalog
from services.followup.main import create_app as followup
from services.registration.main import create_app as registration
from services.scoreboard.main import create_app as scoreboard

from shared.auth import make_signing_key
from shared.clock import Clock
from shared.embedded.lock import DirectoryLock
from shared.embedded.nats import EmbeddedNats
from shared.embedded.postgres import EmbeddedPostgres
from shared.embedded.router import Router
from shared.mailbox import create_mailbox
from shared.paths import SERVICES
from shared.settings import Settings

GRACE_SECONDS = 2


class Installation:
    """Everything of one data directory, running. Made by `running`."""

    def __init__(self, url: str, apps: dict[str, FastAPI], settings: dict[str, Settings]) -> None:
        self.url = url
        self.apps = apps
        self.settings = settings


@asynccontextmanager
async def running(
    data: Path, clock: Clock, *, host: str = "127.0.0.1", port: int = 8080, **settings: object
) -> AsyncIterator[Installation]:
    """Start everything on a data directory, and stop it.

    `settings` are further fields of `Settings` for all services. Raises `DirectoryInUse` when another instance
    runs on the directory, and `OSError` when the port is taken.
    """
    async with AsyncExitStack() as stack:
        data.mkdir(mode=0o711, parents=True, exist_ok=True)
        lock = DirectoryLock(data)
        await lock.acquire()
        stack.callback(lock.release)
        socket = uvicorn.Config("", host=host, port=port).bind_socket()
        stack.callback(socket.close)
        url = str(settings.pop("public_url", f"http://localhost:{socket.getsockname()[1]}"))
        postgres = await stack.enter_async_context(EmbeddedPostgres(data / "postgres"))
        nats = await stack.enter_async_context(EmbeddedNats(data / "nats"))
        common = {**_secrets(data / "secrets"), "public_url": url, "nats_url": nats.url, **settings}

        def settings_of(service: str, **own: object) -> Settings:
            return Settings.model_validate(
                {
                    "database_url": SecretStr(postgres.dsn(service)),
                    "nats_user": service,
                    "nats_password": SecretStr(nats.password(service)),
                    **common,
                    **own,
                }
            )

        mailbox = create_mailbox(data / "mailbox", settings_of(SERVICES[0]), clock)
        await stack.enter_async_context(mailbox.router.lifespan_context(mailbox))
        if "smtp_host" not in settings:
            common |= {"smtp_host": "127.0.0.1", "smtp_port": mailbox.state.smtp_port}
        each = {service: settings_of(service) for service in SERVICES}
        keys_holder = registration(each["registration"], clock)
        apps = {
            "registration": keys_holder,
            "catalog": catalog(each["catalog"], clock),
            "agreements": agreements(each["agreements"], clock),
            "scoreboard": scoreboard(each["scoreboard"], clock),
            "followup": followup(each["followup"], clock, registration=httpx.ASGITransport(keys_holder)),
        }
        router = Router({**apps, "mailbox": mailbox})
        await stack.enter_async_context(Router(apps).running())
        server = Server(
            uvicorn.Config(
                router, lifespan="off", log_config=None, access_log=False, timeout_graceful_shutdown=GRACE_SECONDS
            )
        )
        serving = asyncio.create_task(server.serve([socket]), name="gateway")
        stack.push_async_callback(_stop, server, serving)
        while not server.started:
            await asyncio.sleep(0.01)
        yield Installation(url, apps, each)


class Server(uvicorn.Server):
    """A web server that leaves signals to the program around it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are not ours to catch."""
        yield


async def _stop(server: Server, serving: asyncio.Task[None]) -> None:
    server.should_exit = True
    await serving


def _secrets(directory: Path) -> dict[str, object]:
    """The installation's own secrets, made at the first start and readable by its owner only."""
    directory.mkdir(mode=0o700, exist_ok=True)
    private, public = directory / "signing.pem", directory / "verifying.pem"
    if not public.exists():
        texts = make_signing_key()
        _write_private(private, texts[0])
        _write_private(public, texts[1])
    file = directory / "secrets.json"
    if not file.exists():
        fresh = {
            "form_secret": secrets.token_urlsafe(32),
            "service_secret": secrets.token_urlsafe(32),
            "key_encryption_key": base64.b64encode(os.urandom(32)).decode(),
        }
        _write_private(file, json.dumps(fresh))
    return {"signing_key_file": private, "verifying_key_file": public, **json.loads(file.read_text())}


def _write_private(file: Path, text: str) -> None:
    """Write whole or not at all."""
    fresh = file.with_suffix(".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as output:
        output.write(text)
    fresh.replace(file)
