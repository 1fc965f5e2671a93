"""The public site in a browser: an organiser makes it the exchange's own, and somebody signs up with a logo."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from anyio.from_thread import BlockingPortal
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from shared.clock import AdjustableClock
from tests.e2e.accessibility import violations
from tests.e2e.screens import LAPTOP, PHONE
from tests.e2e.test_registration import Site, fill_in, look_over, sign_in
from tests.registration_town import MakeSettings, a_served_town


@pytest.fixture(scope="module")
def site(
    portal: BlockingPortal,
    shared_settings: MakeSettings,
    shared_clock: AdjustableClock,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Site]:
    """The service with one exchange, beside the browser."""
    town = a_served_town(shared_settings, shared_clock, tmp_path_factory.mktemp("town"))
    with portal.wrap_async_context_manager(town) as (town_, url):
        served = Site(url, town_, portal)
        served.plan()
        yield served


@pytest.fixture
def page(browser: Browser, site: Site) -> Page:
    return browser.new_page(base_url=site.url, locale="nb-NO", reduced_motion="reduce", viewport=PHONE)


@pytest.fixture
def organiser(browser: Browser, site: Site) -> Page:
    context = browser.new_context(base_url=site.url, locale="nb-NO", reduced_motion="reduce", viewport=LAPTOP)
    sign_in(context, site)
    return context.new_page()


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    file = tmp_path / "bilde.png"
    Image.new("RGB", (300, 200), "teal").save(file)
    return file


def fits(page: Page) -> bool:
    """Whether nobody has to scroll sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def test_an_organiser_writes_looks_and_publishes(organiser: Page, page: Page, picture: Path) -> None:
    organiser.goto("/arrangor/borser/lillevik/nettside")
    assert violations(organiser) == []
    organiser.get_by_label("Bilde øverst på siden").set_input_files(picture)
    expect(organiser.get_by_alt_text("Bildet du har valgt")).to_be_visible()
    organiser.get_by_label("Egne farger").check()
    organiser.get_by_label("Hovedfarge").fill("#ffe14d")
    organiser.get_by_label("Praktisk").fill("Inngang fra torget.")
    organiser.get_by_role("button", name="Se hvordan det blir").click()
    expect(organiser.get_by_label("Hva viser bildet?")).to_have_attribute("aria-invalid", "true")
    organiser.get_by_label("Hva viser bildet?").fill("Folk på torget")
    organiser.get_by_role("button", name="Se hvordan det blir").click()
    expect(organiser.get_by_text("Ingen andre ser den før du publiserer")).to_be_visible()
    expect(organiser.get_by_alt_text("Folk på torget")).to_be_visible()
    assert violations(organiser) == []
    organiser.get_by_role("button", name="Endre mer").click()
    expect(organiser.get_by_text("er for lys til lenker og knapper")).to_be_visible()
    organiser.get_by_role("button", name="Se hvordan det blir").click()
    organiser.get_by_role("button", name="Publiser").click()
    expect(organiser.get_by_text("Siden er publisert")).to_be_visible()
    page.goto("/b/lillevik")
    expect(page.get_by_alt_text("Folk på torget")).to_be_visible()
    expect(page.get_by_text("Inngang fra torget.")).to_be_visible()
    expect(page.locator("[data-countdown]")).to_contain_text("døgn")
    assert fits(page)
    assert violations(page) == []


def test_somebody_signs_up_with_a_logo(site: Site, page: Page, picture: Path, tmp_path: Path) -> None:
    page.set_viewport_size(LAPTOP)
    fill_in(page, site.town)
    drawing = tmp_path / "logo.svg"
    drawing.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    page.get_by_label("Logoen deres").set_input_files(drawing)
    expect(page.get_by_role("alert").filter(has_text="Denne filtypen kan vi ikke bruke")).to_be_visible()
    page.get_by_label("Logoen deres").set_input_files(picture)
    expect(page.get_by_alt_text("Logoen dere har valgt")).to_be_visible()
    look_over(page)
    expect(page.get_by_alt_text("Logoen til Ås skolekorps")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Gå tilbake og endre").click()
    expect(page.get_by_alt_text("Logoen dere har valgt")).to_be_visible()
    look_over(page)
    page.get_by_role("button", name="Meld på").click()
    expect(page.get_by_role("heading", name="Takk, dere er påmeldt!")).to_be_visible()
    page.goto("/b/lillevik")
    page.get_by_role("heading", name="Disse kommer").scroll_into_view_if_needed()
    expect(page.get_by_alt_text("Ås skolekorps")).to_be_visible()


def test_the_front_page_shows_what_is_coming(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_role("link", name="Frivilligbørs Lillevik")).to_be_visible()
    assert fits(page)
    assert violations(page) == []
