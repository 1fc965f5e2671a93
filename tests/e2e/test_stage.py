"""The stage in a browser: what the hall sees, as it happens."""

import re
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

import httpx
import pytest
from anyio.from_thread import BlockingPortal
from playwright.sync_api import Browser, Page, expect

from services.scoreboard.main import create_app
from shared.clock import AdjustableClock
from shared.contracts import agreements, registration
from shared.contracts.base import Event
from shared.settings import Settings
from tests.conftest import eventually
from tests.e2e.accessibility import violations
from tests.e2e.screens import PHONE, PROJECTOR
from tests.evening import Publisher, planned, publishing, serving
from tests.market_events import MarketHour

RECORD = 2


@dataclass
class Hall:
    """What happens in the hall, and the scoreboard that shows it; the latter can stop and start again."""

    portal: BlockingPortal
    brokers: Publisher
    hour: MarketHour
    start_scoreboard: Callable[[], AbstractContextManager[str]]

    def happens(self, *events: Event) -> None:
        self.portal.call(partial(self.brokers.publish, *events))


@asynccontextmanager
async def running(
    settings: Callable[..., Settings], clock: AdjustableClock, folder: Path
) -> AsyncIterator[tuple[Publisher, MarketHour]]:
    """The publishers of an evening with a record of two agreements."""
    exchange = planned(clock, record=RECORD)
    async with (
        publishing(registration.CONTRACT, settings("registration"), clock, folder) as registrar,
        publishing(agreements.CONTRACT, settings("agreements"), clock, folder) as brokers,
    ):
        await registrar.publish(exchange)
        yield brokers, MarketHour(exchange.exchange, clock)


@asynccontextmanager
async def scoreboard(settings: Settings, clock: AdjustableClock, port: int) -> AsyncIterator[str]:
    """The scoreboard on a port; the address of the stage, once it is there."""
    async with serving(create_app(settings, clock), port) as url:
        await eventually(partial(answers, f"{url}/scene/lillevik"))
        yield f"{url}/scene/lillevik"


async def answers(address: str) -> bool:
    async with httpx.AsyncClient() as client:
        return (await client.get(address)).is_success


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@pytest.fixture
def hall(
    portal: BlockingPortal, service_settings: Callable[..., Settings], clock: AdjustableClock, tmp_path: Path
) -> Iterator[Hall]:
    settings, port = service_settings("scoreboard"), free_port()

    def start() -> AbstractContextManager[str]:
        return portal.wrap_async_context_manager(scoreboard(settings, clock, port))

    with portal.wrap_async_context_manager(running(service_settings, clock, tmp_path)) as (brokers, hour):
        yield Hall(portal, brokers, hour, start)


@pytest.fixture
def address(hall: Hall) -> Iterator[str]:
    with hall.start_scoreboard() as address:
        yield address


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
    expect(stage.get_by_role("timer")).to_have_text(re.compile(r"^59:\d\d$"))
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


def test_a_rush_is_counted_at_once_and_its_agreements_are_shown_one_by_one(stage: Page, hall: Hall) -> None:
    hall.happens(hall.hour.opened(), *(hall.hour.made(f"Forening {number}") for number in range(1, 6)))

    expect(stage.locator("#count")).to_have_text("5")
    expect(stage.locator(".agreement__name").first).to_have_text("Forening 1")
    expect(stage.locator(".agreement__name").first).to_have_text("Forening 5", timeout=10_000)


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

    hall.happens(hall.hour.made())

    expect(stage.locator("#celebration")).to_have_text("Ny rekord!")
    expect(stage.locator("#celebration span")).to_be_visible()
    expect(stage.get_by_text("1 over den forrige")).to_be_visible()


def test_the_countdown_warns_in_the_last_five_minutes_and_ends(stage: Page, hall: Hall, clock: AdjustableClock) -> None:
    hall.happens(hall.hour.opened())
    expect(stage.get_by_text("Børsen stenger om")).to_be_visible()

    clock.advance(timedelta(minutes=56))
    stage.reload()
    expect(stage.locator(".countdown[data-last-minutes]")).to_be_visible()

    clock.advance(timedelta(minutes=5))
    stage.reload()
    expect(stage.get_by_text("Siste avtaler registreres")).to_be_visible()


def test_the_closing_sums_up_the_evening(stage: Page, hall: Hall) -> None:
    hall.happens(hall.hour.opened(), hall.hour.made(), hall.hour.closed())

    expect(stage.get_by_role("heading", name="Takk for i kveld!")).to_be_visible()
    expect(stage.get_by_text("Rekorden på 2 avtaler står fortsatt.")).to_be_visible()
    expect(stage.locator("#count")).to_have_text("1")


def test_the_stage_survives_a_restart_of_the_server_and_shows_what_happened_meanwhile(
    browser: Browser, hall: Hall
) -> None:
    with hall.start_scoreboard() as address:
        stage = look_at(browser, address)
        hall.happens(hall.hour.opened(), hall.hour.made("Fjordkoret"))
        expect(stage.locator("#count")).to_have_text("1")
    expect(stage.get_by_text("Ingen kontakt.")).to_be_visible(timeout=15_000)
    hall.happens(hall.hour.made("Turlaget"))

    with hall.start_scoreboard():
        expect(stage.locator("#count")).to_have_text("2", timeout=20_000)
        expect(stage.locator(".agreement__name").first).to_have_text("Turlaget")
        expect(stage.get_by_text("Ingen kontakt.")).to_be_hidden()


def test_the_stage_is_right_without_a_script(browser: Browser, address: str, hall: Hall) -> None:
    plain = browser.new_context(java_script_enabled=False, locale="nb-NO").new_page()
    scripted = look_at(browser, address)
    hall.happens(hall.hour.opened(), hall.hour.made("Fjordkoret"), hall.hour.made("Turlaget"))
    expect(scripted.locator("#count")).to_have_text("2")

    plain.goto(address)

    expect(plain.locator("#count")).to_have_text("2")
    expect(plain.locator(".agreement__name").first).to_have_text("Turlaget")
    expect(plain.get_by_role("timer")).to_have_text(re.compile(r"^59:\d\d$"))


def test_axe_finds_nothing_and_nothing_scrolls_in_any_state_of_the_evening(stage: Page, hall: Hall) -> None:
    assert faults(stage) == []

    hall.happens(hall.hour.opened(), hall.hour.made(), hall.hour.made())
    expect(stage.locator(".agreement")).to_have_count(2)
    assert faults(stage) == []

    hall.happens(hall.hour.closed())
    expect(stage.get_by_role("heading", name="Takk for i kveld!")).to_be_visible()
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
    expect(stage.get_by_role("heading", name="Takk for i kveld!")).to_be_visible()

    assert complaints == []
