"""The door's app on two tablets: sure without network, and of one mind afterwards."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from time import monotonic
from uuid import UUID

import pytest
from anyio.from_thread import BlockingPortal
from playwright.sync_api import Browser, Locator, Page, expect

from shared.auth import Identity, Role
from shared.badge import badge_address
from shared.clock import AdjustableClock
from shared.settings import Settings
from tests.e2e.accessibility import violations
from tests.e2e.broker_app import COUNT_TAPS, FULL_DISK, ROOM_AGAIN
from tests.e2e.screens import TABLET
from tests.registration_town import Gathering, Town, a_served_town

Served = tuple[Town, str]


@pytest.fixture(scope="module")
def served(
    portal: BlockingPortal,
    shared_settings: Callable[..., Settings],
    shared_clock: AdjustableClock,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Served]:
    town = a_served_town(shared_settings, shared_clock, tmp_path_factory.mktemp("town"))
    with portal.wrap_async_context_manager(town) as served:
        yield served


@dataclass
class Door:
    """One tablet at the door of an exchange."""

    page: Page
    address: str

    def join(self, pin: str) -> None:
        """By the address in the organiser's QR code, and until everything is on the device."""
        self.page.goto(f"{self.address}#{pin}")
        expect(self.button("Ikke påmeldt")).to_be_visible()
        self.page.evaluate("navigator.serviceWorker.ready.then(() => null)")

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name)

    @property
    def window(self) -> Locator:
        return self.page.get_by_role("dialog")

    @property
    def queue(self) -> Locator:
        return self.page.locator("[data-queue]")

    def without_network(self) -> None:
        self.page.context.set_offline(True)

    def with_network(self) -> None:
        self.page.context.set_offline(False)

    def check_in(self, name: str) -> None:
        self.button(name).tap()
        self.window.get_by_role("button", name="Registrer").tap()

    def taps_undo(self, name: str) -> None:
        self.page.get_by_role("radio", name="Har kommet").check()
        self.button(name).tap()
        self.window.get_by_role("button", name="Angre").tap()

    def takes_back(self, name: str) -> None:
        self.taps_undo(name)
        self.page.get_by_role("radio", name="Ikke kommet").check()
        expect(self.button(name)).to_be_visible()

    def gives_up(self, name: str) -> None:
        """A walk-in that is only on this tablet."""
        self.taps_undo(name)
        self.window.get_by_role("button", name="Slett").tap()
        expect(self.button(name)).to_have_count(0)

    def walk_in(self, **others: str) -> None:
        """A brass band that nobody expected."""
        typed = {"name": "Ås skolekorps", "people": "2", "contact_name": "Ola Eksempel", "email": "ola@eksempel.no"}
        texts = {"phone": "22 33 44 99", "needs-0-text": "Øvingslokale", "offers-0-text": "En konsert"}
        self.button("Ikke påmeldt").tap()
        for name, text in {**typed, **texts, **others}.items():
            self.page.locator(f"[name='{name}']").fill(text)
        self.page.locator("[name='needs-0-category']").select_option("place")
        self.page.locator("[name='offers-0-category']").select_option("culture")
        self.page.get_by_role("radio", name="Frivillighet").check()
        self.page.get_by_label("Vi samtykker").check()
        self.register()

    def register(self) -> None:
        self.page.locator("[data-bar='walk-in']").get_by_role("button", name="Registrer").tap()

    def sees(self, which: str, *names: str) -> None:
        """Those are the guests under a heading of the list, in this order."""
        self.page.get_by_role("radio", name=which).check()
        expect(self.page.locator("[data-guests] .guest__name")).to_have_text(list(names), timeout=30_000)

    def has_sent_everything(self) -> None:
        expect(self.queue).to_have_text("Alt er sendt", timeout=30_000)


@dataclass
class Evening:
    """An exchange with its organiser's page and as many tablets as a test wants."""

    browser: Browser
    portal: BlockingPortal
    gathering: Gathering
    url: str
    organiser: Page

    def tablet(self, pin: str) -> Door:
        context = self.browser.new_context(viewport=TABLET, locale="nb-NO", reduced_motion="reduce", has_touch=True)
        context.add_init_script(COUNT_TAPS)
        door = Door(context.new_page(), f"{self.url}/dor/{self.gathering.slug}/app")
        door.join(pin)
        return door

    def open_page(self, query: str = "") -> None:
        self.organiser.goto(f"{self.url}{self.gathering.organisers}/dor/nettbrett{query}")

    def pin(self) -> str:
        self.open_page("?bekreft=kode")
        self.organiser.get_by_role("button", name="kode").first.click()
        return self.organiser.locator(".pin__digits").inner_text().replace(" ", "")


@pytest.fixture
def evening(browser: Browser, portal: BlockingPortal, served: Served) -> Evening:
    """Three are expected, and there is room for ten people."""
    town, url = served
    gathering = portal.call(partial(Gathering.planned, town, capacity=10))
    for name, sector in [("Fjordkoret", "voluntary"), ("Ås bibliotek", "public"), ("Turlaget", "voluntary")]:
        portal.call(partial(gathering.sign_up, 2, name=name, sector=sector))
    organiser = Identity(Role.ORGANISER, "organiser", town.organisation)
    token = town.tokens.issue(organiser, lifetime=timedelta(hours=3))
    context = browser.new_context(locale="nb-NO")
    context.add_cookies([{"name": "borsen-organiser", "value": token, "url": url}])
    return Evening(browser, portal, gathering, url, context.new_page())


def test_two_tablets_without_network_agree_afterwards(evening: Evening) -> None:
    pin = evening.pin()
    first, second = evening.tablet(pin), evening.tablet(pin)
    first.without_network()
    second.without_network()
    first.page.evaluate("window.taps = 0")
    first.check_in("Fjordkoret")
    expect(first.page.get_by_text("Fjordkoret er registrert.")).to_be_visible()
    assert first.page.evaluate("window.taps") == 2
    expect(first.page.get_by_role("heading", name="Ankomst")).to_be_focused()
    second.check_in("Fjordkoret")
    second.check_in("Ås bibliotek")
    second.check_in("Turlaget")
    second.takes_back("Turlaget")
    second.walk_in(name="Feil forening")
    second.gives_up("Feil forening")
    began = monotonic()
    first.walk_in()
    assert monotonic() - began < 60
    second.walk_in(email="styret@eksempel.no", phone="99 88 77 66")
    first.page.reload()
    first.sees("Har kommet", "Ås skolekorps", "Fjordkoret")
    expect(first.queue).to_have_text("2 venter på nett")

    first.with_network()
    first.has_sent_everything()
    second.with_network()
    second.has_sent_everything()
    first.page.reload()
    second.page.reload()
    for tablet in (first, second):
        expect(tablet.page.locator("[data-slot='arrived']")).to_have_text("4 av 5 har kommet")
        tablet.sees("Mulige doble", "Ås skolekorps", "Ås skolekorps")
        expect(tablet.page.locator("[data-sector='public']")).to_contain_text("1 av 1")
    first.taps_undo("Fjordkoret")
    expect(first.page.get_by_text("Fjordkoret er registrert på et annet nettbrett også")).to_be_visible()
    first.sees("Mulige doble", "Ås skolekorps", "Ås skolekorps")
    first.page.locator(".guest__open").first.tap()
    expect(first.window).to_contain_text("Ser ut som Ås skolekorps (nr. 5)")
    found = violations(first.page)
    evening.open_page()
    expect(evening.organiser.get_by_role("heading", name="ser ut som den samme")).to_be_visible()
    found += violations(evening.organiser)
    assert (len(evening.portal.call(evening.gathering.listed)), found) == (5, [])


def test_a_walk_in_is_judged_by_the_rules_of_the_sign_up_at_once_or_later(evening: Evening) -> None:
    tablet = evening.tablet(evening.pin())
    found = violations(tablet.page)
    tablet.button("Ikke påmeldt").tap()
    tablet.page.locator("[name='name']").fill("Ås sko")
    tablet.page.get_by_role("radio", name="Frivillighet").check()
    tablet.page.reload()
    tablet.button("Ikke påmeldt").tap()
    expect(tablet.page.locator("[name='name']")).to_have_value("Ås sko")
    expect(tablet.page.get_by_role("radio", name="Frivillighet")).to_be_checked()
    tablet.walk_in(email="ola", **{"offers-0-text": "Konsert for 500 kr"})
    expect(tablet.page.locator("#email-error")).to_contain_text("gyldig e-postadresse")
    found += violations(tablet.page)
    tablet.page.get_by_label("E-postadresse").fill("ola@eksempel.no")
    tablet.page.get_by_label("Ingen skal betale noe for dette").last.check()
    tablet.page.get_by_label("Hvor mange kommer?").fill("5")
    expect(tablet.page.get_by_text("De kommer på venteliste, og må vente")).to_be_visible()
    tablet.register()
    expect(tablet.page.get_by_text("Ås skolekorps kom på venteliste")).to_be_visible()
    tablet.has_sent_everything()
    tablet.sees("Venteliste", "Ås skolekorps")

    tablet.without_network()
    tablet.walk_in(name="Lillevik husflidslag", **{"offers-0-text": "Kurs for 500 kr"})
    tablet.with_network()
    expect(tablet.queue).to_have_text("1 må rettes", timeout=30_000)
    tablet.queue.tap()
    found += violations(tablet.page)
    tablet.button("Rett og send").tap()
    tablet.page.get_by_label("Ingen skal betale noe for dette").last.check()
    tablet.register()
    tablet.has_sent_everything()
    tablet.sees("Har kommet", "Lillevik husflidslag")
    assert found == []


def test_a_code_is_scanned_and_checked_in_in_two_taps_until_the_helper_s_own_ends(evening: Evening) -> None:
    tablet = evening.tablet(evening.pin())
    (choir, *_others) = evening.portal.call(evening.gathering.listed)
    tablet.page.evaluate(SHOW_TO_CAMERA, badge_address(evening.url, UUID(choir["id"])))
    tablet.page.evaluate("window.taps = 0")
    tablet.button("Skann").tap()
    tablet.window.get_by_role("button", name="Registrer").tap()
    expect(tablet.page.get_by_text("Fjordkoret er registrert.")).to_be_visible()
    assert tablet.page.evaluate("window.taps") == 2
    tablet.has_sent_everything()
    a_full_tablet_says_so(tablet)
    the_tablet_forgets_with_its_code(evening, tablet)


def a_full_tablet_says_so(tablet: Door) -> None:
    tablet.page.evaluate(FULL_DISK)
    tablet.check_in("Ås bibliotek")
    expect(tablet.window.get_by_role("alert")).to_contain_text("ikke lagret på nettbrettet")
    tablet.page.evaluate(ROOM_AGAIN)
    tablet.window.get_by_role("button", name="Registrer").tap()
    expect(tablet.page.get_by_text("Ås bibliotek er registrert.")).to_be_visible()
    tablet.has_sent_everything()


def the_tablet_forgets_with_its_code(evening: Evening, tablet: Door) -> None:
    """Everything but what is not sent yet, which leaves with the next code; and everything when it is given back."""
    tablet.without_network()
    tablet.check_in("Turlaget")
    newer = evening.pin()
    tablet.with_network()
    expect(tablet.page.get_by_text("listen er slettet fra nettbrettet")).to_be_visible(timeout=30_000)
    assert "Ås bibliotek" not in tablet.page.evaluate(KEPT)
    assert violations(tablet.page) == []
    tablet.page.get_by_role("textbox", name="Kode").fill(newer)
    tablet.button("Bli med").tap()
    tablet.has_sent_everything()
    tablet.sees("Har kommet", "Turlaget", "Ås bibliotek", "Fjordkoret")
    tablet.queue.tap()
    tablet.button("Avslutt og slett alt her").tap()
    tablet.window.get_by_role("button", name="Avslutt og slett").tap()
    expect(tablet.page.get_by_role("heading", name="Bli dørvert")).to_be_visible()
    tablet.page.reload()
    expect(tablet.page.get_by_role("heading", name="Bli dørvert")).to_be_visible()
    assert "Turlaget" not in tablet.page.evaluate(KEPT)


SHOW_TO_CAMERA = """async text => {
    const { encodeQR } = await import("/static/vendor/qr/index.js");
    const squares = encodeQR(text, "raw", { border: 4 });
    const side = squares.length * 8;
    const canvas = Object.assign(document.createElement("canvas"), { width: side, height: side });
    const context = canvas.getContext("2d");
    const draw = () => squares.forEach((row, y) => row.forEach((dark, x) => {
        context.fillStyle = dark ? "#000" : "#fff";
        context.fillRect(8 * x, 8 * y, 8, 8);
    }));
    setInterval(draw, 200);
    navigator.mediaDevices.getUserMedia = async () => canvas.captureStream(5);
}"""
"""Holds a phone with a code before the tablet's camera."""

KEPT = """async () => {
    const open = name => new Promise(done => { indexedDB.open(name).onsuccess = event => done(event.target.result); });
    const all = (database, store) => new Promise(done => {
        database.transaction(store).objectStore(store).getAll().onsuccess = event => done(event.target.result);
    });
    let text = "";
    for (const { name } of await indexedDB.databases()) {
        const database = await open(name);
        for (const store of database.objectStoreNames) text += JSON.stringify(await all(database, store));
        database.close();
    }
    return text;
}"""
"""Everything that the device holds of the page, as text."""
