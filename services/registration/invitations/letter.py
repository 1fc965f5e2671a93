"""The mail that asks an organisation to come."""

from uuid import UUID

from services.registration.invitations.queries import Invitation
from services.registration.organisers import Organisers
from shared.directory import Exchange
from shared.mail import Mail
from shared.web.i18n import _
from shared.web.rendering import Pages


class InvitationLetter:
    """Writes it. `public_url` is where its links lead."""

    def __init__(self, pages: Pages, organisers: Organisers, public_url: str) -> None:
        self._pages = pages
        self._organisers = organisers
        self._public_url = public_url

    async def write(self, mail: UUID, exchange: Exchange, invited: Invitation, token: str) -> Mail:
        """What it is, when and where; a link to the form, and one to say no, which mail programs are told of too."""
        subject = _("Invitasjon til %(exchange)s", exchange=exchange.name)
        address = f"{self._public_url}/b/{exchange.slug}/invitasjon/{token}"
        context = {
            "title": subject,
            "exchange": exchange,
            "organiser": await self._organisers.organisation_name(exchange.organisation) or exchange.municipality,
            "invited": invited,
            "link": address,
            "decline": f"{address}/nei-takk",
        }
        return Mail(
            id=mail,
            kind="invitation",
            to=invited.email or "",
            subject=subject,
            text=self._pages.text("registration/mail/invitation.txt", **context),
            html=self._pages.text("registration/mail/invitation.html", **context),
            reference={
                "organisation": str(exchange.organisation),
                "exchange": str(exchange.id),
                "invitation": str(invited.id),
            },
            unsubscribe=f"{address}/nei-takk",
        )
