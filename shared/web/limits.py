"""How much a request may bring."""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 1_000_000
"""The longest form is some tens of thousands."""

MOST_FIELDS = 10_000
"""An exchange has room for 5,000 people, and its organiser ticks any of those who come and of those who wait."""

MOST_BYTES_WITH_FILE = 25_000_000
"""A form with a picture: more than a picture may have, so that whoever chose a larger one gets the form back."""


class BodyLimit:
    """Stops reading a body that is too long: whoever reads it gets HTTPException 413.

    Counted as it arrives, because a request need not say beforehand how long it is. FastAPI's own limit answers
    with plain text, which neither programs nor people can use.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        left = MOST_BYTES_WITH_FILE if _may_bring_file(scope) else MOST_BYTES

        async def receive_some() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise HTTPException(413)
            return message

        await self.app(scope, receive_some, send)


def _may_bring_file(scope: Scope) -> bool:
    # Its parts are spooled to the disk as they come, and those that are no files are short (python-multipart).
    return scope["type"] == "http" and Headers(scope=scope).get("content-type", "").startswith("multipart/form-data")
