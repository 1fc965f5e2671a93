"""Personal links by which a party answers without signing in: secret, kept as a hash, and good for 90 days."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from secrets import token_urlsafe
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import TupleRow, class_row

from shared.auth import hash_token
from shared.clock import Clock
from shared.database import Pool
from shared.sql import statements

sql = statements(Path(__file__).parent / "sql")
INSERT_ANSWER_LINK = sql("insert_answer_link")
FIND_ANSWER_LINK = sql("find_answer_link")

LIFETIME = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class AnswerLink:
    """What a link is bound to."""

    exchange: UUID
    agreement: UUID
    participant: UUID
    deadline: date
    expires_at: datetime


class AnswerLinks:
    """Makes links and finds what they are bound to."""

    def __init__(self, pool: Pool, clock: Clock) -> None:
        self._pool = pool
        self._clock = clock

    async def make(
        self,
        connection: AsyncConnection[TupleRow],
        *,
        mail: UUID,
        exchange: UUID,
        agreement: UUID,
        participant: UUID,
        deadline: date,
    ) -> str | None:
        """A new link's token (256 random bits), or None when this mail got its link before.

        In the caller's transaction: a link without its mail would be lost, since nobody knows its token.
        """
        token = token_urlsafe(32)
        made = await connection.execute(
            INSERT_ANSWER_LINK,
            {
                "token_hash": hash_token(token),
                "mail": mail,
                "exchange": exchange,
                "agreement": agreement,
                "participant": participant,
                "deadline": deadline,
                "expires_at": self._clock.now() + LIFETIME,
            },
        )
        return token if made.rowcount == 1 else None

    async def find(self, token: str) -> AnswerLink | None:
        """What a token's link is bound to, expired or not; None for a token that was never made."""
        async with (
            self._pool.connection() as connection,
            connection.cursor(row_factory=class_row(AnswerLink)) as cursor,
        ):
            await cursor.execute(FIND_ANSWER_LINK, {"token_hash": hash_token(token)})
            return await cursor.fetchone()
