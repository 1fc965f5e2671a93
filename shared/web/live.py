"""Answers that last an evening: server-sent events (HTML standard, §9.2) to very many viewers."""

from starlette.responses import StreamingResponse
from starlette.types import ASGIApp, Receive, Scope, Send

SERVER = "server_send"


class ServerWithinReach:
    """The outermost layer of an application: keeps the server's own `send` for `EventStream`."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("state", {})[SERVER] = send
        await self.app(scope, receive, send)


class EventStream(StreamingResponse):
    """Events that are encoded already. Its head goes through all layers of the application, as every answer's.

    The events do not: the layers have nothing to do with them, and passing them on would cost as much as sending.
    """

    media_type = "text/event-stream"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._server: Send = scope["state"][SERVER]
        await super().__call__(scope, receive, send)

    async def stream_response(self, send: Send) -> None:
        """The head through `send`, everything else straight to the server."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        async for events in self.body_iterator:
            await self._server({"type": "http.response.body", "body": events, "more_body": True})
        await self._server({"type": "http.response.body", "body": b"", "more_body": False})
