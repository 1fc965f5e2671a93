"""The scoreboard: the snapshot is right, and a viewer is told everything that follows, once and in order."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from services.scoreboard.main import create_app
from shared.auth import Identity, Role, Tokens
from shared.clock import AdjustableClock
from shared.contracts import agreements, registration
from shared.contracts.agreements import PinEnded
from shared.contracts.registration import ExchangePlanned
from shared.settings import Settings
from tests.conftest import eventually
from tests.evening import ORGANISATION, Publisher, planned, publishing, serving
from tests.market_events import MarketHour
from tests.viewers import watching


@pytest.fixture
async def address(service_settings: Callable[..., Settings], clock: AdjustableClock) -> AsyncIterator[str]:
    async with serving(create_app(service_settings("scoreboard"), clock)) as url:
        yield url


@pytest.fixture
async def client(address: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=address, timeout=5) as client:
        yield client


@pytest.fixture
async def registrar(
    service_settings: Callable[..., Settings], clock: AdjustableClock, tmp_path: Path
) -> AsyncIterator[Publisher]:
    async with publishing(registration.CONTRACT, service_settings("registration"), clock, tmp_path) as publisher:
        yield publisher


@pytest.fixture
async def exchange(client: httpx.AsyncClient, registrar: Publisher, clock: AdjustableClock) -> ExchangePlanned:
    evening = planned(clock, record=150)
    await registrar.publish(evening)
    await eventually(partial(knows_the_exchange, str(client.base_url)))
    return evening


@pytest.fixture
def tokens(service_settings: Callable[..., Settings], clock: AdjustableClock) -> Tokens:
    return Tokens.from_files(clock, private=service_settings("agreements").signing_key_file, public=None)


async def knows_the_exchange(address: str) -> bool:
    async with httpx.AsyncClient(base_url=address) as client:
        return (await client.get("/api/scoreboard/lillevik")).status_code == 200


@pytest.fixture
async def brokers(
    service_settings: Callable[..., Settings], clock: AdjustableClock, tmp_path: Path
) -> AsyncIterator[Publisher]:
    async with publishing(agreements.CONTRACT, service_settings("agreements"), clock, tmp_path) as publisher:
        yield publisher


@pytest.fixture
def hour(exchange: ExchangePlanned, clock: AdjustableClock) -> MarketHour:
    return MarketHour(exchange.exchange, clock)


async def board_at(client: httpx.AsyncClient, position: int) -> dict[str, Any]:
    """The snapshot as soon as it shows the event at `position`."""
    found: dict[str, Any] = {}

    async def shown() -> bool:
        found.update((await client.get("/api/scoreboard/lillevik")).json())
        return int(found["position"]) >= position

    await eventually(shown)
    return found


def iso(moment: datetime) -> str:
    """An instant as the API writes it."""
    return moment.isoformat().replace("+00:00", "Z")


EVENTS = "/api/scoreboard/lillevik/events"


async def test_before_the_market_opens_the_board_is_empty_and_knows_the_record(
    client: httpx.AsyncClient, exchange: ExchangePlanned
) -> None:
    answer = await client.get("/api/scoreboard/lillevik")

    board = answer.json()
    assert (board["count"], board["latest"], board["market"]["state"]) == (0, [], "before")
    assert (board["record"], board["exchange"]["name"]) == (150, "Frivilligbørs Lillevik")
    assert answer.headers["cache-control"] == "public, max-age=1"


async def test_the_board_shows_the_newest_agreements_first_with_both_names_and_what_they_share(
    client: httpx.AsyncClient, hour: MarketHour, brokers: Publisher
) -> None:
    older, newer = hour.made("Eldst"), hour.made("Nyest")

    board = await board_at(client, await brokers.publish(hour.opened(), older, newer))

    assert (board["count"], board["market"]["state"]) == (2, "open")
    assert [shown["id"] for shown in board["latest"]] == [str(newer.agreement), str(older.agreement)]
    assert board["latest"][0]["parties"] == [
        {"participant": str(newer.parties[1].participant), "name": "Nyest", "gives": "Førstehjelpskurs"},
        {"participant": str(newer.parties[0].participant), "name": "Bakeriet på hjørnet", "gives": None},
    ]


async def test_a_cancelled_agreement_is_neither_counted_nor_shown(
    client: httpx.AsyncClient, hour: MarketHour, brokers: Publisher
) -> None:
    kept, dropped = hour.made(), hour.made()

    events = (hour.opened(), kept, dropped, hour.cancelled(dropped), hour.closed())
    board = await board_at(client, await brokers.publish(*events))

    assert (board["count"], board["market"]["state"]) == (1, "closed")
    assert [shown["id"] for shown in board["latest"]] == [str(kept.agreement)]


async def test_an_agreement_that_is_cancelled_twice_is_taken_off_the_count_once(
    client: httpx.AsyncClient, hour: MarketHour, brokers: Publisher
) -> None:
    kept, dropped = hour.made(), hour.made()

    events = (hour.opened(), kept, dropped, hour.cancelled(dropped), hour.cancelled(dropped), hour.closed())
    board = await board_at(client, await brokers.publish(*events))

    assert board["count"] == 1


async def test_a_corrected_agreement_is_shown_with_its_new_terms(
    client: httpx.AsyncClient, hour: MarketHour, brokers: Publisher
) -> None:
    made = hour.made()

    board = await board_at(client, await brokers.publish(hour.opened(), made, hour.corrected(made, "Refleksvester")))

    assert board["count"] == 1
    assert board["latest"][0]["parties"][0]["gives"] == "Refleksvester"
    assert board["latest"][0]["made_at"] == made.at.isoformat().replace("+00:00", "Z")


async def test_a_viewer_is_told_what_happens_with_the_count_after_it(
    address: str, hour: MarketHour, brokers: Publisher
) -> None:
    made = hour.made()
    async with watching(address + EVENTS) as viewer:
        await brokers.publish(hour.opened(), made, hour.corrected(made, "Vester"), hour.cancelled(made), hour.closed())
        await viewer.has_been_told(5)

    assert viewer.kinds == ["opened", "made", "corrected", "cancelled", "closed"]
    assert viewer.counts == [0, 1, 1, 0, 0]
    assert viewer.told[1].data["agreement"]["parties"][0]["name"] == "Lillevik hjelpekorps"


async def test_a_viewer_is_told_of_pauses_and_of_more_time(
    address: str, client: httpx.AsyncClient, hour: MarketHour, brokers: Publisher, clock: AdjustableClock
) -> None:
    end = clock.now() + timedelta(minutes=70)
    async with watching(address + EVENTS) as viewer:
        await brokers.publish(hour.opened(), hour.extended(end), hour.paused())
        await viewer.has_been_told(3)
        paused = (await board_at(client, 3))["market"]
        board = await board_at(client, await brokers.publish(hour.resumed(end + timedelta(minutes=4))))

    assert viewer.kinds[:3] == ["opened", "extended", "paused"]
    assert (paused["state"], paused["closes_at"]) == ("paused", iso(end))
    assert (board["market"]["state"], board["market"]["paused_at"]) == ("open", None)
    assert board["market"]["closes_at"] == iso(end + timedelta(minutes=4))


async def test_late_agreements_count_and_are_told_apart(
    client: httpx.AsyncClient, hour: MarketHour, brokers: Publisher
) -> None:
    made, late, dropped = hour.made(), hour.late(), hour.late()

    events = (hour.opened(), made, hour.closed(), late, dropped, hour.cancelled(dropped))
    board = await board_at(client, await brokers.publish(*events))

    assert (board["count"], board["late"]) == (2, 1)
    assert [shown["late"] for shown in board["latest"]] == [True, False]


async def test_the_results_name_the_winners_and_compare_with_what_the_organisation_has_held_before(
    client: httpx.AsyncClient,
    exchange: ExchangePlanned,
    registrar: Publisher,
    hour: MarketHour,
    brokers: Publisher,
    clock: AdjustableClock,
) -> None:
    before = planned(clock, slug="i-fjor").model_copy(update={"date": exchange.date - timedelta(days=364)})
    then = MarketHour(before.exchange, clock)
    await registrar.publish(before)
    last_year = (then.opened(), then.made(), then.made(), then.made(), then.closed())
    await board_at(client, await brokers.publish(*last_year, hour.opened(), hour.made("Fjordkoret"), hour.closed()))

    results = (await client.get("/scene/lillevik/resultat")).text

    assert "Bakeriet på hjørnet · Fjordkoret" in results
    assert 'value="3">3</meter>' in results


async def test_a_host_is_signed_out_of_the_cockpit_when_the_code_ends_and_not_before(
    client: httpx.AsyncClient, exchange: ExchangePlanned, brokers: Publisher, clock: AdjustableClock, tokens: Tokens
) -> None:
    async def status(generation: int) -> int:
        host = Identity(Role.HOST, f"konferansier-1.{generation}", ORGANISATION, exchange.exchange)
        headers = {"authorization": f"Bearer {tokens.issue(host, lifetime=timedelta(hours=1))}"}
        return (await client.get("/konferansier/lillevik/videre", headers=headers)).status_code

    assert await status(1) == 200
    ended = PinEnded(exchange=exchange.exchange, role="broker", generation=2, at=clock.now())
    await brokers.publish(ended, ended.model_copy(update={"role": "host", "generation": 1}))

    async def signed_out() -> bool:
        return await status(1) == 401

    await eventually(signed_out)
    assert await status(2) == 200


async def test_only_who_leads_an_exchange_sees_its_cockpit(
    client: httpx.AsyncClient, exchange: ExchangePlanned, tokens: Tokens
) -> None:
    def opened_by(role: Role, exchange: UUID | None = None, organisation: UUID = ORGANISATION) -> dict[str, str]:
        identity = Identity(role, "somebody-1.1", organisation, exchange)
        return {"authorization": f"Bearer {tokens.issue(identity, lifetime=timedelta(hours=1))}"}

    async def status(headers: dict[str, str]) -> int:
        return (await client.get("/konferansier/lillevik/videre", headers=headers)).status_code

    assert await status(opened_by(Role.HOST, exchange.exchange)) == 200
    assert await status(opened_by(Role.ORGANISER)) == 200
    assert await status(opened_by(Role.HOST, uuid4())) == 401
    assert await status(opened_by(Role.BROKER, exchange.exchange)) == 401
    assert await status(opened_by(Role.ORGANISER, organisation=uuid4())) == 404
    assert await status({}) == 401

    without_a_code = await client.get("/konferansier/lillevik")
    assert (without_a_code.status_code, without_a_code.headers["location"]) == (303, "/marked/lillevik/konferansier")


async def test_a_viewer_that_comes_back_is_told_what_it_missed_and_nothing_twice(
    address: str, client: httpx.AsyncClient, hour: MarketHour, brokers: Publisher
) -> None:
    await board_at(client, await brokers.publish(hour.opened(), hour.made(), hour.made(), hour.made()))

    async with watching(address + EVENTS, last_event_id=2) as viewer:
        await brokers.publish(hour.made(), hour.made())
        await viewer.has_been_told(4)

    assert viewer.positions == [3, 4, 5, 6]
    assert viewer.counts == [2, 3, 4, 5]


async def test_a_viewer_begins_where_its_snapshot_ended(
    address: str, client: httpx.AsyncClient, hour: MarketHour, brokers: Publisher
) -> None:
    board = await board_at(client, await brokers.publish(hour.opened(), hour.made()))
    await brokers.publish(hour.made())

    async with watching(address + EVENTS, after=board["position"]) as viewer:
        await viewer.has_been_told(1)

    assert viewer.counts == [2]


async def test_viewers_that_come_in_the_middle_of_a_rush_miss_nothing_and_hear_nothing_twice(
    address: str, hour: MarketHour, brokers: Publisher
) -> None:
    async with asyncio.TaskGroup() as rush:
        rush.create_task(brokers.publish(hour.opened(), *(hour.made() for _ in range(120))))
        async with (
            watching(address + EVENTS, after=0) as early,
            watching(address + EVENTS, after=0) as later,
            watching(address + EVENTS, after=0) as latest,
        ):
            await asyncio.gather(*(viewer.has_been_told(121) for viewer in (early, later, latest)))

    assert early.positions == later.positions == latest.positions == list(range(1, 122))
    assert latest.counts == [0, *range(1, 121)]


async def test_a_viewer_hears_nothing_of_other_exchanges(
    address: str, hour: MarketHour, brokers: Publisher, clock: AdjustableClock
) -> None:
    elsewhere = MarketHour(uuid4(), clock)
    async with watching(address + EVENTS) as viewer:
        await brokers.publish(elsewhere.opened(), elsewhere.made(), hour.opened())
        await viewer.has_been_told(1)

    assert viewer.positions == [3]


async def test_events_of_an_exchange_that_nobody_planned_are_not_found(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/scoreboard/ingensteds/events")

    assert answer.status_code == 404


async def test_a_server_that_stops_lets_its_viewers_go_at_once(
    service_settings: Callable[..., Settings], clock: AdjustableClock, exchange: ExchangePlanned
) -> None:
    async with AsyncExitStack() as server:
        address = await server.enter_async_context(serving(create_app(service_settings("scoreboard"), clock)))
        await eventually(partial(knows_the_exchange, address))
        async with watching(address + EVENTS) as viewer, asyncio.timeout(3):
            await server.aclose()
            await eventually(lambda: viewer.ended)


async def test_the_service_forgets_viewers_that_go_away(
    service_settings: Callable[..., Settings], clock: AdjustableClock, exchange: ExchangePlanned
) -> None:
    settings = service_settings("scoreboard")
    async with serving(create_app(settings, clock)) as address:
        await eventually(partial(knows_the_exchange, address))
        before = len(asyncio.all_tasks())
        async with watching(address + EVENTS), watching(address + EVENTS), watching(address + EVENTS):
            assert len(asyncio.all_tasks()) > before

        await eventually(lambda: len(asyncio.all_tasks()) <= before)
