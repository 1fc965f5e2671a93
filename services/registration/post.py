"""Sending links to those who ask for one, and nothing to those we do not know."""

from enum import StrEnum
from pathlib import Path
from uuid import UUID, uuid5

import structlog
from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from services.registration.letters import Letters, recipient_of
from services.registration.links import PersonalLinks
from services.registration.organisers import Organisers
from services.registration.queries import Registration, Registrations
from shared.database import UNAVAILABLE, Pool
from shared.logging import correlated, correlation
from shared.mail import Outbox
from shared.refusal import Refused
from shared.signal import Signal
from shared.sql import statements
from shared.web.i18n import language, speaking

logger = structlog.get_logger()
sql = statements(Path(__file__).parent / "sql")
INSERT_LINK_REQUEST = sql("insert_link_request")
TAKE_LINK_REQUEST = sql("take_link_request")
DELETE_LINK_REQUEST = sql("delete_link_request")

LOOK_SECONDS = 2
MOST_TRIES = 5
"""A request that fails so often is given up. Whoever misses the link asks again."""


class Wanted(StrEnum):
    """Which link somebody asks for."""

    SIGN_IN = "sign_in"
    PERSONAL = "personal"


class Post:
    """Mails links. Nothing here tells the one who asks whether an address is known.

    A request is stored, which takes as long for an address that we know as for any other, and answered. What it
    leads to comes after that, in one transaction with its end.
    """

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
        self._asked = Signal()

    async def ask(self, wanted: Wanted, email: str, *, command_id: UUID) -> None:
        """Somebody wants a link, in the language of the request: for signing in as organiser, or to registrations."""
        request = {
            "id": command_id,
            "wanted": wanted,
            "email": email,
            "language": language(),
            "correlation": correlation(),
        }
        async with self._pool.connection() as connection:
            await connection.execute(INSERT_LINK_REQUEST, request)
        self._asked.notify()

    async def send_again(self, registration: Registration, *, command_id: UUID) -> None:
        """Mail a new personal link to a participant, once for each command: its organiser asks, and knows whom."""
        if registration.erased:
            raise Refused("gone", "Personopplysningene i denne påmeldingen er slettet. Den kan ikke endres.")
        async with self._outbox.transaction() as connection:
            with speaking(registration.language):
                await self._send_personal_link(
                    connection, registration, uuid5(command_id, str(registration.id)), asked=False
                )

    async def run(self) -> None:
        """Answer what is asked, for ever."""
        while True:
            seen = self._asked.count
            try:
                answered = await self._answer_one()
            except UNAVAILABLE:
                answered = False
            if not answered:
                await self._asked.wait(seen, timeout=LOOK_SECONDS)

    async def _answer_one(self) -> bool:
        """Whether there was a request, and it could be met."""
        async with self._outbox.transaction() as connection:
            row = await (await connection.execute(TAKE_LINK_REQUEST)).fetchone()
            if row is None:
                return False
            command_id, wanted, email, asked_in, correlation_id, tries = row
            with speaking(asked_in), correlated(correlation_id):
                met = await self._meet(connection, wanted, email, command_id, tries)
            if met or tries >= MOST_TRIES:
                await connection.execute(DELETE_LINK_REQUEST, {"id": command_id})
        return met

    async def _meet(
        self, connection: AsyncConnection[TupleRow], wanted: str, email: str, command_id: UUID, tries: int
    ) -> bool:
        """Send what is wanted; nothing of it where that fails, which must not keep the others waiting."""
        try:
            async with connection.transaction():
                match Wanted(wanted):
                    case Wanted.SIGN_IN:
                        await self._send_sign_in_link(connection, email, command_id)
                    case Wanted.PERSONAL:
                        await self._send_personal_links(connection, email, command_id)
        except UNAVAILABLE:
            raise
        except Exception:
            logger.exception("link request failed", request=str(command_id), tries=tries)
            return False
        return True

    async def _send_sign_in_link(self, connection: AsyncConnection[TupleRow], email: str, command_id: UUID) -> None:
        """Mail a one-time link if the address is an organiser's."""
        organiser = await self._organisers.with_email(email)
        if organiser is not None:
            link = await self._organisers.make_link(organiser, connection)
            mail = self._letters.sign_in(uuid5(command_id, str(organiser.id)), email, link)
            await self._outbox.queue(mail, connection)

    async def _send_personal_links(self, connection: AsyncConnection[TupleRow], email: str, command_id: UUID) -> None:
        """Mail a new personal link for each registration with this address."""
        for registration in await self._registrations.with_email(email):
            await self._send_personal_link(
                connection, registration, uuid5(command_id, str(registration.id)), asked=True
            )

    async def _send_personal_link(
        self, connection: AsyncConnection[TupleRow], registration: Registration, mail: UUID, *, asked: bool
    ) -> None:
        exchange = await self._registrations.exchange_by_id(registration.exchange)
        reader = recipient_of(registration)
        token = await self._links.make(connection, mail=mail, participant=registration.id, exchange=exchange)
        if token is not None:
            await self._outbox.queue(self._letters.new_link(mail, exchange, reader, token, asked=asked), connection)
