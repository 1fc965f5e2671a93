"""Forgetting a participant: its key, its links and the mails that wait for it go together."""

from pathlib import Path
from uuid import UUID

from services.registration.keys import DatabaseKeys
from services.registration.links import PersonalLinks
from shared.contracts import registration
from shared.contracts.base import Event
from shared.contracts.registration import ParticipantErased
from shared.database import Pool
from shared.eventlog import Recorded
from shared.policy import Policy
from shared.sql import statements

sql = statements(Path(__file__).parent / "sql")
DELETE_WAITING_MAIL = sql("delete_waiting_mail")


class Erasure:
    """Destroys what makes a participant's personal data readable."""

    def __init__(self, pool: Pool, keys: DatabaseKeys, links: PersonalLinks) -> None:
        self._pool = pool
        self._keys = keys
        self._links = links

    async def erase(self, participant: UUID) -> None:
        """Destroy key, links and waiting mails; nothing happens the second time."""
        async with self._pool.connection() as connection, connection.transaction():
            await self._keys.erase(participant, connection)
            await self._links.delete(participant, connection)
            await connection.execute(DELETE_WAITING_MAIL, {"participant": str(participant)})


def erase_for_good(erasure: Erasure) -> Policy:
    """Whenever a participant was erased, destroy its key: also when the process that said so ended in between."""

    async def react(event: Event, _: Recorded) -> None:
        if isinstance(event, ParticipantErased):
            await erasure.erase(event.participant)

    return Policy("erase for good", registration.CONTRACT, react)
