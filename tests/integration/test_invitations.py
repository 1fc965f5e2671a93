"""A small exchange with a closed list: who is invited, by which link they sign up, and who is turned away."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest

from services.registration.retention import LOOK_SECONDS
from shared.clock import AdjustableClock
from tests.conftest import eventually
from tests.registration_town import Gathering, MakeSettings, Town, a_town, choir, hidden, link_in

TYPED = {
    "name": "Lillevik bakeri",
    "sector": "business",
    "people": "2",
    "contact_name": "Ola Eksempel",
    "email": "ola@eksempel.no",
    "phone": "22 33 44 55",
    "needs-0-text": "Frivillige til bakefesten",
    "needs-0-category": "volunteering",
    "offers-0-text": "Brød fra i går",
    "offers-0-category": "equipment",
    "consent": "true",
}


@pytest.fixture(scope="module")
async def town(
    shared_settings: MakeSettings, shared_clock: AdjustableClock, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Town]:
    async with a_town(shared_settings, shared_clock, tmp_path_factory.mktemp("town")) as town:
        yield town


@pytest.fixture
async def closed(town: Town) -> Gathering:
    return await Gathering.planned(town, invited_only=True, contact="frivillighet@lillevik.example")


def an_address() -> str:
    return f"{uuid4().hex[:12]}@eksempel.no"


async def invite(closed: Gathering, guests: str) -> httpx.Response:
    """Send the organiser's form."""
    return await organise(closed, "/inviterte", guests=guests)


async def organise(closed: Gathering, action: str, **fields: str) -> httpx.Response:
    """Send one of the forms on the organiser's page."""
    headers = closed.town.organiser()
    html = (await closed.town.client.get(closed.organisers + "/inviterte", headers=headers)).text
    data = {"csrf": hidden(html, "csrf"), "command_id": str(uuid4()), **fields}
    return await closed.town.client.post(closed.organisers + action, data=data, headers=headers)


async def invited(closed: Gathering, address: str) -> str:
    """Whoever was invited at an address got this link."""
    await invite(closed, f"Lillevik bakeri; {address}")
    return link_in(await closed.town.mail_to(address))


async def sign_up(closed: Gathering, link: str, **others: str) -> httpx.Response:
    return await closed.town.send(link, **(TYPED | others))


# Inviting


async def test_everybody_in_a_pasted_list_gets_a_mail_with_a_link_of_its_own(closed: Gathering) -> None:
    one, other = an_address(), an_address()
    sent = await invite(closed, f"Lillevik bakeri; {one}\nLillevik kulturskole\t{other}\n\n")
    links = {link_in(await closed.town.mail_to(address)) for address in (one, other)}
    assert sent.headers["location"].endswith("/inviterte?sendt=2&kjent=0")
    assert len(links) == 2


async def test_who_stands_twice_or_was_invited_before_gets_no_second_mail(closed: Gathering) -> None:
    address = an_address()
    await invited(closed, address)
    sent = await invite(closed, f"Bakeriet <{address.upper()}>\nBakeri, {address}\nKoret, {an_address()}")
    assert sent.headers["location"].endswith("/inviterte?sendt=1&kjent=2")
    assert len(closed.town.mails.envelopes(address)) == 1


async def test_the_same_list_sent_twice_is_sent_once(closed: Gathering) -> None:
    address, key = an_address(), str(uuid4())
    for _ in range(2):
        await organise(closed, "/inviterte", guests=f"Lillevik bakeri; {address}", command_id=key)
    assert len(closed.town.stored("select 1 from invitation where email = %(email)s", email=address)) == 1


async def test_a_list_with_a_line_that_cannot_be_read_is_not_sent_and_not_lost(closed: Gathering) -> None:
    sent = await invite(closed, f"Lillevik bakeri; {an_address()}\nKulturskolen")
    assert sent.status_code == 422
    assert "Vi forstår ikke denne linja: «Kulturskolen»" in sent.text
    assert "Lillevik bakeri" in sent.text


async def test_a_mail_program_can_say_no_for_its_reader(closed: Gathering) -> None:
    address = an_address()
    link = await invited(closed, address)
    mail = closed.town.mails.mail(closed.town.mails.envelopes(address)[0].id)
    assert mail is not None
    assert mail["list-unsubscribe"] == f"<http://localhost:8080{link}/nei-takk>"
    assert mail["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    await closed.town.client.post(f"{link}/nei-takk", data={"List-Unsubscribe": "One-Click"})
    assert "Takket nei" in await closed.page("/inviterte")


async def test_who_lost_the_mail_gets_another_and_both_links_work(closed: Gathering) -> None:
    address = an_address()
    first = await invited(closed, address)
    [(id_,)] = closed.town.stored("select id from invitation where email = %(email)s", email=address)
    await organise(closed, "/inviterte/igjen", invitation=str(id_))
    again = link_in(await closed.town.mail_to(address, 2))
    assert {(await closed.town.client.get(link)).status_code for link in (first, again)} == {200}


async def test_an_invitation_that_is_taken_back_leads_nowhere(closed: Gathering) -> None:
    address = an_address()
    link = await invited(closed, address)
    [(id_,)] = closed.town.stored("select id from invitation where email = %(email)s", email=address)
    await organise(closed, "/inviterte/slett", invitation=str(id_))
    assert (await closed.town.client.get(link)).status_code == 410
    assert (await sign_up_without_a_form(closed, link)).status_code == 410
    assert not closed.town.stored("select 1 from subject_key where subject = %(id)s and wrapped is not null", id=id_)


async def sign_up_without_a_form(closed: Gathering, link: str) -> httpx.Response:
    """Send the form from a page that was open before."""
    page = (await closed.town.client.get("/min-side")).text
    data = {**TYPED, "csrf": hidden(page, "csrf"), "command_id": str(uuid4())}
    return await closed.town.client.post(link, data=data)


async def test_another_organiser_neither_invites_nor_sees_who_is_invited(closed: Gathering) -> None:
    stranger = closed.town.organiser(uuid4())
    assert (await closed.town.client.get(closed.organisers + "/inviterte", headers=stranger)).status_code == 404


# Signing up


async def test_the_form_knows_the_invited_and_signs_them_up_once(closed: Gathering) -> None:
    address = an_address()
    link = await invited(closed, address)
    form = (await closed.town.client.get(link)).text
    signed_up = await sign_up(closed, link)
    again = await sign_up_without_a_form(closed, link)
    assert ('value="Lillevik bakeri"' in form, f'value="{address}"' in form) == (True, True)
    assert signed_up.headers["location"] == f"/b/{closed.slug}/pamelding/takk"
    assert (again.status_code, "allerede registrert" in again.text) == (422, True)
    assert "Dere er allerede påmeldt" in (await closed.town.client.get(link)).text
    assert len(await closed.listed()) == 1


async def test_of_two_who_use_an_invitation_at_once_one_signs_up(closed: Gathering) -> None:
    link = await invited(closed, an_address())
    answers = await asyncio.gather(*(sign_up(closed, link) for _ in range(2)))
    assert sorted(answer.status_code for answer in answers) == [303, 422]


async def test_the_same_sign_up_sent_twice_is_one_and_says_so(closed: Gathering) -> None:
    link, key = await invited(closed, an_address()), str(uuid4())
    answers = [await sign_up_with(closed, link, key) for _ in range(2)]
    assert [answer.headers["location"].rpartition("/")[2] for answer in answers] == ["takk", "takk?sendt=igjen"]


async def sign_up_with(closed: Gathering, link: str, key: str) -> httpx.Response:
    page = (await closed.town.client.get("/min-side")).text
    return await closed.town.client.post(link, data={**TYPED, "csrf": hidden(page, "csrf"), "command_id": key})


async def test_who_said_no_may_still_come(closed: Gathering) -> None:
    link = await invited(closed, an_address())
    asked = (await closed.town.client.get(f"{link}/nei-takk")).text
    await closed.town.send(f"{link}/nei-takk")
    thanked = (await closed.town.client.get(f"{link}/nei-takk")).text
    await sign_up(closed, link)
    assert ("Kommer dere ikke?" in asked, "Takk for svaret" in thanked) == (True, True)
    assert "Takket nei" not in await closed.page("/inviterte")


async def test_reading_the_page_that_says_no_says_nothing(closed: Gathering) -> None:
    link = await invited(closed, an_address())
    await closed.town.client.get(f"{link}/nei-takk")
    assert "Ikke svart" in await closed.page("/inviterte")


# Others


async def test_who_is_not_invited_reads_whom_to_ask(closed: Gathering) -> None:
    answer = await closed.town.client.get(closed.form)
    assert answer.status_code == 403
    assert "Denne børsen er for inviterte" in answer.text
    assert "frivillighet@lillevik.example" in answer.text


async def test_who_is_not_invited_does_not_sign_up(closed: Gathering) -> None:
    by_page = await sign_up_without_a_form(closed, closed.form)
    by_program = await closed.town.post(closed.participants, choir())
    assert (by_page.status_code, by_program.json()["type"]) == (403, "urn:borsen:problem:not_invited")


async def test_nobody_is_asked_to_sign_up_for_a_closed_exchange(closed: Gathering) -> None:
    site = await closed.town.client.get(f"/b/{closed.slug}")
    assert closed.form not in site.text


async def test_an_invitation_to_one_exchange_is_none_to_another(closed: Gathering) -> None:
    link = await invited(closed, an_address())
    other = await Gathering.planned(closed.town, invited_only=True, contact="22 33 44 55")
    assert (await closed.town.client.get(link.replace(closed.slug, other.slug))).status_code == 410


async def test_a_closed_list_needs_a_way_to_reach_the_organiser(town: Town) -> None:
    answer = await town.post("/exchanges", town.plan(invited_only=True, slug="lukket"), who=town.organiser())
    assert answer.status_code == 422


async def test_an_open_exchange_may_invite_too(town: Town) -> None:
    gathering = await Gathering.planned(town)
    assert (await sign_up(gathering, await invited(gathering, an_address()))).status_code == 303


# Personal data


async def test_no_event_shows_who_is_invited_where(closed: Gathering) -> None:
    address = an_address()
    await invited(closed, address)
    assert not closed.town.stored("select 1 from event_log where data::text ~ %(email)s", email=address)


async def test_the_secret_of_an_invitation_is_not_stored(closed: Gathering) -> None:
    link = await invited(closed, an_address())
    token = link.rpartition("/")[2]
    assert not closed.town.stored("select 1 from participant_link where token_hash = %(token)s", token=token.encode())
    assert (await closed.town.client.get(f"/p/{token}")).status_code == 410


async def test_the_invited_are_forgotten_a_year_after_the_exchange(closed: Gathering) -> None:
    address = an_address()
    await invited(closed, address)
    closed.town.clock.advance(timedelta(days=366 + 21 + 1, seconds=LOOK_SECONDS))
    await eventually(lambda: not closed.town.stored("select 1 from invitation where email = %(email)s", email=address))
