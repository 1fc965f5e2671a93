"""Paper forms on real servers: printed by the organiser, keyed in once each, and never merged silently."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from uuid import uuid4

import httpx
import pytest

from services.agreements.domain.paper import agreement_of_form
from shared.clock import NORWAY, AdjustableClock
from shared.settings import Settings
from tests.market_hall import Hall, Market, running_market
from tests.paper import opened


@pytest.fixture(scope="module")
async def market(
    shared_settings: Callable[..., Settings], shared_clock: AdjustableClock, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Market]:
    async with running_market(shared_settings, shared_clock, tmp_path_factory.mktemp("paper")) as market:
        yield market


@pytest.fixture
async def hall(market: Market) -> Hall:
    hall = await market.new_hall()
    await hall.open()
    return hall


def on_paper(hall: Hall, **others: str) -> dict[str, str]:
    """What stands on a form: a concert for the library, which gives nothing back."""
    return {
        "command_id": str(uuid4()),
        "one": str(hall.choir),
        "one_gives": "En minikonsert",
        "other": str(hall.library),
        "commitment": "firm",
        "deadline": str(hall.today + timedelta(days=14)),
        "first_contact": "one",
        "version": "0",
        **others,
    }


async def key_in(hall: Hall, number: int, who: dict[str, str], **fields: str) -> httpx.Response:
    """The answer to a form that was typed: a redirect when it was taken."""
    sent = {"csrf": await csrf(hall, who), **on_paper(hall, **fields)}
    headers = {**who, "accept": "text/html"}
    return await hall.client.post(f"/megler/{hall.slug}/skjema/{number}", headers=headers, data=sent)


async def csrf(hall: Hall, who: dict[str, str]) -> str:
    """The token of a page with a form: that of a form nobody has keyed in."""
    page = await hall.client.get(f"/megler/{hall.slug}/skjema/999", headers=who)
    (token,) = re.findall(r'name="csrf" value="(\w+)"', page.text)
    return str(token)


async def shown(hall: Hall, number: int, who: dict[str, str]) -> str:
    return (await hall.client.get(f"/megler/{hall.slug}/skjema/{number}", headers=who)).text


async def test_a_form_is_an_agreement_like_any_other(hall: Hall) -> None:
    taken = await key_in(hall, 17, await hall.broker())

    assert (taken.status_code, taken.headers["location"]) == (303, f"/megler/{hall.slug}/skjema?fort=17")
    (made,) = await hall.agreements()
    assert made["parties"][0]["gives"] == "En minikonsert"


async def test_a_second_keying_shows_the_first_and_who_did_it(hall: Hall) -> None:
    broker = await hall.broker()
    await key_in(hall, 17, broker)

    again = await key_in(hall, 17, hall.organiser(), one_gives="Noe annet")

    assert (again.status_code, again.headers["location"]) == (303, f"/megler/{hall.slug}/skjema/17")
    assert "Skjema 17 er ført av Megler 1 kl. " in await shown(hall, 17, broker)
    assert len(await hall.agreements()) == 1


async def test_of_many_who_key_in_the_same_form_at_once_one_makes_the_agreement(hall: Hall) -> None:
    broker = await hall.broker()

    answers = await asyncio.gather(*(key_in(hall, 5, broker, one_gives=f"Sang {number}") for number in range(8)))

    assert {answer.status_code for answer in answers} == {303}
    assert len(await hall.agreements()) == 1


async def test_the_rules_of_agreements_hold_on_paper(hall: Hall) -> None:
    refused = await key_in(hall, 17, await hall.broker(), one_gives="En konsert for 500 kr")

    assert refused.status_code == 422
    assert "På børsen bytter vi uten penger" in refused.text
    assert await hall.agreements() == []


async def test_what_was_agreed_in_the_hour_counts_at_its_own_time_after_the_closing(hall: Hall) -> None:
    hall.clock.advance(timedelta(minutes=20))
    moment = hall.clock.now().astimezone(NORWAY)
    hall.clock.advance(timedelta(minutes=20))
    await hall.close()
    hall.clock.advance(timedelta(hours=1))

    await key_in(hall, 17, hall.organiser(), clock=f"{moment:%H:%M}")

    (made,) = await hall.agreements()
    assert datetime.fromisoformat(made["at"]) == moment.replace(second=0, microsecond=0)
    assert not made["late"]


async def test_a_time_at_which_the_market_was_not_open_is_said_so_beside_the_clock(hall: Hall) -> None:
    before = (hall.clock.now() - timedelta(hours=2)).astimezone(NORWAY)

    refused = await key_in(hall, 17, await hall.broker(), clock=f"{before:%H:%M}")

    assert refused.status_code == 422
    assert 'id="clock-error"' in refused.text


async def test_a_likely_double_of_a_tablets_agreement_is_shown_and_not_taken(hall: Hall) -> None:
    broker = await hall.broker()
    await hall.post("/agreements", broker, hall.terms())
    await hall.knows_agreements(1)

    asked = await key_in(hall, 17, broker, one_gives="Minikonserten")

    assert asked.status_code == 200
    assert "Er det den samme avtalen?" in asked.text
    assert len(await hall.agreements()) == 1


async def test_a_double_that_is_the_same_makes_no_agreement_and_the_form_is_keyed_in(hall: Hall) -> None:
    broker = await hall.broker()
    tapped = (await hall.post("/agreements", broker, hall.terms())).json()["agreement"]["id"]
    await hall.knows_agreements(1)

    await key_in(hall, 17, broker, same_as=tapped)

    assert "Det er samme avtale som nummer 1" in await shown(hall, 17, broker)
    assert len(await hall.agreements()) == 1


async def test_a_double_that_is_another_one_makes_it_even_on_second_thoughts(hall: Hall) -> None:
    broker = await hall.broker()
    tapped = (await hall.post("/agreements", broker, hall.terms())).json()["agreement"]["id"]
    await hall.knows_agreements(1)

    await key_in(hall, 17, broker, answer="another")
    await key_in(hall, 18, broker, same_as=tapped)
    await key_in(hall, 18, broker, answer="another", version="1")

    assert len(await hall.agreements()) == 3
    page = await hall.client.get(f"/megler/{hall.slug}/like", headers=broker)
    assert (page.status_code, "Det er 3 avtaler" in page.text) == (200, True)
    assert "Sammenlign dem" in await hall.control()


async def test_a_form_whose_number_was_mistyped_is_keyed_in_again_after_the_cancellation(hall: Hall) -> None:
    broker = await hall.broker()
    await key_in(hall, 17, broker)
    (wrong,) = await hall.agreements()
    await hall.post(f"/agreements/{wrong['id']}/cancel", broker, {"reason": "Det var skjema 71"})

    await key_in(hall, 17, broker, one_gives="Dette står på nummer 17")

    assert [made["cancelled_at"] is None for made in await hall.agreements()] == [True, False]


async def test_a_form_can_be_keyed_in_although_somebody_at_another_exchange_has_taken_its_id(
    market: Market, hall: Hall
) -> None:
    elsewhere = await market.new_hall()
    await elsewhere.open()
    taken = elsewhere.terms(agreement=str(agreement_of_form(hall.exchange, 23)))
    assert (await elsewhere.post("/agreements", await elsewhere.broker(), taken)).status_code == 201

    await key_in(hall, 23, await hall.broker())

    assert len(await hall.agreements()) == 1


async def test_forms_are_the_organisers_to_print(hall: Hall) -> None:
    address = f"/marked/{hall.slug}/skjema/skjema.pdf?fra=51&antall=3"

    assert (await hall.client.get(address, headers=await hall.broker())).status_code == 401
    assert (await hall.client.get(address, headers=hall.organiser(uuid4()))).status_code == 404
    with opened((await hall.client.get(address, headers=hall.organiser())).content) as paper:
        assert len(paper.pages) == 2
        assert "Skjema53" in paper.text


async def test_so_many_forms_that_nobody_needs_them_are_not_printed(hall: Hall) -> None:
    refused = await hall.client.get(f"/marked/{hall.slug}/skjema/skjema.pdf?antall=5000", headers=hall.organiser())

    assert refused.status_code == 422
    assert "Skriv ut fra 1 til 200 skjemaer om gangen." in refused.text


async def test_a_proof_is_printed_for_the_brokers_and_for_the_parties_alone(hall: Hall) -> None:
    broker = await hall.broker()
    await key_in(hall, 17, broker)
    (made,) = await hall.agreements()

    async def proof(page: str, who: dict[str, str]) -> httpx.Response:
        return await hall.client.get(f"{page}.pdf?avtale={made['id']}", headers=who)

    desk, own = f"/megler/{hall.slug}/avtaler", f"/marked/{hall.slug}/vare-avtaler"
    for page, who in ((desk, broker), (desk, hall.organiser()), (own, hall.guest(hall.library))):
        with opened((await proof(page, who)).content) as paper:
            assert "Enminikonsert" in paper.text
    assert (await proof(own, hall.guest(hall.walkers))).status_code == 404
    assert (await proof(desk, hall.guest(hall.library))).status_code == 401
