"""A party answers in a browser, the organiser sees it, and the mailbox shows the mails."""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from anyio.from_thread import BlockingPortal
from playwright.sync_api import Browser, Page, expect

from shared.auth import Role
from shared.clock import AdjustableClock
from shared.mailbox.store import text_of
from tests.conftest import eventually
from tests.e2e.accessibility import violations
from tests.e2e.screens import LAPTOP, PHONE
from tests.followup_evening import Evening, MakeSettings, an_evening, behind_one_address


@dataclass(frozen=True)
class Site:
    """Followup and the mailbox after the first deadline: the choir's address and link, and the firm's link."""

    url: str
    slug: str
    organiser_token: str
    choir: str
    choir_link: str
    firm_link: str


@asynccontextmanager
async def running(settings: MakeSettings, clock: AdjustableClock, folder: Path) -> AsyncIterator[tuple[Evening, str]]:
    """The services of any number of evenings, and their address."""
    async with (
        an_evening(settings, clock, folder) as evening,
        behind_one_address(evening.followup(), evening.mailbox) as url,
    ):
        yield evening, url


async def a_site(evening: Evening, url: str) -> Site:
    """An evening with three agreements, one of them at its deadline, all mails sent."""
    await evening.plan()
    choir = await evening.choir()
    firm = await evening.firm()
    library = await evening.library()
    await evening.make(choir, "Spiller på sommerfesten", firm, "Ordner lyset i øvingslokalet", days=14)
    await evening.make(choir, "Konsert i biblioteket", library, days=60)
    await evening.cancel(await evening.make(firm, "Lys i lesesalen", library, days=14))
    await evening.close()
    await eventually(lambda: [evening.mails_to(member) for member in (choir, firm, library)] == [1, 1, 1])
    evening.morning(15)
    await eventually(lambda: [evening.mails_to(member) for member in (choir, firm, library)] == [2, 2, 1])
    return Site(
        url,
        evening.slug,
        evening.organiser_token(),
        choir.email,
        url + personal_link(evening, choir.email),
        url + personal_link(evening, firm.email),
    )


def personal_link(evening: Evening, address: str) -> str:
    """The path of the link in the newest mail to an address."""
    mail = evening.mails.mail(evening.mails.envelopes(address)[0].id)
    assert mail is not None
    (path,) = re.findall(r"(/svar/\S+)", text_of(mail, "plain") or "")
    return str(path)


@pytest.fixture(scope="module")
def services(
    portal: BlockingPortal,
    shared_settings: MakeSettings,
    shared_clock: AdjustableClock,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Evening, str]]:
    folder = tmp_path_factory.mktemp("services")
    with portal.wrap_async_context_manager(running(shared_settings, shared_clock, folder)) as services:
        yield services


@pytest.fixture
def site(portal: BlockingPortal, services: tuple[Evening, str]) -> Site:
    evening, url = services
    return portal.call(a_site, evening.another(), url)


@pytest.fixture
def phone(browser: Browser) -> Page:
    """A party's phone."""
    return browser.new_page(viewport=PHONE, locale="nb-NO", reduced_motion="reduce")


@pytest.fixture
def organiser(browser: Browser, site: Site) -> Page:
    """The organiser's computer, signed in."""
    context = browser.new_context(viewport=LAPTOP, locale="nb-NO")
    context.add_cookies([{"name": f"borsen-{Role.ORGANISER}", "value": site.organiser_token, "url": site.url}])
    return context.new_page()


def answer(phone: Page, link: str, outcome: str) -> None:
    phone.goto(link)
    phone.get_by_label(outcome).check()
    phone.get_by_role("button", name="Send svaret").click()
    expect(phone.get_by_role("heading", name="Takk for svaret!")).to_be_visible()


def test_a_party_says_why_it_is_stuck_and_the_organiser_reads_it(phone: Page, organiser: Page, site: Site) -> None:
    phone.goto(site.choir_link)
    expect(phone.get_by_label("Hva er grunnen?")).to_be_hidden()
    phone.get_by_label("Står fast").check()
    phone.get_by_label("Hva er grunnen?").fill("Ingen dirigent")
    phone.get_by_label("Hva skal til").fill("En vikar i mai")
    phone.get_by_role("button", name="Send svaret").click()
    expect(phone.get_by_text("Dere svarte")).to_be_visible()
    organiser.goto(f"{site.url}/oppfolging/{site.slug}")
    row = organiser.get_by_role("row", name="Spiller på sommerfesten")
    expect(row).to_contain_text("Ingen dirigent")
    expect(row).to_contain_text("En vikar i mai")


def test_parties_that_disagree_are_seen(phone: Page, organiser: Page, site: Site) -> None:
    answer(phone, site.choir_link, "Gjennomført")
    answer(phone, site.firm_link, "I gang")
    organiser.goto(f"{site.url}/oppfolging/{site.slug}")
    row = organiser.get_by_role("row", name="Spiller på sommerfesten")
    expect(row.get_by_text("Uenige")).to_be_visible()
    expect(organiser.get_by_role("heading", name="1 av 2 avtaler har nådd fristen")).to_be_visible()


def test_an_answer_can_be_changed(phone: Page, site: Site) -> None:
    answer(phone, site.choir_link, "I gang")
    phone.get_by_role("link", name="Endre svaret").click()
    expect(phone.get_by_label("I gang")).to_be_checked()
    phone.get_by_label("Gjennomført").check()
    phone.get_by_role("button", name="Send svaret").click()
    expect(phone.locator(".facts").get_by_text("Gjennomført")).to_be_visible()


def test_the_partners_contact_is_not_on_the_page(phone: Page, site: Site) -> None:
    phone.goto(site.choir_link)
    expect(phone.get_by_text("Nordhavn Elektro AS").first).to_be_visible()
    expect(phone.get_by_text("Even Elektro")).to_have_count(0)


def test_the_organiser_searches_and_filters(organiser: Page, site: Site) -> None:
    organiser.goto(f"{site.url}/oppfolging/{site.slug}")
    organiser.get_by_label("Tilstand").select_option("Avlyst")
    organiser.get_by_role("button", name="Vis").click()
    expect(organiser.get_by_role("row")).to_have_count(2)
    organiser.get_by_label("Søk").fill("finnes ikke")
    organiser.get_by_role("button", name="Vis").click()
    expect(organiser.get_by_role("heading", name="Ingen avtaler passer")).to_be_visible()


def test_the_organiser_downloads_the_overview(organiser: Page, site: Site, tmp_path: Path) -> None:
    organiser.goto(f"{site.url}/oppfolging/{site.slug}")
    with organiser.expect_download() as download:
        organiser.get_by_role("link", name="Last ned som Excel").click()
    download.value.save_as(tmp_path / "avtaler.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "avtaler.xlsx").active
    assert sheet is not None
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == [
        "Lillevik skolekorps",
        "Nordhavn Elektro AS",
        "Lillevik skolekorps",
    ]


def test_the_question_is_answered_from_the_mailbox(phone: Page, site: Site) -> None:
    search_mails(phone, site, site.choir)
    phone.get_by_role("link", name="Hvordan gikk det med avtalen med Nordhavn Elektro AS?").click()
    link = phone.frame_locator("iframe").get_by_role("link", name="Fortell hvordan det gikk")
    expect(link).to_have_attribute("href", re.compile("/svar/"))


def search_mails(phone: Page, site: Site, recipient: str) -> None:
    """Search for mails to a recipient."""
    phone.goto(f"{site.url}/utboks")
    phone.get_by_label("Søk etter mottaker").fill(recipient)
    phone.get_by_role("button", name="Søk").click()
    expect(phone).to_have_url(f"{site.url}/utboks")


def test_the_agreements_mail_has_its_deadlines_as_calendar_files(phone: Page, site: Site) -> None:
    search_mails(phone, site, site.choir)
    phone.get_by_role("link", name="Avtalene dere gjorde").click()
    expect(phone.frame_locator("iframe").get_by_text("Even Elektro")).to_be_visible()
    with phone.expect_download() as download:
        phone.get_by_role("link", name=re.compile("frist-.*ics")).first.click()
    assert "BEGIN:VEVENT" in download.value.path().read_text()


def test_an_empty_mailbox_says_so(phone: Page, site: Site) -> None:
    search_mails(phone, site, "ingen")
    expect(phone.get_by_role("heading", name="Ingen e-post til denne mottakeren")).to_be_visible()
    assert violations(phone) == []


def test_the_pages_are_accessible(organiser: Page, site: Site) -> None:
    for path in (
        f"/oppfolging/{site.slug}",
        f"/oppfolging/{site.slug}?sok=nei",
        "/utboks",
        "/svar/x",
    ):
        organiser.goto(site.url + path)
        assert violations(organiser) == []
    organiser.goto(site.choir_link)
    assert violations(organiser) == []
    organiser.get_by_role("button", name="Send svaret").click()
    assert violations(organiser) == []
    organiser.get_by_label("Står fast").check()
    assert violations(organiser) == []
    organiser.get_by_role("button", name="Send svaret").click()
    expect(organiser.get_by_role("heading", name="Takk for svaret!")).to_be_visible()
    assert violations(organiser) == []
    organiser.goto(f"{site.url}/utboks")
    organiser.get_by_role("link", name="Hvordan gikk det").first.click()
    expect(organiser.frame_locator("iframe").get_by_role("heading", name="Hvordan gikk det?")).to_be_visible()
    assert violations(organiser) == []
    organiser.set_viewport_size(PHONE)
    organiser.goto(f"{site.url}/oppfolging/{site.slug}")
    organiser.get_by_role("button", name="Meny Oppfølging").press("Enter")
    expect(organiser.get_by_role("link", name="Påmeldte")).to_be_visible()
    assert violations(organiser) == []
    organiser.keyboard.press("Escape")
    expect(organiser.get_by_role("link", name="Påmeldte")).to_be_hidden()
    assert violations(organiser) == []
