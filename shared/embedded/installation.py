"""The whole product in one process: all services and their gateway over embedded PostgreSQL and NATS."""

import asyncio
import base64
import json
import os
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from socket import socket

import httpx
from fastapi import FastAPI
from pydantic import SecretStr

from services.agreements.main import create_app as agreements
from services.catalog.main import create_app as catalog
from services.followup.main import create_app as followup
from services.registration.main import create_app as registration
from services.scoreboard.main import create_app as scoreboard
from shared.auth import make_signing_key
from shared.clock import Clock
from shared.embedded.credentials import write_private
from shared.embedded.health import health
from shared.embedded.lock import DirectoryLock
from shared.embedded.nats import EmbeddedNats
from shared.embedded.postgres import EmbeddedPostgres
from shared.embedded.record import RunRecord, forget
from shared.embedded.router import Router
from shared.embedded.server import EmbeddedServer
from shared.embedded.supervision import keep_running
from shared.embedded.system_user import make_reachable
from shared.mailbox import create_mailbox
from shared.paths import HOME, SERVICES
from shared.settings import Settings
from shared.web.app import nowhere
from shared.web.server import listen, serving

GRACE_SECONDS = 1

Tell = Callable[[str], None]


class PortTaken(Exception):
    """Something else listens where we would."""


class Installation:
    """Everything of one data directory, running. Made by `running`."""

    def __init__(
        self, url: str, apps: dict[str, FastAPI], settings: dict[str, Settings], servers: Sequence[EmbeddedServer]
    ) -> None:
        self.url = url
        self.apps = apps
        self.settings = settings
        self._servers = servers

    async def keep_running(self) -> None:
        """Start a server again when it crashes, for ever. Raises `ServerFailed` when it does so again and again."""
        await asyncio.gather(*(keep_running(server) for server in self._servers))


@asynccontextmanager
async def running(
    data: Path,
    clock: Clock,
    *,
    host: str = "127.0.0.1",
    port: int = 8080,
    tell: Tell = lambda _: None,
    **settings: object,
) -> AsyncIterator[Installation]:
    """Start everything on a data directory, and stop it.

    `settings` are further fields of `Settings` for all services; `tell` hears what is started now. Raises
    `PortTaken`, `DirectoryInUse` when another instance runs on the directory, and what `EmbeddedServer` raises.
    """
    async with AsyncExitStack() as stack:
        data = data.absolute()
        make_reachable(data)
        lock = DirectoryLock(data)
        await lock.acquire()
        stack.callback(lock.release)
        listener = _listen(host, port)
        stack.callback(listener.close)
        port = listener.getsockname()[1]
        url = str(settings.pop("public_url", f"http://localhost:{port}"))
        tell("PostgreSQL")
        postgres = await stack.enter_async_context(EmbeddedPostgres(data / "postgres"))
        tell("NATS")
        nats = await stack.enter_async_context(EmbeddedNats(data / "nats"))
        stack.push_async_callback(_stop_at_once, postgres, nats)
        common = {**_secrets(data / "secrets"), "public_url": url, "nats_url": nats.url, **settings}

        def settings_of(service: str) -> Settings:
            return Settings.model_validate(
                {
                    "database_url": SecretStr(postgres.dsn(service)),
                    "nats_user": service,
                    "nats_password": SecretStr(nats.password(service)),
                    **common,
                }
            )

        mailbox = create_mailbox(data / "mailbox", settings_of(SERVICES[0]), clock)
        if "smtp_host" not in settings:
            common |= {"smtp_host": "127.0.0.1", "smtp_port": mailbox.state.smtp_port}
        each = {service: settings_of(service) for service in SERVICES}
        first = registration(each["registration"], clock)
        within = httpx.ASGITransport(first)
        apps = {
            "mailbox": mailbox,
            "registration": first,
            "catalog": catalog(each["catalog"], clock, registration=within),
            "agreements": agreements(each["agreements"], clock),
            "scoreboard": scoreboard(each["scoreboard"], clock),
            "followup": followup(each["followup"], clock, registration=within),
        }
        for name, app in apps.items():
            tell(name)
            await stack.enter_async_context(app.router.lifespan_context(app))
        tell("web server")
        closing = [close for app in apps.values() for close in getattr(app.state, "closing", ())]
        elsewhere = nowhere(each[HOME])
        elsewhere.include_router(health({service: apps[service] for service in SERVICES}))
        router = Router(apps, nowhere=elsewhere)
        proxies = each[HOME].trusted_proxies.split()
        server = serving(router, listener, grace=GRACE_SECONDS, closing=closing, trusted_proxies=proxies)
        await stack.enter_async_context(server)
        RunRecord(url=_on_this_machine(host, port), settings=each).write(data)
        stack.callback(forget, data)
        yield Installation(url, apps, each, [postgres, nats])


async def _stop_at_once(*servers: EmbeddedServer) -> None:
    """One after the other they could take longer than anybody waits after Ctrl-C."""
    await asyncio.gather(*(server.stop() for server in servers))


def _listen(host: str, port: int) -> socket:
    try:
        return listen(host, port)
    except OSError as error:
        raise PortTaken(f"cannot listen on {host}:{port}: {os.strerror(error.errno or 0)}") from error


def _on_this_machine(host: str, port: int) -> str:
    """Where a program on this machine reaches what listens on `host`."""
    address = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    return f"http://[{address}]:{port}" if ":" in address else f"http://{address}:{port}"


def _secrets(directory: Path) -> dict[str, object]:
    """The installation's own secrets, made at the first start and readable by its owner only."""
    directory.mkdir(mode=0o700, exist_ok=True)
    private, public = directory / "signing.pem", directory / "verifying.pem"
    if not public.exists():
        texts = make_signing_key()
        write_private(private, texts[0])
        write_private(public, texts[1])
    file = directory / "secrets.json"
    if not file.exists():
        fresh = {
            "form_secret": secrets.token_urlsafe(32),
            "service_secret": secrets.token_urlsafe(32),
            "keys_secret": secrets.token_urlsafe(32),
            "key_encryption_key": base64.b64encode(os.urandom(32)).decode(),
        }
        write_private(file, json.dumps(fresh))
    return {"signing_key_file": private, "verifying_key_file": public, **json.loads(file.read_text())}
