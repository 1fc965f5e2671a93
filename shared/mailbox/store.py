"""Mails kept as .eml files in a directory, with an index in memory that is read again at the next start."""

import email.policy
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import DateHeader
from email.message import EmailMessage
from email.parser import BytesHeaderParser, BytesParser
from hashlib import sha256
from pathlib import Path

from shared.mail import ORGANISATION_HEADER

MOST_KEPT = 5000

PICTURE = "image/png"


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a list of mails shows. `sent_at` is None where the mail does not say it.

    `organisation` is the id of the one whose exchange the mail is about; None for a sign-in link, say.
    """

    id: str
    organisation: str | None
    to: str
    subject: str
    sent_at: datetime | None


class Store:
    """The mails of one directory; the oldest go when there are more than `most`."""

    def __init__(self, directory: Path, *, most: int = MOST_KEPT) -> None:
        self._directory = directory
        self._most = most
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        files = sorted(directory.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
        self._index = {file.stem: _envelope(file.stem, file.read_bytes()) for file in files}

    def keep(self, content: bytes) -> None:
        """Keep a mail; one with a known Message-ID is the same mail sent again and changes nothing."""
        envelope = _envelope(_id_of(content), content)
        if envelope.id in self._index:
            return
        # Written whole or not at all: the index of the next start is made from what lies here.
        fresh = self._directory / f"{envelope.id}.new"
        fresh.write_bytes(content)
        fresh.replace(self._file(envelope.id))
        self._index[envelope.id] = envelope
        while len(self._index) > self._most:
            self._delete(next(iter(self._index)))

    def forget(self, until: datetime) -> None:
        """Delete the mails that say that they were sent before an instant."""
        old = [each.id for each in self._index.values() if each.sent_at is not None and each.sent_at < until]
        for id_ in old:
            self._delete(id_)

    def envelopes(self, address: str = "") -> list[Envelope]:
        """The mails whose recipient contains `address`, the latest first."""
        wanted = address.casefold()
        return [envelope for envelope in reversed(self._index.values()) if wanted in envelope.to.casefold()]

    def envelope(self, id_: str) -> Envelope | None:
        """What the list shows of one mail."""
        return self._index.get(id_)

    def mail(self, id_: str) -> EmailMessage | None:
        """One whole mail."""
        if id_ not in self._index:
            return None
        message = BytesParser(EmailMessage, policy=email.policy.default).parsebytes(self._file(id_).read_bytes())
        assert isinstance(message, EmailMessage)
        return message

    def _delete(self, id_: str) -> None:
        del self._index[id_]
        self._file(id_).unlink(missing_ok=True)

    def _file(self, id_: str) -> Path:
        return self._directory / f"{id_}.eml"


def attachments_of(mail: EmailMessage) -> Iterable[EmailMessage]:
    """A mail's attachments, in order."""
    return list(mail.iter_attachments())


def text_of(mail: EmailMessage, kind: str) -> str | None:
    """The mail's text as `plain` or `html`, None if it has none."""
    body = mail.get_body((kind,))
    return str(body.get_content()) if isinstance(body, EmailMessage) else None


def with_pictures(mail: EmailMessage, html: str) -> str:
    """The mail's HTML with the pictures that came within the mail, so that nothing need be fetched (RFC 2392)."""
    for part in mail.walk():
        content_id, content = part["content-id"], part.get_payload(decode=True)
        if content_id and part.get_content_type() == PICTURE and isinstance(content, bytes):
            html = html.replace(
                f"cid:{content_id.strip('<> ')}", f"data:{PICTURE};base64,{b64encode(content).decode()}"
            )
    return html


def _id_of(content: bytes) -> str:
    headers = BytesHeaderParser(policy=email.policy.default).parsebytes(content)
    named = str(headers["message-id"] or "").strip()
    return sha256(named.encode() if named else content).hexdigest()[:32]


def _envelope(id_: str, content: bytes) -> Envelope:
    headers = BytesHeaderParser(policy=email.policy.default).parsebytes(content)
    date = headers["date"]
    sent_at = date.datetime if isinstance(date, DateHeader) else None
    if sent_at is not None and sent_at.tzinfo is None:
        sent_at = sent_at.replace(tzinfo=UTC)  # `-0000`: an instant whose local time is not told (RFC 5322 §3.3)
    organisation = headers[ORGANISATION_HEADER]
    return Envelope(
        id_,
        str(organisation) if organisation else None,
        str(headers["to"] or ""),
        str(headers["subject"] or ""),
        sent_at,
    )
