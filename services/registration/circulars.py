"""Circulars: what organisers write to many participants, and how far it has come."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from uuid import UUID, uuid5

from psycopg.rows import class_row

from services.registration.domain.circular import CIRCULAR, SendCircular
from shared.aggregate import Aggregates
from shared.auth import Identity
from shared.clock import Clock
from shared.contracts import registration
from shared.contracts.circulars import CircularSent
from shared.database import Pool, Statement
from shared.directory import Exchange
from shared.eventlog import Meta, Recorded
from shared.projection import Projection, Runner
from shared.refusal import Refused
from shared.sql import statements

sql = statements(Path(__file__).parent / "sql")
INSERT_SENT_CIRCULAR = sql("insert_sent_circular")
INSERT_CIRCULAR = sql("insert_circular")
INSERT_CIRCULAR_RECIPIENT = sql("insert_circular_recipient")
FIND_CIRCULAR = sql("find_circular")
CIRCULAR_QUEUED = sql("circular_queued")
LIST_SENDINGS = sql("list_sendings")
FORGET_CIRCULARS = sql("forget_circulars")

CIRCULARS = Projection("circulars", 1, registration.CONTRACT, sql("sent_circular_table"))
"""Which circulars were sent, when, and to how many."""


@CIRCULARS.on(CircularSent)
def circular_sent(event: CircularSent, recorded: Recorded) -> Iterator[Statement]:
    yield INSERT_SENT_CIRCULAR, {**event.model_dump(), "actor": recorded.meta.get("actor", "")}


@dataclass(frozen=True)
class Circular:
    """What is to be sent: its words with placeholders, in a language, and to which participants."""

    id: UUID
    exchange: UUID
    subject: str
    text: str
    language: str
    recipients: Sequence[UUID]

    @property
    def words(self) -> tuple[UUID, str, str]:
        """What it says, and in which exchange."""
        return self.exchange, self.subject, self.text

    def mail_to(self, participant: UUID) -> UUID:
        """The id of the mail that a participant gets."""
        return uuid5(self.id, str(participant))


@dataclass(frozen=True)
class Sending:
    """A circular that was sent. Of its `recipients` so many have got it, so many are waited for by a mail server that
    does not take theirs, and so many were left out because they withdrew or were erased meanwhile.

    Its words and numbers are gone once they have been forgotten: then `subject` is None.
    """

    id: UUID
    at: datetime
    recipients: int
    subject: str | None
    text: str | None
    sender: str | None
    sent: int
    delayed: int
    left_out: int

    @property
    def due(self) -> int:
        """To how many it goes."""
        return self.recipients - self.left_out

    @property
    def done(self) -> bool:
        """Whether nothing more will happen."""
        return self.subject is None or self.sent >= self.due


class Circulars:
    """Keeps circulars and sends them; whoever reads the event queues their mails."""

    def __init__(
        self, pool: Pool, clock: Clock, aggregates: Aggregates, shown: Runner, meta: Callable[[Identity, UUID], Meta]
    ) -> None:
        self._pool = pool
        self._clock = clock
        self._aggregates = aggregates
        self._shown = shown
        self._meta = meta

    async def send(self, organiser: Identity, exchange: Exchange, circular: Circular) -> None:
        """Send it, once: its id is the command's. Raises `Refused` (`no_recipients`, `already_sent`)."""
        command = SendCircular(exchange.id, circular.id, len(circular.recipients), self._clock.now())
        # Asked once more before the words are kept: those of a circular that is refused must not stay.
        CIRCULAR.decide(command, CIRCULAR.initial)
        kept = await self._keep(circular)
        handled = await self._aggregates.handle(
            CIRCULAR,
            f"circular-{circular.id}",
            replace(command, recipients=len(kept.recipients)),
            command_id=circular.id,
            meta=self._meta(organiser, exchange.organisation),
        )
        await self._shown.reached(handled.position)

    async def find(self, id_: UUID) -> Circular | None:
        """A circular; None once it has been forgotten."""
        async with self._pool.connection() as connection, connection.cursor(row_factory=class_row(Circular)) as cursor:
            await cursor.execute(FIND_CIRCULAR, {"id": id_})
            return await cursor.fetchone()

    async def queued(self, id_: UUID) -> None:
        """Note that all mails of a circular stand in the outbox."""
        async with self._pool.connection() as connection:
            await connection.execute(CIRCULAR_QUEUED, {"id": id_})

    async def sendings(self, exchange: UUID) -> list[Sending]:
        """What was sent to participants of an exchange, the newest first."""
        async with self._pool.connection() as connection, connection.cursor(row_factory=class_row(Sending)) as cursor:
            await cursor.execute(LIST_SENDINGS, {"exchange": exchange})
            return await cursor.fetchall()

    async def sending(self, exchange: UUID, id_: UUID) -> Sending:
        """One of them. Raises `Refused` (`not_found`)."""
        found = next((sending for sending in await self.sendings(exchange) if sending.id == id_), None)
        if found is None:
            raise Refused("not_found", "Vi finner ikke denne e-posten.")
        return found

    async def forget(self, until: date) -> None:
        """Delete the words of all circulars of exchanges until a day, and whom they went to."""
        async with self._pool.connection() as connection:
            await connection.execute(FORGET_CIRCULARS, {"until": until})

    async def _keep(self, circular: Circular) -> Circular:
        """What is kept now. Sent once more it goes to whom it went: somebody may have withdrawn between two presses."""
        async with self._pool.connection() as connection, connection.transaction():
            inserted = await connection.execute(INSERT_CIRCULAR, circular.__dict__)
            if inserted.rowcount == 1:
                async with connection.cursor() as cursor:
                    await cursor.executemany(
                        INSERT_CIRCULAR_RECIPIENT,
                        [
                            {"circular": circular.id, "participant": one, "mail": circular.mail_to(one)}
                            for one in circular.recipients
                        ],
                    )
                return circular
        kept = await self.find(circular.id)
        if kept is None or kept.words != circular.words:
            raise Refused("already_sent", "Denne e-posten er sendt. Det du har endret siden, må bli en ny e-post.")
        return kept
