"""More want to come than there is room for: who waits, who is let in, and what each is told."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from shared.clock import AdjustableClock
from shared.mailbox.store import attachments_of
from tests.conftest import eventually
from tests.registration_town import Gathering, MakeSettings, Town, a_town, hidden, link_in

WISHES = "/min-side/behov-og-tilbud"
TYPED = {
    "name": "Ås skolekorps",
    "sector": "voluntary",
    "people": "2",
    "contact_name": "Ola Eksempel",
    "phone": "22 33 44 55",
    "needs-0-text": "Øvingslokale på tirsdager",
    "needs-0-category": "place",
    "offers-0-text": "Sangkurs for nybegynnere",
    "offers-0-category": "courses",
    "consent": "true",
}


@pytest.fixture(scope="module")
async def town(
    shared_settings: MakeSettings, shared_clock: AdjustableClock, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Town]:
    async with a_town(shared_settings, shared_clock, tmp_path_factory.mktemp("town")) as town:
        yield town


@pytest.fixture
async def full(town: Town) -> Gathering:
    """An exchange with room for four people, three places of which are taken."""
    gathering = await Gathering.planned(town, capacity=4)
    await gathering.sign_up(3)
    return gathering


async def in_(full: Gathering, participant: str) -> bool:
    return participant not in await full.waiting()


# Who waits


async def test_who_finds_no_room_waits_and_whoever_fits_does_not(full: Gathering) -> None:
    choir, club = await full.sign_up(2), await full.sign_up(1)
    assert (await full.waiting(), await in_(full, club)) == ([choir], True)


async def test_who_waits_has_a_number_too_and_no_number_is_given_again(full: Gathering) -> None:
    waits = await full.sign_up(2)
    await full.act(waits, "withdraw")
    await full.sign_up(1)
    assert [one["number"] for one in await full.listed()] == [1, 2, 3]


async def test_nobody_waits_for_more_places_than_there_are(full: Gathering) -> None:
    email = f"{uuid4().hex}@eksempel.no"
    sent = await full.town.send(full.form, **(TYPED | {"people": "5"}), email=email)
    assert (sent.status_code, "ikke plass til flere enn 4" in sent.text) == (422, True)


async def test_the_other_services_do_not_hear_of_who_waits_before_it_is_promoted(full: Gathering) -> None:
    waits = await full.sign_up(2)
    told = "select type from event_log where data ->> 'participant' = %(who)s and type like 'Participant%%' order by 1"
    assert full.town.stored(told, who=waits) == [("ParticipantWaitlisted",)]


# Being let in


async def test_who_withdraws_lets_the_next_in(full: Gathering) -> None:
    waits = await full.sign_up(2)
    first = (await full.listed())[0]["id"]
    await full.act(first, "withdraw")
    await eventually(lambda: in_(full, waits))


async def test_whoever_comes_with_fewer_lets_the_next_in(full: Gathering) -> None:
    waits = await full.sign_up(2)
    await full.change((await full.listed())[0]["id"], people=2)
    await eventually(lambda: in_(full, waits))


async def test_whoever_waits_with_fewer_is_let_in(full: Gathering) -> None:
    waits = await full.sign_up(2)
    await full.change(waits, people=1)
    await eventually(lambda: in_(full, waits))


async def test_the_first_that_fits_is_let_in(full: Gathering) -> None:
    large, small = await full.sign_up(3), await full.sign_up(2)
    await full.make_room(5)
    await eventually(lambda: in_(full, small))
    assert await full.waiting() == [large]


async def test_who_comes_while_others_wait_for_the_room_goes_behind_them(full: Gathering) -> None:
    queue = [await full.sign_up(2) for _ in range(6)]
    await asyncio.gather(full.make_room(15), *(full.sign_up(2) for _ in range(3)))
    await eventually(lambda: in_(full, queue[-1]))
    assert sum(one["people"] for one in await full.listed() if not one["waiting"]) == 15


async def test_a_place_that_several_wait_for_goes_to_one_of_them(full: Gathering) -> None:
    queue = [await full.sign_up(2) for _ in range(3)]
    leaving = (await full.listed())[0]["id"]
    await asyncio.gather(*(full.act(leaving, "withdraw") for _ in range(5)))
    await eventually(lambda: in_(full, queue[1]))
    assert await full.waiting() == [queue[2]]


async def test_the_organiser_lets_somebody_in_before_the_others_if_there_is_room(full: Gathering) -> None:
    large, small = await full.sign_up(3), await full.sign_up(2)
    refused = await full.act(small, "promote")
    await full.change((await full.listed())[0]["id"], people=2)
    await eventually(lambda: in_(full, small))
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:borsen:problem:full")
    assert await full.waiting() == [large]


# What they are told


async def test_who_waits_is_told_where_it_stands_and_then_that_it_has_a_place(full: Gathering) -> None:
    await full.sign_up(2)
    address = f"{uuid4().hex[:12]}@eksempel.no"
    await full.sign_up(2, email=address)
    waiting = await full.town.mail_to(address)
    assert "dere står som nummer 2 i køen" in waiting
    await full.make_room(10)
    promoted = await full.town.mail_to(address, 2)
    mail = full.town.mails.mail(full.town.mails.envelopes(address)[0].id)
    assert mail is not None
    assert "Det ble ledig plass" in promoted
    assert "Deltakernummer: 3" in promoted
    assert [part.get_content_type() for part in attachments_of(mail)] == ["text/calendar"]
    assert [part.get_content_type() for part in mail.walk() if part.get_content_maintype() == "image"] == ["image/png"]


async def open_own_page(full: Gathering) -> None:
    """Of somebody who has just gone on the waiting list."""
    address = f"{uuid4().hex[:12]}@eksempel.no"
    await full.sign_up(2, email=address)
    link = link_in(await full.town.mail_to(address))
    await full.town.send(link)


async def test_who_waits_changes_its_needs_and_offers_by_its_own_page(full: Gathering) -> None:
    await open_own_page(full)
    html = (await full.town.client.get(WISHES)).text
    kept = {name: hidden(html, name) for name in ("version", "needs-0-id", "offers-1-id")}
    typed = {"needs-0-text": "", "needs-2-text": "Scene", "needs-2-category": "place", "offers-1-category": "culture"}
    unsaid = await full.town.send(WISHES, **kept, **typed)
    saved = await full.town.send(WISHES, **kept, **typed, **{"offers-1-text": "Konsert"})
    mine = (await full.town.client.get("/min-side")).text
    assert (unsaid.status_code, saved.status_code) == (422, 303)
    assert [text for text in ("Øvingslokale på tirsdager", "Scene", "Konsert") if text in mine] == ["Scene", "Konsert"]


async def test_the_personal_page_shows_the_place_in_the_queue(full: Gathering) -> None:
    await open_own_page(full)
    assert "Dere er nummer 1 på ventelisten" in (await full.town.client.get("/min-side")).text


async def test_the_form_says_that_it_is_full_before_one_fills_it_in(full: Gathering) -> None:
    await full.sign_up(1)
    await full.sign_up(1)
    html = (await full.town.client.get(full.form)).text
    assert "Alle plassene er tatt" in html
    assert "Nå står 1 foran dere i køen." in html


async def test_whoever_signs_up_at_the_page_reads_that_it_waits(full: Gathering) -> None:
    email = f"{uuid4().hex[:12]}@eksempel.no"
    shown = await full.town.send(full.form, **TYPED, email=email, step="review")
    sent = await full.town.send(full.form, **TYPED, email=email, step="send")
    assert "Sender dere påmeldingen, kommer dere på venteliste" in shown.text
    assert sent.headers["location"] == f"{full.form}/venteliste"


async def test_a_place_that_somebody_waits_for_is_promised_to_nobody_who_comes_after_the_doors_have_opened(
    town: Town,
) -> None:
    now = town.clock.now()
    hours = {"doors_at": now, "opens_at": now, "closes_at": now + timedelta(minutes=60)}
    full = await Gathering.planned(town, capacity=2, **{name: at.isoformat() for name, at in hours.items()})
    leaving, waits = await full.sign_up(2), await full.sign_up(2)
    await full.act(leaving, "withdraw")
    email = f"{uuid4().hex[:12]}@eksempel.no"
    shown = await full.town.send(full.form, **TYPED, email=email, step="review")
    door = await full.town.client.get(f"/api/registration/{full.slug}/door", headers=full.town.organiser())
    walk_in = {"participant": str(uuid4()), "fields": {**TYPED, "email": email}}
    considered = await full.town.post(f"/{full.slug}/door/walk-ins/considered", walk_in, who=full.town.organiser())
    sent = await full.town.send(full.form, **TYPED, email=email, step="send")
    assert "Sender dere påmeldingen, kommer dere på venteliste" in shown.text
    assert (door.json()["free"], considered.json()) == (0, {"waits": True})
    assert (sent.headers["location"], waits in await full.waiting()) == (f"{full.form}/venteliste", True)


async def test_the_same_sign_up_sent_twice_waits_once(full: Gathering) -> None:
    page = (await full.town.client.get(full.form)).text
    data = {**TYPED, "email": "to@eksempel.no", "csrf": hidden(page, "csrf"), "command_id": str(uuid4())}
    answers = [await full.town.client.post(full.form, data=data) for _ in range(2)]
    assert [answer.headers["location"] for answer in answers] == [
        f"{full.form}/venteliste",
        f"{full.form}/venteliste?sendt=igjen",
    ]
    assert len(await full.waiting()) == 1


# The organiser


async def test_the_organiser_sees_who_waits_and_gives_a_place(full: Gathering) -> None:
    waits = await full.sign_up(2)
    assert "Det mangler 1 plass" in await full.page("/plasser")
    await full.make_room(1)
    listed = await full.page("/plasser")
    assert "Det er påmeldt 2 flere enn det er plass til" in listed
    assert waits in await full.waiting()


async def test_who_waits_is_not_counted_as_registered(full: Gathering) -> None:
    await full.sign_up(2)
    html = await full.page("/dor")
    assert "0 av 1 har kommet" in html
    assert "På venteliste" in html


async def test_who_waits_does_not_come_through_the_door(full: Gathering) -> None:
    waits = await full.sign_up(2)
    assert (await full.act(waits, "check-in")).json()["type"] == "urn:borsen:problem:waiting"


async def test_another_organiser_makes_no_room(full: Gathering) -> None:
    headers = {**full.town.organiser(uuid4()), "idempotency-key": str(uuid4())}
    path = f"/api/registration/exchanges/{full.slug}/capacity"
    assert (await full.town.client.put(path, json={"capacity": 9}, headers=headers)).status_code == 404


async def test_whoever_waits_and_is_erased_waits_no_more(full: Gathering) -> None:
    waits = await full.sign_up(2)
    await full.act(waits, "erase")
    assert UUID(waits) not in {UUID(one) for one in await full.waiting()}


async def test_the_door_finds_a_participant_by_its_number(full: Gathering) -> None:
    await full.sign_up(1, name="Elvebyen museum")
    door, signed_in = f"{full.organisers}/dor", full.town.organiser()
    unsearched = (await full.town.client.get(f"{door}?sok=2", headers=signed_in)).text
    typed = {"csrf": hidden(unsearched, "csrf"), "sok": "2"}
    found = (await full.town.client.post(door, data=typed, headers=signed_in)).text
    assert ("Elvebyen museum" in found, "Lillevik kammerkor" in found) == (True, False)
    assert "Lillevik kammerkor" in unsearched
