"""The host's phone, beside a participant's: an evening is led from the stage, and ends with a late agreement."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest
from anyio.from_thread import BlockingPortal
from playwright.sync_api import Browser, Page, ViewportSize, expect

from shared.auth import Identity, Role, Tokens
from shared.clock import SystemClock
from shared.embedded.installation import running
from tests.e2e.accessibility import violations
from tests.e2e.screens import LAPTOP, PHONE
from tests.evening import ORGANISATION
from tests.faults.evening import Evening, an_evening
from tests.paper import opened


@asynccontextmanager
async def everything(data: Path) -> AsyncIterator[Evening]:
    """The whole product, with a market that is open."""
    async with running(data, SystemClock(), port=0) as installation:
        key = installation.settings["registration"].signing_key_file
        tokens = Tokens.from_files(SystemClock(), private=key, public=None)
        async with an_evening(lambda _service: [installation.url], tokens) as evening:
            await evening.join()
            yield evening


@pytest.fixture(scope="module")
def evening(portal: BlockingPortal, server_directory: Path) -> Iterator[Evening]:
    with portal.wrap_async_context_manager(everything(server_directory / uuid4().hex)) as evening:
        yield evening


@pytest.fixture
def url(evening: Evening) -> str:
    return evening.addresses("scoreboard")[0]


@pytest.fixture
def exchange(evening: Evening, url: str) -> UUID:
    return UUID(httpx.get(f"{url}/api/registration/exchanges/{evening.slug}").json()["id"])


@pytest.fixture
def organiser(browser: Browser, evening: Evening, url: str) -> Page:
    """The organiser's computer, at the control of the market."""
    page = signed_in(browser, evening, url, Identity(Role.ORGANISER, "organiser-1", ORGANISATION), LAPTOP)
    page.goto(f"{url}/marked/{evening.slug}")
    return page


@pytest.fixture
def host(browser: Browser, evening: Evening, url: str) -> Page:
    """The host's phone, on which nobody has joined yet."""
    page = browser.new_page(viewport=PHONE, locale="nb-NO", reduced_motion="reduce")
    page.goto(f"{url}/konferansier/{evening.slug}")
    return page


def signed_in(browser: Browser, evening: Evening, url: str, who: Identity, screen: ViewportSize) -> Page:
    context = browser.new_context(viewport=screen, locale="nb-NO", reduced_motion="reduce")
    token = evening.tokens.issue(who, lifetime=timedelta(hours=1))
    context.add_cookies([{"name": f"borsen-{who.role}", "value": token, "url": url}])
    return context.new_page()


def test_the_host_leads_the_evening_from_a_phone_and_a_party_adds_an_agreement_afterwards(
    browser: Browser, portal: BlockingPortal, evening: Evening, url: str, exchange: UUID, organiser: Page, host: Page
) -> None:
    joins(host, organiser)
    expect(host.get_by_text("deltakere uten avtale ennå")).to_contain_text("4")
    expect(host.locator(".sheet__post[data-now]")).to_contain_text("Børsen er åpen")
    assert violations(host) == []

    room = browser.new_page(viewport=PHONE, locale="nb-NO", reduced_motion="reduce")
    room.goto(f"{url}/scene/{evening.slug}/mobil")
    portal.call(evening.register)
    expect(host.locator("#count")).to_have_text("1")
    expect(room.locator("#count")).to_have_text("1")
    expect(room.locator(".agreement__name")).to_have_count(2)
    expect(host.get_by_text("deltakere uten avtale ennå")).to_contain_text("2")
    host.get_by_text("behov som ikke står i noen avtale").click()
    expect(host.get_by_text("har en avtale")).to_have_count(2)
    assert violations(room) == []

    leads(host, room)

    choir = Identity(Role.PARTICIPANT, evening.participants[0], exchange=exchange)
    party = signed_in(browser, evening, url, choir, PHONE)
    party.goto(f"{url}/marked/{evening.slug}/sen-avtale")
    adds_a_late_agreement(party)
    expect(room.locator("#count")).to_have_text("2")
    prints(party)
    other = Identity(Role.PARTICIPANT, evening.participants[3], exchange=exchange)
    votes(signed_in(browser, evening, url, other, PHONE), room)

    organiser.goto(f"{url}/marked/{evening.slug}?bekreft=konferansier-trekk")
    organiser.get_by_role("button", name="Ja, trekk tilbake koden").click()
    host.reload()
    expect(host.get_by_label("Kode")).to_be_visible()


def joins(host: Page, organiser: Page) -> None:
    """The organiser makes a code, and the host types it."""
    card = organiser.get_by_role("region", name="Slipp til konferansieren")
    card.get_by_role("button", name="Lag kode").click()
    assert violations(organiser) == []
    host.get_by_label("Kode").fill(organiser.locator(".pin__digits").inner_text())
    assert violations(host) == []
    host.get_by_role("button", name="Bli med").click()
    expect(host.locator("#count")).to_have_text("0")


def leads(host: Page, room: Page) -> None:
    """A pause, more time, and the end."""
    host.get_by_role("link", name="Ta pause").click()
    assert violations(host) == []
    host.get_by_role("button", name="Ja, ta pause").click()
    expect(room.get_by_text("Pause, igjen")).to_be_visible()

    host.get_by_role("link", name="Fortsett børsen").click()
    host.get_by_role("button", name="Fortsett børsen").click()
    expect(room.get_by_text("Børsen stenger om")).to_be_visible()

    end = room.locator("[data-shows='end']").inner_text()
    host.get_by_role("link", name="Gi mer tid").click()
    assert violations(host) == []
    host.get_by_role("button", name="15 minutter, til kl.").click()
    expect(room.locator("[data-shows='end']")).not_to_have_text(end)

    host.get_by_role("link", name="Steng børsen").click()
    assert violations(host) == []
    host.get_by_label("3 dager").check()
    host.get_by_role("button", name="Ja, steng børsen").click()
    expect(room.get_by_text("Børsen er stengt")).to_be_visible()
    expect(room.get_by_role("link", name="Registrer en sen avtale")).to_be_visible()
    expect(host.get_by_text("Oppsummering")).to_be_visible()


def adds_a_late_agreement(party: Page) -> None:
    assert violations(party) == []
    party.get_by_label("Hvem har dere avtalt med?").select_option(label="Ås bibliotek")
    party.get_by_label("Hva gir Fjordkoret?").fill("En minikonsert")
    party.get_by_label("Fjordkoret", exact=True).check()
    party.get_by_role("button", name="Registrer avtalen").click()
    expect(party.get_by_role("heading", name="Avtalen er registrert")).to_be_visible()
    assert violations(party) == []


def prints(party: Page) -> None:
    """The proof of what it has just agreed on."""
    with party.expect_download() as download:
        party.get_by_role("link", name="Last ned som PDF").click()
    with opened(download.value.path().read_bytes()) as paper:
        assert "Enminikonsert" in paper.text


def votes(guest: Page, room: Page) -> None:
    """A participant gives its vote to what others have agreed on; a phone that nobody has signed in has none."""
    stage = room.url.removesuffix("/mobil")
    room.get_by_role("link", name="Salens favoritt").click()
    expect(room.get_by_text("Hver deltaker har én stemme")).to_be_visible()
    assert violations(room) == []
    guest.goto(room.url)
    guest.get_by_role("button", name="Stem på avtalen mellom").first.click()
    expect(guest.get_by_role("region", name="Dere har stemt på")).to_be_visible()
    assert violations(guest) == []
    guest.goto(stage)
    expect(guest.get_by_text("– 1 stemme")).to_be_attached()
