"""The market hour in a browser: the organiser's control, and the brokers' tablet."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from shared.auth import Identity, Role
from tests.e2e.accessibility import violations
from tests.e2e.screens import TABLET
from tests.evening import ORGANISATION
from tests.market_hall import Hall


@pytest.fixture
def organiser(browser: Browser, hall: Hall) -> Page:
    """The organiser's computer, signed in, at the control of the market."""
    identity = Identity(Role.ORGANISER, "organiser", ORGANISATION)
    token = hall.tokens.issue(identity, lifetime=timedelta(hours=1))
    context = browser.new_context(locale="nb-NO", reduced_motion="reduce")
    context.add_cookies([{"name": f"borsen-{Role.ORGANISER}", "value": token, "url": hall.url}])
    page = context.new_page()
    page.goto(f"{hall.url}/marked/{hall.slug}")
    return page


@pytest.fixture
def tablet(browser: Browser) -> Page:
    """A tablet on which nobody has joined yet."""
    return browser.new_page(viewport=TABLET, locale="nb-NO", reduced_motion="reduce")


@pytest.fixture
def plain_tablet(browser: Browser) -> Page:
    """A tablet without scripts."""
    return browser.new_page(viewport=TABLET, locale="nb-NO", java_script_enabled=False)


def open_market(organiser: Page) -> None:
    organiser.get_by_role("link", name="Åpne børsen").click()
    organiser.get_by_role("button", name="Ja, åpne børsen").click()
    expect(organiser.get_by_role("heading", name="Børsen er åpen")).to_be_visible()


def make_pin(organiser: Page) -> str:
    organiser.get_by_role("region", name="Slipp til børsmeglerne").get_by_role("button", name="Lag kode").click()
    return organiser.locator(".pin__digits").inner_text()


def join(tablet: Page, hall: Hall, pin: str) -> None:
    tablet.goto(f"{hall.url}/megler/{hall.slug}?enkel")
    tablet.get_by_label("Kode").fill(pin)
    tablet.get_by_role("button", name="Bli med").click()


def type_ahead(tablet: Page, party: str) -> Locator:
    """The field that the script makes of the select."""
    return tablet.get_by_role("combobox", name=party).and_(tablet.locator("input"))


def choose(tablet: Page, party: str, typed: str, name: str) -> None:
    type_ahead(tablet, party).fill(typed)
    tablet.get_by_role("option", name=name).click()


def fill_in(tablet: Page) -> None:
    """The choir's concert, from the catalogue, against a room at the library."""
    choose(tablet, "Første part", "koret", "Fjordkoret")
    tablet.get_by_role("button", name="En minikonsert").click()
    choose(tablet, "Andre part", "ås", "Ås bibliotek")
    tablet.get_by_label("Hva gir andre part?").fill("Lesesalen på tirsdager")


def register(tablet: Page) -> None:
    tablet.get_by_role("button", name="Se over avtalen").click()
    tablet.get_by_role("button", name="Registrer avtalen").click()


def at_the_open_desk(organiser: Page, tablet: Page, hall: Hall) -> None:
    join(tablet, hall, make_pin(organiser))
    open_market(organiser)
    expect(tablet.get_by_role("heading", name="Ny avtale")).to_be_visible()


def test_an_evening_at_the_desk(organiser: Page, tablet: Page, hall: Hall) -> None:
    join(tablet, hall, make_pin(organiser))
    expect(tablet.get_by_role("heading", name="Klar, Megler 1?")).to_be_visible()
    open_market(organiser)
    expect(tablet.get_by_role("heading", name="Ny avtale")).to_be_visible()

    fill_in(tablet)
    tablet.get_by_role("button", name="Se over avtalen").click()
    expect(tablet.locator(".terms")).to_contain_text("Begge gir")
    tablet.get_by_role("button", name="Registrer avtalen").click()
    expect(tablet.get_by_role("heading", name="Avtalen er registrert")).to_be_visible()

    tablet.get_by_role("link", name="Rett avtalen").click()
    tablet.get_by_label("Intensjonsavtale").check()
    register(tablet)
    expect(tablet.get_by_role("heading", name="Avtalen er rettet")).to_be_visible()
    expect(tablet.locator(".terms")).to_contain_text("Intensjonsavtale")

    tablet.get_by_role("link", name="Neste avtale").click()
    tablet.get_by_role("link", name="Avlys avtale 1").click()
    tablet.get_by_label("Hvorfor avlyses den?").fill("Registrert to ganger")
    tablet.get_by_role("button", name="Avlys avtalen").click()
    expect(tablet.get_by_role("heading", name="Avtalen er avlyst")).to_be_visible()

    organiser.get_by_role("link", name="Steng børsen").click()
    organiser.get_by_role("button", name="Ja, steng børsen").click()
    expect(organiser.get_by_role("row", name="Megler 1")).to_be_visible()
    tablet.goto(f"{hall.url}/megler/{hall.slug}")
    expect(tablet.get_by_role("heading", name="Børsen er stengt")).to_be_visible()


@pytest.mark.storm
def test_a_text_about_money_waits_for_the_brokers_word(organiser: Page, tablet: Page, hall: Hall) -> None:
    at_the_open_desk(organiser, tablet, hall)
    fill_in(tablet)
    tablet.get_by_label("Hva gir andre part?").fill("Lesesalen for 500 kr")
    tablet.get_by_role("button", name="Se over avtalen").click()
    expect(tablet.locator("#other_gives-error")).to_contain_text("«kr»")
    expect(tablet.get_by_label("Hva gir andre part?")).to_have_value("Lesesalen for 500 kr")
    expect(type_ahead(tablet, "Første part")).to_have_value("Fjordkoret")
    tablet.get_by_label("Jeg har spurt").check()
    register(tablet)
    expect(tablet.get_by_role("heading", name="Avtalen er registrert")).to_be_visible()


def test_a_choice_by_keyboard_alone(organiser: Page, tablet: Page, hall: Hall) -> None:
    at_the_open_desk(organiser, tablet, hall)
    party = type_ahead(tablet, "Første part")
    party.fill("fjord")
    expect(tablet.get_by_role("option")).to_have_count(2)
    party.press("ArrowDown")
    party.press("ArrowDown")
    party.press("Enter")
    expect(party).to_have_value("Turlaget Fjordsti")
    expect(tablet.get_by_role("radio", name="Turlaget Fjordsti")).to_be_visible()


@pytest.mark.storm
def test_a_need_of_the_other_can_be_met(organiser: Page, tablet: Page, hall: Hall) -> None:
    at_the_open_desk(organiser, tablet, hall)
    choose(tablet, "Første part", "ås", "Ås bibliotek")
    choose(tablet, "Andre part", "koret", "Fjordkoret")
    tablet.get_by_role("button", name="Øvingsrom en kveld i uka").click()
    expect(tablet.get_by_label("Hva gir første part?")).to_have_value("Øvingsrom en kveld i uka")
    register(tablet)
    expect(tablet.locator(".terms")).to_contain_text("Én gir")


def test_the_sheet_works_without_scripts(organiser: Page, plain_tablet: Page, hall: Hall) -> None:
    pin = make_pin(organiser)
    open_market(organiser)
    join(plain_tablet, hall, pin)
    plain_tablet.get_by_role("combobox", name="Første part").select_option("Fjordkoret")
    plain_tablet.get_by_label("Hva gir første part?").fill("En minikonsert")
    plain_tablet.get_by_role("combobox", name="Andre part").select_option("Ås bibliotek")
    register(plain_tablet)
    expect(plain_tablet.get_by_role("heading", name="Avtalen er registrert")).to_be_visible()


def test_a_wrong_pin_is_said_so_beside_the_field(tablet: Page, hall: Hall) -> None:
    join(tablet, hall, "123")
    expect(tablet.locator("#pin-error")).to_contain_text("Koden stemmer ikke")


def test_a_new_pin_asks_first_and_then_signs_the_brokers_out(organiser: Page, tablet: Page, hall: Hall) -> None:
    at_the_open_desk(organiser, tablet, hall)
    organiser.get_by_role("link", name="Lag ny kode").click()
    organiser.get_by_role("button", name="Ja, lag ny kode").click()
    expect(organiser.locator(".pin__digits")).to_be_visible()
    tablet.reload()
    expect(tablet.get_by_role("heading", name="Bli megler")).to_be_visible()


def test_axe_finds_nothing(organiser: Page, tablet: Page, hall: Hall) -> None:
    tablet.goto(f"{hall.url}/megler/{hall.slug}?enkel")
    found = {"join": violations(tablet), "planned": violations(organiser)}
    at_the_open_desk(organiser, tablet, hall)
    found["open"] = violations(organiser)
    found["sheet"] = violations(tablet)
    type_ahead(tablet, "Første part").fill("koret")
    expect(tablet.get_by_role("option")).to_be_visible()
    found["options"] = violations(tablet)
    tablet.get_by_role("button", name="Se over avtalen").click()
    expect(tablet.locator(".ds-error-summary")).to_be_visible()
    found["mistakes"] = violations(tablet)
    fill_in(tablet)
    tablet.get_by_role("button", name="Se over avtalen").click()
    found["read back"] = violations(tablet)
    tablet.get_by_role("button", name="Registrer avtalen").click()
    found["receipt"] = violations(tablet)
    tablet.get_by_role("link", name="Alle avtaler").click()
    found["all"] = violations(tablet)
    tablet.get_by_role("link", name="Avlys avtale 1").click()
    found["cancel"] = violations(tablet)
    assert {page: lines for page, lines in found.items() if lines} == {}
