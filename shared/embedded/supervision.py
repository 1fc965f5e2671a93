"""Servers that crash are started again, and somebody is told."""

import asyncio
from collections import deque
from time import monotonic

import structlog

from shared.embedded.server import EmbeddedServer, ServerFailed

logger = structlog.get_logger()

CRASHES = 5
PERIOD_SECONDS = 60.0
PAUSE_SECONDS = 0.2
"""After the first crash; longer after each further one, until what is left of the old server has gone too."""


async def keep_running(server: EmbeddedServer) -> None:
    """Start a server again whenever it ends by itself, for ever.

    Raises `ServerFailed` when that happens more than `CRASHES` times within `PERIOD_SECONDS`: the disk is full, say,
    and starting again does not help.
    """
    name = type(server).__name__.removeprefix("Embedded")
    crashes: deque[float] = deque(maxlen=CRASHES)
    while True:
        code = await server.crashed()
        logger.error("server crashed, starting it again", server=name, code=code)
        if len(crashes) == CRASHES and monotonic() - crashes[0] < PERIOD_SECONDS:
            raise ServerFailed(f"{name} crashes again and again; its log is {server.log}")
        crashes.append(monotonic())
        await asyncio.sleep(PAUSE_SECONDS * len(crashes))
        try:
            await server.start()
        except ServerFailed as failure:
            logger.error("server does not start", server=name, reason=str(failure))
        else:
            logger.warning("server runs again", server=name)
