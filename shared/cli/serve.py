"""`borsen serve`: one service as a process of its own. This is what a container runs."""

import asyncio
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from socket import socket
from typing import Annotated

import typer
from fastapi import FastAPI
from psycopg_pool import PoolTimeout

from shared import logging
from shared.cli.console import HIGHEST_PORT, UNUSABLE, fail
from shared.cli.first_link import print_first_link
from shared.cli.stopping import run_until_stopped
from shared.clock import SystemClock
from shared.mailbox import create_mailbox
from shared.settings import Settings, SettingsInvalid, from_environment
from shared.web.server import listen, serving

app = typer.Typer(add_completion=False)

GRACE_SECONDS = 5
"""How long open answers may last after SIGTERM; a stream of server-sent events would last for ever."""

MAILBOX_DIRECTORY = Path("/mailbox")


class ServiceName(StrEnum):
    """What can be served."""

    REGISTRATION = "registration"
    CATALOG = "catalog"
    AGREEMENTS = "agreements"
    SCOREBOARD = "scoreboard"
    FOLLOWUP = "followup"
    MAILBOX = "mailbox"


@app.command()
def serve(
    service: Annotated[ServiceName, typer.Argument(help="Which one.")],
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "0.0.0.0",  # noqa: S104
    port: Annotated[int, typer.Option(min=0, max=HIGHEST_PORT, help="The port to listen on.")] = 8000,
) -> None:
    """Run one service on the PostgreSQL and NATS that the settings name.

    Settings come from the environment, from .env and from files of secrets: see `borsen settings`. Exit status 2
    when one is missing or wrong, or the database does not answer within a minute.
    """
    try:
        settings = settings_of(service)
    except SettingsInvalid as invalid:
        fail(*invalid.problems, status=UNUSABLE)
    logging.configure(settings.log_format, settings.log_level)
    try:
        with listen(host, port) as listener:
            run_until_stopped(_serve(service, settings, host, listener))
    except (OSError, ValueError, PoolTimeout) as error:
        fail(f"{service} cannot start: {str(error) or type(error).__name__}", status=UNUSABLE)


def settings_of(service: ServiceName) -> Settings:
    """The settings of a service, from the environment. Raises `SettingsInvalid`."""
    if service is ServiceName.MAILBOX:
        return from_environment(service, database_url="")  # it keeps its mails in files
    return from_environment(service)


def make_app(service: ServiceName, settings: Settings, host: str) -> FastAPI:
    """The application of a service. The mailbox takes mails at `host` too."""
    if service is ServiceName.MAILBOX:
        return create_mailbox(MAILBOX_DIRECTORY, settings, SystemClock(), host=host)
    made: FastAPI = import_module(f"services.{service}.main").create_app(settings, SystemClock())
    return made


async def _serve(service: ServiceName, settings: Settings, host: str, listener: socket) -> None:
    app = make_app(service, settings, host)
    async with app.router.lifespan_context(app):
        if service is ServiceName.REGISTRATION:
            await print_first_link(app)
        closing, proxies = getattr(app.state, "closing", ()), settings.trusted_proxies.split()
        async with serving(app, listener, grace=GRACE_SECONDS, closing=closing, trusted_proxies=proxies):
            await asyncio.Event().wait()
