"""The catalogue: lines follow their participants, and a search finds what a person means."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.catalog.main import create_app
from shared.clock import AdjustableClock
from shared.contracts import registration
from shared.contracts.registration import (
    ParticipantPromoted,
    ParticipantRegistered,
    ParticipantWaitlisted,
    ParticipantWithdrawn,
    WishesChanged,
)
from shared.contracts.site import SiteColours, SitePublished
from shared.contracts.vocabulary import Category, Sector
from shared.settings import Settings
from tests.conftest import eventually
from tests.evening import Publisher, need, offer, planned, publishing, registered, visiting


@pytest.fixture
async def registrar(
    service_settings: Callable[..., Settings], clock: AdjustableClock, tmp_path: Path
) -> AsyncIterator[Publisher]:
    async with publishing(registration.CONTRACT, service_settings("registration"), clock, tmp_path) as publisher:
        yield publisher


@pytest.fixture
async def visitor(
    service_settings: Callable[..., Settings], clock: AdjustableClock
) -> AsyncIterator[httpx.AsyncClient]:
    async with visiting(create_app(service_settings("catalog"), clock)) as client:
        yield client


async def catalogue(visitor: httpx.AsyncClient, **query: str) -> dict[str, Any]:
    answer = await visitor.get("/api/catalog/lillevik/listings", params=query)
    found: dict[str, Any] = answer.json()
    return found


async def texts(visitor: httpx.AsyncClient, **query: str) -> list[str]:
    found = await catalogue(visitor, **query)
    return [listing["text"] for listing in found.get("listings", [])]


@pytest.fixture
async def evening(registrar: Publisher, visitor: httpx.AsyncClient, clock: AdjustableClock) -> ParticipantRegistered:
    """Three participants, one of each sector; the one returned offers the first-aid course."""
    exchange = planned(clock)
    first_aid = registered(
        clock,
        exchange.exchange,
        "Lillevik hjelpekorps",
        offer("Førstehjelpskurs for foreninger"),
        need("Øvingslokale på kveldstid", Category.PLACE),
    )
    library = registered(
        clock,
        exchange.exchange,
        "Åsen bibliotek",
        offer("Lokaler til møter og øving", Category.PLACE),
        sector=Sector.PUBLIC,
    )
    bakery = registered(
        clock,
        exchange.exchange,
        "Bakeriet på hjørnet",
        offer("Ærlig talt: 20 brød til dugnaden", Category.EQUIPMENT),
        sector=Sector.BUSINESS,
    )
    await registrar.publish(exchange, first_aid, library, bakery)

    async def all_shown() -> bool:
        return len(await texts(visitor)) == 4

    await eventually(all_shown)
    return first_aid


async def test_what_participants_wished_for_stands_in_norwegian_alphabetical_order(
    evening: ParticipantRegistered, visitor: httpx.AsyncClient
) -> None:
    assert await texts(visitor) == [
        "Førstehjelpskurs for foreninger",
        "Lokaler til møter og øving",
        "Ærlig talt: 20 brød til dugnaden",
        "Øvingslokale på kveldstid",
    ]


SEARCHES = {
    "kurs": ["Førstehjelpskurs for foreninger"],
    "KURS": ["Førstehjelpskurs for foreninger"],
    "lokalet": ["Lokaler til møter og øving"],
    "lokale": ["Lokaler til møter og øving", "Øvingslokale på kveldstid"],
    "ærlig": ["Ærlig talt: 20 brød til dugnaden"],
    "ØVING": ["Lokaler til møter og øving", "Øvingslokale på kveldstid"],
    "åsen": ["Lokaler til møter og øving"],
    "brød bakeriet": ["Ærlig talt: 20 brød til dugnaden"],
    "og kurs": ["Førstehjelpskurs for foreninger"],
    "100 %_": [],
    "kurs\0": ["Førstehjelpskurs for foreninger"],
}


async def test_a_search_finds_every_word_in_any_form_inside_compounds_and_in_names(
    evening: ParticipantRegistered, visitor: httpx.AsyncClient
) -> None:
    assert {query: await texts(visitor, q=query) for query in SEARCHES} == SEARCHES


SYNONYMS = {
    "livredning": ["Førstehjelpskurs for foreninger"],
    "hlr lillevik": ["Førstehjelpskurs for foreninger"],
    "øverom": ["Lokaler til møter og øving", "Øvingslokale på kveldstid"],
}


async def test_a_search_finds_other_words_for_the_same(
    evening: ParticipantRegistered, visitor: httpx.AsyncClient
) -> None:
    assert {query: await texts(visitor, q=query) for query in SYNONYMS} == SYNONYMS


async def test_what_has_the_word_itself_comes_before_what_has_another_for_it(
    evening: ParticipantRegistered, registrar: Publisher, visitor: httpx.AsyncClient, clock: AdjustableClock
) -> None:
    await registrar.publish(registered(clock, evening.exchange, "Åsen sanitet", offer("Opplæring i HLR")))

    async def shown() -> bool:
        return await texts(visitor, q="hlr") == ["Opplæring i HLR", "Førstehjelpskurs for foreninger"]

    await eventually(shown)


async def test_a_search_with_a_spelling_mistake_finds_what_is_nearly_alike_and_says_so(
    evening: ParticipantRegistered, visitor: httpx.AsyncClient
) -> None:
    found = await catalogue(visitor, q="førstehjlep")

    assert found["similar"]
    assert [listing["text"] for listing in found["listings"]] == ["Førstehjelpskurs for foreninger"]


async def test_filters_narrow_the_catalogue_and_count_what_the_others_would_show(
    evening: ParticipantRegistered, visitor: httpx.AsyncClient
) -> None:
    found = await catalogue(visitor, category="place")

    assert found["total"] == 2
    assert found["counts"]["kind"] == {"offer": 1, "need": 1}
    assert found["counts"]["sector"] == {"voluntary": 1, "public": 1}
    assert found["counts"]["category"] == {"courses": 1, "place": 2, "equipment": 1}


async def test_an_unknown_filter_is_a_problem_that_names_its_place(
    evening: ParticipantRegistered, visitor: httpx.AsyncClient
) -> None:
    answer = await visitor.get("/api/catalog/lillevik/listings", params={"sector": "military"})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/query/sector"


async def test_a_participant_that_withdraws_takes_its_lines_along(
    evening: ParticipantRegistered, registrar: Publisher, visitor: httpx.AsyncClient
) -> None:
    await registrar.publish(ParticipantWithdrawn(exchange=evening.exchange, participant=evening.participant))

    async def gone() -> bool:
        return await texts(visitor) == ["Lokaler til møter og øving", "Ærlig talt: 20 brød til dugnaden"]

    await eventually(gone)


async def test_a_withdrawal_close_upon_the_registration_leaves_no_line(
    evening: ParticipantRegistered, registrar: Publisher, visitor: httpx.AsyncClient, clock: AdjustableClock
) -> None:
    hasty = registered(clock, evening.exchange, "Hastverk", offer("Hurtigkurs"), need("Tid"))
    lasting = registered(clock, evening.exchange, "Varig", offer("Tålmodighetskurs"))
    withdrawal = ParticipantWithdrawn(exchange=evening.exchange, participant=hasty.participant)

    await registrar.publish(hasty, withdrawal, lasting)

    async def lasting_shown() -> bool:
        return "Tålmodighetskurs" in await texts(visitor, q="kurs")

    await eventually(lasting_shown)
    assert await texts(visitor, q="kurs") == ["Førstehjelpskurs for foreninger", "Tålmodighetskurs"]


async def test_who_waits_is_in_the_catalogue_once_it_is_promoted(
    evening: ParticipantRegistered, registrar: Publisher, visitor: httpx.AsyncClient, clock: AdjustableClock
) -> None:
    patient = registered(clock, evening.exchange, "Tålmodig", offer("Ventekurs"))
    waiting = ParticipantWaitlisted(**patient.model_dump(exclude={"type"}))
    shown = {"exchange", "participant", "number", "name", "sector", "people", "wishes"}
    promoted = ParticipantPromoted(**patient.model_dump(include=shown))
    lasting = registered(clock, evening.exchange, "Varig", offer("Tålmodighetskurs"))

    await registrar.publish(waiting, lasting)
    await eventually(lambda: listed(visitor, "Tålmodighetskurs"))
    before = await texts(visitor, q="ventekurs")
    await registrar.publish(promoted)
    await eventually(lambda: listed(visitor, "Ventekurs"))

    assert before == []
    assert "Tålmodig" in (await visitor.get(f"/katalog/lillevik/deltaker/{patient.participant}")).text


async def test_it_is_shown_in_the_colours_of_the_exchange_s_own_site(
    evening: ParticipantRegistered, registrar: Publisher, visitor: httpx.AsyncClient
) -> None:
    colours = SiteColours(main="#8f3a26", highlight="#b4def5")
    await registrar.publish(SitePublished(exchange=evening.exchange, texts={}, picture=None, colours=colours))

    async def coloured() -> bool:
        return 'href="/farger/8f3a26-b4def5.css?v=' in (await visitor.get("/katalog/lillevik")).text

    await eventually(coloured)


async def test_lines_follow_what_their_participant_wishes_for_now(
    evening: ParticipantRegistered, registrar: Publisher, visitor: httpx.AsyncClient, clock: AdjustableClock
) -> None:
    first, second, third = (offer(f"Ombytte {number}") for number in "ABC")
    fickle = registered(clock, evening.exchange, "Ombestemt", first, second)
    rewritten = second.model_copy(update={"text": "Ombytte for alle"})
    now = WishesChanged(
        exchange=evening.exchange, participant=fickle.participant, wishes=(rewritten, third), waiting=False
    )

    await registrar.publish(fickle, now)
    await eventually(lambda: listed(visitor, "Ombytte C"))

    assert await texts(visitor, q="ombytte") == ["Ombytte C", "Ombytte for alle"]


async def listed(visitor: httpx.AsyncClient, text: str) -> bool:
    return text in await texts(visitor)


async def test_an_exchange_that_nobody_planned_is_not_found(visitor: httpx.AsyncClient) -> None:
    answer = await visitor.get("/api/catalog/ingensteds/listings")

    assert answer.status_code == 404
    assert answer.json()["title"] == "Vi finner ikke denne børsen."


async def test_a_long_shelf_shows_its_first_lines_and_leads_to_all_within_the_same_search(
    evening: ParticipantRegistered, registrar: Publisher, visitor: httpx.AsyncClient, clock: AdjustableClock
) -> None:
    many = [offer(f"Kurs nummer {number}") for number in range(11)]
    await registrar.publish(registered(clock, evening.exchange, "Kurssenteret", *many))

    async def all_shown() -> bool:
        return len(await texts(visitor, q="kurs")) == 12

    await eventually(all_shown)
    short = (await visitor.get("/katalog/lillevik", params={"q": "kurs"})).text
    whole = (await visitor.get("/katalog/lillevik?q=kurs&kind=offer&category=courses")).text

    assert short.count('class="line__text"') == 10
    assert 'href="/katalog/lillevik?q=kurs&amp;kind=offer&amp;category=courses">Vis alle 12 tilbud</a>' in short
    assert whole.count('class="line__text"') == 12
