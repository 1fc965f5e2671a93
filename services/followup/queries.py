"""What followup's pages, mails and ticker read: the agreements, where they stand, and whom to reach."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from uuid import UUID

from psycopg.rows import class_row

from shared.clock import NORWAY
from shared.contracts.registration import ERASED
from shared.contracts.vocabulary import Commitment, Outcome
from shared.database import Pool
from shared.sql import statements

sql = statements(Path(__file__).parent / "sql")
DEADLINES_DUE = sql("deadlines_due")
FIND_AGREEMENTS = sql("find_agreements")
FIND_CONTACTS = sql("find_contacts")
COUNT_STANDING = sql("count_standing")

CONTACT_AGAIN_AFTER = timedelta(days=14)
"""The handbook says that the overview shows when parties must be contacted again, not how soon: two weeks."""


class Standing(StrEnum):
    """Where an agreement stands for the organiser."""

    WAITING = "waiting"
    UNANSWERED = "unanswered"
    DONE = "done"
    UNDER_WAY = "under_way"
    STUCK = "stuck"
    NOT_HAPPENING = "not_happening"
    CANCELLED = "cancelled"


CAUTION = (Outcome.DONE, Outcome.UNDER_WAY, Outcome.STUCK, Outcome.NOT_HAPPENING)
"""Where the parties disagree the most cautious answer counts: done is what nobody contradicts."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a party said last."""

    outcome: Outcome
    why: str
    help: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Party:
    """One side of an agreement."""

    participant: UUID
    name: str
    gives: str | None
    mailed_at: datetime | None
    answer: Answer | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement and how it is followed up.

    `reached_at` is None as long as the deadline lies ahead; `version` counts what happened to the agreement itself.
    """

    id: UUID
    exchange: UUID
    commitment: Commitment
    deadline: date
    first_contact: UUID
    made_at: datetime
    cancelled_at: datetime | None
    reached_at: datetime | None
    parties: tuple[Party, ...]
    version: int

    @property
    def answers(self) -> Sequence[Answer]:
        """The answers that have come, at most one of each party."""
        return [party.answer for party in self.parties if party.answer]

    @property
    def standing(self) -> Standing:
        """Where it stands."""
        if self.cancelled_at:
            return Standing.CANCELLED
        if self.answers:
            return Standing(max((answer.outcome for answer in self.answers), key=CAUTION.index))
        return Standing.UNANSWERED if self.reached_at else Standing.WAITING

    @property
    def disputed(self) -> bool:
        """Whether the parties say different things."""
        return len({answer.outcome for answer in self.answers}) > 1

    @property
    def last_contact(self) -> datetime | None:
        """When we last wrote to a party."""
        times = [time for time in (self.reached_at, *(party.mailed_at for party in self.parties)) if time]
        return max(times, default=None)

    @property
    def next_contact(self) -> date | None:
        """When to write to the parties again: after the deadline, later while it is open; None when it is settled."""
        match self.standing:
            case Standing.WAITING:
                return self.deadline + timedelta(days=1)
            case Standing.UNANSWERED | Standing.UNDER_WAY | Standing.STUCK:
                latest = max(time for time in (self.made_at, self.last_contact, *(a.at for a in self.answers)) if time)
                return (latest + CONTACT_AGAIN_AFTER).astimezone(NORWAY).date()
            case _:
                return None

    def side_of(self, participant: UUID) -> tuple[Party, Sequence[Party]]:
        """The participant's own side, then its partners. Raises `KeyError` for one that is no party (any more)."""
        mine = {party.participant: party for party in self.parties}[participant]
        return mine, [party for party in self.parties if party is not mine]

    def speaks_of(self, words: str) -> bool:
        """Whether all words of a search occur in the parties' names and what they give."""
        text = " ".join(f"{party.name} {party.gives or ''}" for party in self.parties).casefold()
        return all(word in text for word in words.casefold().split())


@dataclass(frozen=True, slots=True)
class Summary:
    """How an exchange's agreements stand. `asked` is the denominator of the four outcomes and `unanswered`."""

    agreements: int
    cancelled: int
    waiting: int
    asked: int
    done: int
    under_way: int
    stuck: int
    not_happening: int
    unanswered: int
    disputed: int


def summarise(agreements: Collection[Agreement]) -> Summary:
    """The counts; `agreements` in it leaves the cancelled ones out."""
    counted = Counter(agreement.standing for agreement in agreements)
    standing = len(agreements) - counted[Standing.CANCELLED]
    return Summary(
        agreements=standing,
        cancelled=counted[Standing.CANCELLED],
        waiting=counted[Standing.WAITING],
        asked=standing - counted[Standing.WAITING],
        done=counted[Standing.DONE],
        under_way=counted[Standing.UNDER_WAY],
        stuck=counted[Standing.STUCK],
        not_happening=counted[Standing.NOT_HAPPENING],
        unanswered=counted[Standing.UNANSWERED],
        disputed=sum(agreement.disputed for agreement in agreements),
    )


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to reach at a participant. Personal data: it goes into mails, never into logs or addresses."""

    participant: UUID
    contact_name: str
    email: str
    phone: str
    language: str

    @property
    def reachable(self) -> bool:
        """False when the participant was erased before we read its contact."""
        return self.email != ERASED


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline that the calendar says is over; `deadline_set` is the event that set it."""

    agreement: UUID
    exchange: UUID
    deadline: date
    deadline_set: UUID
    organisation: UUID
    correlation: str


@dataclass(frozen=True, slots=True)
class _Side:
    """One row of find_agreements.sql."""

    id: UUID
    exchange: UUID
    commitment: str
    deadline: date
    first_contact: UUID
    made_at: datetime
    cancelled_at: datetime | None
    reached_at: datetime | None
    version: int
    participant: UUID
    name: str
    gives: str | None
    mailed_at: datetime | None
    outcome: str | None
    why: str | None
    help: str | None
    answered_at: datetime | None


class FollowUps:
    """Questions to followup's tables."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def of_exchange(self, exchange: UUID) -> list[Agreement]:
        """All agreements of an exchange by deadline, the cancelled ones too."""
        return await self._agreements(exchange=exchange)

    async def agreement(self, id_: UUID) -> Agreement | None:
        """One agreement."""
        return next(iter(await self._agreements(agreement=id_)), None)

    async def contacts(self, participants: Collection[UUID]) -> dict[UUID, Contact]:
        """The contacts of those participants that can be reached."""
        async with self._pool.connection() as connection, connection.cursor(row_factory=class_row(Contact)) as cursor:
            await cursor.execute(FIND_CONTACTS, {"participants": list(participants)})
            return {contact.participant: contact for contact in await cursor.fetchall() if contact.reachable}

    async def due(self, over: date, *, limit: int) -> list[Due]:
        """At most `limit` deadlines until the day `over`, of closed exchanges, that nobody was asked about yet."""
        async with self._pool.connection() as connection, connection.cursor(row_factory=class_row(Due)) as cursor:
            await cursor.execute(DEADLINES_DUE, {"over": over, "limit": limit})
            return await cursor.fetchall()

    async def standing(self) -> dict[UUID, int]:
        """How many agreements are followed up in each exchange."""
        async with self._pool.connection() as connection:
            return dict(await (await connection.execute(COUNT_STANDING)).fetchall())

    async def _agreements(self, *, exchange: UUID | None = None, agreement: UUID | None = None) -> list[Agreement]:
        async with self._pool.connection() as connection, connection.cursor(row_factory=class_row(_Side)) as cursor:
            await cursor.execute(FIND_AGREEMENTS, {"exchange": exchange, "agreement": agreement})
            rows = await cursor.fetchall()
        return [_agreement(list(sides)) for _, sides in groupby(rows, key=attrgetter("id"))]


def _agreement(sides: Sequence[_Side]) -> Agreement:
    first = sides[0]
    return Agreement(
        id=first.id,
        exchange=first.exchange,
        commitment=Commitment(first.commitment),
        deadline=first.deadline,
        first_contact=first.first_contact,
        made_at=first.made_at,
        cancelled_at=first.cancelled_at,
        reached_at=first.reached_at,
        parties=tuple(map(_party, sides)),
        version=first.version,
    )


def _party(side: _Side) -> Party:
    answer = None
    if side.outcome and side.answered_at:
        answer = Answer(Outcome(side.outcome), side.why or "", side.help or "", side.answered_at)
    return Party(side.participant, side.name, side.gives, side.mailed_at, answer)


def of_participants(agreements: Iterable[Agreement]) -> dict[UUID, list[Agreement]]:
    """The agreements of each participant that has at least one."""
    found: dict[UUID, list[Agreement]] = {}
    for agreement in agreements:
        for party in agreement.parties:
            found.setdefault(party.participant, []).append(agreement)
    return found
