"""Registration in a browser: an organiser plans, an organisation signs up, and somebody stands at the door."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from anyio.from_thread import BlockingPortal
from playwright.sync_api import Browser, BrowserContext, Page, expect

from shared.auth import Identity, Role
from shared.clock import AdjustableClock, today
from tests.e2e.accessibility import violations
from tests.e2e.screens import PHONE
from tests.registration_town import MakeSettings, Town, a_served_town, link_in


@dataclass
class Site:
    """A town behind an address, and a way to ask it things from the browser's thread."""

    url: str
    town: Town
    portal: BlockingPortal

    def plan(self) -> None:
        self.portal.call(self.town.planned)

    def sign_up(self, name: str, **others: object) -> None:
        async def signing_up() -> None:
            await self.town.signed_up(name=name, **others)

        self.portal.call(signing_up)

    def mail(self) -> str:
        """To whoever has signed up."""
        return self.portal.call(self.town.mail_to, self.town.email)


@pytest.fixture(scope="module")
def shared_site(
    portal: BlockingPortal,
    shared_settings: MakeSettings,
    shared_clock: AdjustableClock,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Site]:
    """The service, beside the browser."""
    served = a_served_town(shared_settings, shared_clock, tmp_path_factory.mktemp("town"))
    with portal.wrap_async_context_manager(served) as (town, url):
        yield Site(url, town, portal)


@pytest.fixture
def site(shared_site: Site) -> Site:
    return replace(shared_site, town=shared_site.town.of_its_own())


@pytest.fixture
def page(browser: Browser, site: Site) -> Page:
    """Anybody's browser."""
    return browser.new_page(base_url=site.url, locale="nb-NO", reduced_motion="reduce")


@pytest.fixture
def plain(browser: Browser, site: Site) -> Page:
    """A browser without scripts."""
    return browser.new_page(base_url=site.url, locale="nb-NO", java_script_enabled=False)


@pytest.fixture
def organiser(browser: Browser, site: Site) -> Page:
    """A signed-in organiser's browser."""
    context = browser.new_context(base_url=site.url, locale="nb-NO", reduced_motion="reduce")
    sign_in(context, site)
    return context.new_page()


def sign_in(context: BrowserContext, site: Site) -> None:
    identity = Identity(Role.ORGANISER, "organiser", site.town.organisation)
    token = site.town.tokens.issue(identity, lifetime=timedelta(hours=1))
    context.add_cookies([{"name": f"borsen-{Role.ORGANISER}", "value": token, "url": site.url}])


def fill_in(page: Page, town: Town) -> None:
    page.goto(town.form)
    page.get_by_label("Organisasjonens navn").fill("Ås skolekorps")
    page.get_by_label("Frivillighet").check()
    page.get_by_label("Hvor mange kommer?").fill("4")
    page.get_by_label("Kontaktperson").fill("Kari Eksempel")
    page.get_by_label("E-postadresse").fill(town.email)
    page.get_by_label("Telefonnummer").fill("99 88 77 66")
    wish(page, "needs", 0, "Øvingslokale", "Sted å være")
    wish(page, "offers", 0, "Musikk på festen", "Kultur, opplevelser og aktiviteter")
    page.get_by_label("Vi samtykker").check()


def look_over(page: Page) -> None:
    page.get_by_role("button", name="Se over før dere sender").click()


def send(page: Page) -> None:
    look_over(page)
    page.get_by_role("button", name="Meld på").click()


def wish(page: Page, group: str, row: int, text: str, category: str) -> None:
    page.locator(f"[name='{group}-{row}-text']").fill(text)
    page.locator(f"[name='{group}-{row}-category']").select_option(category)


def test_an_organisation_signs_up_and_opens_its_page_from_the_mail(site: Site, page: Page) -> None:
    site.plan()
    fill_in(page, site.town)
    page.get_by_role("button", name="Legg til et behov").click()
    wish(page, "needs", 1, "Notestativer", "Utstyr")
    send(page)
    expect(page.get_by_role("heading", name="Takk, dere er påmeldt!")).to_be_visible()
    page.goto(link_in(site.mail()))
    page.get_by_role("button", name="Åpne påmeldingen").click()
    expect(page.get_by_role("heading", name="Ås skolekorps")).to_be_visible()
    expect(page.get_by_text("Notestativer")).to_be_visible()


def test_rows_are_added_without_scripts_too(site: Site, plain: Page) -> None:
    site.plan()
    fill_in(plain, site.town)
    plain.get_by_role("button", name="Legg til et tilbud").click()
    wish(plain, "offers", 1, "Instrumentopplæring", "Kurs og foredrag")
    send(plain)
    expect(plain.get_by_role("heading", name="Takk, dere er påmeldt!")).to_be_visible()


def test_a_mistake_is_told_beside_its_field_and_nothing_typed_is_lost(site: Site, page: Page) -> None:
    site.plan()
    fill_in(page, site.town)
    page.get_by_label("E-postadresse").fill("ola")
    look_over(page)
    expect(page.locator("#email-error")).to_contain_text("Skriv en gyldig e-postadresse")
    expect(page.locator("[name='needs-0-text']")).to_have_value("Øvingslokale")


def test_who_looks_it_over_and_goes_back_finds_everything(site: Site, page: Page) -> None:
    site.plan()
    fill_in(page, site.town)
    page.get_by_role("button", name="Legg til et behov").click()
    wish(page, "needs", 1, "Notestativer", "Utstyr")
    look_over(page)
    expect(page.get_by_role("heading", name="Se over før dere sender")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Gå tilbake og endre").click()
    expect(page.locator("[name='needs-1-text']")).to_have_value("Notestativer")
    send(page)
    expect(page.get_by_role("heading", name="Takk, dere er påmeldt!")).to_be_visible()


def test_money_is_explained_and_confirmed_beside_the_field(site: Site, page: Page) -> None:
    site.plan()
    fill_in(page, site.town)
    wish(page, "offers", 0, "Konsert, 500 kr faller bort", "Kultur, opplevelser og aktiviteter")
    look_over(page)
    expect(page.locator("#offers-0-text-error")).to_contain_text("Teksten nevner «kr»")
    assert violations(page) == []
    page.get_by_label("Ingen skal betale noe for dette").check()
    send(page)
    expect(page.get_by_role("heading", name="Takk, dere er påmeldt!")).to_be_visible()


def test_a_closed_tab_loses_nothing(site: Site, browser: Browser) -> None:
    site.plan()
    context = browser.new_context(base_url=site.url, locale="nb-NO")
    page = context.new_page()
    fill_in(page, site.town)
    page.get_by_role("button", name="Legg til et behov").click()
    wish(page, "needs", 1, "Notestativer", "Utstyr")
    page.close()
    again = context.new_page()
    again.goto(site.town.form)
    expect(again.get_by_label("Organisasjonens navn")).to_have_value("Ås skolekorps")
    expect(again.locator("[name='needs-1-text']")).to_have_value("Notestativer")
    expect(again.get_by_label("Frivillighet")).to_be_checked()
    expect(again.get_by_label("Vi samtykker")).not_to_be_checked()


def test_what_is_kept_on_the_device_is_gone_once_it_is_sent(site: Site, page: Page) -> None:
    site.plan()
    fill_in(page, site.town)
    send(page)
    page.wait_for_url("**/takk")
    page.goto(site.town.form)
    expect(page.get_by_label("Organisasjonens navn")).to_have_value("")


def test_what_is_kept_on_the_device_can_be_deleted(site: Site, page: Page) -> None:
    site.plan()
    fill_in(page, site.town)
    page.get_by_role("button", name="Slett det som er lagret her").click()
    page.reload()
    expect(page.get_by_label("Organisasjonens navn")).to_have_value("")


def test_a_participant_changes_and_withdraws(site: Site, page: Page) -> None:
    site.plan()
    site.sign_up("Turgruppa Vest")
    page.goto(link_in(site.mail()))
    page.get_by_role("button", name="Åpne påmeldingen").click()
    page.get_by_role("link", name="Endre opplysningene").click()
    page.get_by_label("Hvor mange kommer?").fill("9")
    page.get_by_role("button", name="Lagre").click()
    expect(page.get_by_role("definition").filter(has_text="9").first).to_be_visible()
    page.get_by_role("link", name="Endre behov og tilbud").click()
    assert violations(page) == []
    page.get_by_label("Dette trenger vi").fill("Lån av telt")
    page.get_by_role("button", name="Lagre").click()
    expect(page.get_by_text("Lån av telt")).to_be_visible()
    page.get_by_role("link", name="Trekk påmeldingen").click()
    page.get_by_role("button", name="Trekk påmeldingen").click()
    expect(page.get_by_role("heading", name="Påmeldingen er trukket")).to_be_visible()


def test_an_organiser_plans_an_exchange(site: Site, organiser: Page) -> None:
    organiser.goto("/arrangor")
    organiser.get_by_role("link", name="Planlegg en børs").click()
    organiser.get_by_label("Navn", exact=True).fill("Frivilligbørs Østmarka")
    organiser.get_by_label("Kommune eller bydel").fill("Østmarka")
    organiser.get_by_label("Sted", exact=True).fill("Grendehuset")
    organiser.get_by_label("Dato").fill(str(today(site.town.clock) + timedelta(days=30)))
    organiser.get_by_label("Plass til hvor mange personer?").fill("120")
    organiser.get_by_role("button", name="Lagre og åpne påmeldingen").click()
    expect(organiser).to_have_url(f"{site.url}/arrangor/borser/frivilligbors-ostmarka")
    organiser.goto("/")
    expect(organiser.get_by_role("link", name="Frivilligbørs Østmarka")).to_be_visible()


def test_at_the_door_one_searches_and_checks_in(site: Site, organiser: Page) -> None:
    site.plan()
    site.sign_up("Ås skolekorps")
    site.sign_up("Bygda bibliotek", sector="public")
    organiser.goto(f"{site.town.organisers}/dor")
    organiser.get_by_label("Søk etter organisasjon").press_sequentially("korps")
    organiser.keyboard.press("Enter")
    expect(organiser.get_by_role("heading", name="Bygda bibliotek")).to_be_hidden()
    expect(organiser).to_have_url(f"{site.url}{site.town.organisers}/dor")
    organiser.get_by_role("button", name="Registrer Ås skolekorps").click()
    expect(organiser.get_by_text("Ås skolekorps er registrert. Velkommen!")).to_be_visible()
    expect(organiser.get_by_text("1 av 2 har kommet")).to_be_visible()
    organiser.get_by_role("button", name="Angre at Ås skolekorps har kommet").click()
    expect(organiser.get_by_text("0 av 2 har kommet")).to_be_visible()


PUBLIC = ["/", "/b/{slug}", "/b/{slug}/pamelding", "/b/{slug}/pamelding/takk", "/min-side", "/personvern"]
SIGNING_IN = ["/logg-inn", "/logg-inn/sendt", "/logg-inn/ukjent", "/p/ukjent", "/tilgjengelighet"]
ORGANISERS = ["/arrangor", "/arrangor/borser/ny", "/arrangor/borser/{slug}", "/arrangor/borser/{slug}/dor"]
PARTICIPANTS = ["/min-side", "/min-side/endre", "/min-side/trekk", "/min-side/slett"]


def test_axe_finds_nothing(site: Site, page: Page, organiser: Page) -> None:
    site.plan()
    site.sign_up("Ås skolekorps")
    found = {path: mistakes(page, path.format(slug=site.town.slug)) for path in PUBLIC + SIGNING_IN}
    found |= {path: mistakes(organiser, path.format(slug=site.town.slug)) for path in ORGANISERS}
    page.goto(link_in(site.mail()))
    page.get_by_role("button", name="Åpne påmeldingen").click()
    found |= {f"{path} (signed in)": mistakes(page, path) for path in PARTICIPANTS}
    assert {path: rules for path, rules in found.items() if rules} == {}


def test_axe_finds_nothing_in_a_form_with_mistakes(site: Site, page: Page) -> None:
    site.plan()
    page.goto(site.town.form)
    look_over(page)
    expect(page.get_by_role("heading", name="Rett opp dette")).to_be_visible()
    assert violations(page) == []


def mistakes(page: Page, path: str) -> list[str]:
    page.goto(path)
    return violations(page)


def test_an_organiser_finds_somebody_while_typing_and_writes_to_them(site: Site, organiser: Page) -> None:
    site.plan()
    site.sign_up("Ås skolekorps")
    site.sign_up("Bygda bibliotek", sector="public", contact_name="Åse Prøve")
    organiser.goto(f"{site.town.organisers}/deltakere")
    organiser.get_by_role("checkbox", name="Velg Ås skolekorps").check()
    organiser.get_by_label("Søk", exact=True).press_sequentially("åse pr")
    expect(organiser.get_by_role("status")).to_have_text("Viser 1 av 2")
    expect(organiser.get_by_role("link", name="Ås skolekorps")).to_be_hidden()
    expect(organiser).to_have_url(f"{site.url}{site.town.organisers}/deltakere")
    assert violations(organiser) == []
    organiser.get_by_role("checkbox", name="Velg Bygda bibliotek").check()
    organiser.get_by_role("button", name="Skriv til valgte").click()
    organiser.get_by_label("Emne").fill("Velkommen, {organisasjon}")
    organiser.get_by_label("Tekst").fill("Husk plakaten.\n\n{lenke}")
    assert violations(organiser) == []
    organiser.get_by_role("button", name="Se over før du sender").click()
    expect(organiser.get_by_text("Velkommen, Bygda bibliotek")).to_be_visible()
    assert violations(organiser) == []
    organiser.get_by_role("button", name="Send til 2 organisasjoner").click()
    expect(organiser.get_by_text("Sendt til 2 organisasjoner")).to_be_visible()
    assert violations(organiser) == []


def test_an_organiser_corrects_a_participant_on_a_phone(site: Site, organiser: Page) -> None:
    site.plan()
    site.sign_up("Ås skolekorps")
    organiser.set_viewport_size(PHONE)
    organiser.goto(f"{site.town.organisers}/deltakere")
    assert violations(organiser) == []
    organiser.get_by_role("link", name="Ås skolekorps").click()
    assert violations(organiser) == []
    organiser.get_by_role("link", name="Endre opplysningene").click()
    organiser.get_by_label("Hvor mange kommer?").fill("9")
    organiser.get_by_role("button", name="Lagre og gi beskjed").click()
    expect(organiser.get_by_text("Opplysningene ble endret av arrangøren")).to_be_visible()
    organiser.get_by_role("link", name="Endre behov og tilbud").click()
    organiser.get_by_label("Dette trenger vi").fill("Scene i mai")
    organiser.context.set_offline(True)
    organiser.get_by_role("button", name="Lagre og gi beskjed").click()
    expect(organiser.get_by_role("alert")).to_contain_text("Alt som er skrevet, står her fortsatt.")
    assert violations(organiser) == []
    organiser.context.set_offline(False)
    organiser.get_by_role("button", name="Lagre og gi beskjed").click()
    expect(organiser.get_by_text("Behovene og tilbudene ble endret av arrangøren")).to_be_visible()
    expect(organiser.get_by_text("Scene i mai")).to_be_visible()
    organiser.get_by_role("link", name="Trekk påmeldingen").click()
    assert violations(organiser) == []
    organiser.get_by_role("button", name="Trekk påmeldingen").click()
    expect(organiser.get_by_text("Trukket", exact=True)).to_be_visible()
    organiser.goto(f"{site.town.organisers}/epost")
    expect(organiser.get_by_role("heading", name="Ingen å skrive til ennå")).to_be_visible()
    assert violations(organiser) == []
