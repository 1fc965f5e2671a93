"""Signing up at the page: what is asked, what is questioned, and what is read once more before it is sent."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from shared.badge import badge_address
from shared.clock import AdjustableClock
from shared.mailbox.store import attachments_of, text_of, with_pictures
from shared.print import qr_picture
from tests.registration_town import MakeSettings, Town, a_town, link_in

TYPED = {
    "name": "Lillevik kammerkor",
    "sector": "voluntary",
    "people": "3",
    "contact_name": "Kari Eksempel",
    "email": "kari@eksempel.no",
    "phone": "22 33 44 55",
    "needs-0-text": "Øvingslokale på tirsdager",
    "needs-0-category": "place",
    "offers-0-text": "Sangkurs for nybegynnere",
    "offers-0-category": "courses",
    "consent": "true",
}
HIRED = {"offers-0-text": "Konsert, vanlig honorar faller bort"}


@pytest.fixture(scope="module")
async def shared_town(
    shared_settings: MakeSettings, shared_clock: AdjustableClock, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Town]:
    async with a_town(shared_settings, shared_clock, tmp_path_factory.mktemp("town")) as town:
        yield town


@pytest.fixture
async def town(shared_town: Town) -> Town:
    town = shared_town.of_its_own()
    await town.planned()
    return town


async def overview(town: Town) -> str:
    return (await town.client.get(town.organisers, headers=town.organiser())).text


async def roster(town: Town) -> str:
    return (await town.client.get(f"{town.organisers}/deltakere", headers=town.organiser())).text


# Looking it over


async def test_what_was_written_is_shown_before_it_is_sent(town: Town) -> None:
    shown = await town.send(town.form, **TYPED, step="review")
    assert shown.status_code == 200
    assert "Påmeldingen er ikke sendt ennå" in shown.text
    registered = "select 1 from event_log where type = 'ParticipantRegistered' and meta ->> 'organisation' = %(mine)s"
    assert not town.stored(registered, mine=str(town.organisation))


async def test_going_back_from_there_keeps_everything(town: Town) -> None:
    again = await town.send(town.form, **TYPED, step="edit")
    assert (again.status_code, "Rett opp dette" in again.text) == (200, False)
    assert all(f'value="{value}"' in again.text or f">{value}</textarea>" in again.text for value in TYPED.values())


async def test_going_on_from_there_signs_up(town: Town) -> None:
    assert (await town.send(town.form, **TYPED, step="send")).status_code == 303


# Money


async def test_a_text_that_speaks_of_money_is_explained_beside_its_field_and_nothing_is_lost(town: Town) -> None:
    answer = await town.send(town.form, **(TYPED | HIRED), step="review")
    assert answer.status_code == 422
    assert 'id="offers-0-text-error">Teksten nevner «honorar»' in answer.text
    assert HIRED["offers-0-text"] in answer.text
    assert 'name="offers-0-money_confirmed"' in answer.text


async def test_who_confirms_that_nobody_pays_goes_on_and_the_organiser_sees_it(town: Town) -> None:
    sent = await town.send(town.form, **(TYPED | HIRED), **{"offers-0-money_confirmed": "true"})
    assert sent.status_code == 303
    assert "Nevner penger" in await overview(town)
    assert HIRED["offers-0-text"] in await overview(town)


async def test_a_confirmation_of_nothing_says_nothing(town: Town) -> None:
    await town.send(town.form, **TYPED, **{"offers-0-money_confirmed": "true"})
    assert "Nevner penger" not in await overview(town)


async def test_programs_are_asked_about_money_too(town: Town) -> None:
    offer = {"text": "Sal til redusert leiepris", "category": "place"}
    answer = await town.post(town.participants, town.choir(offers=[offer]))
    confirmed = await town.post(town.participants, town.choir(offers=[offer | {"money_confirmed": True}]))
    assert (answer.status_code, confirmed.status_code) == (422, 201)
    assert answer.json()["errors"][0]["detail"].startswith("Teksten nevner «leiepris».")


async def test_a_line_break_in_a_wish_is_a_space(town: Town) -> None:
    answer = await town.send(town.form, **(TYPED | {"needs-0-text": "Øvingslokale\r\n  på tirsdager"}), step="review")
    assert "<strong>Øvingslokale på tirsdager</strong>" in answer.text


async def test_mails_are_in_the_language_in_which_one_signed_up(town: Town) -> None:
    town.client.headers["accept-language"] = "en"
    await town.signed_up()
    assert "We have registered that Lillevik kammerkor is coming" in await town.mail_to(town.email)


# Personal data


async def test_a_phone_number_in_a_public_text_is_warned_about_and_not_refused(town: Town) -> None:
    answer = await town.send(town.form, **(TYPED | {"needs-0-text": "Lokale, ring 99 88 77 66"}), step="review")
    assert answer.status_code == 200
    assert "Teksten har med «99 88 77 66», og alle kan lese katalogen." in answer.text


@pytest.mark.parametrize("field", ["name", "needs-0-text", "dietary"])
async def test_an_identity_number_is_refused(town: Town, field: str) -> None:
    answer = await town.send(town.form, **(TYPED | {field: "Vi er 01819010192"}))
    assert answer.status_code == 422
    assert f'id="{field}-error">Ta bort fødselsnummeret.' in answer.text


# Meals, photos, and coming alone


async def test_the_kitchen_gets_a_count_of_diets(town: Town) -> None:
    await town.signed_up(name="Ås skolekorps", dietary="en vegetar")
    await town.signed_up(name="Bygda bibliotek", dietary="En vegetar")
    assert "<dt>En vegetar</dt><dd>2</dd>" in await overview(town)


async def test_a_participant_changes_its_mind_about_photos_by_its_own_page(town: Town) -> None:
    id_ = await town.signed_up(photo_consent=True, dietary="Nøtter")
    await town.send(link_in(await town.mail_to(town.email)))
    page = (await town.client.get("/min-side/endre")).text
    assert 'value="Nøtter"' in page
    details = {name: TYPED[name] for name in ("name", "sector", "people", "contact_name", "email", "phone")}
    await town.send("/min-side/endre", **details, version="1", photo_consent="false", dietary="Nøtter og melk")
    participant = await town.participant(id_)
    assert (participant["photo_consent"], participant["dietary"]) == (False, "Nøtter og melk")


async def test_who_does_not_want_to_be_in_photos_is_marked(town: Town) -> None:
    await town.signed_up(photo_consent=False)
    assert "Ikke bilder" in await roster(town)


async def test_dietary_needs_cannot_be_read_in_the_log_and_go_with_the_contact(town: Town) -> None:
    id_ = await town.signed_up(dietary="Peanøtter")
    assert not town.stored("select 1 from event_log where data::text ~ 'Peanøtter'")
    await town.post(f"{town.participants}/{id_}/erase", who=town.organiser())
    assert (await town.participant(id_))["dietary"] is None
    assert town.stored("select dietary from registration where id = %(id)s", id=id_) == [(None,)]


async def test_somebody_may_come_without_an_organisation(town: Town) -> None:
    sent = await town.send(town.form, **(TYPED | {"name": "Frivillig snekker", "individual": "true"}))
    assert sent.status_code == 303
    assert "På egne vegne" in await roster(town)


# The confirmation


async def test_the_confirmation_carries_the_participants_own_code(town: Town) -> None:
    id_ = await town.signed_up()
    await town.mail_to(town.email)
    mail = town.mails.mail(town.mails.envelopes(town.email)[0].id)
    assert mail is not None
    [picture] = [part for part in mail.walk() if part.get_content_type() == "image/png"]
    html = text_of(mail, "html") or ""
    assert picture.get_content() == qr_picture(badge_address("http://localhost:8080", UUID(id_)))
    assert f'src="cid:{picture["content-id"].strip("<>")}"' in html
    assert 'alt="QR-koden til Lillevik kammerkor"' in html
    assert 'src="data:image/png;base64,' in with_pictures(mail, html)


async def test_the_confirmation_has_the_day_for_the_calendar_and_says_when_the_contact_is_erased(town: Town) -> None:
    await town.signed_up()
    text = await town.mail_to(town.email)
    mail = town.mails.mail(town.mails.envelopes(town.email)[0].id)
    assert mail is not None
    assert [part.get_content_type() for part in attachments_of(mail)] == ["text/calendar"]
    assert "Kontaktopplysningene blir slettet automatisk" in text
