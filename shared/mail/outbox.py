"""The queue of mails, and sending them."""

import asyncio
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import structlog
from aiosmtplib import SMTP, SMTPException
from psycopg import AsyncConnection
from psycopg.rows import TupleRow
from psycopg.types.json import Jsonb

from shared.clock import Clock
from shared.database import UNAVAILABLE, Pool
from shared.eventlog import Conflict, LogUnavailable
from shared.logging import correlated, correlation
from shared.settings import Settings
from shared.signal import Signal
from shared.sql import statements

logger = structlog.get_logger()
sql = statements(Path(__file__).parent / "sql")
QUEUE_MAIL = sql("queue_mail")
TAKE_MAIL = sql("take_mail")
MAIL_SENT = sql("mail_sent")
MAIL_FAILED = sql("mail_failed")

POLL_SECONDS = 2
LONGEST_PAUSE = 900
SENDERS = 4

STEP_SECONDS = 20
"""How long a mail server may take for each reply."""
GOODBYE_SECONDS = 2
DELIVERY_SECONDS = 60
"""How long it may take for all replies together."""
NOTING_SECONDS = 60
"""Far above what it takes to note that a mail was taken: `on_sent` gives up after 15."""
LEASE_SECONDS = DELIVERY_SECONDS + NOTING_SECONDS
"""How long nobody else takes a mail that somebody has taken: longer than he may work on it."""

ALARM_TRIES = 8
"""Tried so often, over eight minutes, a mail needs somebody to look."""

ORGANISATION_HEADER = "X-Borsen-Organisation"
"""The id of the organisation whose exchange a mail is about; none on a mail that is about no exchange."""
CORRELATION_HEADER = "X-Correlation-Id"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A small text file that goes with a mail, such as a calendar entry (`text/calendar`)."""

    filename: str
    media_type: str
    content: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A small PNG within a mail, which its HTML shows as `cid:<cid>` (RFC 2392)."""

    cid: str
    png: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail to one address. `kind` and `reference` (ids only) say what it is about once its text is gone.

    `reference["organisation"]` is whose exchange it is about, where it is about one. Answers go to `reply_to`.
    """

    id: UUID
    kind: str
    to: str
    subject: str
    text: str
    html: str | None = None
    attachments: tuple[Attachment, ...] = ()
    pictures: tuple[Picture, ...] = ()
    reference: Mapping[str, str] = field(default_factory=dict)
    reply_to: str | None = None
    unsubscribe: str | None = None
    """Where a mail program may say for its reader, by one POST, that no more such mails are wanted (RFC 8058)."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A mail that a server has taken. `cause` is the event that it was queued for, if it was one."""

    id: UUID
    kind: str
    reference: Mapping[str, str]
    cause: UUID | None


class Outbox:
    """Queues and sends the mails of one service.

    `on_sent` is called after a mail server has taken a mail and before that is noted: it may be called twice. The
    correlation id is then the one under which the mail was queued.
    """

    def __init__(
        self, pool: Pool, settings: Settings, clock: Clock, *, on_sent: Callable[[Sent], Awaitable[None]] | None = None
    ) -> None:
        self._pool = pool
        self._settings = settings
        self._clock = clock
        self._on_sent = on_sent
        self._queued = Signal()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection[TupleRow]]:
        """A transaction in which mails are queued with what belongs to them; sent once it is committed."""
        async with self._pool.connection() as connection, connection.transaction():
            yield connection
        # Not before: a sender that is woken earlier sees no mail, and goes to sleep again.
        self._queued.notify()

    async def queue(
        self, mail: Mail, connection: AsyncConnection[TupleRow] | None = None, *, cause: UUID | None = None
    ) -> bool:
        """Queue a mail unless its id has been queued before; in a transaction of `transaction()` where one is given.

        `cause` is the event that it is queued for. Whether it was queued now.
        """
        if connection is None:
            async with self.transaction() as own:
                return await self.queue(mail, own, cause=cause)
        content = {
            "to": mail.to,
            "subject": mail.subject,
            "text": mail.text,
            "html": mail.html,
            "attachments": [[a.filename, a.media_type, a.content] for a in mail.attachments],
            "pictures": [[picture.cid, b64encode(picture.png).decode()] for picture in mail.pictures],
            "reply_to": mail.reply_to,
            "unsubscribe": mail.unsubscribe,
        }
        values = {
            "id": mail.id,
            "kind": mail.kind,
            "reference": Jsonb(dict(mail.reference)),
            "content": Jsonb(content),
            "correlation": correlation(),
            "cause": cause,
        }
        queued = await connection.execute(QUEUE_MAIL, values)
        return queued.rowcount == 1

    async def run(self) -> None:
        """Send what is queued, for ever, a few mails at a time."""
        async with asyncio.TaskGroup() as senders:
            for _ in range(SENDERS):
                senders.create_task(self._send_for_ever())

    async def _send_for_ever(self) -> None:
        task = asyncio.current_task()
        assert task is not None
        # Asked before each mail: Python 3.11's `wait_for`, which aiosmtplib uses, can lose a cancellation to a reply
        # that comes at the same moment (python/cpython#96764), and a task group cancels only once.
        while not task.cancelling():
            seen = self._queued.count
            try:
                sent = await self._send_one()
            except (LogUnavailable, Conflict, *UNAVAILABLE) as error:
                # A failure would cancel the other senders too, in the middle of their mails.
                logger.warning("mail not noted", error=error)
                sent = False
            if not sent:
                await self._queued.wait(seen, timeout=POLL_SECONDS)

    async def _send_one(self) -> bool:
        """Send one mail that is due; whether there was one."""
        async with self._pool.connection() as connection:
            row = await (await connection.execute(TAKE_MAIL, {"lease": LEASE_SECONDS})).fetchone()
        if row is None:
            return False
        id_, kind, reference, content, tries, correlation_id, cause = row
        with correlated(correlation_id):
            try:
                async with asyncio.timeout(DELIVERY_SECONDS):
                    await self._deliver(self._message(id_, content, reference, correlation_id))
            except (SMTPException, OSError, TimeoutError) as error:
                await self._put_back(id_, kind, tries, error)
                return True
            logger.info("mail sent", mail=str(id_), kind=kind, tries=tries)
            if self._on_sent is not None:
                await self._on_sent(Sent(id_, kind, reference, cause))
        async with self._pool.connection() as connection:
            await connection.execute(MAIL_SENT, {"id": id_})
        return True

    async def _put_back(self, id_: UUID, kind: str, tries: int, error: Exception) -> None:
        tell = logger.warning if tries < ALARM_TRIES else logger.error
        tell("mail not sent", mail=str(id_), kind=kind, tries=tries, error=error)
        async with self._pool.connection() as connection:
            await connection.execute(MAIL_FAILED, {"id": id_, "seconds": min(2.0**tries, LONGEST_PAUSE)})

    async def _deliver(self, message: EmailMessage) -> None:
        settings = self._settings
        smtp = SMTP(
            hostname=settings.smtp_host,
            port=settings.smtp_port,
            username=settings.smtp_user,
            password=settings.smtp_password.get_secret_value() if settings.smtp_password else None,
            start_tls=settings.smtp_starttls,
            timeout=STEP_SECONDS,
        )
        try:
            await smtp.connect()
            await smtp.send_message(message)
            with suppress(SMTPException, OSError):
                await smtp.quit(timeout=GOODBYE_SECONDS)  # the mail is taken, whatever comes of the goodbye
        finally:
            smtp.close()

    def _message(
        self, id_: UUID, content: dict[str, Any], reference: Mapping[str, str], correlation_id: str | None
    ) -> EmailMessage:
        message = EmailMessage()
        message["From"] = self._settings.mail_from
        message["To"] = _in_ascii(content["to"])
        # A mail that was queued by an older version has neither this nor pictures.
        if reply_to := content.get("reply_to"):
            message["Reply-To"] = _in_ascii(reply_to)
        if unsubscribe := content.get("unsubscribe"):
            message["List-Unsubscribe"] = f"<{unsubscribe}>"
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        # A line break in a name must not end the header (RFC 5322 §2.2).
        message["Subject"] = " ".join(content["subject"].split())
        message["Date"] = format_datetime(self._clock.now())
        message["Message-ID"] = f"<{id_}@{urlsplit(self._settings.public_url).hostname}>"
        message["Auto-Submitted"] = "auto-generated"
        if correlation_id is not None:
            message[CORRELATION_HEADER] = correlation_id
        if "organisation" in reference:
            message[ORGANISATION_HEADER] = reference["organisation"]
        message.set_content(content["text"])
        if content["html"]:
            message.add_alternative(content["html"], subtype="html")
            html = message.get_body(("html",))
            assert isinstance(html, EmailMessage)
            for cid, png in content.get("pictures", ()):
                html.add_related(b64decode(png), "image", "png", cid=f"<{cid}>", disposition="inline")
        for filename, media_type, text in content["attachments"]:
            main, _, sub = media_type.partition("/")
            message.add_attachment(text.encode(), maintype=main, subtype=sub, filename=filename)
        return message


def _in_ascii(address: str) -> str:
    """An address with its domain as every mail server takes it (RFC 5890), not only those with SMTPUTF8 (RFC 6531)."""
    mailbox, at, domain = address.rpartition("@")
    return address if domain.isascii() else mailbox + at + domain.encode("idna").decode()
