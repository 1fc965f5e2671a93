"""The web server around an application: what it logs, and how it ends although browsers hold streams open."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.types import ASGIApp


class Server(uvicorn.Server):
    """A web server that leaves signals to the program around it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are not ours to catch."""
        yield


def listen(host: str, port: int) -> socket.socket:
    """An address to serve on; port 0 is any free one. Raises `OSError` when it is taken or not ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family)


@asynccontextmanager
async def serving(
    app: ASGIApp,
    listener: socket.socket,
    *,
    grace: int,
    closing: Iterable[Callable[[], None]] = (),
    trusted_proxies: Sequence[str] = (),
) -> AsyncIterator[None]:
    """Answer requests with an application that has been started already.

    `trusted_proxies` are the networks whose X-Forwarded-For is believed. At the end, `closing` ends
    the streams of server-sent events, which would last for ever, and open answers may last `grace` seconds more.
    """
    server = Server(
        uvicorn.Config(
            app,
            lifespan="off",
            http="httptools",
            log_config=None,
            # Addresses of personal links are secrets: `shared.web.app` logs the route's pattern instead.
            access_log=False,
            server_header=False,
            forwarded_allow_ips=list(trusted_proxies),
            timeout_graceful_shutdown=grace,
        )
    )
    task = asyncio.create_task(server.serve([listener]), name="web server")
    try:
        while not server.started:  # noqa: ASYNC110 – it has no event for that
            await asyncio.sleep(0.01)
        yield
    finally:
        for end_streams in closing:
            end_streams()
        server.should_exit = True
        await task
