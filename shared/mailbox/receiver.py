"""The SMTP side: whatever comes is kept."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from socket import create_server, socket

from aiosmtpd.smtp import SMTP, Envelope, Session

from shared.mailbox.store import Store


class Receiver:
    """An SMTP server (RFC 5321) that takes every mail and sends none on.

    `port` is known from the start, 0 having picked a free one; mails are taken while `receiving`.
    """

    def __init__(self, store: Store, *, host: str, port: int) -> None:
        self._store = store
        self._listener: socket = create_server((host, port), backlog=512)
        self.port: int = self._listener.getsockname()[1]

    @asynccontextmanager
    async def receiving(self) -> AsyncIterator[None]:
        """Take mails."""
        loop = asyncio.get_running_loop()
        server = await loop.create_server(self._session, sock=self._listener)
        try:
            yield
        finally:
            server.close()

    def _session(self) -> SMTP:
        return SMTP(self, hostname="localhost", enable_SMTPUTF8=True)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """A whole mail has arrived."""
        content = envelope.content or b""
        self._store.keep(content if isinstance(content, bytes) else content.encode())
        return "250 OK"
