"""What pages and mails read of invitations."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from psycopg.rows import class_row

from shared.database import Pool
from shared.refusal import Refused
from shared.sql import statements

sql = statements(Path(__file__).parents[1] / "sql")
LIST_INVITATIONS = sql("list_invitations")
FIND_INVITATION = sql("find_invitation")


class Answer(StrEnum):
    """What became of an invitation."""

    SIGNED_UP = "signed_up"
    DECLINED = "declined"
    ERASED = "erased"
    OPEN = "open"


@dataclass(frozen=True)
class Invitation:
    """Somebody who is invited; `email` is None once it is erased. `participant` is who signs up with it."""

    id: UUID
    exchange: UUID
    participant: UUID
    name: str
    email: str | None
    sent_at: datetime
    declined_at: datetime | None
    signed_up: bool

    @property
    def answer(self) -> Answer:
        """What became of it; who said no and signed up after all has signed up."""
        if self.signed_up:
            return Answer.SIGNED_UP
        if self.email is None:
            return Answer.ERASED
        return Answer.DECLINED if self.declined_at else Answer.OPEN


class Invitations:
    """Questions about who is invited."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def of_exchange(self, exchange: UUID) -> list[Invitation]:
        """Everybody who was invited, in Norwegian alphabetical order, those who are erased included."""
        async with (
            self._pool.connection() as connection,
            connection.cursor(row_factory=class_row(Invitation)) as cursor,
        ):
            await cursor.execute(LIST_INVITATIONS, {"exchange": exchange})
            return await cursor.fetchall()

    async def find(self, id_: UUID) -> Invitation:
        """One of them. Raises `Refused` (`not_found`)."""
        async with (
            self._pool.connection() as connection,
            connection.cursor(row_factory=class_row(Invitation)) as cursor,
        ):
            await cursor.execute(FIND_INVITATION, {"invitation": id_})
            found = await cursor.fetchone()
        if found is None:
            raise Refused("not_found", "Vi finner ikke denne invitasjonen.")
        return found
