"""The pattern pages: every macro and layout, in both colour schemes, on phone, tablet and projector."""

import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, ViewportSize, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from shared.web.assets import Assets
from shared.web.errors import Errors
from shared.web.forms import Submitted, blank_form
from shared.web.i18n import LanguageMiddleware
from shared.web.rendering import Pages
from shared.web.security import CsrfProtection, SecurityHeaders
from tests.e2e.accessibility import violations
from tests.e2e.screens import PHONE, PROJECTOR, TABLET

SCREENS = [PHONE, TABLET, PROJECTOR]
PATTERNS = ["components", "organiser", "broker"]

AGREEMENTS = [
    {
        "parties": ("Lillevik skolekorps", "Nordhavn Elektro AS"),
        "what": "Korpset spiller på sommerfesten. Bedriften ordner lys i øvingslokalet.",
        "mutual": True,
    },
    {
        "parties": ("Lillevik bibliotek", "Språkkafeen i Fjordgata"),
        "what": "Lån av lesesalen på tirsdager fra kl. 18.",
        "mutual": False,
    },
    {
        "parties": ("Frivilligsentralen", "Havna Regnskap"),
        "what": "Hjelp med budsjettet mot en dugnadsdag i hagen til seniorsenteret.",
        "mutual": True,
    },
    {
        "parties": ("Turgruppa Vest", "Lillevik ungdomsskole"),
        "what": "Tre guidede turer for niende trinn mot lån av gymsalen i vinter.",
        "mutual": True,
    },
]
LISTINGS = [
    {
        "text": "Øvingslokale to kvelder i uka",
        "kind": "need",
        "category": "place",
        "sector": "voluntary",
        "organisation": "Lillevik skolekorps",
    },
    {
        "text": "Førstehjelpskurs for inntil 20 personer",
        "kind": "offer",
        "category": "courses",
        "sector": "public",
        "organisation": "Lillevik legevakt",
    },
    {
        "text": "Hjelp til nettside og regnskap",
        "kind": "offer",
        "category": "expertise",
        "sector": "business",
        "organisation": "Havna Regnskap",
    },
]
MISTAKEN: Submitted[None] = Submitted(  # type: ignore[type-var]
    None,
    {"organisation": "Korpset", "email": "post@korpset", "needs-0-text": "", "needs-1-text": "Lokale"},
    {
        "email": "Skriv en gyldig e-postadresse, for eksempel navn@eksempel.no.",
        "sector": "Velg ett av alternativene.",
        "needs-0-text": "Fyll ut dette feltet.",
        "consent": "Kryss av her for å gå videre.",
        "": "Børsen er full.",
    },
    {},
)


def pattern_pages() -> ASGIApp:
    assets = Assets()
    pages = Pages(assets=assets)

    async def show(request: Request) -> Response:
        mistaken = "mistakes" in request.query_params
        return pages.render(
            request,
            f"patterns/{request.path_params['name']}.html",
            form=MISTAKEN._replace(labels={}) if mistaken else blank_form(),
            listings=LISTINGS * 2,
            agreements=AGREEMENTS,
            closes_at=datetime(2027, 4, 22, 17, 30, tzinfo=UTC),
        )

    app = Starlette(routes=[Route("/{name}", show)])
    assets.mount(app)
    protected = CsrfProtection(app, secret="patterns", public_url="http://127.0.0.1", refuse=Errors(pages).foreign)
    return SecurityHeaders(LanguageMiddleware(protected), public_url="http://127.0.0.1")


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(pattern_pages(), log_config=None, lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def page(browser: Browser) -> Page:
    return browser.new_page(locale="nb-NO", reduced_motion="reduce")


def show(page: Page, address: str) -> None:
    answer = page.goto(address)
    assert answer
    assert answer.ok


@pytest.mark.parametrize("pattern", [*PATTERNS, "components?mistakes"])
def test_axe_finds_nothing(page: Page, site: str, pattern: str) -> None:
    show(page, f"{site}/{pattern}")
    assert violations(page) == []


@pytest.mark.parametrize("pattern", [*PATTERNS, "components?mistakes"])
def test_nothing_scrolls_sideways(page: Page, site: str, pattern: str) -> None:
    show(page, f"{site}/{pattern}")
    assert [width_on(page, screen) for screen in SCREENS] == [screen["width"] for screen in SCREENS]


def width_on(page: Page, screen: ViewportSize) -> int:
    """How wide the page is on a screen."""
    page.set_viewport_size(screen)
    return int(page.evaluate("document.documentElement.scrollWidth"))


def test_the_browser_blocks_nothing_and_misses_nothing(page: Page, site: str) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(request.url))
    page.goto(f"{site}/components", wait_until="networkidle")
    assert complaints == []


def test_the_summary_of_mistakes_has_the_focus_and_leads_to_each_field(page: Page, site: str) -> None:
    show(page, f"{site}/components?mistakes")
    summary = page.locator(".ds-error-summary")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name="Hvilken sektor hører dere til?").click()
    assert page.evaluate("document.activeElement.name") == "sector"


def test_one_more_row_is_ready_for_typing(page: Page, site: str) -> None:
    show(page, f"{site}/components")
    page.get_by_role("button", name="Legg til et behov").click()
    assert page.evaluate("document.activeElement.name") == "needs-1-text"
    assert page.get_by_role("group", name="Behov 2").get_by_label("Kategori").is_visible()


def test_a_form_is_sent_once_however_often_its_button_is_pressed(page: Page, site: str) -> None:
    sent: list[str] = []
    show(page, f"{site}/components")
    page.on("request", lambda request: sent.append(request.method))
    page.route("**/components", lambda route: route.fulfill(status=204))
    button = page.get_by_role("button", name="Meld på", exact=True)
    button.click()
    button.click()
    page.get_by_role("button", name="Lagre utkast").click()
    assert sent.count("POST") == 1


def test_paper_is_light_when_the_screen_is_dark(page: Page, site: str) -> None:
    colour = "getComputedStyle(document.querySelector('.ds-tag')).backgroundColor"
    show(page, f"{site}/components")
    page.emulate_media(color_scheme="light")
    on_a_light_screen = page.evaluate(colour)
    page.emulate_media(color_scheme="dark", media="print")
    assert page.evaluate(colour) == on_a_light_screen
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_the_language_is_chosen_at_the_foot_of_a_page_and_remembered(page: Page, site: str) -> None:
    show(page, f"{site}/organiser?side=2")
    page.get_by_role("navigation", name="Språk").get_by_role("link", name="English").click()
    expect(page).to_have_url(f"{site}/organiser?side=2&lang=en")
    show(page, f"{site}/components")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    languages = page.get_by_role("navigation", name="Language")
    expect(languages.locator("[aria-current]")).to_have_text("English")
    expect(languages.get_by_role("link", name="Nynorsk")).to_have_attribute("hreflang", "nn")
