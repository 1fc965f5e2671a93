"""Telling participants the news of their agreements, each in one mail."""

from operator import itemgetter
from pathlib import Path
from uuid import UUID, uuid5

from psycopg import AsyncConnection
from psycopg.rows import TupleRow
from psycopg.types.json import Jsonb
from pydantic import TypeAdapter

from services.followup.letters import Letters
from services.followup.news import news, versions_told
from services.followup.queries import FollowUps
from services.followup.sight import Sight
from shared.clock import Clock
from shared.database import Pool
from shared.directory import Directory
from shared.mail import Outbox
from shared.sql import statements
from shared.web.i18n import speaking

sql = statements(Path(__file__).parent / "sql")
BEGIN_TELLING = sql("begin_telling")
TELLING_HAS_BEGUN = sql("telling_has_begun")
LOCK_TOLD = sql("lock_told")
SAVE_TOLD = sql("save_told")
DELETE_WAITING_MAIL = sql("delete_waiting_mail")

Told = dict[UUID, dict[UUID, int]]
"""Participants, and the agreements that each was sent, in which version."""
TOLD = TypeAdapter(Told)
VERSIONS = TypeAdapter(dict[UUID, int])


class Herald:
    """Writes the mails about agreements, from the closing of an exchange on.

    What was told is noted in the transaction that queues the mail, and only one writes for an exchange at a time:
    replicas, repeated events and restarts double nothing. The mail's id is made from its cause.
    """

    def __init__(
        self,
        pool: Pool,
        sight: Sight,
        follow_ups: FollowUps,
        directory: Directory,
        letters: Letters,
        outbox: Outbox,
        clock: Clock,
    ) -> None:
        self._pool = pool
        self._sight = sight
        self._follow_ups = follow_ups
        self._directory = directory
        self._letters = letters
        self._outbox = outbox
        self._clock = clock

    async def begin(self, exchange: UUID, cause: UUID) -> None:
        """The market has closed: from now on everybody is told what stands, and what changes."""
        async with self._pool.connection() as connection:
            await connection.execute(BEGIN_TELLING, {"exchange": exchange})
        await self.tell(exchange, cause)

    async def tell(self, exchange: UUID, cause: UUID) -> None:
        """Mail to all who have news; to nobody before the market has closed."""
        if not await self._has_begun(exchange):
            return
        await self._sight.current()
        async with self._outbox.transaction() as connection:
            told = await self._lock(connection, exchange)
            await self._tell(connection, exchange, cause, told)
            await self._save(connection, exchange, told)

    async def forget(self, exchange: UUID, participant: UUID, cause: UUID) -> None:
        """The participant was erased: mails that still wait with its contact are not sent.

        Its partners are told anew, without the contact.
        """
        await self._sight.current()
        async with self._outbox.transaction() as connection:
            told = await self._lock(connection, exchange) if await self._has_begun(exchange) else {}
            deleted = await connection.execute(DELETE_WAITING_MAIL, {"participant": str(participant)})
            # The latest first, so that what was told before the earliest of them counts in the end.
            for _, reference in sorted(await deleted.fetchall(), key=itemgetter(0), reverse=True):
                reader = UUID(reference["participant"])
                if reader != participant:
                    told[reader] = VERSIONS.validate_json(reference["told"])
            if told:
                await self._tell(connection, exchange, cause, told)
                await self._save(connection, exchange, told)

    async def _tell(self, connection: AsyncConnection[TupleRow], exchange_id: UUID, cause: UUID, told: Told) -> None:
        """Queue the mails and note in `told` what they say. Reads after the lock, so never older than who had it."""
        exchange = await self._directory.exchange_by_id(exchange_id)
        agreements = await self._follow_ups.of_exchange(exchange_id)
        unheard = news(agreements, told)
        partners = {party.participant for one in agreements for party in one.parties}
        contacts = await self._follow_ups.contacts(unheard.keys() | partners)
        for participant, heard in unheard.items():
            if (reader := contacts.get(participant)) is None:
                continue
            before = told.get(participant, {})
            mail = uuid5(cause, str(participant))
            with speaking(reader.language):
                letter = self._letters.agreements(mail, exchange, reader, heard, before, contacts, self._clock.now())
            if await self._outbox.queue(letter, connection, cause=cause):
                told[participant] = versions_told(agreements, participant)

    async def _has_begun(self, exchange: UUID) -> bool:
        async with self._pool.connection() as connection:
            row = await (await connection.execute(TELLING_HAS_BEGUN, {"exchange": exchange})).fetchone()
        return bool(row and row[0])

    async def _lock(self, connection: AsyncConnection[TupleRow], exchange: UUID) -> Told:
        row = await (await connection.execute(LOCK_TOLD, {"exchange": exchange})).fetchone()
        return TOLD.validate_python(row[0]) if row else {}

    async def _save(self, connection: AsyncConnection[TupleRow], exchange: UUID, told: Told) -> None:
        participants = Jsonb(TOLD.dump_python(told, mode="json"))
        await connection.execute(SAVE_TOLD, {"exchange": exchange, "participants": participants})
