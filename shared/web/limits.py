"""How much a request may bring."""

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 1_000_000
"""The longest form is some tens of thousands."""


class BodyLimit:
    """Stops reading a body that is too long: whoever reads it gets HTTPException 413.

    Counted as it arrives, because a request need not say beforehand how long it is. FastAPI's own limit answers
    with plain text, which neither programs nor people can use.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        left = MOST_BYTES

        async def receive_some() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise HTTPException(413)
            return message

        await self.app(scope, receive_some, send)
