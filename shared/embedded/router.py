"""The gateway of embedded mode: one ASGI application that hands each request to the service it belongs to."""

from collections.abc import Mapping
from uuid import uuid4

from starlette.types import ASGIApp, Receive, Scope, Send

from shared.paths import operated_service, service_for
from shared.web.app import CORRELATION_HEADER


class Router:
    """All services behind one address. Like the gateway of compose, it gives each request its correlation id.

    `nowhere` answers for the addresses that belong to no service alone.
    """

    def __init__(self, apps: Mapping[str, ASGIApp], *, nowhere: ASGIApp) -> None:
        self.apps = dict(apps)
        self.nowhere = nowhere

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise RuntimeError(f"the router serves HTTP, not {scope['type']}")
        service = service_for(scope["path"]) or operated_service(scope["path"])
        app = self.apps[service] if service else self.nowhere
        name = CORRELATION_HEADER.encode()
        headers = [header for header in scope["headers"] if header[0] != name]
        await app({**scope, "headers": [*headers, (name, str(uuid4()).encode())]}, receive, send)
