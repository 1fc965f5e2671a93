"""Links of participants and of the invited: secret, kept as a hash, good until 60 days after the exchange."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from secrets import token_urlsafe
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import TupleRow, class_row

from shared.auth import hash_token
from shared.clock import Clock
from shared.database import Pool
from shared.directory import Exchange
from shared.sql import statements

sql = statements(Path(__file__).parent / "sql")
INSERT_PARTICIPANT_LINK = sql("insert_participant_link")
FIND_PARTICIPANT_LINK = sql("find_participant_link")
DELETE_PARTICIPANT_LINKS = sql("delete_participant_links")

AFTER_THE_EXCHANGE = timedelta(days=60)


class Opens(StrEnum):
    """What a link opens."""

    PARTICIPANT = "participant"
    INVITATION = "invitation"


@dataclass(frozen=True, slots=True)
class PersonalLink:
    """Whom a link belongs to: a participant, or an invitation."""

    participant: UUID
    exchange: UUID


class PersonalLinks:
    """Makes links of one kind and finds whom they belong to."""

    def __init__(self, pool: Pool, clock: Clock, opens: Opens = Opens.PARTICIPANT) -> None:
        self._pool = pool
        self._clock = clock
        self._opens = opens

    async def make(
        self, connection: AsyncConnection[TupleRow], *, mail: UUID, participant: UUID, exchange: Exchange
    ) -> str | None:
        """A new link's token (256 random bits); None when this mail got its link before, or the participant is erased.

        In the transaction that queues the mail: nobody else knows the token, and an erasure waits for both.
        """
        token = token_urlsafe(32)
        made = await connection.execute(
            INSERT_PARTICIPANT_LINK,
            {
                "token_hash": hash_token(token),
                "mail": mail,
                "participant": participant,
                "exchange": exchange.id,
                "expires_at": exchange.closes_at + AFTER_THE_EXCHANGE,
                "kind": self._opens,
            },
        )
        return token if made.rowcount == 1 else None

    async def find(self, token: str) -> PersonalLink | None:
        """Whom a token belongs to; None for one that is too old, or never existed."""
        async with (
            self._pool.connection() as connection,
            connection.cursor(row_factory=class_row(PersonalLink)) as cursor,
        ):
            values = {"token_hash": hash_token(token), "now": self._clock.now(), "kind": self._opens}
            await cursor.execute(FIND_PARTICIPANT_LINK, values)
            return await cursor.fetchone()

    async def delete(self, participant: UUID, connection: AsyncConnection[TupleRow]) -> None:
        """End all links of a participant or an invitation, in the caller's transaction."""
        await connection.execute(DELETE_PARTICIPANT_LINKS, {"participant": participant})
