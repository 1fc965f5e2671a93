"""The catalogue's documents on real servers: who may have which, what it is called, and that none is sent twice."""

from collections.abc import AsyncIterator, Callable
from uuid import uuid4

import pytest

from shared.badge import badge_address
from shared.clock import AdjustableClock
from shared.settings import Settings
from tests.matching.town import Town, town
from tests.paper import opened, squeezed

CATALOGUE = "/katalog/lillevik/trykk/katalog.pdf"
POSTERS = "/katalog/lillevik/trykk/plakater.pdf"


@pytest.fixture(scope="module")
async def lillevik(
    shared_settings: Callable[..., Settings], shared_clock: AdjustableClock, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Town]:
    """One town for all tests: they only read."""
    async with town(shared_settings, shared_clock, tmp_path_factory.mktemp("town")) as lillevik:
        yield lillevik


async def test_anybody_downloads_the_catalogue_with_everybody_in_it(lillevik: Town) -> None:
    answer = await lillevik.client.get(CATALOGUE)

    assert answer.headers["content-type"] == "application/pdf"
    with opened(answer.content) as paper:
        assert "Fjordkoret" in paper.text
        assert squeezed("Aulaen er ledig på kveldstid") in paper.text


@pytest.mark.parametrize("address", [f"{CATALOGUE}?katalogsektor=", f"{POSTERS}?plakatsektor="])
async def test_a_form_in_which_no_sector_was_chosen_means_all_of_them(lillevik: Town, address: str) -> None:
    answer = await lillevik.client.get(address, headers=lillevik.organiser())

    with opened(answer.content) as paper:
        assert "Fjordkoret" in paper.text


async def test_its_name_is_right_in_new_programs_and_readable_in_old_ones(lillevik: Town) -> None:
    answer = await lillevik.client.get(CATALOGUE)

    assert answer.headers["content-disposition"] == (
        'attachment; filename="borskatalogen-frivilligbors-lillevik.pdf"; '
        "filename*=UTF-8''B%C3%B8rskatalogen%20%E2%80%93%20Frivilligb%C3%B8rs%20Lillevik.pdf"
    )


async def test_whoever_has_it_already_gets_nothing_new(lillevik: Town) -> None:
    first = await lillevik.client.get(CATALOGUE)

    again = await lillevik.client.get(CATALOGUE, headers={"if-none-match": first.headers["etag"]})
    other = await lillevik.client.get(
        CATALOGUE, params={"lang": "en"}, headers={"if-none-match": first.headers["etag"]}
    )

    assert (again.status_code, other.status_code) == (304, 200)


async def test_posters_are_for_the_organiser_of_the_exchange(lillevik: Town) -> None:
    own, others = lillevik.organiser(), lillevik.organiser(uuid4())

    assert (await lillevik.client.get(POSTERS)).status_code == 401
    assert (await lillevik.client.get(POSTERS, headers=lillevik.participant("Fjordkoret"))).status_code == 401
    assert (await lillevik.client.get(POSTERS, headers=others)).status_code == 404
    with opened((await lillevik.client.get(POSTERS, headers=own)).content) as paper:
        assert len(paper.pages) == len(lillevik.participants)


async def test_one_participant_s_poster_is_one_page(lillevik: Town) -> None:
    choir = lillevik.participants["Fjordkoret"].participant

    answer = await lillevik.client.get(POSTERS, params={"deltaker": str(choir)}, headers=lillevik.organiser())

    with opened(answer.content) as paper:
        assert paper.outline[0] == "Fjordkoret"
        assert len(paper.pages) == 1


@pytest.mark.parametrize("document", ["tom-plakat.pdf", "qr-lapper.pdf", "qr-lapper.pdf?antall=1"])
async def test_what_hangs_on_the_wall_is_one_page(lillevik: Town, document: str) -> None:
    answer = await lillevik.client.get(f"/katalog/lillevik/trykk/{document}", headers=lillevik.organiser())

    with opened(answer.content) as paper:
        assert len(paper.pages) == 1


async def test_the_qr_code_of_a_participant_leads_to_what_it_needs_and_offers(lillevik: Town) -> None:
    choir = lillevik.participants["Fjordkoret"].participant

    shown = await lillevik.client.get(badge_address("", choir), follow_redirects=True)

    assert shown.url.path == f"/katalog/lillevik/deltaker/{choir}"
    assert "Øvingslokale på tirsdager" in shown.text
    assert "Aulaen er ledig på kveldstid" not in shown.text


@pytest.mark.parametrize("code", ["x", "æ", "A" * 22, "A" * 23])
async def test_a_code_of_nobody_is_not_found(lillevik: Town, code: str) -> None:
    assert (await lillevik.client.get(f"/d/{code}")).status_code == 404
