"""Suggestions follow the catalogue and the agreements, and each reader sees its own."""

from collections.abc import AsyncIterator, Callable
from uuid import uuid4

import pytest

from shared.clock import AdjustableClock
from shared.contracts.registration import ParticipantWithdrawn
from shared.contracts.vocabulary import Category
from shared.settings import Settings
from tests.conftest import eventually
from tests.evening import offer, registered
from tests.matching.town import Catalogue, Town, running_catalogue

CHOIR_AND_SCHOOL = {"Fjordkoret", "Lillevik skole"}


@pytest.fixture(scope="module")
async def services(
    shared_settings: Callable[..., Settings], shared_clock: AdjustableClock, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Catalogue]:
    async with running_catalogue(shared_settings, shared_clock, tmp_path_factory.mktemp("services")) as services:
        yield services


@pytest.fixture
async def lillevik(services: Catalogue) -> Town:
    return await services.new_town()


async def test_two_who_can_help_each_other_come_first(lillevik: Town) -> None:
    found = await lillevik.matches(lillevik.organiser())

    best = found["meetings"][0]
    assert {party["name"] for party in best["participants"]} == CHOIR_AND_SCHOOL
    assert best["mutual"]


async def test_a_reason_quotes_what_both_have_written_and_names_both(lillevik: Town) -> None:
    found = await lillevik.matches(lillevik.broker())

    reasons = {match["reason"]: match["clue"] for one in found["meetings"] for match in one["matches"]}
    sentence = "Fjordkoret trenger «Øvingslokale på tirsdager» – Lillevik skole tilbyr «Aulaen er ledig på kveldstid»."
    assert reasons[sentence] == "«øvingslokale» og «aulaen» hører sammen."


async def test_a_participant_is_spoken_to(lillevik: Town) -> None:
    found = await lillevik.matches(lillevik.participant("Fjordkoret"), "/mine")

    reasons = {match["reason"] for one in found["meetings"] for match in one["matches"]}
    assert "Dere trenger «Øvingslokale på tirsdager» – Lillevik skole tilbyr «Aulaen er ledig på kveldstid»." in reasons
    assert "Lillevik skole trenger «Korsang på juleavslutningen» – dere tilbyr «Vi synger på avslutninger»." in reasons


async def test_three_who_have_nothing_to_exchange_in_pairs_are_shown_as_a_ring(lillevik: Town) -> None:
    (ring,) = (await lillevik.matches(lillevik.organiser()))["rings"]

    assert {gift["offer"]["participant"]["name"] for gift in ring["gifts"]} == {
        "Strek reklamebyrå",
        "Bakkegården",
        "Lillevik hjelpekorps",
    }


async def test_lines_that_nobody_fits_are_told(lillevik: Town) -> None:
    found = await lillevik.matches(lillevik.participant("Bakkegården"), "/mine")

    assert [line["text"] for line in found["unanswered"]] == ["Dugnadshjelp i hagen"]


async def test_the_organiser_sees_who_has_no_suggestion(lillevik: Town) -> None:
    found = await lillevik.matches(lillevik.organiser())

    assert [one["name"] for one in found["without"]] == ["Stillheten"]


async def test_a_sector_narrows_the_meetings(lillevik: Town) -> None:
    found = await lillevik.matches(lillevik.organiser(), sector="public")

    assert all("public" in {party["sector"] for party in one["participants"]} for one in found["meetings"])


async def test_two_who_have_agreed_need_no_suggestion_until_they_call_it_off(lillevik: Town) -> None:
    agreement = await lillevik.agree("Fjordkoret", "Lillevik skole")

    async def apart() -> bool:
        return CHOIR_AND_SCHOOL not in await lillevik.meetings()

    await eventually(apart)
    assert (await lillevik.matches(lillevik.participant("Fjordkoret"), "/mine"))["unanswered"] == []
    await lillevik.cancel(agreement)

    async def together() -> bool:
        return CHOIR_AND_SCHOOL in await lillevik.meetings()

    await eventually(together)


async def test_suggestions_follow_who_comes_and_who_goes(lillevik: Town) -> None:
    helping = offer("Vi kan rake og rydde på dugnad", Category.VOLUNTEERING)
    gardener = registered(lillevik.clock, lillevik.exchange, "Hagelaget", helping)
    school = lillevik.participants["Lillevik skole"]
    await lillevik.registrar.publish(
        gardener, ParticipantWithdrawn(exchange=lillevik.exchange, participant=school.participant)
    )

    async def followed() -> bool:
        meetings = await lillevik.meetings()
        return {"Hagelaget", "Bakkegården"} in meetings and CHOIR_AND_SCHOOL not in meetings

    await eventually(followed)


@pytest.mark.parametrize("path", ["", "/mine", "/{loner}"])
async def test_strangers_see_no_suggestions(lillevik: Town, path: str) -> None:
    loner = lillevik.participants["Stillheten"].participant
    answer = await lillevik.client.get(f"/api/catalog/{lillevik.slug}/matches" + path.format(loner=loner))

    assert answer.status_code == 401


async def test_the_host_sees_what_brokers_see(lillevik: Town) -> None:
    assert await lillevik.matches(lillevik.host()) == await lillevik.matches(lillevik.broker())


async def test_another_organiser_finds_no_such_exchange(lillevik: Town) -> None:
    answer = await lillevik.client.get(f"/api/catalog/{lillevik.slug}/matches", headers=lillevik.organiser(uuid4()))

    assert answer.status_code == 404


async def test_a_participant_sees_nothing_but_its_own(lillevik: Town) -> None:
    answer = await lillevik.client.get(
        f"/api/catalog/{lillevik.slug}/matches", headers=lillevik.participant("Fjordkoret")
    )

    assert answer.status_code == 401
