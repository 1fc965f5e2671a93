"""The evening as it must not fail: two tablets, the stage and the host on the real product, and all that can go wrong.

Each test has an exchange of its own and ends alike: every tap is exactly one agreement in the log, of the moment of
the tap, and `borsen verify` finds nothing. Not part of the ordinary run: `./borsen test -m storm`.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest
from anyio.from_thread import BlockingPortal
from playwright.sync_api import Browser, Page, expect

from tests.e2e.broker_app import PATIENCE, App
from tests.e2e.installed_evening import Hall, Installation
from tests.faults.evening import an_evening

pytestmark = pytest.mark.storm

AN_HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def installation(portal: BlockingPortal, server_directory: Path) -> Iterator[Installation]:
    """The product, which goes through everything that the tests do to it."""
    with ExitStack() as programs:
        installation = Installation(server_directory / uuid4().hex, portal, programs)
        installation.start()
        yield installation


@pytest.fixture
def hall(installation: Installation, portal: BlockingPortal) -> Iterator[Hall]:
    """An exchange whose market is open; nobody has joined yet."""
    begun = an_evening(lambda _service: [installation.url], installation.tokens())
    with portal.wrap_async_context_manager(begun) as evening:
        exchange = httpx.get(f"{installation.url}/api/registration/exchanges/{evening.slug}").json()["id"]
        yield Hall(installation, evening, UUID(exchange))


@pytest.fixture
def pin(hall: Hall) -> str:
    """The brokers' PIN."""
    return hall.new_pin("pin")


@pytest.fixture
def one(browser: Browser, hall: Hall, pin: str) -> App:
    """A broker's tablet."""
    return hall.new_tablet(browser, pin)


@pytest.fixture
def other(browser: Browser, hall: Hall, pin: str, one: App) -> App:
    """Another broker's tablet, whose clock somebody has set for the wrong country."""
    return hall.new_tablet(browser, pin, ahead=AN_HOUR)


@pytest.fixture(autouse=True)
def stage(browser: Browser, hall: Hall) -> Page:
    return hall.new_stage(browser)


@pytest.fixture(autouse=True)
def host(browser: Browser, hall: Hall) -> Page:
    return hall.new_host(browser, hall.new_pin("host/pin"))


def ends_well(hall: Hall, number: int) -> None:
    hall.shows(number)
    assert len(hall.in_the_log()) == len(hall.taps) == number
    assert hall.not_tapped_like_that() == []
    assert hall.installation.verify() == ""


def test_forty_agreements_of_twenty_minutes_without_network(
    hall: Hall, one: App, other: App, stage: Page, host: Page
) -> None:
    hall.loses_its_network()
    ten_minutes_at_both(hall, one, other, "før")
    one.page.reload()
    expect(one.queue).to_have_text("10 venter på nett", timeout=PATIENCE)
    ten_minutes_at_both(hall, one, other, "etter")
    expect(one.queue).to_have_text("20 venter på nett")
    expect(other.queue).to_have_text("20 venter på nett")
    expect(stage.get_by_text("Ingen kontakt.")).to_be_visible()
    hall.shows(0)

    hall.has_its_network_again()
    one.has_sent_everything()
    other.has_sent_everything()
    ends_well(hall, 40)


def ten_minutes_at_both(hall: Hall, one: App, other: App, when: str) -> None:
    for minute in range(10):
        hall.agree(one, f"Gave {minute} {when} pausen, fra det ene bordet")
        hall.agree(other, f"Gave {minute} {when} pausen, fra det andre bordet")
        hall.minutes_pass()


def test_a_server_that_is_killed_between_save_and_reply_has_the_agreement_and_makes_no_second(
    hall: Hall, one: App, other: App, stage: Page
) -> None:
    hall.agree(other, "En tur i fjellet")
    hall.shows(1)
    one.without_network()
    hall.agree(one, "En minikonsert")
    hall.agree(one, "Et åpent korseminar")
    with hall.installation.killed_between_save_and_reply():
        one.with_network()
    expect(one.queue).to_have_text("2 venter på nett", timeout=PATIENCE)
    expect(stage.get_by_text("Ingen kontakt.")).to_be_visible(timeout=PATIENCE)
    hall.agree(other, "Noter til alle")
    one.without_network()

    hall.installation.start()
    other.has_sent_everything()
    hall.shows(3)
    expect(one.queue).to_have_text("2 venter på nett")

    one.with_network()
    one.has_sent_everything()
    ends_well(hall, 4)


def test_the_same_agreement_at_two_tablets_is_shown_at_both_and_never_merged(hall: Hall, one: App, other: App) -> None:
    hall.loses_its_network()
    hall.agree(one, "En minikonsert")
    hall.agree(other, "En minikonsert")
    hall.has_its_network_again()
    one.has_sent_everything()
    other.has_sent_everything()
    hall.minutes_pass()
    for tablet in (one, other):
        tablet.go("Avtaler")
        expect(tablet.page.locator(".deal")).to_have_count(1)
        expect(tablet.page.locator(".deal")).to_contain_text("Samme parter som")
        tablet.page.get_by_role("radio", name="Alle").check()
        expect(tablet.page.locator(".deal", has_text="Samme parter som")).to_have_count(2)
    ends_well(hall, 2)


def test_what_was_tapped_before_the_gong_is_delivered_after_it(
    hall: Hall, one: App, other: App, stage: Page, host: Page
) -> None:
    hall.agree(one, "En minikonsert")
    one.has_sent_everything()
    other.without_network()
    hall.agree(other, "Noter til alle")
    hall.minutes_pass()
    closes(host)
    expect(stage.get_by_role("heading", name="Børsen er stengt!")).to_be_visible()
    hall.shows(1)
    hall.minutes_pass(5)
    other.page.reload()
    expect(other.queue).to_have_text("1 venter på nett", timeout=PATIENCE)

    other.with_network()
    other.has_sent_everything()
    expect(other.heading("Børsen er stengt")).to_be_visible(timeout=PATIENCE)
    ends_well(hall, 2)


def closes(host: Page) -> None:
    host.get_by_role("link", name="Steng børsen").click()
    host.get_by_role("button", name="Ja, steng børsen").click()
    expect(host.get_by_text("Oppsummering")).to_be_visible()
