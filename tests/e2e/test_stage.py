"""The stage in a browser: what the hall sees, as it happens."""

import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from uuid import uuid4

import httpx
import pytest
from anyio.from_thread import BlockingPortal
from playwright.sync_api import Browser, Page, expect

from services.scoreboard.main import create_app
from shared.clock import AdjustableClock, today
from shared.contracts import agreements, registration
from shared.contracts.base import Event
from shared.contracts.registration import ExchangePlanned
from shared.contracts.vocabulary import Sector
from shared.settings import Settings
from tests.conftest import eventually
from tests.containers import free_port
from tests.e2e.accessibility import violations
from tests.e2e.screens import PHONE, PROJECTOR
from tests.evening import Publisher, planned, publishing, registered, serving
from tests.market_events import MarketHour

RECORD = 2


@dataclass(frozen=True)
class Neighbours:
    """The services that the scoreboard hears from."""

    portal: BlockingPortal
    registrar: Publisher
    brokers: Publisher

    def happens(self, *events: Event) -> None:
        """Brokers and organisers do something."""
        self.portal.call(partial(self.brokers.publish, *events))

    def plan(self, exchange: ExchangePlanned) -> None:
        self.portal.call(self.registrar.publish, exchange)


@dataclass(frozen=True)
class Hall:
    """What happens at an exchange of a test's own, with a record of two agreements."""

    neighbours: Neighbours
    slug: str
    hour: MarketHour

    def happens(self, *events: Event) -> None:
        self.neighbours.happens(*events)


@pytest.fixture(scope="module")
def neighbours(
    portal: BlockingPortal,
    shared_settings: Callable[..., Settings],
    shared_clock: AdjustableClock,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Neighbours]:
    folder = tmp_path_factory.mktemp("neighbours")
    register, market = (
        portal.wrap_async_context_manager(publishing(contract, shared_settings(contract.service), shared_clock, folder))
        for contract in (registration.CONTRACT, agreements.CONTRACT)
    )
    with register as registrar, market as brokers:
        yield Neighbours(portal, registrar, brokers)


@pytest.fixture(scope="module")
def scoreboard(
    portal: BlockingPortal, shared_settings: Callable[..., Settings], shared_clock: AdjustableClock
) -> Iterator[str]:
    """The scoreboard's address."""
    app = create_app(shared_settings("scoreboard"), shared_clock)
    with portal.wrap_async_context_manager(serving(app)) as url:
        yield url


@pytest.fixture
def hall(neighbours: Neighbours, shared_clock: AdjustableClock) -> Hall:
    exchange = planned(shared_clock, slug=f"lillevik-{uuid4().hex[:8]}", record=RECORD)
    neighbours.plan(exchange)
    return Hall(neighbours, exchange.slug, MarketHour(exchange.exchange, shared_clock))


@pytest.fixture
def address(hall: Hall, scoreboard: str, portal: BlockingPortal) -> str:
    """The stage, once it is there."""
    address = f"{scoreboard}/scene/{hall.slug}"
    portal.call(answers, address)
    return address


NOTE_FIRST_NAMES = """window.firstNames = [];
new MutationObserver(changes => changes.flatMap(({ addedNodes }) => [...addedNodes]).forEach(
    card => window.firstNames.push(card.querySelector(".agreement__name").textContent),
)).observe(document.getElementById("latest"), { childList: true })"""


async def answers(address: str) -> None:
    """Wait until a page is there."""
    async with httpx.AsyncClient() as client:

        async def is_there() -> bool:
            return (await client.get(address)).is_success

        await eventually(is_there)


@pytest.fixture
def start_another(
    portal: BlockingPortal, shared_settings: Callable[..., Settings], shared_clock: AdjustableClock, hall: Hall
) -> Callable[[], AbstractContextManager[str]]:
    """Starts a scoreboard of the test's own, always at the same address: the stage's."""
    settings, port = shared_settings("scoreboard"), free_port()

    @asynccontextmanager
    async def started() -> AsyncIterator[str]:
        async with serving(create_app(settings, shared_clock), port) as url:
            await answers(f"{url}/scene/{hall.slug}")
            yield f"{url}/scene/{hall.slug}"

    return lambda: portal.wrap_async_context_manager(started())


def look_at(browser: Browser, address: str) -> Page:
    page = browser.new_page(viewport=PROJECTOR, locale="nb-NO", reduced_motion="reduce")
    page.goto(address)
    return page


@pytest.fixture
def stage(browser: Browser, address: str) -> Page:
    return look_at(browser, address)


def test_before_the_opening_the_hall_reads_the_rules_of_play_and_the_time_left(stage: Page) -> None:
    expect(stage.get_by_role("heading", name="Spilleregler")).to_be_visible()
    expect(stage.get_by_text("Ikke penger!")).to_be_visible()
    expect(stage.locator("[data-clock]")).to_have_text(re.compile(r"^59:\d\d$"))
    expect(stage.get_by_text("Rekorden er 2 avtaler. Slår vi den?")).to_be_visible()


def test_an_agreement_appears_on_every_stage_with_both_names_and_the_new_count(
    stage: Page, browser: Browser, address: str, hall: Hall
) -> None:
    another = look_at(browser, address)

    hall.happens(hall.hour.opened(), hall.hour.made("Fjordkoret", "Ås bibliotek"))

    expect(stage.locator("#count")).to_have_text("1")
    expect(stage.get_by_text("avtale inngått")).to_be_visible()
    expect(stage.locator(".agreement__name")).to_have_text(["Fjordkoret", "Ås bibliotek"])
    expect(stage.locator(".agreement__gives").first).to_have_text("Førstehjelpskurs")
    expect(another.locator("#count")).to_have_text("1")


def test_a_rush_is_counted_at_once_and_its_agreements_are_shown_one_by_one(
    browser: Browser, address: str, hall: Hall
) -> None:
    stage = browser.new_page(viewport=PROJECTOR, locale="nb-NO", reduced_motion="reduce")
    stage.clock.install()
    stage.goto(address)
    stage.evaluate(NOTE_FIRST_NAMES)
    parties = [f"Forening {number}" for number in range(1, 13)]
    hall.happens(hall.hour.opened(), *(hall.hour.made(name) for name in parties))

    expect(stage.locator("#count")).to_have_text("12")
    expect(stage.locator(".agreement__name").first).to_have_text("Forening 1")
    stage.clock.run_for(11_000)
    expect(stage.locator(".agreement__name").first).to_have_text("Forening 12")
    assert stage.evaluate("window.firstNames") == parties


def test_a_correction_and_a_cancellation_are_seen(stage: Page, hall: Hall) -> None:
    corrected, cancelled = hall.hour.made("Fjordkoret"), hall.hour.made("Turlaget")
    hall.happens(hall.hour.opened(), corrected, cancelled)
    expect(stage.locator(".agreement")).to_have_count(2)

    hall.happens(hall.hour.corrected(corrected, "En minikonsert"), hall.hour.cancelled(cancelled))

    expect(stage.locator("#count")).to_have_text("1")
    expect(stage.locator(".agreement__gives").first).to_have_text("En minikonsert")


def test_the_moment_the_record_is_beaten_is_celebrated(stage: Page, hall: Hall) -> None:
    hall.happens(hall.hour.opened(), hall.hour.made(), hall.hour.made())
    expect(stage.get_by_text("0 igjen")).to_be_visible()
    expect(stage.locator(".agreement")).to_have_count(2)

    hall.happens(hall.hour.made())

    expect(stage.locator("#celebration")).to_have_text("Ny rekord!")
    expect(stage.locator("#celebration span")).to_be_visible()
    expect(stage.get_by_text("1 over den forrige")).to_be_visible()
    expect(stage.locator(".agreement")).to_have_count(2)
    expect(stage.locator(".agreement")).to_have_count(3, timeout=10_000)
    expect(stage.locator("#celebration span")).to_be_hidden()


def test_the_countdown_warns_in_the_last_five_minutes_and_ends(
    stage: Page, hall: Hall, shared_clock: AdjustableClock
) -> None:
    hall.happens(hall.hour.opened())
    expect(stage.get_by_text("Børsen stenger om")).to_be_visible()

    shared_clock.advance(timedelta(minutes=56))
    stage.reload()
    expect(stage.locator(".countdown[data-last-minutes]")).to_be_visible()

    shared_clock.advance(timedelta(minutes=5))
    stage.reload()
    expect(stage.get_by_text("Siste avtaler registreres")).to_be_visible()


def test_the_closing_is_celebrated_and_then_the_evening_is_summed_up(
    stage: Page, hall: Hall, shared_clock: AdjustableClock
) -> None:
    hall.happens(hall.hour.opened(), hall.hour.made(), hall.hour.closed(today(shared_clock)))

    expect(stage.get_by_role("heading", name="Børsen er stengt!")).to_be_visible()
    shared_clock.advance(timedelta(seconds=13))
    stage.reload()
    expect(stage.get_by_role("heading", name="Takk for i kveld!")).to_be_visible()
    assert faults(stage) == []
    expect(stage.get_by_text("Rekorden på 2 avtaler står fortsatt.")).to_be_visible()
    expect(stage.locator("#count")).to_have_text("1")


def test_the_stage_survives_a_restart_of_the_server_and_shows_what_happened_meanwhile(
    browser: Browser, hall: Hall, start_another: Callable[[], AbstractContextManager[str]]
) -> None:
    with start_another() as address:
        stage = look_at(browser, address)
        hall.happens(hall.hour.opened(), hall.hour.made("Fjordkoret"))
        expect(stage.locator("#count")).to_have_text("1")
    expect(stage.get_by_text("Ingen kontakt.")).to_be_visible(timeout=15_000)
    hall.happens(hall.hour.made("Turlaget"))

    with start_another():
        expect(stage.locator("#count")).to_have_text("2", timeout=20_000)
        expect(stage.locator(".agreement__name").first).to_have_text("Turlaget")
        expect(stage.get_by_text("Ingen kontakt.")).to_be_hidden()


def test_after_an_hour_asleep_the_stage_is_right_without_a_click(
    browser: Browser, address: str, hall: Hall, shared_clock: AdjustableClock
) -> None:
    context = browser.new_context(viewport=PROJECTOR, locale="nb-NO", reduced_motion="reduce")
    stage = context.new_page()
    stage.clock.install()
    stage.goto(address)
    hall.happens(hall.hour.opened(), hall.hour.made("Fjordkoret"))
    expect(stage.locator("#count")).to_have_text("1")

    context.set_offline(True)
    hall.happens(hall.hour.made("Turlaget"), hall.hour.paused())
    stage.clock.fast_forward(timedelta(hours=1) // timedelta(milliseconds=1))
    context.set_offline(False)

    expect(stage.locator("#count")).to_have_text("2", timeout=20_000)
    expect(stage.locator(".agreement__name").first).to_have_text("Turlaget")
    expect(stage.get_by_role("heading", name="Pause")).to_be_visible()
    expect(stage.get_by_text("Ingen kontakt.")).to_be_hidden()


def test_a_pause_holds_the_countdown_and_more_time_moves_its_end(
    stage: Page, hall: Hall, shared_clock: AdjustableClock
) -> None:
    hall.happens(hall.hour.opened(), hall.hour.paused())
    expect(stage.get_by_role("heading", name="Pause")).to_be_visible()
    left = stage.locator("[data-clock]").inner_text()
    stage.wait_for_timeout(1_500)
    expect(stage.locator("[data-clock]")).to_have_text(left)

    hall.happens(hall.hour.resumed(shared_clock.now() + timedelta(minutes=70)))
    expect(stage.locator("[data-clock]")).to_have_text(re.compile(r"^1:(09|10):\d\d$"))

    hall.happens(hall.hour.extended(shared_clock.now() + timedelta(minutes=95)))
    expect(stage.locator("[data-clock]")).to_have_text(re.compile(r"^1:3[45]:\d\d$"))


def test_an_agreement_draws_a_thread_between_two_sectors_and_the_numbers_follow(
    browser: Browser, address: str, hall: Hall, neighbours: Neighbours, shared_clock: AdjustableClock
) -> None:
    choir = registered(shared_clock, hall.hour.exchange, "Fjordkoret")
    library = registered(shared_clock, hall.hour.exchange, "Ås bibliotek", sector=Sector.PUBLIC)
    neighbours.portal.call(partial(neighbours.registrar.publish, choir, library))
    stage = look_at(browser, address)
    hall.happens(hall.hour.opened(), hall.hour.between(choir, library))

    expect(stage.locator("#threads path")).to_have_count(1, timeout=20_000)
    expect(stage.locator("#places circle[data-met]")).to_have_count(2)
    between = stage.get_by_role("row", name="Frivillighet og Offentlig")
    expect(between.get_by_role("cell")).to_have_text("1", timeout=20_000)


def test_the_stage_sounds_after_one_click_and_shows_whether_it_does(stage: Page) -> None:
    switch = stage.get_by_role("button", name="Slå på lyd")
    expect(switch).to_have_attribute("aria-pressed", "false")

    switch.click()

    expect(stage.get_by_role("button", name="Lyd på")).to_have_attribute("aria-pressed", "true")


def test_the_stage_is_right_without_a_script(browser: Browser, address: str, hall: Hall) -> None:
    plain = browser.new_context(java_script_enabled=False, locale="nb-NO").new_page()
    scripted = look_at(browser, address)
    hall.happens(hall.hour.opened(), hall.hour.made("Fjordkoret"), hall.hour.made("Turlaget"))
    expect(scripted.locator("#count")).to_have_text("2")

    plain.goto(address)

    expect(plain.locator("#count")).to_have_text("2")
    expect(plain.locator(".agreement__name").first).to_have_text("Turlaget")
    expect(plain.locator("[data-clock]")).to_have_text(re.compile(r"^59:\d\d$"))


def test_axe_finds_nothing_and_nothing_scrolls_in_any_state_of_the_evening(stage: Page, hall: Hall) -> None:
    assert faults(stage) == []

    hall.happens(hall.hour.opened(), hall.hour.made(), hall.hour.made())
    expect(stage.locator(".agreement")).to_have_count(2)
    assert faults(stage) == []

    hall.happens(hall.hour.closed())
    expect(stage.get_by_role("heading", name="Børsen er stengt!")).to_be_visible()
    assert faults(stage) == []


def faults(stage: Page) -> list[str]:
    """What is wrong on a phone and on the projector."""
    found: list[str] = []
    for size in (PHONE, PROJECTOR):
        stage.set_viewport_size(size)
        found += violations(stage)
        if stage.evaluate("document.documentElement.scrollWidth") > size["width"]:
            found.append(f"scrolls sideways at {size['width']}")
    return found


def test_the_browser_blocks_nothing_and_misses_nothing(browser: Browser, address: str, hall: Hall) -> None:
    complaints: list[str] = []
    stage = browser.new_page(locale="nb-NO")
    stage.on("console", lambda message: complaints.append(message.text))
    stage.on("pageerror", lambda error: complaints.append(str(error)))
    stage.goto(address)
    hall.happens(hall.hour.opened(), hall.hour.made(), hall.hour.closed())
    expect(stage.get_by_role("heading", name="Børsen er stengt!")).to_be_visible()

    assert complaints == []
