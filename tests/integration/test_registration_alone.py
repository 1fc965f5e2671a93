"""Registration with nothing in it yet: its first organiser, a restart, and what is counted in all that it stores."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from services.registration import post
from services.registration.domain.participant import PARTICIPANT, WithdrawParticipant
from services.registration.domain.places import PLACES, asked_by
from services.registration.retention import LOOK_SECONDS
from shared.aggregate import Aggregates, Consequence
from shared.clock import AdjustableClock
from shared.contracts.registration import CONTRACT
from shared.database import make_pool
from shared.eventlog import EventLog, GroupWriter
from tests.conftest import eventually
from tests.registration_town import MakeSettings, Town, a_town, link_in

FIRST = "forste@lillevik.example.no"


@pytest.fixture
async def town(service_settings: MakeSettings, clock: AdjustableClock, tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(
        service_settings, clock, tmp_path, first_organiser=FIRST, first_organisation="Lillevik kommune"
    ) as town:
        yield town


async def test_the_first_organiser_signs_in_with_the_first_link(town: Town) -> None:
    link = await town.app.state.first_link()
    await town.send(link_in(link))
    assert "Lillevik kommune" in (await town.client.get("/arrangor")).text


async def test_there_is_no_first_link_once_somebody_has_used_it(town: Town) -> None:
    await town.send(link_in(await town.app.state.first_link()))
    assert await town.app.state.first_link() is None


@pytest.mark.storm
async def test_a_request_for_a_link_that_cannot_be_met_keeps_nobody_waiting_and_is_given_up(town: Town) -> None:
    await town.app.state.first_link()
    town.stored(
        "insert into link_request (id, wanted, email, language, correlation) "
        "values (gen_random_uuid(), 'nonsense', 'kari@eksempel.no', 'nb', 'c') returning id"
    )
    await town.send("/logg-inn", email=FIRST)
    await town.mail_to(FIRST)
    assert town.stored("select wanted from link_request") == [("nonsense",)]
    await eventually(lambda: town.stored("select wanted from link_request") == [], within=10 * post.LOOK_SECONDS)


async def test_who_is_due_when_the_process_ends_is_promoted_once_when_it_starts_again(
    service_settings: MakeSettings, clock: AdjustableClock, tmp_path: Path
) -> None:
    async with a_town(service_settings, clock, tmp_path / "before") as town:
        await town.planned(capacity=3)
        leaves, waits = await town.signed_up(people=3), await town.signed_up(people=2, email="ola@eksempel.no")
        await town.mail_to("ola@eksempel.no")
        exchange = (await town.client.get("/api/registration/exchanges/lillevik")).json()["id"]
        dsn = town.settings.database_url
    await withdraws_while_nobody_looks(dsn.get_secret_value(), UUID(exchange), UUID(leaves))
    async with a_town(service_settings, clock, tmp_path / "after", database_url=dsn) as again:
        again.organisation = town.organisation
        assert "Det ble ledig plass" in await again.mail_to("ola@eksempel.no")
        assert (await again.participant(waits))["waiting"] is False
        assert len(again.stored("select 1 from event_log where type = 'ParticipantPromoted'")) == 1


async def withdraws_while_nobody_looks(dsn: str, exchange: UUID, participant: UUID) -> None:
    """The log has it, and the process ends before any policy has seen it."""
    places = Consequence(PLACES, f"places-{exchange}", partial(asked_by, capacity=3))
    async with make_pool(dsn) as pool:
        writer = GroupWriter(dsn)
        await writer.start()
        await Aggregates(EventLog(pool, CONTRACT), writer).handle(
            PARTICIPANT,
            f"participant-{participant}",
            WithdrawParticipant(participant),
            command_id=uuid4(),
            meta={},
            consequence=places,
        )
        await writer.stop()


async def test_every_event_names_the_organisation(town: Town) -> None:
    await town.planned()
    await town.signed_up()
    assert town.stored("select distinct meta ->> 'organisation' from event_log") == [(str(town.organisation),)]


async def test_contacts_are_erased_by_themselves_a_year_after_the_exchange_and_others_are_told(town: Town) -> None:
    await town.planned()
    ids = [await town.signed_up() for _ in range(2)]
    await town.post(f"{town.participants}/{ids[0]}/erase", who=town.organiser())
    town.clock.advance(timedelta(weeks=3, days=364))
    await asyncio.sleep(2 * LOOK_SECONDS)
    assert not (await town.participant(ids[1]))["erased"]
    town.clock.advance(timedelta(days=1))
    await eventually(lambda: town.stored("select 1 from registration where erased having count(*) = 2"))
    await eventually(lambda: town.stored("select count(*) from subject_key where wrapped is not null") == [(0,)])
    assert town.stored("select meta ->> 'actor' from event_log where type = 'ParticipantErased' order by position")[
        1:
    ] == [("retention",)]
