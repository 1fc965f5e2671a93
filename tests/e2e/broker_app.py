"""A broker's tablet, played: what a broker taps, types and sees in the app."""

from dataclasses import dataclass

from anyio.from_thread import BlockingPortal
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.conftest import eventually
from tests.e2e.screens import TABLET
from tests.market_hall import Answer, Hall

PATIENCE = 30_000
"""Milliseconds for what depends on how busy the machine is."""

COUNT_TAPS = "window.taps = 0; addEventListener('pointerdown', () => { window.taps += 1 }, true);"

NO_FILES_AT_FIRST = """
const { register } = ServiceWorkerContainer.prototype;
ServiceWorkerContainer.prototype.register = function () {
  ServiceWorkerContainer.prototype.register = register;
  return Promise.reject(new TypeError("the network went while files were fetched"));
};
"""

FULL_DISK = """
window.add = IDBObjectStore.prototype.add;
IDBObjectStore.prototype.add = () => { throw new DOMException('', 'QuotaExceededError') };
null
"""
ROOM_AGAIN = "IDBObjectStore.prototype.add = window.add; null"

AN_HOUR_AHEAD = """
const Right = Date;
globalThis.Date = class extends Right {
  constructor(...given) { given.length ? super(...given) : super(Right.now() + 3_600_000); }
  static now() { return Right.now() + 3_600_000; }
};
"""


@dataclass
class App:
    """The brokers' app of an exchange, open on one tablet."""

    page: Page
    address: str

    def join(self, pin: str) -> None:
        """By the address in the organiser's QR code, and until everything is on the device."""
        self.page.goto(f"{self.address}#{pin}")
        expect(self.heading("Klar, Megler").or_(self.heading("Ny avtale"))).to_be_visible(timeout=PATIENCE)
        self.page.evaluate("navigator.serviceWorker.ready.then(() => null)")

    def heading(self, name: str) -> Locator:
        return self.page.get_by_role("heading", name=name)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name)

    def without_network(self) -> None:
        self.page.context.set_offline(True)

    def with_network(self) -> None:
        self.page.context.set_offline(False)

    def loses_replies_to(self, address: str) -> None:
        """The server does what it is asked, and dies before its answer has left: so it looks from here."""

        def lose(route: Route) -> None:
            route.fetch()
            route.abort("connectionreset")

        self.page.route(address, lose)

    def finds_replies_again(self) -> None:
        self.page.unroute_all(behavior="wait")

    def loses_its_database(self) -> None:
        """The browser closes what it keeps on the disk, as iPads do behind a page that sleeps."""
        session = self.page.context.new_cdp_session(self.page)
        origin = self.page.evaluate("location.origin")
        session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "indexeddb"})

    def has_a_full_disk(self) -> None:
        self.page.evaluate(FULL_DISK)

    def has_room_again(self) -> None:
        self.page.evaluate(ROOM_AGAIN)

    def choose(self, part: int, typed: str, name: str) -> None:
        self.page.get_by_role("combobox", name=f"Part {part}").fill(typed)
        self.page.get_by_role("option", name=name).click()

    def read_back(self, gives: str = "En minikonsert") -> None:
        """The choir gives something to the library, which gives nothing back."""
        self.choose(1, "koret", "Fjordkoret")
        self.choose(2, "ås", "Ås bibliotek")
        self.page.get_by_label("Hva gir Fjordkoret?").fill(gives)
        self.button("Les opp avtalen").click()

    def register(self, gives: str = "En minikonsert") -> None:
        self.read_back(gives)
        self.button("Registrer avtalen").click()
        expect(self.page.get_by_role("combobox", name="Part 1")).to_be_visible()

    def go(self, place: str) -> None:
        self.page.get_by_role("navigation").get_by_role("button", name=place).click()

    def go_to_queue(self) -> None:
        self.queue.click()

    @property
    def queue(self) -> Locator:
        """What is always in sight: whether everything has been sent."""
        return self.page.locator("[data-queue]")

    @property
    def said(self) -> Locator:
        """What whoever listens has just heard of the queue."""
        return self.page.locator("[data-queue-said]")

    def has_sent_everything(self) -> None:
        expect(self.queue).to_have_text("Alt er sendt", timeout=PATIENCE)


@dataclass
class Tablet(App):
    """One tablet at the brokers' desk of a hall."""

    hall: Hall
    portal: BlockingPortal

    def agreements(self, number: int = 1) -> list[Answer]:
        """What the server has, the latest first, as soon as it lists so many."""
        return self.portal.call(self._listed, number)

    async def _listed(self, number: int) -> list[Answer]:
        async def listed() -> bool:
            return len(await self._list()) >= number

        await eventually(listed)
        return await self._list()

    async def _list(self) -> list[Answer]:
        return list((await self.hall.get("/agreements", self.hall.organiser())).json())


def new_tablet(browser: Browser, hall: Hall, portal: BlockingPortal, script: str = COUNT_TAPS) -> Tablet:
    """A tablet on which nobody has joined yet; `script` runs before any page's own."""
    context = browser.new_context(viewport=TABLET, locale="nb-NO", reduced_motion="reduce", has_touch=True)
    context.add_init_script(script)
    return Tablet(context.new_page(), f"{hall.url}/megler/{hall.slug}/app", hall, portal)
