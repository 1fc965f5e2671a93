"""A participant's page in the catalogue, and what is agreed already, marked and filtered."""

from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import UUID

import httpx
import pytest

from shared.badge import badge_address
from shared.clock import AdjustableClock
from shared.contracts.registration import LogoChosen, ParticipantErased, ParticipantWithdrawn
from shared.settings import Settings
from tests.conftest import eventually
from tests.matching.town import Catalogue, Town, running_catalogue

LOGO = "ab" * 32


@pytest.fixture(scope="module")
async def services(
    shared_settings: Callable[..., Settings], shared_clock: AdjustableClock, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Catalogue]:
    async with running_catalogue(shared_settings, shared_clock, tmp_path_factory.mktemp("services")) as services:
        yield services


@pytest.fixture
async def lillevik(services: Catalogue) -> Town:
    return await services.new_town()


async def profile(lillevik: Town, name: str) -> dict[str, Any]:
    answer = await lillevik.client.get(f"/api/catalog/{lillevik.slug}/participants/{id_of(lillevik, name)}")
    answer.raise_for_status()
    found: dict[str, Any] = answer.json()
    return found


async def page(lillevik: Town, participant: UUID | str) -> httpx.Response:
    address = f"/katalog/{lillevik.slug}/deltaker/{participant}"
    return await lillevik.client.get(address, headers={"accept": "text/html"})


async def catalogue(lillevik: Town, **query: str) -> dict[str, Any]:
    found: dict[str, Any] = (await lillevik.client.get(f"/api/catalog/{lillevik.slug}/listings", params=query)).json()
    return found


def id_of(lillevik: Town, name: str) -> UUID:
    return lillevik.participants[name].participant


async def aula_given(lillevik: Town) -> UUID:
    """The school has given its aula to the choir, and the catalogue knows."""
    aula = lillevik.participants["Lillevik skole"].wishes[2].id
    agreement = await lillevik.agree("Lillevik skole", "Fjordkoret", aula)

    async def known() -> bool:
        return bool((await catalogue(lillevik, availability="agreed"))["total"])

    await eventually(known)
    return agreement


async def test_a_participant_has_its_own_needs_and_offers_and_nobody_else_s(lillevik: Town) -> None:
    found = await profile(lillevik, "Lillevik skole")

    assert (found["name"], found["sector"]) == ("Lillevik skole", "public")
    assert [(line["kind"], line["text"]) for line in found["listings"]] == [
        ("offer", "Aulaen er ledig på kveldstid."),
        ("need", "Korsang på juleavslutningen"),
        ("need", "Nye plakater"),
    ]
    assert found["agreed_with"] == []


async def test_a_participant_s_page_marks_what_is_agreed_and_names_the_partner(lillevik: Town) -> None:
    await aula_given(lillevik)

    school, choir = await profile(lillevik, "Lillevik skole"), await profile(lillevik, "Fjordkoret")

    assert [line["text"] for line in school["listings"] if line["agreed"]] == ["Aulaen er ledig på kveldstid."]
    assert [one["name"] for one in school["agreed_with"]] == ["Fjordkoret"]
    assert [one["name"] for one in choir["agreed_with"]] == ["Lillevik skole"]


async def test_what_is_called_off_is_free_again(lillevik: Town) -> None:
    agreement = await aula_given(lillevik)

    await lillevik.cancel(agreement)

    async def free() -> bool:
        return not any(line["agreed"] for line in (await catalogue(lillevik))["listings"])

    await eventually(free)
    assert (await profile(lillevik, "Fjordkoret"))["agreed_with"] == []


async def test_the_catalogue_can_be_narrowed_to_what_is_free_together_with_other_filters(lillevik: Town) -> None:
    await aula_given(lillevik)

    free = await catalogue(lillevik, availability="free", category="place")

    assert [line["text"] for line in free["listings"]] == [
        "Lagerplass til båren",
        "Tørr bod i låven",
        "Øvingslokale på tirsdager",
    ]
    assert free["counts"]["availability"] == {"free": 3, "agreed": 1}
    assert free["counts"]["kind"] == {"need": 2, "offer": 1}


async def test_every_line_of_the_catalogue_links_to_its_participant(lillevik: Town) -> None:
    shown = await lillevik.client.get(f"/katalog/{lillevik.slug}", params={"q": "aula"})

    assert f'href="/katalog/{lillevik.slug}/deltaker/{id_of(lillevik, "Lillevik skole")}"' in shown.text


async def test_a_participant_shows_its_logo_until_it_is_erased(lillevik: Town) -> None:
    choir = id_of(lillevik, "Fjordkoret")

    async def shows_logo() -> bool:
        return f'<img src="/bilder/{LOGO}" alt="Logoen til Fjordkoret">' in (await page(lillevik, choir)).text

    async def shows_none() -> bool:
        return not await shows_logo()

    await lillevik.registrar.publish(LogoChosen(exchange=lillevik.exchange, participant=choir, logo=LOGO))
    await eventually(shows_logo)
    await lillevik.registrar.publish(ParticipantErased(exchange=lillevik.exchange, participant=choir))
    await eventually(shows_none)


async def test_a_participant_that_has_withdrawn_is_gone(lillevik: Town) -> None:
    withdrawn = id_of(lillevik, "Stillheten")
    await lillevik.registrar.publish(ParticipantWithdrawn(exchange=lillevik.exchange, participant=withdrawn))

    async def gone() -> bool:
        return (await page(lillevik, withdrawn)).status_code == 410

    await eventually(gone)
    assert "Denne deltakeren har meldt seg av børsen." in (await page(lillevik, withdrawn)).text
    by_code = await lillevik.client.get(badge_address("", withdrawn), follow_redirects=True)
    assert by_code.status_code == 410


@pytest.mark.parametrize("participant", ["00000000-0000-4000-8000-000000000000", "fjordkoret"])
async def test_a_participant_that_there_is_not_is_not_found(lillevik: Town, participant: str) -> None:
    assert (await page(lillevik, participant)).status_code == 404
