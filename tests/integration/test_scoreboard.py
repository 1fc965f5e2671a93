"""The scoreboard: the snapshot is right, and a viewer is told everything that follows, once and in order."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from services.scoreboard.main import create_app
from shared.auth import Identity, Role, Tokens
from shared.clock import AdjustableClock
from shared.contracts import agreements, registration
from shared.contracts.agreements import PinEnded
from shared.contracts.base import Event
from shared.contracts.registration import ExchangePlanned
from shared.contracts.site import SiteColours, SitePublished
from shared.settings import Settings
from tests.conftest import eventually
from tests.evening import Publisher, planned, publishing, serving
from tests.market_events import MarketHour
from tests.paper import squeezed
from tests.viewers import watching


@dataclass(frozen=True)
class Hall:
    """An exchange, and its board as it is seen at an address."""

    exchange: ExchangePlanned
    url: str
    client: httpx.AsyncClient
    tokens: Tokens
    registrar: Publisher
    brokers: Publisher
    clock: AdjustableClock

    @property
    def slug(self) -> str:
        return self.exchange.slug

    @property
    def board(self) -> str:
        """Where the snapshot is."""
        return f"/api/scoreboard/{self.slug}"

    @property
    def events(self) -> str:
        """Where viewers are told what happens."""
        return f"{self.url}{self.board}/events"

    async def get(self, path: str, headers: dict[str, str] | None = None) -> httpx.Response:
        return await self.client.get(self.url + path, headers=headers)

    async def is_known(self) -> bool:
        """Whether the exchange has arrived."""
        return (await self.get(self.board)).status_code == 200

    async def board_at(self, position: int) -> dict[str, Any]:
        """The snapshot as soon as it shows the event at `position`."""
        found: dict[str, Any] = {}

        async def shown() -> bool:
            found.update((await self.get(self.board)).json())
            return int(found["position"]) >= position

        await eventually(shown)
        return found

    async def board_after(self, *events: Event) -> dict[str, Any]:
        """The snapshot as soon as it shows these events of the market."""
        return await self.board_at(await self.brokers.publish(*events))


@dataclass(frozen=True)
class Scoreboard:
    """The service and its neighbours, on which tests have halls of their own."""

    url: str
    tokens: Tokens
    registrar: Publisher
    brokers: Publisher
    clock: AdjustableClock

    @asynccontextmanager
    async def new_hall(self) -> AsyncIterator[Hall]:
        """A hall that has arrived at the service, of an organisation without any other."""
        exchange = planned(self.clock, slug=f"lillevik-{uuid4().hex[:8]}", organisation=uuid4(), record=150)
        async with httpx.AsyncClient(timeout=5) as client:
            hall = Hall(exchange, self.url, client, self.tokens, self.registrar, self.brokers, self.clock)
            await self.registrar.publish(exchange)
            await eventually(hall.is_known)
            yield hall


@pytest.fixture(scope="module")
async def scoreboard(
    shared_settings: Callable[..., Settings], shared_clock: AdjustableClock, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Scoreboard]:
    own, folder = shared_settings("scoreboard"), tmp_path_factory.mktemp("scoreboard")
    tokens = Tokens.from_files(shared_clock, private=own.signing_key_file, public=None)
    async with (
        publishing(registration.CONTRACT, shared_settings("registration"), shared_clock, folder) as registrar,
        publishing(agreements.CONTRACT, shared_settings("agreements"), shared_clock, folder) as brokers,
        serving(create_app(own, shared_clock)) as url,
    ):
        yield Scoreboard(url, tokens, registrar, brokers, shared_clock)


@pytest.fixture
async def hall(scoreboard: Scoreboard) -> AsyncIterator[Hall]:
    async with scoreboard.new_hall() as hall:
        yield hall


@pytest.fixture
def hour(hall: Hall) -> MarketHour:
    return MarketHour(hall.exchange.exchange, hall.clock)


def iso(moment: datetime) -> str:
    """An instant as the API writes it."""
    return moment.isoformat().replace("+00:00", "Z")


async def test_before_the_market_opens_the_board_is_empty_and_knows_the_record(hall: Hall) -> None:
    answer = await hall.get(hall.board)

    board = answer.json()
    assert (board["count"], board["latest"], board["market"]["state"]) == (0, [], "before")
    assert (board["record"], board["exchange"]["name"]) == (150, "Frivilligbørs Lillevik")
    assert answer.headers["cache-control"] == "public, max-age=1"


async def test_the_board_shows_the_newest_agreements_first_with_both_names_and_what_they_share(
    hall: Hall, hour: MarketHour
) -> None:
    older, newer = hour.made("Eldst"), hour.made("Nyest")

    board = await hall.board_after(hour.opened(), older, newer)

    assert (board["count"], board["market"]["state"]) == (2, "open")
    assert [shown["id"] for shown in board["latest"]] == [str(newer.agreement), str(older.agreement)]
    assert board["latest"][0]["parties"] == [
        {"participant": str(newer.parties[1].participant), "name": "Nyest", "gives": "Førstehjelpskurs"},
        {"participant": str(newer.parties[0].participant), "name": "Bakeriet på hjørnet", "gives": None},
    ]


async def test_a_cancelled_agreement_is_neither_counted_nor_shown(hall: Hall, hour: MarketHour) -> None:
    kept, dropped = hour.made(), hour.made()

    events = (hour.opened(), kept, dropped, hour.cancelled(dropped), hour.closed())
    board = await hall.board_after(*events)

    assert (board["count"], board["market"]["state"]) == (1, "closed")
    assert [shown["id"] for shown in board["latest"]] == [str(kept.agreement)]


async def test_an_agreement_that_is_cancelled_twice_is_taken_off_the_count_once(hall: Hall, hour: MarketHour) -> None:
    kept, dropped = hour.made(), hour.made()

    events = (hour.opened(), kept, dropped, hour.cancelled(dropped), hour.cancelled(dropped), hour.closed())
    board = await hall.board_after(*events)

    assert board["count"] == 1


async def test_a_corrected_agreement_is_shown_with_its_new_terms(hall: Hall, hour: MarketHour) -> None:
    made = hour.made()

    board = await hall.board_after(hour.opened(), made, hour.corrected(made, "Refleksvester"))

    assert board["count"] == 1
    assert board["latest"][0]["parties"][0]["gives"] == "Refleksvester"
    assert board["latest"][0]["made_at"] == made.at.isoformat().replace("+00:00", "Z")


async def test_a_viewer_is_told_what_happens_with_the_count_after_it(hall: Hall, hour: MarketHour) -> None:
    made = hour.made()
    async with watching(hall.events) as viewer:
        await hall.brokers.publish(
            hour.opened(), made, hour.corrected(made, "Vester"), hour.cancelled(made), hour.closed()
        )
        await viewer.has_been_told(5)

    assert viewer.kinds == ["opened", "made", "corrected", "cancelled", "closed"]
    assert viewer.counts == [0, 1, 1, 0, 0]
    assert viewer.told[1].data["agreement"]["parties"][0]["name"] == "Lillevik hjelpekorps"


async def test_a_viewer_is_told_of_pauses_and_of_more_time(hall: Hall, hour: MarketHour) -> None:
    end = hall.clock.now() + timedelta(minutes=70)
    async with watching(hall.events) as viewer:
        pause = await hall.brokers.publish(hour.opened(), hour.extended(end), hour.paused())
        await viewer.has_been_told(3)
        paused = (await hall.board_at(pause))["market"]
        board = await hall.board_after(hour.resumed(end + timedelta(minutes=4)))

    assert viewer.kinds[:3] == ["opened", "extended", "paused"]
    assert (paused["state"], paused["closes_at"]) == ("paused", iso(end))
    assert (board["market"]["state"], board["market"]["paused_at"]) == ("open", None)
    assert board["market"]["closes_at"] == iso(end + timedelta(minutes=4))


async def test_late_agreements_count_and_are_told_apart(hall: Hall, hour: MarketHour) -> None:
    made, late, dropped = hour.made(), hour.late(), hour.late()

    events = (hour.opened(), made, hour.closed(), late, dropped, hour.cancelled(dropped))
    board = await hall.board_after(*events)

    assert (board["count"], board["late"]) == (2, 1)
    assert [shown["late"] for shown in board["latest"]] == [True, False]


async def test_the_results_name_the_winners_and_compare_with_what_the_organisation_has_held_before(
    hall: Hall, hour: MarketHour
) -> None:
    before = planned(hall.clock, slug=f"{hall.slug}-i-fjor", organisation=hall.exchange.organisation)
    then = MarketHour(before.exchange, hall.clock)
    await hall.registrar.publish(before.model_copy(update={"date": hall.exchange.date - timedelta(days=364)}))
    last_year = (then.opened(), then.made(), then.made(), then.made(), then.closed())
    await hall.board_after(*last_year, hour.opened(), hour.made("Fjordkoret"), hour.closed())

    results = (await hall.get(f"/scene/{hall.slug}/resultat")).text

    assert "Bakeriet på hjørnet, Fjordkoret" in results
    assert 'value="3">3</meter>' in results


async def test_the_rooms_favourite_is_what_most_participants_chose_last_of_the_agreements_that_stand(
    hall: Hall, hour: MarketHour
) -> None:
    loved, liked, dropped = hour.made("Fjordkoret"), hour.made("Turlaget"), hour.made("Banken")
    voter, party = uuid4(), loved.parties[0].participant
    votes = (hour.liked(liked, voter), hour.liked(loved), hour.liked(loved, voter), hour.liked(loved, party))
    cancelled = (hour.liked(dropped), hour.liked(dropped), hour.liked(dropped), hour.cancelled(dropped))
    await hall.board_after(hour.opened(), loved, liked, dropped, *votes, *cancelled, hour.closed())

    results = squeezed((await hall.get(f"/scene/{hall.slug}/resultat")).text)

    assert squeezed('Fjordkoret – Bakeriet på hjørnet <span class="ds-sr-only"> – 2 stemmer') in results


async def test_a_host_is_signed_out_of_the_cockpit_when_the_code_ends_and_not_before(hall: Hall) -> None:
    async def status(generation: int) -> int:
        subject = f"konferansier-1.{generation}"
        host = Identity(Role.HOST, subject, hall.exchange.organisation, hall.exchange.exchange)
        headers = {"authorization": f"Bearer {hall.tokens.issue(host, lifetime=timedelta(hours=1))}"}
        return (await hall.get(f"/konferansier/{hall.slug}/videre", headers)).status_code

    assert await status(1) == 200
    ended = PinEnded(exchange=hall.exchange.exchange, role="broker", generation=2, at=hall.clock.now())
    await hall.brokers.publish(ended, ended.model_copy(update={"role": "host", "generation": 1}))

    async def signed_out() -> bool:
        return await status(1) == 401

    await eventually(signed_out)
    assert await status(2) == 200


async def test_only_who_leads_an_exchange_sees_its_cockpit(hall: Hall) -> None:
    here, own = hall.exchange.exchange, hall.exchange.organisation

    def opened_by(role: Role, exchange: UUID | None = None, organisation: UUID = own) -> dict[str, str]:
        identity = Identity(role, "somebody-1.1", organisation, exchange)
        return {"authorization": f"Bearer {hall.tokens.issue(identity, lifetime=timedelta(hours=1))}"}

    async def status(headers: dict[str, str]) -> int:
        return (await hall.get(f"/konferansier/{hall.slug}/videre", headers)).status_code

    assert await status(opened_by(Role.HOST, here)) == 200
    assert await status(opened_by(Role.ORGANISER)) == 200
    assert await status(opened_by(Role.HOST, uuid4())) == 401
    assert await status(opened_by(Role.BROKER, here)) == 401
    assert await status(opened_by(Role.ORGANISER, organisation=uuid4())) == 404
    assert await status({}) == 401

    without_a_code = await hall.get(f"/konferansier/{hall.slug}")
    assert (without_a_code.status_code, without_a_code.headers["location"]) == (
        303,
        f"/marked/{hall.slug}/konferansier",
    )


async def test_a_viewer_that_comes_back_is_told_what_it_missed_and_nothing_twice(hall: Hall, hour: MarketHour) -> None:
    last = (await hall.board_after(hour.opened(), hour.made(), hour.made(), hour.made()))["position"]

    async with watching(hall.events, last_event_id=last - 2) as viewer:
        await hall.brokers.publish(hour.made(), hour.made())
        await viewer.has_been_told(4)

    assert viewer.positions == [last - 1, last, last + 1, last + 2]
    assert viewer.counts == [2, 3, 4, 5]


async def test_a_viewer_begins_where_its_snapshot_ended(hall: Hall, hour: MarketHour) -> None:
    board = await hall.board_after(hour.opened(), hour.made())
    await hall.brokers.publish(hour.made())

    async with watching(hall.events, after=board["position"]) as viewer:
        await viewer.has_been_told(1)

    assert viewer.counts == [2]


async def test_viewers_that_come_in_the_middle_of_a_rush_miss_nothing_and_hear_nothing_twice(
    hall: Hall, hour: MarketHour
) -> None:
    async with asyncio.TaskGroup() as rush:
        everything = rush.create_task(hall.brokers.publish(hour.opened(), *(hour.made() for _ in range(120))))
        async with (
            watching(hall.events, after=0) as early,
            watching(hall.events, after=0) as later,
            watching(hall.events, after=0) as latest,
        ):
            await asyncio.gather(*(viewer.has_been_told(121) for viewer in (early, later, latest)))

    last = everything.result()
    assert early.positions == later.positions == latest.positions == list(range(last - 120, last + 1))
    assert latest.counts == [0, *range(1, 121)]


async def test_a_viewer_hears_nothing_of_other_exchanges(hall: Hall, hour: MarketHour) -> None:
    elsewhere = MarketHour(uuid4(), hall.clock)
    async with watching(hall.events) as viewer:
        last = await hall.brokers.publish(elsewhere.opened(), elsewhere.made(), hour.opened())
        await viewer.has_been_told(1)

    assert viewer.positions == [last]


async def test_events_of_an_exchange_that_nobody_planned_are_not_found(hall: Hall) -> None:
    answer = await hall.get("/api/scoreboard/ingensteds/events")

    assert answer.status_code == 404


async def test_a_server_that_stops_lets_its_viewers_go_at_once(
    shared_settings: Callable[..., Settings], hall: Hall
) -> None:
    async with AsyncExitStack() as server:
        url = await server.enter_async_context(serving(create_app(shared_settings("scoreboard"), hall.clock)))
        there = replace(hall, url=url)
        await eventually(there.is_known)
        async with watching(there.events) as viewer, asyncio.timeout(3):
            await server.aclose()
            await eventually(lambda: viewer.ended)


async def test_the_service_forgets_viewers_that_go_away(shared_settings: Callable[..., Settings], hall: Hall) -> None:
    async with serving(create_app(shared_settings("scoreboard"), hall.clock)) as url:
        there = replace(hall, url=url)
        await eventually(there.is_known)
        async with watching(there.events), watching(there.events), watching(there.events):
            assert answers_under_way() == 3

        await eventually(lambda: answers_under_way() == 0)


def answers_under_way() -> int:
    """How many requests the web servers of this process answer now."""
    return sum("run_asgi" in repr(task.get_coro()) for task in asyncio.all_tasks())


async def test_the_board_on_a_phone_is_in_the_colours_of_the_exchange_s_own_site(hall: Hall) -> None:
    colours = SiteColours(main="#8f3a26", highlight="#b4def5")
    site = SitePublished(exchange=hall.exchange.exchange, texts={}, picture=None, colours=colours)
    await hall.registrar.publish(site)

    async def coloured() -> bool:
        return 'href="/farger/8f3a26-b4def5.css?v=' in (await hall.get(f"/scene/{hall.slug}/mobil")).text

    await eventually(coloured)
