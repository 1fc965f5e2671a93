"""The market hour through its API: on PostgreSQL and NATS, with registration and catalog as neighbours."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from services.agreements.pages.late import PER_DAY
from shared.auth import Identity, Role
from shared.badge import participant_of
from shared.clock import AdjustableClock, today
from shared.contracts.catalog import ListingChanged
from shared.contracts.registration import ParticipantWithdrawn
from shared.contracts.site import SiteColours, SitePublished
from shared.contracts.vocabulary import Category, ListingKind
from shared.settings import Settings
from shared.web.assets import content_hash
from tests.conftest import eventually
from tests.evening import ORGANISATION
from tests.market_hall import Answer, Hall, Market, bearer, running_market
from tests.registration_town import hidden

APP = Path(__file__).parents[2] / "services" / "agreements" / "static" / "app"


@pytest.fixture(scope="module")
async def market(
    shared_settings: Callable[..., Settings], shared_clock: AdjustableClock, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Market]:
    async with running_market(shared_settings, shared_clock, tmp_path_factory.mktemp("market")) as market:
        # Whoever asks says so in each request: a cookie would make one tablet of them all.
        market.client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=()))
        yield market


@pytest.fixture
async def hall(market: Market) -> Hall:
    return await market.new_hall()


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def code_of(answer: httpx.Response) -> str:
    return str(answer.json()["type"]).rpartition(":")[2]


class TestTheMarket:
    async def test_is_planned_then_open_then_closed(self, hall: Hall) -> None:
        states = [(await hall.get("/market")).json()["state"]]
        await hall.post("/market/open", hall.organiser())
        states.append((await hall.get("/market")).json()["state"])
        await hall.post("/market/close", hall.organiser())
        states.append((await hall.get("/market")).json()["state"])
        assert states == ["planned", "open", "closed"]

    async def test_is_the_organisers_to_open(self, hall: Hall) -> None:
        assert (await hall.post("/market/open", await hall.broker())).status_code == 401

    async def test_of_one_organisation_does_not_exist_for_another(self, hall: Hall) -> None:
        assert (await hall.post("/market/open", hall.organiser(uuid4()))).status_code == 404

    async def test_must_be_open_for_an_agreement(self, hall: Hall) -> None:
        early = await hall.post("/agreements", await hall.broker(), hall.terms())
        assert (early.status_code, code_of(early)) == (409, "market_not_open")

    async def test_is_not_opened_on_another_day_without_a_word(self, hall: Hall) -> None:
        assert "ikke i dag" not in await hall.control("apne")
        hall.clock.advance(timedelta(days=1))
        assert "ikke i dag" in await hall.control("apne")

    async def test_is_closed_in_the_night_when_nobody_has_closed_it(self, hall: Hall) -> None:
        await hall.open()
        hall.clock.advance(timedelta(days=2))
        await eventually(hall.has_closed)

    async def test_stays_open_after_its_planned_end_and_the_organiser_is_told(self, hall: Hall) -> None:
        await hall.open()
        assert "Børsen skulle vært stengt" not in await hall.control()
        hall.clock.advance(timedelta(hours=2, minutes=1))
        assert "Børsen skulle vært stengt" in await hall.control()
        assert not await hall.has_closed()


class TestParticipantsPages:
    async def test_they_are_in_the_colours_of_the_exchange_s_own_site(self, hall: Hall) -> None:
        colours = SiteColours(main="#8f3a26", highlight="#b4def5")
        site = SitePublished(exchange=hall.exchange, texts={}, picture=None, colours=colours)
        await hall.registration.publish(site)

        async def coloured() -> bool:
            page = await hall.client.get(f"/marked/{hall.slug}/sen-avtale")
            return 'href="/farger/8f3a26-b4def5.css?v=' in page.text

        await eventually(coloured)

    async def test_they_take_more_late_agreements_a_day_than_anybody_makes_and_no_more(self, hall: Hall) -> None:
        await hall.open()
        await hall.close()
        choir = Identity(Role.PARTICIPANT, str(hall.choir), exchange=hall.exchange)
        signed_in = bearer(hall.tokens.issue(choir, lifetime=timedelta(hours=1)))
        async with httpx.AsyncClient(base_url=hall.url, headers=signed_in) as phone:
            answers = [await register_late(phone, hall) for _ in range(PER_DAY.amount + 1)]
        assert {answer.status_code for answer in answers[:-1]} == {303}
        assert (answers[-1].status_code, "Ta kontakt med arrangøren" in answers[-1].text) == (422, True)


async def register_late(phone: httpx.AsyncClient, hall: Hall) -> httpx.Response:
    """The choir gives the library a concert."""
    address = f"/marked/{hall.slug}/sen-avtale"
    sheet = {
        "csrf": hidden((await phone.get(address)).text, "csrf"),
        "command_id": str(uuid4()),
        "other": str(hall.library),
        "we_give": "En minikonsert",
        "commitment": "firm",
        "deadline": str(hall.today + timedelta(days=14)),
        "first_contact": "we",
    }
    return await phone.post(address, data=sheet)


class TestTheHost:
    async def test_leads_the_market_with_a_code(self, hall: Hall) -> None:
        host = await hall.host()
        await hall.post("/market/open", host)
        await hall.post("/market/pause", host)
        paused = (await hall.get("/market")).json()
        hall.clock.advance(timedelta(minutes=4))
        await hall.post("/market/resume", host)
        resumed = (await hall.get("/market")).json()
        later = instant(resumed["closes_at"]) + timedelta(minutes=10)
        await hall.post("/market/extend", host, {"closes_at": later.isoformat()})
        extended = (await hall.get("/market")).json()
        await hall.post("/market/close", host, {"late_days": 3})

        assert instant(resumed["closes_at"]) - instant(paused["closes_at"]) >= timedelta(minutes=4)
        assert paused["paused_at"]
        assert not resumed["paused_at"]
        assert instant(extended["closes_at"]) == later
        assert (await hall.get("/market")).json()["late_until"] == str(today(hall.clock) + timedelta(days=3))

    async def test_is_signed_out_when_the_code_is_replaced(self, hall: Hall) -> None:
        host = await hall.host()
        await hall.host()
        assert (await hall.post("/market/open", host)).status_code == 401

    async def test_of_another_exchange_leads_nothing_here(self, hall: Hall, market: Market) -> None:
        elsewhere = await market.new_hall()
        assert (await hall.post("/market/open", await elsewhere.host())).status_code == 401

    async def test_makes_no_codes_and_registers_nothing(self, hall: Hall) -> None:
        await hall.open()
        host = await hall.host()
        assert (await hall.post("/pin", host)).status_code == 401
        assert (await hall.post("/agreements", host, hall.terms())).status_code == 401


class TestBrokers:
    async def test_are_numbered_as_they_join(self, hall: Hall) -> None:
        pin = await hall.pin()
        joined = [(await hall.post("/brokers", {}, {"pin": pin})).json()["broker"] for _ in range(2)]
        assert [subject.partition(".")[0] for subject in joined] == ["megler-1", "megler-2"]

    async def test_keep_their_number_when_they_scan_the_code_once_more(self, hall: Hall) -> None:
        pin = await hall.pin()
        first = await hall.join(pin)
        await hall.join(pin)
        assert (await hall.post("/brokers", first, {"pin": pin})).json()["broker"] == "megler-1.1"
        assert (await hall.post("/brokers", first, {"pin": await hall.pin()})).json()["broker"] == "megler-3.2"

    async def test_need_the_right_pin(self, hall: Hall) -> None:
        right = await hall.pin()
        wrong = "000000" if right != "000000" else "111111"
        assert code_of(await hall.post("/brokers", {}, {"pin": wrong})) == "wrong_pin"

    async def test_are_told_to_wait_after_thirty_wrong_pins(self, hall: Hall) -> None:
        right = await hall.pin()
        wrong = "000000" if right != "000000" else "111111"
        guesses = await asyncio.gather(*(hall.post("/brokers", {}, {"pin": wrong}) for _ in range(32)))
        assert sorted(guess.status_code for guess in guesses) == [409] * 30 + [429] * 2
        assert (await hall.post("/brokers", {}, {"pin": right})).status_code == 429

    async def test_are_signed_out_when_the_pin_is_replaced(self, hall: Hall) -> None:
        broker = await hall.broker()
        await hall.pin()
        assert (await hall.get("/agreements", broker)).status_code == 401

    async def test_get_the_same_pin_for_the_same_command_and_stay_signed_in(self, hall: Hall) -> None:
        key = uuid4()
        pins = [(await hall.post("/pin", hall.organiser(), key=key)).json() for _ in range(2)]
        assert pins[0] == pins[1]
        broker = await hall.join(pins[0]["pin"])
        assert (await hall.post("/pin", hall.organiser(), key=key)).json() == pins[0]
        assert (await hall.get("/agreements", broker)).status_code == 200

    async def test_keep_the_newest_pin_when_the_command_of_an_earlier_one_comes_once_more(self, hall: Hall) -> None:
        first = uuid4()
        await hall.post("/pin", hall.organiser(), key=first)
        broker = await hall.broker()
        late = await hall.post("/pin", hall.organiser(), key=first)
        assert (late.status_code, code_of(late)) == (409, "pin_replaced")
        assert (await hall.get("/agreements", broker)).status_code == 200

    async def test_need_a_pin_made_with_an_idempotency_key(self, hall: Hall) -> None:
        without = await hall.client.post(f"/api/agreements/{hall.slug}/pin", headers=hall.organiser())
        assert without.status_code == 422

    async def test_are_signed_out_when_the_pin_is_revoked(self, hall: Hall) -> None:
        broker = await hall.broker()
        await hall.client.delete(f"/api/agreements/{hall.slug}/pin", headers=hall.organiser())
        assert (await hall.get("/agreements", broker)).status_code == 401

    async def test_are_signed_out_when_the_evening_is_over(self, hall: Hall) -> None:
        broker = await hall.broker()
        hall.clock.advance(timedelta(hours=13))
        assert (await hall.get("/agreements", broker)).status_code == 401

    async def test_of_another_exchange_are_not_let_in(self, hall: Hall) -> None:
        stranger = Identity(Role.BROKER, "megler-1.1", ORGANISATION, uuid4())
        token = hall.tokens.issue(stranger, lifetime=timedelta(hours=1))
        assert (await hall.get("/agreements", bearer(token))).status_code == 401


class TestFindingParticipants:
    async def test_those_that_begin_with_it_come_first(self, hall: Hall) -> None:
        found = (await hall.get("/participants?q=fjord", await hall.broker())).json()
        assert [participant["name"] for participant in found] == ["Fjordkoret", "Turlaget Fjordsti"]

    async def test_norwegian_letters_are_letters(self, hall: Hall) -> None:
        found = (await hall.get("/participants", await hall.broker())).json()
        assert [participant["name"] for participant in found] == ["Fjordkoret", "Turlaget Fjordsti", "Ås bibliotek"]
        (library,) = (await hall.get("/participants?q=ås", await hall.broker())).json()
        assert library["name"] == "Ås bibliotek"

    async def test_a_number_finds_its_own_which_older_events_have_in_their_order(self, hall: Hall) -> None:
        broker = await hall.broker()
        found = [(await hall.get(f"/participants?q={number}", broker)).json() for number in (1, 2, 3, 4)]
        names = [[participant["name"] for participant in one] for one in found]
        assert names == [["Fjordkoret"], ["Ås bibliotek"], ["Turlaget Fjordsti"], []]

    async def test_each_comes_with_what_the_form_shows(self, hall: Hall) -> None:
        (choir,) = (await hall.get("/participants?q=koret", await hall.broker())).json()
        assert choir == {
            "id": str(hall.choir),
            "name": "Fjordkoret",
            "sector": "voluntary",
            "checked_in": True,
            "listings": [
                {"id": str(hall.concert), "kind": "offer", "category": "culture", "text": "En minikonsert"},
                {"id": str(hall.room), "kind": "need", "category": "place", "text": "Øvingsrom en kveld i uka"},
            ],
        }

    async def test_is_for_brokers_only(self, hall: Hall) -> None:
        assert (await hall.get("/participants?q=fjord")).status_code == 401


class TestAgreements:
    async def test_one_is_made_and_shown(self, hall: Hall) -> None:
        await hall.open()
        broker = await hall.broker()
        made = await hall.post("/agreements", broker, hall.terms())
        agreement = made.json()["agreement"]
        assert (made.status_code, made.headers["etag"], agreement["mutual"]) == (201, '"1"', False)
        assert [party["name"] for party in agreement["parties"]] == ["Fjordkoret", "Ås bibliotek"]
        await eventually(lambda: is_shown(hall, broker, agreement))

    async def test_a_double_tap_makes_one(self, hall: Hall) -> None:
        await hall.open()
        broker, key = await hall.broker(), uuid4()
        one, other = await asyncio.gather(
            hall.post("/agreements", broker, hall.terms(), key), hall.post("/agreements", broker, hall.terms(), key)
        )
        assert one.json() == other.json()
        assert {one.status_code, other.status_code} == {200, 201}

    async def test_the_answer_to_a_lost_reply_is_the_same_even_when_the_market_has_closed_since(
        self, hall: Hall
    ) -> None:
        await hall.open()
        broker, key = await hall.broker(), uuid4()
        first = await hall.post("/agreements", broker, hall.terms(), key)
        await hall.post("/market/close", hall.organiser())
        again = await hall.post("/agreements", broker, hall.terms(), key)
        assert (again.status_code, again.json()) == (200, first.json())

    async def test_two_brokers_at_once_make_two(self, hall: Hall) -> None:
        await hall.open()
        pin = await hall.pin()
        brokers = [await hall.join(pin), await hall.join(pin)]
        made = await asyncio.gather(*(hall.post("/agreements", broker, hall.terms()) for broker in brokers))
        assert len({answer.json()["agreement"]["id"] for answer in made}) == 2
        assert {answer.json()["agreement"]["broker"] for answer in made} == {"megler-1", "megler-2"}

    async def test_two_brokers_who_correct_one_at_once_both_succeed(self, hall: Hall) -> None:
        await hall.open()
        broker = await hall.broker()
        made = (await hall.post("/agreements", broker, hall.terms())).json()["agreement"]
        days = [str(today(hall.clock) + timedelta(days=days)) for days in (20, 30)]
        corrected = await asyncio.gather(
            *(hall.put(f"/agreements/{made['id']}", broker, hall.terms(deadline=day)) for day in days)
        )
        assert [answer.status_code for answer in corrected] == [200, 200]
        assert (await hall.get(f"/agreements/{made['id']}", broker)).headers["etag"] == '"3"'

    async def test_one_about_money_waits_for_the_brokers_word(self, hall: Hall) -> None:
        await hall.open()
        broker = await hall.broker()
        terms = hall.terms()
        terms["parties"][0] |= {"gives": "Konsert for 500 kr", "listing": None}
        refused = await hall.post("/agreements", broker, terms)
        assert (refused.status_code, code_of(refused)) == (409, "money")
        confirmed = await hall.post("/agreements", broker, {**terms, "money_confirmed": True})
        assert confirmed.status_code == 201

    async def test_a_party_that_withdrew_cannot_make_one(self, hall: Hall) -> None:
        await hall.open()
        broker = await hall.broker()
        await hall.registration.publish(ParticipantWithdrawn(exchange=hall.exchange, participant=hall.library))

        async def gone() -> bool:
            return not (await hall.get("/participants?q=bibliotek", broker)).json()

        await eventually(gone)
        assert code_of(await hall.post("/agreements", broker, hall.terms())) == "withdrawn_party"

    async def test_brokers_find_a_line_as_it_is_written_now(self, hall: Hall, market: Market) -> None:
        lent = ListingChanged(
            exchange=hall.exchange,
            listing=hall.room,
            participant=hall.choir,
            kind=ListingKind.NEED,
            category=Category.EQUIPMENT,
            text="Et klaver på lån",
        )
        await market.catalogue.publish(lent)

        async def found() -> bool:
            return "Et klaver på lån" in (await hall.get("/participants?q=fjordkoret", hall.organiser())).text

        await eventually(found)

    async def test_a_correction_of_an_earlier_version_is_refused_where_its_sender_asks_for_that(
        self, hall: Hall
    ) -> None:
        await hall.open()
        broker = await hall.broker()
        made = (await hall.post("/agreements", broker, hall.terms())).json()["agreement"]
        path = f"/agreements/{made['id']}"
        await hall.put(path, broker, hall.terms(commitment="intent"))
        late = await hall.put(path, broker, hall.terms(), **{"if-match": '"1"'})
        assert (late.status_code, code_of(late)) == (412, "changed_meanwhile")
        assert (await hall.put(path, broker, hall.terms(), **{"if-match": '"2"'})).headers["etag"] == '"3"'

    async def test_one_is_corrected(self, hall: Hall) -> None:
        await hall.open()
        broker = await hall.broker()
        made = (await hall.post("/agreements", broker, hall.terms())).json()["agreement"]
        corrected = await hall.put(f"/agreements/{made['id']}", broker, hall.terms(commitment="intent"))
        assert corrected.json()["agreement"]["commitment"] == "intent"
        assert corrected.headers["etag"] == '"2"'

    async def test_one_is_cancelled_also_by_the_organiser(self, hall: Hall) -> None:
        await hall.open()
        broker = await hall.broker()
        made = (await hall.post("/agreements", broker, hall.terms())).json()["agreement"]
        cancelled = await hall.post(f"/agreements/{made['id']}/cancel", hall.organiser(), {"reason": "Dobbelt ført"})
        assert cancelled.json()["agreement"]["reason"] == "Dobbelt ført"
        refused = await hall.put(f"/agreements/{made['id']}", broker, hall.terms())
        assert code_of(refused) == "cancelled"

    async def test_another_organisation_sees_none(self, hall: Hall) -> None:
        assert (await hall.get("/agreements", hall.organiser(uuid4()))).status_code == 401

    async def test_a_command_needs_a_key(self, hall: Hall) -> None:
        broker = await hall.broker()
        answer = await hall.client.post(f"/api/agreements/{hall.slug}/agreements", headers=broker, json=hall.terms())
        assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")


async def is_shown(hall: Hall, broker: dict[str, str], agreement: Answer) -> bool:
    shown = (await hall.get("/agreements", broker)).json()
    return bool(shown == [agreement])


class TestATablet:
    async def test_gets_everything_for_an_evening_at_once(self, hall: Hall) -> None:
        await hall.open()
        broker = await hall.broker()
        await hall.post("/agreements", broker, hall.terms())
        kit = (await hall.get("/tablet", broker)).json()
        choir = next(guest for guest in kit["participants"] if guest["id"] == str(hall.choir))
        assert (kit["broker"], kit["market"]["state"], len(kit["participants"])) == ("megler-1", "open", 3)
        assert {line["text"] for line in choir["listings"]} == {"En minikonsert", "Øvingsrom en kveld i uka"}
        assert participant_of(choir["badge"].rpartition("/")[2]) == hall.choir
        assert abs(datetime.fromisoformat(kit["now"]) - hall.clock.now()) < timedelta(seconds=5)

    async def test_is_for_brokers_only(self, hall: Hall) -> None:
        assert (await hall.get("/tablet")).status_code == 401

    async def test_delivers_after_the_closing_gong_what_was_tapped_before_it(self, hall: Hall) -> None:
        await hall.open()
        broker = await hall.broker()
        tapped = hall.clock.now()
        hall.clock.advance(timedelta(minutes=30))
        await hall.close()
        late = hall.terms(at=str(hall.clock.now() + timedelta(seconds=1)))
        hall.clock.advance(timedelta(minutes=30))
        made = await hall.post("/agreements", broker, hall.terms(at=str(tapped)))
        refused = await hall.post("/agreements", broker, late)
        assert (made.status_code, made.json()["agreement"]["at"]) == (201, tapped.isoformat().replace("+00:00", "Z"))
        assert (refused.status_code, code_of(refused)) == (409, "market_closed")

    async def test_hears_beforehand_what_would_be_refused(self, hall: Hall) -> None:
        await hall.open()
        broker = await hall.broker()
        parties = [{"participant": str(hall.choir), "gives": "Konsert for 500 kr"}, {"participant": str(hall.library)}]
        fine = await hall.post("/agreements/considered", broker, hall.terms())
        refused = await hall.post("/agreements/considered", broker, hall.terms(parties=parties))
        assert (fine.status_code, code_of(refused)) == (200, "money")
        assert (await hall.get("/agreements", broker)).json() == []

    async def test_corrects_the_version_that_its_broker_has_seen(self, hall: Hall) -> None:
        await hall.open()
        broker = await hall.broker()
        made = (await hall.post("/agreements", broker, hall.terms())).json()["agreement"]
        third = {"participant": str(hall.walkers), "gives": "Guider til en tur"}
        terms = hall.terms(parties=[*hall.terms()["parties"], third], version=1)
        corrected = await hall.post(f"/agreements/{made['id']}/corrections", broker, terms)
        stale = await hall.post(f"/agreements/{made['id']}/corrections", broker, terms)
        assert [party["name"] for party in corrected.json()["agreement"]["parties"]][2] == "Turlaget Fjordsti"
        assert stale.status_code == 412

    async def test_keeps_a_page_whose_every_file_exists_and_that_changes_only_with_them(self, hall: Hall) -> None:
        address = f"/megler/{hall.slug}/worker.js"
        script, again = [(await hall.client.get(address)).text for _ in range(2)]
        kept = json.loads(re.findall(r"= (\{.*\});", script)[0])
        answers = [await hall.client.get(file) for file in (kept["page"], *kept["files"])]
        assert (script == again, {answer.status_code for answer in answers}) == (True, {200})
        assert f"/static/agreements/app/main.js?v={content_hash(APP / 'main.js')}" in kept["files"]
