"""The catalogue: lines follow their participants, and a search finds what a person means."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from services.catalog.main import create_app
from shared.clock import AdjustableClock
from shared.contracts import registration
from shared.contracts.base import Event
from shared.contracts.registration import (
    ParticipantPromoted,
    ParticipantRegistered,
    ParticipantWaitlisted,
    ParticipantWithdrawn,
    Wish,
    WishesChanged,
)
from shared.contracts.site import SiteColours, SitePublished
from shared.contracts.vocabulary import Category, Sector
from shared.settings import Settings
from tests.conftest import eventually
from tests.evening import Publisher, need, offer, planned, publishing, registered, serving


@dataclass(frozen=True)
class Evening:
    """An exchange with three participants, one of each sector, and its catalogue as a visitor sees it."""

    exchange: UUID
    slug: str
    rescuers: ParticipantRegistered
    registrar: Publisher
    visitor: httpx.AsyncClient
    clock: AdjustableClock

    async def happens(self, *events: Event) -> None:
        """Participants do something."""
        await self.registrar.publish(*events)

    def signs_up(self, name: str, *wishes: Wish) -> ParticipantRegistered:
        """One more participant."""
        return registered(self.clock, self.exchange, name, *wishes)

    async def page(self, rest: str = "") -> str:
        """The catalogue's page, or another whose address goes on after it."""
        return (await self.visitor.get(f"/katalog/{self.slug}{rest}")).text

    async def search(self, **query: str) -> httpx.Response:
        """The API's answer to a search."""
        return await self.visitor.get(f"/api/catalog/{self.slug}/listings", params=query)

    async def catalogue(self, **query: str) -> dict[str, Any]:
        """What a search finds."""
        found: dict[str, Any] = (await self.search(**query)).json()
        return found

    async def texts(self, **query: str) -> list[str]:
        """The lines that a search finds, in their order."""
        found = await self.catalogue(**query)
        return [listing["text"] for listing in found.get("listings", [])]

    async def lists(self, text: str) -> bool:
        """Whether a line is in the catalogue."""
        return text in await self.texts()

    async def has(self, lines: int) -> bool:
        """Whether there are so many lines in the catalogue."""
        return len(await self.texts()) == lines


@dataclass(frozen=True)
class Services:
    """The catalogue and registration, on which tests have evenings of their own."""

    url: str
    registrar: Publisher
    clock: AdjustableClock

    @asynccontextmanager
    async def new_evening(self) -> AsyncIterator[Evening]:
        """An evening whose catalogue is complete; the rescuers offer the first-aid course."""
        exchange = planned(self.clock, slug=f"lillevik-{uuid4().hex[:8]}")
        rescuers = registered(
            self.clock,
            exchange.exchange,
            "Lillevik hjelpekorps",
            offer("Førstehjelpskurs for foreninger"),
            need("Øvingslokale på kveldstid", Category.PLACE),
        )
        library = registered(
            self.clock,
            exchange.exchange,
            "Åsen bibliotek",
            offer("Lokaler til møter og øving", Category.PLACE),
            sector=Sector.PUBLIC,
        )
        bakery = registered(
            self.clock,
            exchange.exchange,
            "Bakeriet på hjørnet",
            offer("Ærlig talt: 20 brød til dugnaden", Category.EQUIPMENT),
            sector=Sector.BUSINESS,
        )
        async with httpx.AsyncClient(base_url=self.url) as visitor:
            evening = Evening(exchange.exchange, exchange.slug, rescuers, self.registrar, visitor, self.clock)
            await evening.happens(exchange, rescuers, library, bakery)
            await eventually(partial(evening.has, 4))
            yield evening


@pytest.fixture(scope="module")
async def services(
    shared_settings: Callable[..., Settings], shared_clock: AdjustableClock, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Services]:
    folder = tmp_path_factory.mktemp("registration")
    async with (
        publishing(registration.CONTRACT, shared_settings("registration"), shared_clock, folder) as registrar,
        serving(create_app(shared_settings("catalog"), shared_clock)) as url,
    ):
        yield Services(url, registrar, shared_clock)


@pytest.fixture
async def evening(services: Services) -> AsyncIterator[Evening]:
    async with services.new_evening() as evening:
        yield evening


async def test_what_participants_wished_for_stands_in_norwegian_alphabetical_order(evening: Evening) -> None:
    assert await evening.texts() == [
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


async def test_a_search_finds_every_word_in_any_form_inside_compounds_and_in_names(evening: Evening) -> None:
    assert {query: await evening.texts(q=query) for query in SEARCHES} == SEARCHES


SYNONYMS = {
    "livredning": ["Førstehjelpskurs for foreninger"],
    "hlr lillevik": ["Førstehjelpskurs for foreninger"],
    "øverom": ["Lokaler til møter og øving", "Øvingslokale på kveldstid"],
}


async def test_a_search_finds_other_words_for_the_same(evening: Evening) -> None:
    assert {query: await evening.texts(q=query) for query in SYNONYMS} == SYNONYMS


async def test_what_has_the_word_itself_comes_before_what_has_another_for_it(evening: Evening) -> None:
    await evening.happens(evening.signs_up("Åsen sanitet", offer("Opplæring i HLR")))

    async def shown() -> bool:
        return await evening.texts(q="hlr") == ["Opplæring i HLR", "Førstehjelpskurs for foreninger"]

    await eventually(shown)


async def test_a_search_with_a_spelling_mistake_finds_what_is_nearly_alike_and_says_so(evening: Evening) -> None:
    found = await evening.catalogue(q="førstehjlep")

    assert found["similar"]
    assert [listing["text"] for listing in found["listings"]] == ["Førstehjelpskurs for foreninger"]


async def test_filters_narrow_the_catalogue_and_count_what_the_others_would_show(evening: Evening) -> None:
    found = await evening.catalogue(category="place")

    assert found["total"] == 2
    assert found["counts"]["kind"] == {"offer": 1, "need": 1}
    assert found["counts"]["sector"] == {"voluntary": 1, "public": 1}
    assert found["counts"]["category"] == {"courses": 1, "place": 2, "equipment": 1}


async def test_an_unknown_filter_is_a_problem_that_names_its_place(evening: Evening) -> None:
    answer = await evening.search(sector="military")

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/query/sector"


async def test_a_participant_that_withdraws_takes_its_lines_along(evening: Evening) -> None:
    await evening.happens(ParticipantWithdrawn(exchange=evening.exchange, participant=evening.rescuers.participant))

    async def gone() -> bool:
        return await evening.texts() == ["Lokaler til møter og øving", "Ærlig talt: 20 brød til dugnaden"]

    await eventually(gone)


async def test_a_withdrawal_close_upon_the_registration_leaves_no_line(evening: Evening) -> None:
    hasty = evening.signs_up("Hastverk", offer("Hurtigkurs"), need("Tid"))
    lasting = evening.signs_up("Varig", offer("Tålmodighetskurs"))
    withdrawal = ParticipantWithdrawn(exchange=evening.exchange, participant=hasty.participant)

    await evening.happens(hasty, withdrawal, lasting)

    async def lasting_shown() -> bool:
        return "Tålmodighetskurs" in await evening.texts(q="kurs")

    await eventually(lasting_shown)
    assert await evening.texts(q="kurs") == ["Førstehjelpskurs for foreninger", "Tålmodighetskurs"]


async def test_who_waits_is_in_the_catalogue_once_it_is_promoted(evening: Evening) -> None:
    patient = evening.signs_up("Tålmodig", offer("Ventekurs"))
    waiting = ParticipantWaitlisted(**patient.model_dump(exclude={"type"}))
    shown = {"exchange", "participant", "number", "name", "sector", "people", "wishes"}
    promoted = ParticipantPromoted(**patient.model_dump(include=shown))
    lasting = evening.signs_up("Varig", offer("Tålmodighetskurs"))

    await evening.happens(waiting, lasting)
    await eventually(partial(evening.lists, "Tålmodighetskurs"))
    before = await evening.texts(q="ventekurs")
    await evening.happens(promoted)
    await eventually(partial(evening.lists, "Ventekurs"))

    assert before == []
    assert "Tålmodig" in await evening.page(f"/deltaker/{patient.participant}")


async def test_it_is_shown_in_the_colours_of_the_exchange_s_own_site(evening: Evening) -> None:
    colours = SiteColours(main="#8f3a26", highlight="#b4def5")
    await evening.happens(SitePublished(exchange=evening.exchange, texts={}, picture=None, colours=colours))

    async def coloured() -> bool:
        return 'href="/farger/8f3a26-b4def5.css?v=' in await evening.page()

    await eventually(coloured)


async def test_lines_follow_what_their_participant_wishes_for_now(evening: Evening) -> None:
    first, second, third = (offer(f"Ombytte {number}") for number in "ABC")
    fickle = evening.signs_up("Ombestemt", first, second)
    rewritten = second.model_copy(update={"text": "Ombytte for alle"})
    now = WishesChanged(
        exchange=evening.exchange, participant=fickle.participant, wishes=(rewritten, third), waiting=False
    )

    await evening.happens(fickle, now)
    await eventually(partial(evening.lists, "Ombytte C"))

    assert await evening.texts(q="ombytte") == ["Ombytte C", "Ombytte for alle"]


async def test_an_exchange_that_nobody_planned_is_not_found(evening: Evening) -> None:
    answer = await evening.visitor.get("/api/catalog/ingensteds/listings")

    assert answer.status_code == 404
    assert answer.json()["title"] == "Vi finner ikke denne børsen."


async def test_a_long_shelf_shows_its_first_lines_and_leads_to_all_within_the_same_search(evening: Evening) -> None:
    many = [offer(f"Kurs nummer {number}") for number in range(11)]
    await evening.happens(evening.signs_up("Kurssenteret", *many))

    async def all_shown() -> bool:
        return len(await evening.texts(q="kurs")) == 12

    await eventually(all_shown)
    short = await evening.page("?q=kurs")
    whole = await evening.page("?q=kurs&kind=offer&category=courses")

    assert short.count('class="line__text"') == 10
    assert f'href="/katalog/{evening.slug}?q=kurs&amp;kind=offer&amp;category=courses">Vis alle 12 tilbud</a>' in short
    assert whole.count('class="line__text"') == 12
