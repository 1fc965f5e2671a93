"""Sending links to those who ask for one, and nothing to those we do not know."""

from uuid import UUID, uuid5

from services.registration.letters import Letters, Recipient
from services.registration.links import PersonalLinks
from services.registration.organisers import Organisers
from services.registration.queries import Registration, Registrations
from shared.database import Pool
from shared.mail import Outbox


class Post:
    """Mails links. Nothing here tells the one who asks whether an address is known."""

    def __init__(
        self,
        pool: Pool,
        registrations: Registrations,
        organisers: Organisers,
        links: PersonalLinks,
        letters: Letters,
        outbox: Outbox,
    ) -> None:
        self._pool = pool
        self._registrations = registrations
        self._organisers = organisers
        self._links = links
        self._letters = letters
        self._outbox = outbox

    async def send_sign_in_link(self, email: str, *, command_id: UUID) -> None:
        """Mail a one-time link if the address is an organiser's."""
        organiser = await self._organisers.with_email(email)
        if organiser is not None:
            link = await self._organisers.make_link(organiser)
            await self._outbox.queue(self._letters.sign_in(uuid5(command_id, str(organiser.id)), email, link))

    async def send_personal_links(self, email: str, *, command_id: UUID) -> None:
        """Mail a new personal link for each registration with this address."""
        for registration in await self._registrations.with_email(email):
            await self._send_personal_link(registration, uuid5(command_id, str(registration.id)))

    async def _send_personal_link(self, registration: Registration, mail: UUID) -> None:
        exchange = await self._registrations.exchange_by_id(registration.exchange)
        reader = Recipient(
            registration.id,
            registration.name,
            registration.contact_name or "",
            registration.email or "",
            registration.people,
        )
        async with self._pool.connection() as connection, connection.transaction():
            token = await self._links.make(connection, mail=mail, participant=registration.id, exchange=exchange)
            if token is not None:
                await self._outbox.queue(self._letters.new_link(mail, exchange, reader, token), connection)
