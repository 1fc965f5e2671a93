"""A participant's plan on its phones: with a network, without one, without a script, and after somebody has left."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from anyio.from_thread import BlockingPortal
from playwright.sync_api import Browser, BrowserContext, Error, Locator, Page, Route, expect

from shared.auth import Identity, Role
from shared.clock import AdjustableClock
from shared.settings import Settings
from tests.conftest import eventually
from tests.e2e.accessibility import violations
from tests.e2e.broker_app import AN_HOUR_AHEAD
from tests.e2e.screens import LAPTOP, PHONE
from tests.evening import ORGANISATION
from tests.matching.town import Town, town

PLAN = "/katalog/lillevik/plan"
SAVED = "Alt er lagret, og planen virker uten nett."


@pytest.fixture(scope="module")
def lillevik(
    portal: BlockingPortal,
    shared_settings: Callable[..., Settings],
    shared_clock: AdjustableClock,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("town")
    with portal.wrap_async_context_manager(town(shared_settings, shared_clock, folder)) as lillevik:
        yield lillevik


def phone(browser: Browser, lillevik: Town, *who: Identity, scripts: bool = True) -> Page:
    """A phone on which somebody has signed in."""
    context = browser.new_context(
        viewport=PHONE, locale="nb-NO", reduced_motion="reduce", java_script_enabled=scripts, base_url=lillevik.url
    )
    for one in who:
        sign_in(context, lillevik, one)
    return context.new_page()


def sign_in(context: BrowserContext, lillevik: Town, who: Identity) -> None:
    token = lillevik.tokens.issue(who, lifetime=timedelta(hours=1))
    context.add_cookies([{"name": f"borsen-{who.role}", "value": token, "url": lillevik.url}])


def card(page: Page, name: str) -> Locator:
    return page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=name, exact=True))


def headings(page: Page) -> Locator:
    return page.locator("#plan h2")


def names(page: Page) -> list[str]:
    return headings(page).all_inner_texts()


def state(page: Page) -> Locator:
    return page.locator("[data-plan-status]")


def answered_late(route: Route, note: Locator) -> None:
    note.press("End")
    route.continue_()


def test_what_is_marked_without_a_network_is_there_on_the_other_phone_later(browser: Browser, lillevik: Town) -> None:
    ours = lillevik.identity("Strek reklamebyrå")
    one, other = phone(browser, lillevik, ours), phone(browser, lillevik, ours)
    one.goto(PLAN)
    expect(state(one)).to_have_text(SAVED)
    suggested = names(one)

    one.context.set_offline(True)
    one.reload()
    expect(state(one)).to_contain_text("Uten nett. Planen er slik den var kl.")
    first = card(one, suggested[0])
    first.get_by_label("Snakket med").check()
    first.get_by_label("Notat til dere selv").fill("Ring dem på mandag")
    first.get_by_role("button", name=f"Flytt {suggested[0]} ned").press("Enter")
    expect(state(one)).to_have_text("Lagret her, sendes når nettet er tilbake.")
    assert violations(one) == []
    one.reload()
    expect(card(one, suggested[0]).get_by_label("Snakket med")).to_be_checked()
    expect(card(one, suggested[0]).get_by_label("Notat til dere selv")).to_have_value("Ring dem på mandag")
    moved = [suggested[1], suggested[0], *suggested[2:]]
    expect(headings(one)).to_have_text(moved)

    one.context.set_offline(False)
    expect(state(one)).to_have_text(SAVED)
    other.goto(PLAN)
    expect(headings(other)).to_have_text(moved)
    expect(card(other, suggested[0]).get_by_label("Snakket med")).to_be_checked()
    expect(card(other, suggested[0]).get_by_label("Notat til dere selv")).to_have_value("Ring dem på mandag")

    # What the other phone changes does not come under the fingers of whoever has begun to write meanwhile.
    card(other, suggested[1]).get_by_label("Vil møte").check()
    expect(state(other)).to_have_text(SAVED)
    note = card(one, suggested[0]).get_by_label("Notat til dere selv")
    one.route(f"**{PLAN}", lambda route: answered_late(route, note))
    with one.expect_response(f"**{PLAN}"):
        one.evaluate("window.dispatchEvent(new Event('online'))")
    one.keyboard.type(" eller tirsdag", delay=20)
    expect(note).to_have_value("Ring dem på mandag eller tirsdag")


def test_what_is_written_last_stands_although_the_phone_s_clock_is_an_hour_behind(
    browser: Browser, lillevik: Town
) -> None:
    ours = lillevik.identity("Lillevik skole")
    one, other = phone(browser, lillevik, ours), phone(browser, lillevik, ours)
    other.add_init_script(AN_HOUR_AHEAD.replace("+", "-"))
    one.goto(PLAN)
    expect(state(one)).to_have_text(SAVED)
    other.goto(PLAN)
    expect(state(other)).to_have_text(SAVED)
    somebody = names(one)[0]

    card(one, somebody).get_by_label("Vil møte").check()
    expect(state(one)).to_have_text(SAVED)
    card(other, somebody).get_by_label("Snakket med").check()
    expect(state(other)).to_have_text(SAVED)
    one.reload()
    expect(card(one, somebody).get_by_label("Snakket med")).to_be_checked()


def test_a_plan_is_a_form_for_whoever_has_no_script(browser: Browser, lillevik: Town) -> None:
    page = phone(browser, lillevik, lillevik.identity("Lillevik skole"), scripts=False)
    page.goto(PLAN)
    first, second = names(page)[:2]

    card(page, second).get_by_label("Vil møte").check()
    card(page, second).get_by_label("Notat til dere selv").fill("Spør om aulaen")
    card(page, second).get_by_role("button", name="Lagre").click()
    card(page, second).get_by_role("button", name=f"Flytt {second} opp").click()

    expect(headings(page).first).to_have_text(second)
    expect(headings(page).nth(1)).to_have_text(first)
    expect(card(page, second).get_by_label("Vil møte")).to_be_checked()
    expect(card(page, second).get_by_label("Notat til dere selv")).to_have_value("Spør om aulaen")


def test_what_one_finds_in_the_catalogue_goes_into_the_plan_and_out_again(browser: Browser, lillevik: Town) -> None:
    page = phone(browser, lillevik, lillevik.identity("Bakkegården"))
    page.goto("/katalog/lillevik")
    assert violations(page) == []
    page.get_by_role("button", name="Legg i planen «Meditasjon i mørket»").click()
    page.get_by_role("link", name="I planen").click()

    quiet = card(page, "Stillheten")
    expect(quiet).to_contain_text("De tilbyr")
    expect(state(page)).to_have_text(SAVED)
    assert violations(page) == []
    quiet.get_by_role("button", name="Ta ut «Meditasjon i mørket»").click()
    expect(quiet).to_have_count(0)

    page.goto(f"/katalog/lillevik/deltaker/{lillevik.participants['Stillheten'].participant}")
    page.get_by_role("button", name="Legg i planen", exact=True).click()
    page.get_by_role("link", name="I planen").click()
    expect(quiet.get_by_label("Vil møte")).to_be_checked()


def test_a_note_that_may_not_be_kept_says_why_and_can_be_given_up(browser: Browser, lillevik: Town) -> None:
    page = phone(browser, lillevik, lillevik.identity("Lillevik hjelpekorps"))
    page.goto(PLAN)
    note = page.get_by_label("Notat til dere selv").first
    note.fill("Født 01010750160")
    note.blur()

    expect(page.get_by_text("Ta bort fødselsnummeret. Det skal ikke stå her.")).to_be_visible()
    page.get_by_role("button", name="Forkast").click()
    expect(state(page)).to_have_text(SAVED)
    expect(page.get_by_label("Notat til dere selv").first).to_have_value("")


def test_the_next_one_who_holds_the_device_finds_nothing(browser: Browser, lillevik: Town) -> None:
    organiser = Identity(Role.ORGANISER, "organiser", ORGANISATION)
    page = phone(browser, lillevik, lillevik.identity("Fjordkoret"), organiser)
    page.goto(PLAN)
    expect(state(page)).to_have_text(SAVED)
    page.goto("/katalog/lillevik/forslag")
    page.get_by_role("button", name="Logg ut").click()
    page.wait_for_url("**/logg-ut")

    page.context.set_offline(True)
    with pytest.raises(Error, match=r"ERR_INTERNET_DISCONNECTED|ERR_FAILED"):
        page.goto(PLAN)


def test_an_empty_plan_says_what_to_do_next(browser: Browser, lillevik: Town) -> None:
    page = phone(browser, lillevik, lillevik.identity("Stillheten"))
    page.goto(PLAN)

    expect(page.get_by_role("heading", name="Planen er tom ennå")).to_be_visible()
    expect(page.get_by_role("link", name="Se gjennom katalogen")).to_be_visible()


def test_axe_finds_nothing_and_nothing_scrolls_sideways(browser: Browser, lillevik: Town) -> None:
    page = phone(browser, lillevik, lillevik.identity("Fjordkoret"))
    page.goto(PLAN)
    expect(state(page)).to_have_text(SAVED)

    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(LAPTOP)
    assert violations(page) == []


def test_what_is_agreed_is_told_in_the_plan_and_can_be_filtered_away(
    browser: Browser, lillevik: Town, portal: BlockingPortal
) -> None:
    barn = next(wish for wish in lillevik.participants["Bakkegården"].wishes if wish.text == "Tørr bod i låven")
    portal.call(agree, lillevik, barn.id)
    page = phone(browser, lillevik, lillevik.identity("Fjordkoret"))
    page.goto(PLAN)
    expect(card(page, "Bakkegården")).to_contain_text("Dere har en avtale")

    page.goto("/katalog/lillevik")
    everything = page.locator(".line__text").count()
    page.get_by_role("radio", name="Ledig", exact=False).nth(1).check()
    expect(page.locator(".line__text")).to_have_count(everything - 1)
    expect(page.get_by_text("Tørr bod i låven")).to_have_count(0)
    assert "availability=free" in page.url
    page.get_by_role("radio", name="Avtalt", exact=False).last.check()
    expect(page.locator(".line__text")).to_have_text(["Tørr bod i låven"])


async def agree(lillevik: Town, barn: UUID) -> None:
    """Farm and choir agree about the barn, and the catalogue has heard of it."""
    await lillevik.agree("Bakkegården", "Fjordkoret", barn)

    async def heard() -> bool:
        answer = await lillevik.client.get("/api/catalog/lillevik/listings", params={"availability": "agreed"})
        return bool(answer.json()["total"])

    await eventually(heard)
