"""Signing up in a browser when something goes wrong, and what the organiser does about those who are asked and wait."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from anyio.from_thread import BlockingPortal
from playwright.sync_api import Browser, Page, expect

from shared.auth import Identity, Role
from shared.clock import AdjustableClock
from tests.e2e.accessibility import violations
from tests.e2e.screens import LAPTOP, PHONE
from tests.registration_town import Answer, Gathering, MakeSettings, Town, a_served_town, link_in


@dataclass
class Served:
    """A town behind an address, which this module's tests share."""

    url: str
    town: Town
    portal: BlockingPortal


@dataclass
class Evening:
    """An exchange of its own, and what has become of it."""

    gathering: Gathering
    portal: BlockingPortal

    @property
    def form(self) -> str:
        return self.gathering.form

    def listed(self) -> list[Answer]:
        return self.portal.call(self.gathering.listed)


@pytest.fixture(scope="module")
def served(
    portal: BlockingPortal,
    shared_settings: MakeSettings,
    shared_clock: AdjustableClock,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("town")
    with portal.wrap_async_context_manager(a_served_town(shared_settings, shared_clock, folder)) as (town, url):
        yield Served(url, town, portal)


@pytest.fixture
def evening(served: Served) -> Evening:
    return Evening(served.portal.call(Gathering.planned, served.town), served.portal)


@pytest.fixture
def page(browser: Browser, served: Served, evening: Evening) -> Page:
    """A phone with the form filled in."""
    page = browser.new_page(base_url=served.url, locale="nb-NO", reduced_motion="reduce", viewport=PHONE)
    page.goto(evening.form)
    page.get_by_label("Organisasjonens navn").fill("Ås skolekorps")
    page.get_by_label("Frivillighet").check()
    page.get_by_label("Hvor mange kommer?").fill("4")
    next_step(page, "Steg 2 av 7 Hvem skal vi kontakte?")
    page.get_by_label("Kontaktperson").fill("Ola Eksempel")
    page.get_by_label("E-postadresse").fill("ola@eksempel.no")
    page.get_by_label("Telefonnummer").fill("99 88 77 66")
    next_step(page, "Steg 3 av 7 Mat og bilder")
    next_step(page, "Steg 4 av 7 Hva trenger dere?")
    wish(page, "needs", "Øvingslokale")
    next_step(page, "Steg 5 av 7 Hva kan dere tilby?")
    wish(page, "offers", "Musikk på festen")
    next_step(page, "Steg 6 av 7 Logo")
    next_step(page, "Steg 7 av 7 Personvern")
    page.get_by_label("Vi samtykker").check()
    return page


def wish(page: Page, group: str, text: str) -> None:
    page.locator(f"[name='{group}-0-text']").fill(text)
    page.locator(f"[name='{group}-0-category']").select_option("place")


def next_step(page: Page, heading: str) -> None:
    """By the button, to a heading that has the focus."""
    page.get_by_role("button", name="Neste").click()
    expect(page.get_by_role("heading", name=heading)).to_be_focused()


def look_over(page: Page) -> None:
    page.get_by_role("button", name="Se over før dere sender").click()


def send(page: Page) -> None:
    page.get_by_role("button", name="Meld på").click()


def test_a_phone_shows_a_step_at_a_time_and_the_first_one_that_is_not_right(page: Page) -> None:
    page.go_back()
    expect(page.get_by_role("heading", name="Steg 6 av 7 Logo")).to_be_focused()
    page.get_by_role("button", name="Tilbake").click()
    page.get_by_role("button", name="Tilbake").click()
    expect(page.get_by_label("Dette trenger vi")).to_have_value("Øvingslokale")
    needed = page.get_by_label("Dette trenger vi")
    needed.fill("")
    page.get_by_role("button", name="Neste").click()
    expect(needed).to_be_focused()
    expect(needed).to_have_accessible_description(re.compile(r"Skriv hva det gjelder\.$"))
    expect(needed).to_have_attribute("aria-invalid", "true")
    assert violations(page) == []
    needed.fill("Øvingslokale for 500 kr")
    needed.press("Enter")
    expect(page.get_by_text("Teksten nevner «kr»")).to_be_visible()
    expect(needed).to_be_focused()
    page.get_by_label("Ingen skal betale noe for dette").check()
    next_step(page, "Steg 5 av 7 Hva kan dere tilby?")
    next_step(page, "Steg 6 av 7 Logo")
    next_step(page, "Steg 7 av 7 Personvern")
    page.get_by_label("Vi samtykker").uncheck()
    look_over(page)
    expect(page.get_by_text("Kryss av for samtykke").last).to_be_visible()
    expect(page.get_by_role("heading", name="Steg 7 av 7 Personvern")).to_be_visible()
    assert violations(page) == []
    page.set_viewport_size(LAPTOP)
    expect(page.get_by_label("Vi samtykker")).to_be_visible()


def test_without_network_nothing_is_sent_or_lost_and_it_says_so(page: Page, evening: Evening) -> None:
    page.context.set_offline(True)
    look_over(page)
    expect(page.get_by_role("alert")).to_contain_text("ingenting er sendt")
    expect(page.get_by_label("Organisasjonens navn")).to_have_value("Ås skolekorps")
    page.context.set_offline(False)
    look_over(page)
    page.wait_for_selector("text=Påmeldingen er ikke sendt ennå")
    page.context.set_offline(True)
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("ingenting er sendt")
    assert violations(page) == []
    page.context.set_offline(False)
    send(page)
    page.wait_for_url("**/takk")
    assert len(evening.listed()) == 1


def test_many_taps_are_one_sign_up(page: Page, evening: Evening) -> None:
    look_over(page)
    page.get_by_role("button", name="Meld på").dblclick()
    page.wait_for_url("**/takk*")
    assert len(evening.listed()) == 1


def test_going_back_and_sending_once_more_is_one_sign_up_and_says_so(page: Page, evening: Evening) -> None:
    look_over(page)
    send(page)
    page.wait_for_url("**/takk")
    page.go_back()
    send(page)
    expect(page.get_by_role("heading", name="Denne påmeldingen var allerede sendt")).to_be_visible()
    assert violations(page) == []
    assert len(evening.listed()) == 1


def test_a_page_that_was_open_for_too_long_keeps_what_was_typed_and_can_be_sent(page: Page, evening: Evening) -> None:
    page.context.clear_cookies()
    look_over(page)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.get_by_role("button", name="Send på nytt").click()
    page.wait_for_selector("text=Påmeldingen er ikke sendt ennå")
    send(page)
    page.wait_for_url("**/takk")
    assert [one["name"] for one in evening.listed()] == ["Ås skolekorps"]


def test_an_organiser_invites_and_gives_a_place(browser: Browser, served: Served, page: Page, evening: Evening) -> None:
    gathering = evening.gathering
    organiser = signed_in(browser, served)
    organiser.goto(f"{gathering.organisers}/inviterte")
    organiser.get_by_label("Hvem vil du invitere?").fill("Lillevik bakeri; baker@eksempel.no\nKoret; kor@eksempel.no")
    organiser.get_by_role("button", name="Send invitasjonene").click()
    expect(organiser.get_by_text("2 invitasjoner er på vei.")).to_be_visible()
    assert violations(organiser) == []
    invited = link_in(served.portal.call(served.town.mail_to, "baker@eksempel.no"))
    page.goto(invited)
    expect(page.get_by_label("Organisasjonens navn")).to_have_value("Lillevik bakeri")
    assert violations(page) == []
    page.get_by_role("link", name="Nei takk, vi kommer ikke").click()
    assert violations(page) == []
    page.get_by_role("button", name="Nei takk, vi kommer ikke").click()
    expect(page.get_by_role("heading", name="Takk for svaret")).to_be_visible()
    evening.portal.call(gathering.sign_up, 2)
    evening.portal.call(gathering.make_room, 1)
    evening.portal.call(gathering.sign_up, 1)
    organiser.get_by_role("button", name="Meny Inviterte").click()
    organiser.get_by_role("link", name="Plasser").click()
    expect(organiser.get_by_role("heading", name="Lillevik kammerkor")).to_be_visible()
    assert violations(organiser) == []
    organiser.get_by_label("Plass til hvor mange personer?").fill("4")
    organiser.get_by_role("button", name="Lagre").click()
    expect(organiser.get_by_text("Ingen venter på plass")).to_be_visible()


def signed_in(browser: Browser, served: Served) -> Page:
    """An organiser's browser."""
    identity = Identity(Role.ORGANISER, "organiser", served.town.organisation)
    token = served.town.tokens.issue(identity, lifetime=timedelta(hours=1))
    context = browser.new_context(base_url=served.url, locale="nb-NO", reduced_motion="reduce", viewport=PHONE)
    context.add_cookies([{"name": f"borsen-{Role.ORGANISER}", "value": token, "url": served.url}])
    return context.new_page()
