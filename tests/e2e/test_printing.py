"""The organiser's page of everything that can be printed, in a browser."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from anyio.from_thread import BlockingPortal
from playwright.sync_api import Browser, Page, expect

from shared.auth import Identity, Role
from shared.clock import AdjustableClock
from tests.e2e.accessibility import violations
from tests.e2e.screens import LAPTOP, PHONE
from tests.paper import opened
from tests.registration_town import MakeSettings, Town, a_served_town


@pytest.fixture(scope="module")
def served(
    portal: BlockingPortal,
    shared_settings: MakeSettings,
    shared_clock: AdjustableClock,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Town, str]]:
    town = a_served_town(shared_settings, shared_clock, tmp_path_factory.mktemp("town"))
    with portal.wrap_async_context_manager(town) as served:
        yield served


@pytest.fixture
def site(portal: BlockingPortal, served: tuple[Town, str]) -> tuple[Town, str]:
    """A town with an exchange that nobody has signed up for yet, and its address."""
    town = served[0].of_its_own()
    portal.call(town.planned)
    return town, served[1]


@pytest.fixture
def choir(portal: BlockingPortal, site: tuple[Town, str]) -> None:
    """Three from a choir take part."""

    async def signs_up() -> None:
        await site[0].signed_up(name="Lillevik kammerkor", people=3)

    portal.call(signs_up)


@pytest.fixture(params=["nb-NO", "nn-NO", "en-GB"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def organiser(browser: Browser, site: tuple[Town, str], *, locale: str = "nb-NO", scripts: bool = True) -> Page:
    town, url = site
    context = browser.new_context(
        base_url=url, locale=locale, reduced_motion="reduce", java_script_enabled=scripts, viewport=LAPTOP
    )
    token = town.tokens.issue(Identity(Role.ORGANISER, "organiser", town.organisation), lifetime=timedelta(hours=1))
    context.add_cookies([{"name": f"borsen-{Role.ORGANISER}", "value": token, "url": url}])
    page = context.new_page()
    page.goto(f"{town.organisers}/trykk")
    return page


@pytest.mark.usefixtures("choir")
def test_name_tags_are_chosen_and_downloaded_by_keyboard(browser: Browser, site: tuple[Town, str]) -> None:
    page = organiser(browser, site)
    page.get_by_label("Ark").select_option("l7160")
    page.get_by_label("En til hver organisasjon").check()
    page.get_by_role("button", name="Last ned navnelappene").focus()

    with page.expect_download() as downloading:
        page.keyboard.press("Enter")

    assert downloading.value.suggested_filename == "Navnelapper – Frivilligbørs Lillevik.pdf"
    expect(page.get_by_role("status").filter(has_text="PDF-en er lastet ned.")).to_be_visible()
    with opened(Path(downloading.value.path()).read_bytes()) as paper:
        assert paper.text.count("Lillevikkammerkor") == 1


@pytest.mark.usefixtures("choir")
def test_while_it_is_made_the_page_says_so(browser: Browser, site: tuple[Town, str]) -> None:
    page = organiser(browser, site)
    page.route("**/navnelapper.pdf*", lambda _route: None)
    button = page.get_by_role("button", name="Last ned navnelappene")
    button.click()

    expect(page.get_by_role("status").filter(has_text="Lager PDF-en …")).to_be_visible()
    expect(button).to_have_attribute("aria-busy", "true")


@pytest.mark.usefixtures("choir")
def test_a_lost_network_is_told_and_the_button_works_again(browser: Browser, site: tuple[Town, str]) -> None:
    page = organiser(browser, site)
    page.route("**/navnelapper.pdf*", lambda route: route.abort())
    button = page.get_by_role("button", name="Last ned navnelappene")
    button.click()

    expect(page.get_by_role("status").filter(has_text="Sjekk nettet og prøv igjen.")).to_be_visible()
    expect(button).not_to_have_attribute("aria-busy", "true")


@pytest.mark.usefixtures("choir")
def test_a_label_that_the_sheet_does_not_have_is_told_beside_the_field(
    browser: Browser, site: tuple[Town, str]
) -> None:
    page = organiser(browser, site)
    page.get_by_label("Begynn på etikett nummer").fill("99")
    page.get_by_role("button", name="Last ned navnelappene").click()

    expect(page.locator("#fra-error")).to_contain_text("Arket har ikke så mange etiketter.")
    expect(page.get_by_label("Begynn på etikett nummer")).to_have_value("99")


@pytest.mark.usefixtures("choir")
def test_without_scripts_the_browser_downloads_it_itself(browser: Browser, site: tuple[Town, str]) -> None:
    page = organiser(browser, site, scripts=False)

    with page.expect_download() as downloading:
        page.get_by_role("button", name="Last ned navnelappene").click()

    assert downloading.value.suggested_filename == "Navnelapper – Frivilligbørs Lillevik.pdf"


@pytest.mark.usefixtures("choir")
def test_the_page_is_accessible_and_fits_a_phone(browser: Browser, site: tuple[Town, str], language: str) -> None:
    page = organiser(browser, site, locale=language)
    assert violations(page) == []

    page.set_viewport_size(PHONE)

    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert violations(page) == []


def test_before_anybody_has_signed_up_it_says_what_can_be_printed(browser: Browser, site: tuple[Town, str]) -> None:
    page = organiser(browser, site)

    expect(page.get_by_role("heading", name="Ingen påmeldte ennå")).to_be_visible()
    expect(page.get_by_role("button", name="Last ned tom plakat")).to_be_visible()
    expect(page.get_by_role("button", name="Last ned navnelappene")).to_have_count(0)
    assert violations(page) == []
