"""Carrying out a command on two aggregates at once, while another replica does the same."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from shared.aggregate import Aggregates, Consequence, Handled
from shared.contracts.agreements import CONTRACT, MarketClosed
from shared.contracts.base import Event
from shared.database import Pool
from shared.decider import Decider
from shared.eventlog import EventLog, GroupWriter, Recorded
from shared.refusal import Refused
from tests.conftest import Database

GUEST, OTHER_GUEST, PLACES = "guest-1", "guest-2", "places"
HAPPENED = MarketClosed(exchange=uuid4(), at=datetime(2027, 4, 22, 18, tzinfo=UTC))


def come(_: str, come: int) -> Sequence[Event]:
    return () if come else (HAPPENED,)


def take(_: str, taken: int) -> Sequence[Event]:
    if taken:
        raise Refused("full", "Fullt")
    return (HAPPENED,)


def count(before: int, _: Event) -> int:
    return before + 1


def come_as(number: str, come: int) -> Sequence[Event]:
    at = HAPPENED.at + timedelta(minutes=int(number))
    return () if come else (HAPPENED.model_copy(update={"at": at}),)


COMING: Decider[str, int] = Decider(0, come, count)
LAST_PLACE: Consequence[str, int] = Consequence(Decider(0, take, count), PLACES, lambda _: "take the last place")

NUMBERED: Consequence[str, int] = Consequence(
    Decider(0, lambda _command, _taken: (HAPPENED,), count),
    PLACES,
    lambda _: "take a place",
    informs=lambda _, taken: str(taken + 1),
)


class OvertakenLog(EventLog):
    """A log whose reader is overtaken: something happens between its looking at the guest and at the places."""

    def __init__(self, pool: Pool) -> None:
        super().__init__(pool, CONTRACT)
        self.meanwhile: Callable[[], Awaitable[object]] | None = None

    async def read_stream(self, stream: str) -> list[Recorded]:
        if stream == PLACES and self.meanwhile is not None:
            meanwhile, self.meanwhile = self.meanwhile, None
            await meanwhile()
        return await super().read_stream(stream)


class OutdatedLog(OvertakenLog):
    """A log whose reader is overtaken a moment later: what it has read of the places is out of date."""

    async def read_stream(self, stream: str) -> list[Recorded]:
        recorded = await EventLog.read_stream(self, stream)
        if stream == PLACES and self.meanwhile is not None:
            meanwhile, self.meanwhile = self.meanwhile, None
            await meanwhile()
        return recorded


@pytest.fixture
async def log(pool: Pool) -> OvertakenLog:
    return OvertakenLog(pool)


@pytest.fixture
async def aggregates(database: Database, log: OvertakenLog) -> AsyncIterator[Aggregates]:
    writer = GroupWriter(database.dsn)
    await writer.start()
    yield Aggregates(log, writer)
    await writer.stop()


async def comes(aggregates: Aggregates, guest: str, command_id: UUID) -> Handled:
    return await aggregates.handle(COMING, guest, "come", command_id=command_id, meta={}, consequence=LAST_PLACE)


async def test_whoever_taps_twice_gets_the_last_place_also_where_two_replicas_are_asked(
    log: OvertakenLog, aggregates: Aggregates
) -> None:
    tap = uuid4()
    log.meanwhile = lambda: comes(aggregates, GUEST, tap)
    handled = await comes(aggregates, GUEST, tap)
    assert (handled.repeated, handled.version) == (True, 1)
    assert await log.head() == 2


async def test_whoever_is_overtaken_by_another_guest_is_refused(log: OvertakenLog, aggregates: Aggregates) -> None:
    log.meanwhile = lambda: comes(aggregates, OTHER_GUEST, uuid4())
    with pytest.raises(Refused, match="Fullt"):
        await comes(aggregates, GUEST, uuid4())


async def test_what_a_command_is_told_of_the_places_is_true_when_both_are_written(
    database: Database, pool: Pool
) -> None:
    log = OutdatedLog(pool)
    writer = GroupWriter(database.dsn)
    await writer.start()
    aggregates = Aggregates(log, writer)
    log.meanwhile = lambda: comes_numbered(aggregates, OTHER_GUEST)
    numbers = await comes_numbered(aggregates, GUEST)
    await writer.stop()
    assert numbers == [timedelta(minutes=2)]


async def comes_numbered(aggregates: Aggregates, guest: str) -> list[timedelta]:
    """The number that a guest gets, as minutes."""
    coming = Decider(0, come_as, count)
    handled = await aggregates.handle(coming, guest, "0", command_id=uuid4(), meta={}, consequence=NUMBERED)
    return [event.at - HAPPENED.at for event in handled.events if isinstance(event, MarketClosed)]
