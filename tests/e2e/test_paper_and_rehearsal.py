"""Before the evening and when it fails: brokers rehearse; forms are printed, and keyed in afterwards."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from anyio.from_thread import BlockingPortal
from playwright.sync_api import Browser, Locator, Page, Request, expect

from shared.auth import Identity, Role
from shared.clock import AdjustableClock
from shared.settings import Settings
from tests.e2e.accessibility import violations
from tests.e2e.screens import TABLET
from tests.evening import ORGANISATION
from tests.market_hall import Hall, running_market
from tests.paper import opened


@pytest.fixture(scope="module")
def hall(
    portal: BlockingPortal,
    shared_settings: Callable[..., Settings],
    shared_clock: AdjustableClock,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Hall]:
    """An open market, beside the browser."""
    folder = tmp_path_factory.mktemp("paper")
    with portal.wrap_async_context_manager(running_market(shared_settings, shared_clock, folder)) as market:
        hall = portal.call(market.new_hall)
        portal.call(hall.open)
        yield hall


@pytest.fixture
def page(browser: Browser, hall: Hall) -> Page:
    """The organiser's tablet, signed in: it prints, and may key in as a broker does."""
    identity = Identity(Role.ORGANISER, "organiser", ORGANISATION)
    token = hall.tokens.issue(identity, lifetime=timedelta(hours=1))
    context = browser.new_context(
        base_url=hall.url, locale="nb-NO", reduced_motion="reduce", viewport=TABLET, color_scheme="dark"
    )
    context.add_cookies([{"name": f"borsen-{Role.ORGANISER}", "value": token, "url": hall.url}])
    return context.new_page()


def choose(page: Page, party: str, typed: str, name: str) -> None:
    type_ahead(page, party).fill(typed)
    page.get_by_role("option", name=name).click()


def type_ahead(page: Page, party: str) -> Locator:
    return page.get_by_role("combobox", name=party).and_(page.locator("input"))


def key_in(page: Page, number: int, gives: str) -> None:
    """The number first, then what the choir gives the library."""
    page.get_by_label("Skjemanummer").fill(str(number))
    page.get_by_label("Skjemanummer").press("Enter")
    expect(type_ahead(page, "Første part")).to_be_focused()
    choose(page, "Første part", "koret", "Fjordkoret")
    page.get_by_label("Hva gir første part?").fill(gives)
    choose(page, "Andre part", "ås", "Ås bibliotek")
    page.get_by_role("button", name=f"Før inn skjema {number}").click()


def test_forms_are_printed_and_keyed_in_once_each(page: Page, hall: Hall) -> None:
    page.goto(f"/marked/{hall.slug}/skjema")
    found = {"print": violations(page)}
    page.get_by_label("Hvor mange?").fill("4")
    page.get_by_label("Fra nummer").fill("17")
    with page.expect_download() as download:
        page.get_by_role("button", name="Last ned skjemaene").click()
    with opened(download.value.path().read_bytes()) as paper:
        assert "Skjema17" in paper.text

    page.get_by_role("link", name="Før inn skjemaer").click()
    found["number"] = violations(page)
    key_in(page, 17, "En minikonsert på lørdag")
    expect(page.get_by_text("Skjema 17 er ført")).to_be_visible()
    expect(page.get_by_label("Skjemanummer")).to_have_value("18")

    key_in(page, 18, "Minikonserten")
    expect(page.get_by_role("heading", name="Er det den samme avtalen?")).to_be_visible()
    found["double"] = violations(page)
    page.get_by_role("button", name="Endre").click()
    expect(page.get_by_label("Hva gir første part?")).to_have_value("Minikonserten")
    found["sheet"] = violations(page)
    page.get_by_role("button", name="Før inn skjema 18").click()
    page.get_by_role("button", name="Det er den samme").click()
    found["done"] = violations(page)

    page.get_by_label("Skjemanummer").fill("18")
    page.get_by_role("button", name="Finn skjemaet").click()
    expect(page.get_by_role("heading", name="Skjema 18 er ført av Arrangøren kl.")).to_be_visible()
    expect(page.get_by_text("Det er samme avtale som nummer 1")).to_be_visible()
    found["known"] = violations(page)
    page.get_by_role("link", name="Rett avtalen").click()
    expect(page.get_by_label("Hva gir første part?")).to_have_value("En minikonsert på lørdag")
    assert {stop: lines for stop, lines in found.items() if lines} == {}


def read_back(page: Page, *, choir_gives: str = "Minikonsert på en halv time") -> None:
    """The first assignment, as it should be: the choir sings, and may use the hall."""
    page.get_by_role("combobox", name="Part 1").fill("kammerkor")
    page.get_by_role("option", name="Lillevik kammerkor").click()
    page.get_by_role("combobox", name="Part 2").fill("5")
    page.get_by_role("option", name="Fjellveien skole").click()
    page.get_by_label("Hva gir Lillevik kammerkor?").fill(choir_gives)
    page.get_by_role("button", name="Aulaen på kveldstid").click()
    page.get_by_role("button", name="Les opp avtalen").click()


def test_a_rehearsal_works_without_network_and_sends_nothing(
    browser: Browser, hall: Hall, portal: BlockingPortal
) -> None:
    context = browser.new_context(base_url=hall.url, locale="nb-NO", reduced_motion="reduce", viewport=TABLET)
    page = context.new_page()
    before = portal.call(hall.agreements)
    page.goto("/ovelse/megler")
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    found = {"briefing": violations(page)}
    context.set_offline(True)
    page.reload()
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))

    page.get_by_role("button", name="Begynn øvelsen").click()
    expect(page.get_by_role("heading", name="Avtale 1 av 8")).to_be_visible()
    found["assignment"] = violations(page)
    read_back(page)
    page.get_by_role("button", name="Registrer avtalen").click()
    expect(page.get_by_role("status").get_by_text("Alt stemmer. Godt jobbet!")).to_be_visible()

    expect(page.get_by_text("Bakeriet på hjørnet gir kaker")).to_be_visible()
    read_back(page, choir_gives="En konsert for 500 kroner")
    expect(page.get_by_role("alert")).to_contain_text("uten penger")
    page.get_by_label("Jeg har spurt").check()
    page.get_by_role("button", name="Registrer avtalen").click()
    expect(page.get_by_text("Partene skulle være Bakeriet på hjørnet, Speidergruppa Røyskatten.")).to_be_visible()
    found["feedback"] = violations(page)
    page.get_by_role("button", name="Avslutt").click()

    expect(page.get_by_role("heading", name="Slik gikk det")).to_be_visible()
    expect(page.locator("[data-slot='made']")).to_have_text("2")
    expect(page.locator("[data-slot='right']")).to_have_text("1")
    found["result"] = violations(page)
    assert [request.url for request in asked if request.method != "GET"] == []
    assert portal.call(hall.agreements) == before
    assert {stop: lines for stop, lines in found.items() if lines} == {}


JUDGE = """async (agreed) => {
  const { judge } = await import("/static/agreements/rehearsal/judge.js");
  const parties = { choir: true, library: false };
  const assignment = { parties, contact: "choir", deadline: "two_weeks", commitment: "firm" };
  const found = judge(assignment, agreed, { two_weeks: "2027-05-06" }, { nameOf: String, dayOf: String });
  return found.map(([sentence]) => sentence);
}"""


def test_a_trainer_sees_each_difference(browser: Browser, hall: Hall) -> None:
    page = browser.new_page(base_url=hall.url)
    page.goto("/ovelse/megler")
    parties = [{"participant": "library", "gives": None}, {"participant": "choir", "gives": "En konsert"}]
    right = {
        "parties": parties,
        "commitment": "firm",
        "deadline": "2027-05-06",
        "first_contact": "choir",
        "money_confirmed": False,
    }
    swapped = [{"participant": "choir", "gives": None}, {"participant": "library", "gives": "Lesesalen"}]

    def judged(**others: object) -> list[str]:
        return list(page.evaluate(JUDGE, {**right, **others}))

    assert judged() == []
    assert judged(parties=parties[:1]) == ["wrongParties"]
    assert judged(parties=swapped) == ["shouldGive", "shouldGet"]
    assert judged(commitment="intent") == ["wasFirm"]
    assert judged(deadline="2027-05-22", first_contact="library") == ["wrongDeadline", "wrongContact"]
    assert judged(money_confirmed=True) == ["noMoney"]
