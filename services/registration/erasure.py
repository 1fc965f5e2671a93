"""Forgetting a participant or an invited: the key, the links, the logos and the mails that wait go together."""

from pathlib import Path
from uuid import UUID

from services.registration.keys import DatabaseKeys
from services.registration.links import PersonalLinks
from shared.contracts import registration
from shared.contracts.base import Event
from shared.contracts.registration import InvitationErased, ParticipantErased
from shared.database import Pool
from shared.eventlog import Recorded
from shared.policy import Policy
from shared.sql import statements

sql = statements(Path(__file__).parent / "sql")
DELETE_WAITING_MAIL = sql("delete_waiting_mail")
DELETE_LOGOS = sql("delete_logos")


class Erasure:
    """Destroys what makes the personal data of a participant, or of somebody who is invited, readable."""

    def __init__(self, pool: Pool, keys: DatabaseKeys, links: PersonalLinks) -> None:
        self._pool = pool
        self._keys = keys
        self._links = links

    async def erase(self, subject: UUID) -> None:
        """Destroy key, links, logos and waiting mails; nothing happens the second time."""
        async with self._pool.connection() as connection, connection.transaction():
            await self._keys.erase(subject, connection)
            await self._links.delete(subject, connection)
            await connection.execute(DELETE_WAITING_MAIL, {"subject": str(subject)})
            await connection.execute(DELETE_LOGOS, {"participant": subject, "stream": f"participant-{subject}"})


def erase_for_good(erasure: Erasure) -> Policy:
    """Whenever somebody was erased, destroy the key: also when the process that said so ended in between."""

    async def react(event: Event, _: Recorded) -> None:
        match event:
            case ParticipantErased(participant=subject) | InvitationErased(invitation=subject):
                await erasure.erase(subject)

    return Policy("erase_for_good", registration.CONTRACT, react)
