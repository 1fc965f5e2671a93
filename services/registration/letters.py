"""The mails that registration sends: confirmations, new personal links, and organisers' sign-in links."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from services.registration.calendar import evening
from services.registration.circular_text import as_html, as_text
from services.registration.circulars import Circular
from services.registration.queries import Registration, WishLine
from shared.badge import badge_address
from shared.directory import Exchange
from shared.mail import Attachment, Mail, Picture
from shared.print import qr_picture
from shared.web.i18n import _
from shared.web.rendering import Pages


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who gets a mail: a participant's contact. `name` is the organisation's, `number` its own in the exchange."""

    participant: UUID
    number: int
    name: str
    contact_name: str
    email: str
    people: int


def recipient_of(registration: Registration) -> Recipient:
    """The contact of a registration that is not erased."""
    return Recipient(
        registration.id,
        registration.number,
        registration.name,
        registration.contact_name or "",
        registration.email or "",
        registration.people,
    )


class Letters:
    """Writes mails. `public_url` is where the links in them lead."""

    def __init__(self, pages: Pages, public_url: str) -> None:
        self._pages = pages
        self._public_url = public_url

    def confirmation(
        self,
        mail: UUID,
        exchange: Exchange,
        reader: Recipient,
        wishes: Sequence[WishLine],
        token: str,
        written_at: datetime,
    ) -> Mail:
        """What somebody signed up with, the link to change it, the day for the calendar, and its own code."""
        subject = _("Dere er påmeldt %(exchange)s", exchange=exchange.name)
        return self._admission(mail, "confirmation", subject, exchange, reader, wishes, token, written_at)

    def promotion(
        self,
        mail: UUID,
        exchange: Exchange,
        reader: Recipient,
        wishes: Sequence[WishLine],
        token: str,
        written_at: datetime,
    ) -> Mail:
        """There is room now for somebody who waited: all that a confirmation says."""
        subject = _("Dere har fått plass på %(exchange)s", exchange=exchange.name)
        return self._admission(mail, "promotion", subject, exchange, reader, wishes, token, written_at)

    def waiting(
        self,
        mail: UUID,
        exchange: Exchange,
        reader: Recipient,
        wishes: Sequence[WishLine],
        token: str,
        place: int,
    ) -> Mail:
        """Somebody waits, at this place in the queue: no day for the calendar yet, and no code."""
        subject = _("Dere står på venteliste til %(exchange)s", exchange=exchange.name)
        return self._to_participant(mail, "waiting", subject, exchange, reader, token, wishes=wishes, place=place)

    def _admission(
        self,
        mail: UUID,
        kind: str,
        subject: str,
        exchange: Exchange,
        reader: Recipient,
        wishes: Sequence[WishLine],
        token: str,
        written_at: datetime,
    ) -> Mail:
        code = qr_picture(badge_address(self._public_url, reader.participant))
        badge = Picture(f"badge@{urlsplit(self._public_url).hostname}", code)
        return self._to_participant(
            mail,
            kind,
            subject,
            exchange,
            reader,
            token,
            wishes=wishes,
            badge=badge,
            attachments=(self._calendar(exchange, reader, written_at),),
            pictures=(badge,),
        )

    def new_link(self, mail: UUID, exchange: Exchange, reader: Recipient, token: str, *, asked: bool) -> Mail:
        """Another personal link, for somebody who lost the first; `asked` for by whoever has that address."""
        subject = _("Ny lenke til påmeldingen til %(exchange)s", exchange=exchange.name)
        return self._to_participant(mail, "new_link", subject, exchange, reader, token, asked=asked)

    def changed(
        self, mail: UUID, exchange: Exchange, reader: Recipient, token: str, changes: Sequence[tuple[str, str, str]]
    ) -> Mail:
        """The organiser has changed a participant's details: each change is a field, what it said, and what it says."""
        subject = _("Opplysningene deres til %(exchange)s er endret", exchange=exchange.name)
        return self._to_participant(mail, "changed", subject, exchange, reader, token, changes=changes)

    def withdrawn(self, mail: UUID, exchange: Exchange, reader: Recipient, token: str) -> Mail:
        """The organiser has withdrawn a participant."""
        subject = _("Påmeldingen deres til %(exchange)s er trukket", exchange=exchange.name)
        return self._to_participant(mail, "withdrawn", subject, exchange, reader, token)

    def circular(
        self, mail: UUID, exchange: Exchange, reader: Recipient, token: str, circular: Circular, reply_to: str | None
    ) -> Mail:
        """What an organiser writes to many; answers go to the organiser."""
        link = self._personal(token)
        letter = self._to_participant(
            mail,
            "circular",
            as_text(circular.subject, reader.name, link),
            exchange,
            reader,
            token,
            words=as_text(circular.text, reader.name, link),
            body=as_html(circular.text, reader.name, link),
        )
        return replace(letter, reply_to=reply_to)

    def sign_in(self, mail: UUID, email: str, link: str) -> Mail:
        """An organiser's one-time link."""
        context = {"link": link, "title": _("Logg inn på Børsen")}
        return Mail(
            id=mail,
            kind="sign_in",
            to=email,
            subject=context["title"],
            text=self._pages.text("registration/mail/sign_in.txt", **context),
            html=self._pages.text("registration/mail/sign_in.html", **context),
        )

    def _to_participant(
        self,
        mail: UUID,
        kind: str,
        subject: str,
        exchange: Exchange,
        reader: Recipient,
        token: str,
        *,
        attachments: tuple[Attachment, ...] = (),
        pictures: tuple[Picture, ...] = (),
        **more: object,
    ) -> Mail:
        context = {
            "title": subject,
            "exchange": exchange,
            "reader": reader,
            "link": self._personal(token),
            "public_url": self._public_url,
            **more,
        }
        return Mail(
            id=mail,
            kind=kind,
            to=reader.email,
            subject=subject,
            text=self._pages.text(f"registration/mail/{kind}.txt", **context),
            html=self._pages.text(f"registration/mail/{kind}.html", **context),
            attachments=attachments,
            pictures=pictures,
            reference={
                "organisation": str(exchange.organisation),
                "exchange": str(exchange.id),
                "participant": str(reader.participant),
            },
        )

    def _personal(self, token: str) -> str:
        return f"{self._public_url}/p/{token}"

    def _calendar(self, exchange: Exchange, reader: Recipient, written_at: datetime) -> Attachment:
        entry = evening(exchange, self._public_url, written_at, of=str(reader.participant))
        return Attachment("frivilligbors.ics", "text/calendar", entry)
