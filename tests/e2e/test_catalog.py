"""The catalogue in a browser: search, filters, addresses that can be shared."""

import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import httpx
import pytest
from anyio.from_thread import BlockingPortal
from playwright.sync_api import Browser, Page, expect

from services.catalog.main import create_app
from shared.clock import AdjustableClock
from shared.contracts import registration
from shared.contracts.vocabulary import Category, Sector
from shared.settings import Settings
from tests.conftest import eventually
from tests.e2e.accessibility import violations
from tests.e2e.screens import LAPTOP, PHONE
from tests.evening import need, offer, planned, publishing, registered, serving


@asynccontextmanager
async def running(settings: Callable[..., Settings], clock: AdjustableClock, folder: Path) -> AsyncIterator[str]:
    """A catalogue with three lines of two participants; its address."""
    exchange = planned(clock)
    rescuers = registered(
        clock,
        exchange.exchange,
        "Lillevik hjelpekorps",
        offer("Førstehjelpskurs for foreninger"),
        need("Øvingslokale på kveldstid", Category.PLACE),
    )
    bakery = registered(
        clock, exchange.exchange, "Bakeriet", offer("Brød til dugnaden", Category.EQUIPMENT), sector=Sector.BUSINESS
    )
    async with (
        publishing(registration.CONTRACT, settings("registration"), clock, folder) as registrar,
        serving(create_app(settings("catalog"), clock)) as url,
    ):
        await registrar.publish(exchange, rescuers, bakery)
        await eventually(partial(shows, url, 3))
        yield f"{url}/katalog/{exchange.slug}"


async def shows(url: str, lines: int) -> bool:
    async with httpx.AsyncClient(base_url=url) as client:
        answer = await client.get("/api/catalog/lillevik/listings")
    return answer.is_success and answer.json()["total"] == lines


@pytest.fixture(scope="module")
def address(
    portal: BlockingPortal,
    shared_settings: Callable[..., Settings],
    shared_clock: AdjustableClock,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """The catalogue's address; all tests read the same one."""
    folder = tmp_path_factory.mktemp("catalogue")
    with portal.wrap_async_context_manager(running(shared_settings, shared_clock, folder)) as address:
        yield address


@pytest.fixture
def page(browser: Browser, address: str) -> Page:
    page = browser.new_page(viewport=LAPTOP, locale="nb-NO", reduced_motion="reduce")
    page.goto(address)
    return page


def lines(page: Page) -> list[str]:
    return page.locator(".line__text").all_inner_texts()


def test_the_catalogue_shows_needs_and_offers_by_category_and_whose_they_are(page: Page) -> None:
    expect(page.get_by_role("heading", level=2)).to_have_text(["Sted å være", "Utstyr", "Kurs og foredrag"])
    expect(page.get_by_role("status")).to_have_text("3 behov og tilbud")
    expect(page.locator(".line", has_text="Brød til dugnaden")).to_contain_text("Bakeriet Næringsliv")


def test_typing_searches_and_keeps_the_search_in_the_address(page: Page) -> None:
    page.get_by_label("Søk", exact=True).press_sequentially("kurs")

    expect(page.get_by_role("status")).to_have_text("1 treff på «kurs»")
    assert lines(page) == ["Førstehjelpskurs for foreninger"]
    expect(page).to_have_url(re.compile(r"[?&]q=kurs\b"))
    expect(page.get_by_label("Søk", exact=True)).to_be_focused()
    expect(page.get_by_label("Søk", exact=True)).to_have_value("kurs")


def test_filters_narrow_the_catalogue_and_a_shared_address_shows_the_same(page: Page, browser: Browser) -> None:
    page.get_by_role("radio", name="Behov", exact=False).and_(page.locator("[value='need']")).check()
    expect(page.get_by_role("status")).to_have_text("1 behov eller tilbud")
    page.get_by_role("radio", name="Sted å være").check()
    expect(page).to_have_url(re.compile("category=place"))

    other = browser.new_page(locale="nb-NO")
    other.goto(page.url)

    assert lines(other) == ["Øvingslokale på kveldstid"]
    expect(other.get_by_role("radio", name="Sted å være")).to_be_checked()


def test_a_search_without_result_says_so_and_leads_back(page: Page) -> None:
    page.get_by_label("Søk", exact=True).fill("trampoline")
    expect(page.get_by_role("heading", name="Her var det tomt")).to_be_visible()

    page.get_by_role("link", name="Vis hele katalogen").click()

    expect(page.get_by_role("status")).to_have_text("3 behov og tilbud")


def test_a_misspelt_word_finds_what_is_nearly_alike(page: Page) -> None:
    page.get_by_label("Søk", exact=True).fill("førstehjlep")

    expect(page.get_by_text("Mente du kanskje noe av dette?")).to_be_visible()
    assert lines(page) == ["Førstehjelpskurs for foreninger"]


def test_search_and_filters_work_without_a_script(browser: Browser, address: str) -> None:
    plain = browser.new_context(java_script_enabled=False, locale="nb-NO").new_page()
    plain.goto(address)
    plain.get_by_label("Søk", exact=True).fill("lokale")
    plain.get_by_role("button", name="Vis treff").click()

    assert lines(plain) == ["Øvingslokale på kveldstid"]


def test_axe_finds_nothing_and_nothing_scrolls_sideways_on_any_screen(page: Page) -> None:
    assert faults(page) == []

    page.get_by_label("Søk", exact=True).fill("trampoline")
    expect(page.get_by_role("heading", name="Her var det tomt")).to_be_visible()
    assert faults(page) == []


def faults(page: Page) -> list[str]:
    """What is wrong on a phone and on a laptop, in either colour scheme."""
    found: list[str] = []
    for size in (PHONE, LAPTOP):
        page.set_viewport_size(size)
        found += violations(page)
        if page.evaluate("document.documentElement.scrollWidth") > size["width"]:
            found.append(f"scrolls sideways at {size['width']}")
    return found


def test_the_browser_blocks_nothing_and_misses_nothing(browser: Browser, address: str) -> None:
    complaints: list[str] = []
    page = browser.new_page(locale="nb-NO")
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(address, wait_until="networkidle")
    page.get_by_label("Søk", exact=True).fill("kurs")
    expect(page.get_by_role("status")).to_have_text("1 treff på «kurs»")

    assert complaints == []


def test_a_line_leads_to_its_participant_whose_address_can_be_shared(page: Page) -> None:
    page.get_by_role("link", name="Lillevik hjelpekorps").first.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Lillevik hjelpekorps")
    assert lines(page) == ["Øvingslokale på kveldstid", "Førstehjelpskurs for foreninger"]
    assert faults(page) == []
    expect(page.locator(".share a")).to_have_attribute("href", re.compile(r"/d/[\w-]{22}$"))


def test_a_participant_s_page_works_without_a_script_and_leads_back(browser: Browser, address: str) -> None:
    plain = browser.new_context(java_script_enabled=False, locale="nb-NO").new_page()
    plain.goto(f"{address}?q=brød")
    plain.get_by_role("link", name="Bakeriet").click()
    expect(plain.get_by_text("Deltakeren har ikke skrevet noen behov.")).to_be_visible()

    plain.get_by_role("link", name="Se hele katalogen").click()

    assert len(lines(plain)) == 3
