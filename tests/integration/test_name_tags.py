"""Name tags on real servers, and the page of everything printed: who gets them, and which mistakes are told."""

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import httpx
import pytest

from shared.clock import AdjustableClock
from tests.paper import opened
from tests.registration_town import MakeSettings, Town, a_town

TAGS = "/arrangor/borser/lillevik/trykk/navnelapper.pdf"


@pytest.fixture(scope="module")
async def registration(
    shared_settings: MakeSettings, shared_clock: AdjustableClock, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Town]:
    """One exchange and participant for all tests: they only read."""
    async with a_town(shared_settings, shared_clock, tmp_path_factory.mktemp("town")) as registration:
        await registration.planned()
        await registration.signed_up(name="Ærøya kammerkor", people=3)
        yield registration


async def tags(registration: Town, organisation: UUID | None = None, **options: str) -> httpx.Response:
    who = registration.organiser(organisation)
    return await registration.client.get(TAGS, params=options, headers=who)


async def test_name_tags_are_for_the_organiser_of_the_exchange(registration: Town) -> None:
    signed_out = await registration.client.get(TAGS)

    assert (signed_out.status_code, signed_out.headers["location"]) == (303, "/logg-inn")
    assert (await tags(registration, uuid4())).status_code == 404
    assert (await tags(registration)).headers["content-type"] == "application/pdf"


async def test_there_is_one_for_each_person_unless_asked_otherwise(registration: Town) -> None:
    with opened((await tags(registration)).content) as paper:
        assert paper.text.count("kammerkor") == 3
    with opened((await tags(registration, antall="en", navn="true")).content) as paper:
        assert paper.text.count("Ærøyakammerkor") == 1
        assert "KariEksempel" in paper.text


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"ark": "l7165", "fra": "9"}, "Arket har ikke så mange etiketter."),
        ({"fra": "0"}, "Arket har ikke så mange etiketter."),
        ({"fra": "tre"}, "Skriv et helt tall."),
        ({"ark": "a4"}, "Velg ett av alternativene."),
    ],
)
async def test_a_mistake_is_told_beside_its_field(registration: Town, options: dict[str, str], sentence: str) -> None:
    answer = await tags(registration, None, **options)

    assert answer.status_code == 422
    assert sentence in answer.text


async def test_the_page_of_everything_printed_is_the_organiser_s_own(registration: Town) -> None:
    page = "/arrangor/borser/lillevik/trykk"

    assert (await registration.client.get(page)).status_code == 303
    assert (await registration.client.get(page, headers=registration.organiser(uuid4()))).status_code == 404
    assert "Last ned navnelappene" in (await registration.client.get(page, headers=registration.organiser())).text
