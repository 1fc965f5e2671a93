"""Suggestions in a browser: for a participant, and for those who run the evening."""

from collections.abc import Callable, Iterator

import pytest
from anyio.from_thread import BlockingPortal
from playwright.sync_api import Browser, Page, expect

from shared.clock import AdjustableClock
from shared.settings import Settings
from tests.e2e.accessibility import violations
from tests.e2e.screens import LAPTOP, PHONE
from tests.matching.town import Town, town


@pytest.fixture(scope="module")
def lillevik(
    portal: BlockingPortal,
    shared_settings: Callable[..., Settings],
    shared_clock: AdjustableClock,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Town]:
    """One town for all tests: what the organiser writes in one of them is nothing to the others."""
    with portal.wrap_async_context_manager(
        town(shared_settings, shared_clock, tmp_path_factory.mktemp("town"))
    ) as lillevik:
        yield lillevik


def visit(browser: Browser, lillevik: Town, path: str, who: dict[str, str], language: str = "nb-NO") -> Page:
    context = browser.new_context(
        viewport=LAPTOP, locale=language, reduced_motion="reduce", extra_http_headers=who, base_url=lillevik.url
    )
    page = context.new_page()
    page.goto(f"/katalog/lillevik/{path}")
    return page


def test_a_participant_sees_whom_to_meet_and_why(browser: Browser, lillevik: Town) -> None:
    page = visit(browser, lillevik, "for-dere", lillevik.participant("Fjordkoret"))

    school = page.get_by_role("article").filter(has=page.get_by_role("heading", name="Lillevik skole"))
    expect(school).to_contain_text("Begge får noe")
    expect(school.get_by_role("listitem").filter(has_text="Dere får")).to_contain_text(
        "Dere trenger «Øvingslokale på tirsdager» – Lillevik skole tilbyr «Aulaen er ledig på kveldstid»."
    )


def test_a_participant_without_suggestions_is_told_what_to_do(browser: Browser, lillevik: Town) -> None:
    page = visit(browser, lillevik, "for-dere", lillevik.participant("Stillheten"))

    expect(page.get_by_role("heading", name="Ingen forslag ennå")).to_be_visible()
    expect(page.get_by_role("link", name="Se gjennom katalogen")).to_have_attribute("href", "/katalog/lillevik")


def test_a_ring_says_who_gives_whom(browser: Browser, lillevik: Town) -> None:
    page = visit(browser, lillevik, "for-dere", lillevik.participant("Bakkegården"))

    ring = page.get_by_role("region", name="Tre som kan bytte i ring")
    expect(ring.get_by_role("listitem")).to_have_count(3)
    expect(ring).to_contain_text("Dere trenger «Logo til gårdsutsalget»")


def test_lines_that_nobody_fits_stand_apart(browser: Browser, lillevik: Town) -> None:
    page = visit(browser, lillevik, "for-dere", lillevik.participant("Bakkegården"))

    expect(page.get_by_role("region", name="Uten forslag")).to_contain_text("Dugnadshjelp i hagen")


def test_the_organiser_narrows_to_a_sector_and_helps_who_has_none(browser: Browser, lillevik: Town) -> None:
    page = visit(browser, lillevik, "forslag", lillevik.organiser())
    expect(page.get_by_role("article").first).to_contain_text("Begge får noe")

    page.get_by_role("link", name="Næringsliv").click()
    expect(page.get_by_role("link", name="Næringsliv")).to_have_attribute("aria-current", "true")
    page.get_by_role("link", name="Alle sektorer").click()
    page.get_by_role("region", name="1 deltaker uten forslag").get_by_role("link", name="Stillheten").click()

    expect(page.get_by_role("heading", name="Ingen forslag til denne deltakeren")).to_be_visible()


def test_the_host_comes_in_with_a_brokers_code(browser: Browser, lillevik: Town) -> None:
    page = visit(browser, lillevik, "forslag", lillevik.broker())

    expect(page.get_by_role("heading", name="Hvem bør snakke sammen?")).to_be_visible()


def test_every_sentence_is_translated(browser: Browser, lillevik: Town) -> None:
    page = visit(browser, lillevik, "for-dere", lillevik.participant("Fjordkoret"), "en-GB")

    expect(page.get_by_role("heading", level=1)).to_have_text("Who should you talk to?")


def test_the_organisers_own_words_reach_the_search(browser: Browser, lillevik: Town) -> None:
    page = visit(browser, lillevik, "ord", lillevik.organiser())
    page.get_by_label("Ordene").fill("Storstua, aula\n\nmørkerom; meditasjon")
    page.get_by_role("button", name="Lagre ordene").click()

    expect(page.get_by_text("Ordene er lagret")).to_be_visible()
    expect(page.get_by_label("Ordene")).to_have_value("storstua, aula\nmørkerom, meditasjon")
    page.goto("/katalog/lillevik?q=storstua")
    expect(page.locator(".line__text")).to_have_text(["Aulaen er ledig på kveldstid."])


def test_a_word_that_stands_alone_is_explained_and_kept(browser: Browser, lillevik: Town) -> None:
    page = visit(browser, lillevik, "ord", lillevik.organiser())
    page.get_by_label("Ordene").fill("storstua")
    page.get_by_role("button", name="Lagre ordene").click()

    expect(page.get_by_label("Ordene")).to_have_value("storstua")
    expect(page.get_by_text("«storstua» står alene. Skriv minst to ord på hver linje.").first).to_be_visible()


@pytest.mark.parametrize("path", ["for-dere", "forslag", "forslag/{loner}", "ord"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(browser: Browser, lillevik: Town, path: str) -> None:
    who = lillevik.participant("Fjordkoret") if path == "for-dere" else lillevik.organiser()
    page = visit(browser, lillevik, path.format(loner=lillevik.participants["Stillheten"].participant), who)

    assert faults(page) == []


def faults(page: Page) -> list[str]:
    """What is wrong on a phone and on a laptop, in either colour scheme."""
    found: list[str] = []
    for size in (PHONE, LAPTOP):
        page.set_viewport_size(size)
        found += violations(page)
        if page.evaluate("document.documentElement.scrollWidth") > size["width"]:
            found.append(f"scrolls sideways at {size['width']}")
    return found
