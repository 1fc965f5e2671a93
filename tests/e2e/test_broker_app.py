"""The brokers' app on a tablet: fast at the table, sure without network."""

from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

import pytest
from anyio.from_thread import BlockingPortal
from playwright.sync_api import Browser, expect

from tests.e2e.accessibility import violations
from tests.e2e.broker_app import AN_HOUR_AHEAD, NO_FILES_AT_FIRST, PATIENCE, Tablet, new_tablet
from tests.market_hall import Hall


@pytest.fixture
def pin(portal: BlockingPortal, hall: Hall) -> str:
    return portal.call(hall.pin)


@pytest.fixture
def tablet(browser: Browser, portal: BlockingPortal, hall: Hall, pin: str) -> Tablet:
    """A tablet whose broker has joined while the market is open."""
    portal.call(hall.open)
    tablet = new_tablet(browser, hall, portal)
    tablet.join(pin)
    return tablet


def test_the_common_case_takes_at_most_eight_taps_and_thirty_seconds(tablet: Tablet) -> None:
    began = monotonic()
    tablet.page.evaluate("window.taps = 0")
    tablet.page.keyboard.type("koret")
    tablet.page.get_by_role("option", name="Fjordkoret").tap()
    tablet.page.keyboard.type("ås")
    tablet.page.get_by_role("option", name="Ås bibliotek").tap()
    tablet.button("En minikonsert").tap()
    tablet.button("Fjordkoret trenger Øvingsrom en kveld i uka").tap()
    tablet.button("En måned").tap()
    tablet.button("Les opp avtalen").tap()
    expect(tablet.page.get_by_role("dialog")).to_contain_text("Fjordkoret gir En minikonsert")
    expect(tablet.page.get_by_role("dialog")).to_contain_text("Ås bibliotek gir Øvingsrom en kveld i uka")
    tablet.button("Registrer avtalen").tap()
    expect(tablet.page.get_by_text("Avtalen er lagret")).to_be_visible()
    assert (tablet.page.evaluate("window.taps"), monotonic() - began < 30) == (7, True)
    tablet.has_sent_everything()
    (agreement,) = tablet.agreements()
    assert (agreement["mutual"], agreement["deadline"]) == (True, str(tablet.hall.today + timedelta(days=30)))
    tablet.page.wait_for_timeout(1_500)
    expect(tablet.said).to_be_empty()


def test_an_evening_without_network_loses_and_doubles_nothing(tablet: Tablet) -> None:
    tablet.without_network()
    tablet.register("Den første")
    tablet.register("Den andre")
    tablet.page.reload()
    expect(tablet.heading("Ny avtale")).to_be_visible(timeout=PATIENCE)
    expect(tablet.queue).to_have_text("2 venter på nett")
    expect(tablet.said).to_have_text("2 venter på nett")
    tablet.register("Den tredje")
    before = tablet.hall.clock.now()

    tablet.go("Avtaler")
    tablet.page.locator(".deal", has_text="Den andre").get_by_role("button", name="Rett").click()
    tablet.page.get_by_label("Hva gir Fjordkoret?").fill("Den andre, rettet")
    tablet.button("Les opp avtalen").click()
    tablet.button("Registrer avtalen").click()
    expect(tablet.page.get_by_text("Rettelsen er lagret")).to_be_visible()
    tablet.go("Avtaler")
    tablet.page.locator(".deal", has_text="Den tredje").get_by_role("button", name="Avlys").click()
    tablet.page.get_by_label("Hvorfor avlyses den?").fill("De ombestemte seg")
    tablet.button("Avlys avtalen").click()
    expect(tablet.queue).to_have_text("5 venter på nett")

    tablet.hall.clock.advance(timedelta(minutes=20))
    tablet.with_network()
    tablet.has_sent_everything()
    agreements = tablet.agreements(3)
    assert sorted(agreement["parties"][0]["gives"] for agreement in agreements) == [
        "Den andre, rettet",
        "Den første",
        "Den tredje",
    ]
    assert [agreement["reason"] for agreement in agreements if agreement["cancelled_at"]] == ["De ombestemte seg"]
    assert all(datetime.fromisoformat(agreement["at"]) <= before + timedelta(seconds=1) for agreement in agreements)


def test_a_tablet_whose_clock_is_an_hour_ahead_gives_the_right_moment(
    browser: Browser, portal: BlockingPortal, hall: Hall, pin: str
) -> None:
    portal.call(hall.open)
    tablet = new_tablet(browser, hall, portal, AN_HOUR_AHEAD)
    tablet.join(pin)
    tablet.without_network()
    before = hall.clock.now()
    tablet.register()
    after = hall.clock.now()
    hall.clock.advance(timedelta(minutes=20))
    tablet.with_network()
    tablet.has_sent_everything()
    (agreement,) = tablet.agreements()
    assert before - timedelta(seconds=1) <= datetime.fromisoformat(agreement["at"]) <= after + timedelta(seconds=1)


def test_what_the_tablet_could_not_keep_is_told_and_can_be_tried_again(tablet: Tablet) -> None:
    tablet.has_a_full_disk()
    tablet.read_back()
    tablet.button("Registrer avtalen").click()
    expect(tablet.page.get_by_role("dialog")).to_contain_text("Dette ble ikke lagret på nettbrettet.")
    tablet.has_room_again()
    tablet.loses_its_database()
    tablet.button("Registrer avtalen").click()
    tablet.has_sent_everything()
    assert len(tablet.agreements()) == 1


def test_a_reply_that_is_lost_makes_no_double(tablet: Tablet) -> None:
    tablet.loses_replies_to("**/agreements")
    tablet.register()
    expect(tablet.queue).to_have_text("1 venter på nett", timeout=PATIENCE)
    tablet.finds_replies_again()
    tablet.has_sent_everything()
    assert len(tablet.agreements()) == 1


@pytest.mark.storm
def test_two_tablets_with_forty_agreements_from_twenty_minutes_without_network(
    tablet: Tablet, browser: Browser, portal: BlockingPortal, hall: Hall, pin: str
) -> None:
    other = new_tablet(browser, hall, portal)
    other.join(pin)
    for each in (tablet, other):
        each.without_network()
    for number in range(20):
        tablet.register(f"Nummer {number} ved det ene bordet")
        other.register(f"Nummer {number} ved det andre bordet")
        hall.clock.advance(timedelta(minutes=1))
    for each in (tablet, other):
        each.page.reload()
        expect(each.queue).to_have_text("20 venter på nett")
        each.loses_replies_to("**/agreements")
        each.with_network()
        each.page.wait_for_timeout(2_000)
        each.finds_replies_again()
        each.has_sent_everything()
    agreements = tablet.agreements(40)
    gifts = {agreement["parties"][0]["gives"] for agreement in agreements}
    assert (len(agreements), len(gifts)) == (40, 40)


def test_what_was_tapped_before_the_closing_gong_is_delivered_after_it(
    tablet: Tablet, portal: BlockingPortal, hall: Hall
) -> None:
    tablet.without_network()
    tablet.register()
    tablet.read_back("En halv avtale")
    tablet.button("Endre").click()
    hall.clock.advance(timedelta(minutes=1))
    portal.call(hall.close)
    tablet.with_network()
    tablet.has_sent_everything()
    expect(tablet.heading("Børsen er stengt")).to_be_visible(timeout=PATIENCE)
    assert len(tablet.agreements()) == 1

    tablet.go("Ny avtale")
    expect(tablet.page).to_have_title("Ny avtale – Børsmegler – Børsen")
    expect(tablet.page.get_by_text("Børsen er stengt, så det kan ikke registreres flere avtaler")).to_be_visible()
    expect(tablet.page.get_by_label("Hva gir Fjordkoret?")).to_have_value("En halv avtale")
    expect(tablet.button("Les opp avtalen")).to_be_disabled()


def test_what_the_server_refuses_comes_back_to_be_put_right(tablet: Tablet) -> None:
    tablet.without_network()
    tablet.register("Konsert for 500 kr")
    tablet.with_network()
    expect(tablet.queue).to_have_text("1 må rettes", timeout=PATIENCE)
    tablet.go_to_queue()
    expect(tablet.page.locator(".queued")).to_contain_text("Teksten nevner «kr»")
    found = violations(tablet.page)
    tablet.button("Rett og send").click()
    tablet.button("Les opp avtalen").click()
    tablet.page.get_by_label("Jeg har spurt").check()
    found += violations(tablet.page)
    tablet.button("Registrer avtalen").click()
    expect(tablet.page.get_by_text("Rettelsen er lagret")).to_be_visible()
    tablet.has_sent_everything()
    assert (len(tablet.agreements()), found) == (1, [])


@pytest.mark.storm
def test_what_was_tapped_after_the_pin_was_changed_waits_for_the_new_one(
    tablet: Tablet, portal: BlockingPortal, hall: Hall
) -> None:
    tablet.register("Med den gamle koden")
    tablet.has_sent_everything()
    pin = portal.call(hall.pin)
    tablet.register("Uten kode")
    expect(tablet.queue).to_have_text("1 venter på ny kode", timeout=PATIENCE)
    tablet.go_to_queue()
    tablet.button("Send nå").click()
    expect(tablet.page.locator(".queued")).to_have_count(1)
    tablet.button("Skriv ny kode").click()
    tablet.page.get_by_label("Kode", exact=True).fill(pin)
    tablet.page.keyboard.press("Enter")
    tablet.has_sent_everything()
    tablet.go("Avtaler")
    expect(tablet.page.locator(".deal:not(.queued)")).to_have_count(2)
    assert [agreement["broker"] for agreement in tablet.agreements(2)] == ["megler-2", "megler-1"]


@pytest.mark.storm
def test_the_same_agreement_at_two_tablets_is_shown_and_not_merged(
    tablet: Tablet, browser: Browser, portal: BlockingPortal, pin: str
) -> None:
    tablet.register()
    tablet.has_sent_everything()
    other = new_tablet(browser, tablet.hall, portal)
    other.join(pin)
    other.read_back()
    expect(other.page.get_by_role("dialog")).to_contain_text("De samme har allerede en avtale")
    other.button("Registrer avtalen").click()
    other.go("Avtaler")
    expect(other.page.locator(".deal:not(.queued)")).to_contain_text("Samme parter som")
    other.has_sent_everything()
    assert len(tablet.agreements(2)) == 2
    desk = other.page.context.new_page()
    desk.goto(f"{other.hall.url}/megler/{other.hall.slug}/avtaler")
    desk.get_by_role("link", name="Sammenlign dem").click()
    assert violations(desk) == []
    desk.get_by_role("button", name="Det er to avtaler").click()
    expect(desk.get_by_text("Ingen like avtaler")).to_be_visible()
    other.page.reload()
    other.go("Avtaler")
    expect(other.page.locator(".deal:not(.queued)").first).not_to_contain_text("Samme parter som")


@pytest.mark.storm
def test_a_third_party_joins_an_agreement_that_was_made(tablet: Tablet) -> None:
    tablet.register()
    tablet.go("Avtaler")
    tablet.button("Rett").click()
    tablet.button("Legg til en part").click()
    tablet.choose(3, "3", "Turlaget Fjordsti")
    tablet.page.get_by_label("Hva gir Turlaget Fjordsti?").fill("Guider til en tur")
    tablet.page.get_by_role("radio", name="Turlaget Fjordsti").check()
    tablet.button("Les opp avtalen").click()
    expect(tablet.page.get_by_role("dialog")).to_contain_text("Turlaget Fjordsti tar kontakt først.")
    tablet.button("Registrer avtalen").click()
    expect(tablet.page.get_by_text("Rettelsen er lagret")).to_be_visible()
    tablet.has_sent_everything()
    (agreement,) = tablet.agreements()
    assert [party["name"] for party in agreement["parties"]] == ["Fjordkoret", "Ås bibliotek", "Turlaget Fjordsti"]


@pytest.mark.storm
def test_the_queue_is_a_file_when_all_else_fails(
    tablet: Tablet, browser: Browser, portal: BlockingPortal, pin: str, tmp_path: Path
) -> None:
    tablet.without_network()
    tablet.register("=1+1")
    tablet.go_to_queue()
    with tablet.page.expect_download() as table:
        tablet.button("Lagre som regneark").click()
    assert '"Fjordkoret: =1+1"' in Path(table.value.path()).read_text("utf-8-sig")
    with tablet.page.expect_download() as saved:
        tablet.button("Lagre for et annet nettbrett").click()
    saved.value.save_as(tmp_path / "queue.json")
    another_exchanges = (tmp_path / "queue.json").read_text().replace(tablet.hall.slug, "en-annen-by")
    (tmp_path / "another.json").write_text(another_exchanges)

    other = new_tablet(browser, tablet.hall, portal)
    other.join(pin)
    other.go_to_queue()
    file = other.page.get_by_label("Les inn en kø fra fil")
    file.set_input_files(tmp_path / "another.json")
    expect(other.page.get_by_text("Dette er ikke en kø fra meglerappen.")).to_be_visible()
    file.set_input_files(tmp_path / "queue.json")
    other.has_sent_everything()
    tablet.with_network()
    tablet.has_sent_everything()
    assert len(tablet.agreements()) == 1


def test_joining_leaves_no_pin_in_the_address_and_survives_a_network_that_goes(
    browser: Browser, portal: BlockingPortal, hall: Hall, pin: str
) -> None:
    portal.call(hall.open)
    tablet = new_tablet(browser, hall, portal, NO_FILES_AT_FIRST)
    asked: list[str] = []
    tablet.page.on("request", lambda request: asked.append(request.url))
    tablet.page.goto(f"{hall.url}/megler/{hall.slug}/app")
    expect(tablet.heading("Bli megler")).to_be_visible(timeout=PATIENCE)
    # The network goes when the broker has just joined, and comes back.
    tablet.page.route("**/tablet", lambda route: route.abort(), times=1)
    with tablet.page.expect_event("requestfailed"):
        tablet.page.goto(f"{tablet.address}#{pin}")
    tablet.page.evaluate("dispatchEvent(new Event('online'))")
    expect(tablet.page.get_by_role("combobox", name="Part 1")).to_be_visible(timeout=PATIENCE)
    assert (pin in tablet.page.url, [url for url in asked if pin in url]) == (False, [])
    tablet.page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    tablet.without_network()
    tablet.page.reload()
    expect(tablet.page.get_by_role("combobox", name="Part 1")).to_be_visible()


def test_axe_finds_nothing_and_the_keyboard_reaches_everything(
    browser: Browser, portal: BlockingPortal, hall: Hall, pin: str
) -> None:
    tablet = new_tablet(browser, hall, portal)
    tablet.page.goto(f"{hall.url}/megler/{hall.slug}/app#123")
    tablet.page.get_by_label("Kode", exact=True).fill("000000")
    tablet.page.keyboard.press("Enter")
    expect(tablet.page.get_by_role("alert")).to_contain_text("Koden stemmer ikke")
    found = {"join": violations(tablet.page)}
    tablet.page.get_by_label("Kode", exact=True).fill(pin)
    tablet.page.keyboard.press("Enter")
    expect(tablet.heading("Klar, Megler 1?")).to_be_visible(timeout=PATIENCE)
    portal.call(hall.open)
    expect(tablet.heading("Ny avtale")).to_be_visible(timeout=PATIENCE)
    tablet.page.keyboard.type("koret")
    expect(tablet.page.get_by_role("option", name="Fjordkoret")).to_be_visible()
    tablet.page.keyboard.press("Enter")
    tablet.page.keyboard.type("ås")
    expect(tablet.page.get_by_role("option", name="Ås bibliotek")).to_be_visible()
    tablet.page.keyboard.press("Enter")
    expect(tablet.heading("Fjordkoret")).to_be_focused()
    tablet.button("En minikonsert").press("Enter")
    expect(tablet.page.get_by_text("Spør: Hva kan Ås bibliotek gi tilbake?").first).to_be_visible()
    found["sheet"] = violations(tablet.page)
    tablet.button("Les opp avtalen").press("Enter")
    found["read back"] = violations(tablet.page)
    tablet.page.keyboard.press("Enter")
    tablet.has_sent_everything()
    expect(tablet.button("Alt er sendt")).to_be_visible()
    tablet.go("Avtaler")
    expect(tablet.heading("Avtaler")).to_be_focused()
    found["agreements"] = violations(tablet.page)
    assert {page: lines for page, lines in found.items() if lines} == {}
