"""Forms on paper: which are keyed in, and what keying one in asks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Any
from uuid import UUID

from psycopg.rows import dict_row
from psycopg.sql import SQL

from services.agreements.desk import Desk, Visit
from services.agreements.domain.agreement import (
    AGREEMENT,
    Cancelled,
    MakeAgreement,
    Recognised,
    RecognisePaper,
    Side,
    Standing,
    Terms,
)
from services.agreements.domain.likeness import Deal, look_alikes
from services.agreements.domain.paper import MOST_FORMS, agreement_of_form, moment_of_form
from services.agreements.queries import Agreement, Queries
from shared.aggregate import Aggregates
from shared.clock import NORWAY, Clock
from shared.database import Pool
from shared.refusal import Refused
from shared.sql import statements

sql = statements(Path(__file__).parent / "sql")
FIND_KEYING = sql("find_keying")
LIST_KEYED_FORMS = sql("list_keyed_forms")


@dataclass(frozen=True)
class Keying:
    """Who keyed a form in, and when; `position` is its event's in the log."""

    broker: str
    at: datetime
    position: int


@dataclass(frozen=True)
class Form:
    """A numbered form; `own` is the id of the agreement that it makes.

    Once it is keyed in, it `tells_of` an agreement: its own, or one that was registered already.
    """

    number: int
    own: UUID
    version: int
    tells_of: UUID | None = None
    keying: Keying | None = None

    @property
    def recognised(self) -> bool:
        """Whether what it tells of was registered already."""
        return self.tells_of is not None and self.tells_of != self.own


class PaperForms:
    """Finds forms in the log itself: whoever keys one in must see what somebody else did a moment ago."""

    def __init__(self, desk: Desk, queries: Queries, aggregates: Aggregates, pool: Pool, clock: Clock) -> None:
        self._desk = desk
        self._queries = queries
        self._aggregates = aggregates
        self._pool = pool
        self._clock = clock

    async def find(self, exchange: UUID, number: int) -> Form:
        """The form of this number, keyed in or not. Raises `Refused` (`not_found`) for a number that no form has."""
        if not 1 <= number <= MOST_FORMS:
            raise Refused("not_found", "Skjemaene har nummer fra 1 til %(most)s.", most=MOST_FORMS)
        turn = 0
        while True:
            turn += 1
            own = agreement_of_form(exchange, number, turn)
            state, version = await self._aggregates.load(AGREEMENT, f"agreement-{own}")
            if state.exchange not in (None, exchange):
                continue  # a program elsewhere took the id of this form for an agreement of its own
            match state:
                case Cancelled():
                    continue
                case Standing():
                    return Form(number, own, version, own, await self._keying(own))
                case Recognised(same_as=same_as):
                    return Form(number, own, version, same_as, await self._keying(own))
                case _:
                    return Form(number, own, version)

    def making(self, visit: Visit, form: Form, terms: Terms, written: time | None) -> MakeAgreement:
        """The command that makes the form's agreement, at the time that is `written` on it if any. Raises `Refused`."""
        moment = moment_of_form(written, visit.evening.market, self._clock.now(), NORWAY)
        return self._desk.making(visit, form.own, terms, moment)

    def recognising(self, visit: Visit, form: Form, same_as: UUID) -> RecognisePaper:
        """The command that says that the form tells of an agreement that stands."""
        return RecognisePaper(visit.evening.id, form.own, same_as, self._clock.now(), visit.broker)

    async def doubles(self, command: MakeAgreement, written: time | None) -> Sequence[Agreement]:
        """The agreements that the form may repeat."""
        known = {each.id: each for each in await self._queries.standing(command.exchange)}
        deals = {id: Deal(_sides(agreement), agreement.made_at) for id, agreement in known.items()}
        deal = Deal(command.terms.sides, command.at if written else None)
        return [known[id] for id in look_alikes(deal, deals)]

    async def keyed_in(self, exchange: UUID) -> list[int]:
        """The numbers of the forms that have been keyed in."""
        numbers = {f"agreement-{agreement_of_form(exchange, number)}": number for number in range(1, MOST_FORMS + 1)}
        rows = await self._rows(LIST_KEYED_FORMS, {"streams": list(numbers)})
        return sorted(numbers[row["stream"]] for row in rows)

    async def _keying(self, own: UUID) -> Keying:
        (row,) = await self._rows(FIND_KEYING, {"stream": f"agreement-{own}"})
        return Keying(**row)

    async def _rows(self, statement: SQL, asked: dict[str, Any]) -> list[dict[str, Any]]:
        async with self._pool.connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
            await cursor.execute(statement, asked)
            return await cursor.fetchall()


def _sides(agreement: Agreement) -> tuple[Side, ...]:
    return tuple(Side(party.participant, party.gives, party.listing) for party in agreement.parties)
