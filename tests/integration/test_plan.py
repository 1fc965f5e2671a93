"""Plans on real servers: who may write in which, what is kept of it, and that nothing is when somebody is erased."""

from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from shared.clock import AdjustableClock
from shared.contracts.registration import ParticipantErased
from shared.settings import Settings
from tests.conftest import eventually
from tests.matching.town import Town, town
from tests.paper import opened, squeezed


@pytest.fixture(scope="module")
async def lillevik(
    shared_settings: Callable[..., Settings], shared_clock: AdjustableClock, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Town]:
    async with town(shared_settings, shared_clock, tmp_path_factory.mktemp("town")) as lillevik:
        yield lillevik


def id_of(lillevik: Town, name: str) -> UUID:
    return lillevik.participants[name].participant


async def write(
    lillevik: Town,
    who: str,
    about: UUID,
    value: str,
    aspect: str = "note",
    *,
    at: datetime | None = None,
    whose: UUID | None = None,
) -> int:
    """A phone sends what was written; the status of the answer."""
    body = {"about": str(about), "aspect": aspect, "value": value, "at": (at or lillevik.clock.now()).isoformat()}
    address = f"/api/catalog/lillevik/plan/{whose or id_of(lillevik, who)}"
    return (await lillevik.client.post(address, json=body, headers=lillevik.participant(who))).status_code


async def page(lillevik: Town, who: str) -> str:
    answer = await lillevik.client.get("/katalog/lillevik/plan", headers=lillevik.participant(who))
    return answer.raise_for_status().text


async def test_what_is_sent_late_does_not_undo_what_was_written_later(lillevik: Town) -> None:
    school, now = id_of(lillevik, "Lillevik skole"), lillevik.clock.now()

    assert await write(lillevik, "Fjordkoret", school, "Vi tok en kaffe", at=now) == 200
    assert await write(lillevik, "Fjordkoret", school, "Spør om aulaen", at=now - timedelta(minutes=5)) == 200
    assert await write(lillevik, "Fjordkoret", school, "Vi tok en kaffe", at=now) == 200

    shown = await page(lillevik, "Fjordkoret")
    assert "Vi tok en kaffe" in shown
    assert "Spør om aulaen" not in shown


async def test_nobody_else_reads_it(lillevik: Town) -> None:
    await write(lillevik, "Bakkegården", id_of(lillevik, "Strek reklamebyrå"), "Ikke si det til noen")
    organiser = lillevik.organiser()

    handed_out = await lillevik.client.get("/katalog/lillevik/trykk/planer.pdf", headers=organiser)

    with opened(handed_out.content) as paper:
        assert squeezed("Strek reklamebyrå") in paper.text
        assert squeezed("Ikke si det til noen") not in paper.text
    assert (await lillevik.client.get("/katalog/lillevik/trykk/plan.pdf", headers=organiser)).status_code == 401
    assert "Ikke si det til noen" not in await page(lillevik, "Strek reklamebyrå")


async def test_one_prints_ones_own_with_what_one_wrote(lillevik: Town) -> None:
    await write(lillevik, "Bakkegården", id_of(lillevik, "Strek reklamebyrå"), "Ta med vafler")

    own = await lillevik.client.get("/katalog/lillevik/trykk/plan.pdf", headers=lillevik.participant("Bakkegården"))

    with opened(own.content) as paper:
        assert squeezed("Ta med vafler") in paper.text


async def test_a_phone_that_has_changed_hands_sends_nothing_in_the_wrong_name(lillevik: Town) -> None:
    choir, school = id_of(lillevik, "Fjordkoret"), id_of(lillevik, "Lillevik skole")

    assert await write(lillevik, "Bakkegården", school, "wanted", "mark", whose=choir) == 401


@pytest.mark.parametrize("aspect", ["mark", "line", "order"])
async def test_what_is_about_nobody_here_is_refused(lillevik: Town, aspect: str) -> None:
    value = {"mark": "wanted", "line": "kept", "order": ""}[aspect]

    assert await write(lillevik, "Fjordkoret", uuid4(), value, aspect) == 404


async def test_erasure_reaches_what_one_wrote_and_what_others_noted_and_phones_bring_nothing_back(
    lillevik: Town,
) -> None:
    rescuers, agency = id_of(lillevik, "Lillevik hjelpekorps"), id_of(lillevik, "Strek reklamebyrå")
    await write(lillevik, "Lillevik hjelpekorps", agency, "Snill dame i skranken")
    await write(lillevik, "Strek reklamebyrå", rescuers, "Spør etter formannen")

    await lillevik.registrar.publish(ParticipantErased(participant=rescuers, exchange=lillevik.exchange))

    async def forgotten() -> bool:
        return "formannen" not in await page(lillevik, "Strek reklamebyrå")

    await eventually(forgotten)
    assert "Snill dame" not in await page(lillevik, "Lillevik hjelpekorps")
    await write(lillevik, "Strek reklamebyrå", rescuers, "Spør etter formannen")
    await write(lillevik, "Lillevik hjelpekorps", agency, "Snill dame i skranken")
    assert await forgotten()
    assert "Snill dame" not in await page(lillevik, "Lillevik hjelpekorps")
