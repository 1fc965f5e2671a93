"""Registration on real servers: planning, signing up, the door, who may see what, and being forgotten."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from services.registration.links import PersonalLinks
from services.registration.organisers import Organisers
from shared.clock import AdjustableClock
from shared.contracts.registration import ParticipantRegistered
from shared.database import make_pool
from shared.directory import Exchanges
from shared.keys import RemoteKeys
from shared.personal import open_fields
from tests.conftest import eventually
from tests.registration_town import ORIGIN, Answer, MakeSettings, Town, a_town, hidden, link_in


@pytest.fixture(scope="module")
async def shared_town(
    shared_settings: MakeSettings, shared_clock: AdjustableClock, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Town]:
    async with a_town(shared_settings, shared_clock, tmp_path_factory.mktemp("town")) as town:
        yield town


@pytest.fixture
def town(shared_town: Town) -> Town:
    return shared_town.of_its_own()


@pytest.fixture
async def link(town: Town) -> str:
    """An unused sign-in link of an organiser whose address is `town.email`."""
    async with make_pool(town.settings.database_url.get_secret_value()) as pool:
        organisers = Organisers(pool, town.clock, town.settings.public_url)
        return link_in(await organisers.make_link(await organisers.add(town.email, f"Kommunen bak {town.slug}")))


def changeable(sign_up: Answer) -> Answer:
    """What can be changed of a sign-up."""
    return {name: value for name, value in sign_up.items() if name not in ("needs", "offers", "consent")}


# Planning


async def test_a_planned_exchange_is_public_at_once(town: Town) -> None:
    planned = await town.planned()
    listed = (await town.client.get("/api/registration/exchanges")).json()
    mine = [(one["slug"], one["record"]) for one in listed if one["id"] == planned["exchange"]]
    assert mine == [(town.slug, 51)]


async def test_only_organisers_plan(town: Town) -> None:
    assert (await town.post("/exchanges", town.plan())).status_code == 401


async def test_the_same_plan_sent_twice_is_one_exchange(town: Town) -> None:
    key = uuid4()
    once = await town.post("/exchanges", town.plan(), who=town.organiser(), key=key)
    again = await town.post("/exchanges", town.plan(), who=town.organiser(), key=key)
    assert once.json() == again.json()


async def test_two_exchanges_cannot_have_the_same_address(town: Town) -> None:
    await town.planned()
    answer = await town.post("/exchanges", town.plan(), who=town.organiser(uuid4()))
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:borsen:problem:slug_taken")


async def test_of_two_who_want_an_address_at_once_one_gets_it(town: Town) -> None:
    plans = [town.post("/exchanges", town.plan(), who=town.organiser()) for _ in range(4)]
    assert sorted(answer.status_code for answer in await asyncio.gather(*plans)) == [201, 409, 409, 409]


async def test_a_refused_plan_does_not_keep_the_address(town: Town) -> None:
    backwards = town.plan(opens_at=town.plan()["closes_at"])
    assert (await town.post("/exchanges", backwards, who=town.organiser())).status_code == 409
    assert (await town.planned())["slug"] == town.slug


async def test_an_address_is_made_from_the_name(town: Town) -> None:
    assert (await town.planned(name="Børs på Ærøya 2027!", slug=None))["slug"] == "bors-pa-aeroya-2027"


async def test_an_address_must_be_one(town: Town) -> None:
    assert (await town.post("/exchanges", town.plan(slug="ny"), who=town.organiser())).status_code == 422


# Signing up


async def test_anybody_may_sign_up_and_the_organiser_sees_the_contact(town: Town) -> None:
    await town.planned()
    participant = await town.participant(await town.signed_up())
    assert (participant["contact_name"], participant["email"]) == ("Kari Eksempel", town.email)


async def test_the_same_sign_up_sent_twice_is_one_participant(town: Town) -> None:
    await town.planned()
    key = uuid4()
    answers = [await town.post(town.participants, town.choir(), key=key) for _ in range(2)]
    assert answers[0].json() == answers[1].json()


async def test_a_program_may_choose_the_participants_id(town: Town) -> None:
    await town.planned()
    chosen = str(uuid4())
    assert await town.signed_up(participant=chosen) == chosen


async def test_a_write_needs_an_idempotency_key(town: Town) -> None:
    await town.planned()
    answer = await town.client.post(f"/api/registration{town.participants}", json=town.choir(), headers=ORIGIN)
    assert answer.status_code == 422


async def test_of_many_who_want_the_last_place_at_once_exactly_one_gets_it_and_the_others_wait(town: Town) -> None:
    await town.planned(capacity=4)
    await town.signed_up(people=3)
    await asyncio.gather(*(town.signed_up(people=1) for _ in range(25)))
    listed = (await town.client.get(f"/api/registration{town.participants}", headers=town.organiser())).json()
    assert sum(one["people"] for one in listed if not one["waiting"]) == 4
    assert sorted(one["number"] for one in listed) == list(range(1, 27))


async def test_a_sign_up_that_is_refused_takes_no_place(town: Town) -> None:
    await town.planned(capacity=3, categories=["place"])
    refused = await town.post(town.participants, town.choir(people=3))
    assert refused.json()["type"] == "urn:borsen:problem:category_unknown"
    await town.signed_up(people=3, offers=[{"text": "Kjøkkenet vårt", "category": "place"}])


async def test_who_withdraws_makes_room(town: Town) -> None:
    await town.planned(capacity=3)
    first = await town.signed_up(people=3)
    await town.post(f"{town.participants}/{first}/withdraw", who=town.organiser())
    assert (await town.post(town.participants, town.choir(people=3))).status_code == 201


async def test_nobody_signs_up_the_day_after(town: Town) -> None:
    await town.planned()
    town.clock.advance(timedelta(weeks=3, days=1))
    assert (await town.post(town.participants, town.choir())).json()["type"] == "urn:borsen:problem:over"


async def test_the_version_of_a_participant_is_its_etag(town: Town) -> None:
    await town.planned()
    path = f"/api/registration{town.participants}/{await town.signed_up()}"
    assert (await town.client.get(path, headers=town.organiser())).headers["etag"] == '"1"'


async def test_the_organiser_changes_a_participant(town: Town) -> None:
    await town.planned()
    id_ = await town.signed_up()
    details = changeable(town.choir(people=7))
    headers = {**town.organiser(), "idempotency-key": str(uuid4())}
    await town.client.put(f"/api/registration{town.participants}/{id_}", json=details, headers=headers)
    assert (await town.participant(id_))["people"] == 7


async def test_a_change_to_a_version_that_is_not_there_any_more_is_refused(town: Town) -> None:
    await town.planned()
    id_ = await town.signed_up()
    await town.post(f"{town.participants}/{id_}/check-in", who=town.organiser())
    headers = {**town.organiser(), "idempotency-key": str(uuid4()), "if-match": '"1"'}
    details = changeable(town.choir(people=7))
    late = await town.client.put(f"/api/registration{town.participants}/{id_}", json=details, headers=headers)
    assert (late.status_code, late.json()["type"]) == (412, "urn:borsen:problem:changed_meanwhile")
    headers["if-match"] = '"2"'
    right = await town.client.put(f"/api/registration{town.participants}/{id_}", json=details, headers=headers)
    assert (right.status_code, right.headers["etag"]) == (200, '"3"')


async def test_the_same_change_sent_again_succeeds_although_its_own_version_is_newer(town: Town) -> None:
    await town.planned()
    id_ = await town.signed_up()
    who, key = {**town.organiser(), "if-match": '"1"'}, uuid4()
    answers = [await town.post(f"{town.participants}/{id_}/check-in", who=who, key=key) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]


async def test_of_two_who_edit_the_same_page_the_later_sees_both_and_decides(town: Town) -> None:
    await town.planned()
    id_ = await town.signed_up()
    await town.send(link_in(await town.mail_to(town.email)))
    page = (await town.client.get("/min-side/endre")).text
    fields = changeable(town.choir(name="Koret"))
    hiddens = {name: hidden(page, name) for name in ("csrf", "command_id", "version")}
    other = {**fields, "name": "Lillevik blandakor"}
    headers = {**town.organiser(), "idempotency-key": str(uuid4())}
    await town.client.put(f"/api/registration{town.participants}/{id_}", json=other, headers=headers)
    late = await town.client.post("/min-side/endre", data={**fields, **hiddens})
    assert late.status_code == 422
    assert "Noen andre har endret dette" in late.text
    assert "Nå er det lagret: Lillevik blandakor" in late.text
    assert 'value="Koret"' in late.text
    again = {name: hidden(late.text, name) for name in ("csrf", "command_id", "version")}
    assert (await town.client.post("/min-side/endre", data={**fields, **again})).status_code == 303
    assert (await town.participant(id_))["name"] == "Koret"


# The confirmation


async def test_the_confirmation_tells_what_was_registered(town: Town) -> None:
    await town.planned()
    await town.signed_up()
    text = await town.mail_to(town.email)
    assert "Lillevik kammerkor" in text
    assert "Øvingslokale på tirsdager (Sted å være)" in text
    assert "Sangkurs for nybegynnere (Kurs og foredrag)" in text


async def test_the_link_in_the_confirmation_opens_the_registration(town: Town) -> None:
    await town.planned()
    await town.signed_up()
    await town.send(link_in(await town.mail_to(town.email)))
    assert "Lillevik kammerkor" in (await town.client.get("/min-side")).text


async def test_reading_the_link_signs_nobody_in(town: Town) -> None:
    await town.planned()
    await town.signed_up()
    await town.client.get(link_in(await town.mail_to(town.email)))
    assert "Lillevik kammerkor" not in (await town.client.get("/min-side")).text


async def test_the_link_ends_sixty_days_after_the_exchange(town: Town) -> None:
    await town.planned()
    await town.signed_up()
    link = link_in(await town.mail_to(town.email))
    town.clock.advance(timedelta(weeks=3, days=61))
    assert (await town.client.get(link)).status_code == 410


async def test_the_secret_of_a_link_is_not_stored(town: Town) -> None:
    await town.planned()
    id_ = await town.signed_up()
    token = link_in(await town.mail_to(town.email)).removeprefix("/p/")
    sent = "select 1 from mail where sent_at is not null and content is null and reference ->> 'participant' = %(id)s"
    await eventually(lambda: town.stored(sent, id=id_))
    assert not town.stored("select 1 from participant_link where token_hash = %(token)s", token=token.encode())


async def test_who_lost_the_link_gets_a_new_one(town: Town) -> None:
    await town.planned()
    await town.signed_up()
    await town.mail_to(town.email)
    await town.send_from("/min-side", "/min-side/ny-lenke", email=town.email.capitalize())
    await town.send(link_in(await town.mail_to(town.email, 2)))
    assert "Lillevik kammerkor" in (await town.client.get("/min-side")).text


async def test_a_stranger_who_asks_for_a_link_gets_the_same_answer_and_no_mail(town: Town) -> None:
    await town.planned()
    await town.signed_up()
    known = await town.send_from("/min-side", "/min-side/ny-lenke", email=town.email)
    unknown = await town.send_from("/min-side", "/min-side/ny-lenke", email="ukjent@eksempel.no")
    assert (known.status_code, known.headers["location"]) == (unknown.status_code, unknown.headers["location"])
    assert not town.stored("select 1 from mail where content ->> 'to' = 'ukjent@eksempel.no'")


async def test_asking_again_and_again_sends_five_mails_at_most(town: Town) -> None:
    await town.planned()
    id_ = await town.signed_up()
    for _ in range(8):
        await town.send_from("/min-side", "/min-side/ny-lenke", email=town.email)
    count = "select count(*) from mail where kind = 'new_link' and reference ->> 'participant' = %(id)s"
    await eventually(lambda: town.stored(count, id=id_) == [(5,)])


# The door


async def test_the_organiser_checks_in_and_a_second_tap_changes_nothing_that_is_shown(town: Town) -> None:
    await town.planned()
    id_ = await town.signed_up()
    await town.post(f"{town.participants}/{id_}/check-in", who=town.organiser())
    came_at = (await town.participant(id_))["checked_in_at"]
    await town.post(f"{town.participants}/{id_}/check-in", who=town.organiser())
    assert came_at is not None
    assert (await town.participant(id_))["checked_in_at"] == came_at


async def test_who_withdrew_cannot_check_in(town: Town) -> None:
    await town.planned()
    id_ = await town.signed_up()
    await town.post(f"{town.participants}/{id_}/withdraw", who=town.organiser())
    answer = await town.post(f"{town.participants}/{id_}/check-in", who=town.organiser())
    assert (answer.status_code, answer.json()["title"]) == (409, "Denne deltakeren har trukket seg.")


# Organisers


async def test_a_sign_in_link_is_used_once(town: Town, link: str) -> None:
    await town.send(link)
    assert (await town.client.get(link)).status_code == 410


async def test_reading_a_sign_in_link_does_not_use_it(town: Town, link: str) -> None:
    await town.client.get(link)
    assert (await town.send(link)).headers["location"] == "/arrangor"


async def test_a_sign_in_link_lives_twenty_minutes(town: Town, link: str) -> None:
    town.clock.advance(timedelta(minutes=21))
    assert (await town.client.get(link)).status_code == 410


@pytest.mark.usefixtures("link")
async def test_an_organiser_gets_a_link_by_mail_and_a_stranger_the_same_answer(town: Town) -> None:
    known = await town.send("/logg-inn", email=town.email)
    unknown = await town.send("/logg-inn", email="ukjent@eksempel.no")
    assert (known.status_code, known.headers["location"]) == (unknown.status_code, unknown.headers["location"])
    assert link_in(await town.mail_to(town.email)).startswith("/logg-inn/")
    assert not town.stored("select 1 from mail where content ->> 'to' = 'ukjent@eksempel.no'")


@pytest.mark.usefixtures("link")
async def test_what_somebody_asked_for_is_stored_until_its_mail_is(town: Town) -> None:
    wanted = "select wanted from link_request where email = %(email)s"
    with town.holding_up("mail"):
        assert (await town.send("/logg-inn?lang=en", email=town.email)).status_code == 303
        assert town.stored(wanted, email=town.email) == [("sign_in",)]
    assert "Sign in to Børsen" in await town.mail_to(town.email)
    assert town.stored(wanted, email=town.email) == []


async def test_who_signs_out_is_out(town: Town, link: str) -> None:
    await town.send(link)
    await town.send_from("/arrangor/borser/ny", "/logg-ut")
    assert (await town.client.get("/arrangor")).headers["location"] == "/logg-inn"


READ = [
    "/api/registration/{slug}/participants",
    "/api/registration/{slug}/participants/{id}",
    "/arrangor/borser/{slug}",
    "/arrangor/borser/{slug}/dor",
]
WRITE = [
    ("put", "/api/registration/{slug}/participants/{id}"),
    ("post", "/api/registration/{slug}/participants/{id}/withdraw"),
    ("post", "/api/registration/{slug}/participants/{id}/check-in"),
    ("post", "/api/registration/{slug}/participants/{id}/erase"),
]


@pytest.mark.parametrize("path", READ)
async def test_another_organisations_organiser_finds_nothing(town: Town, path: str) -> None:
    await town.planned()
    id_ = await town.signed_up()
    own = await town.client.get(path.format(id=id_, slug=town.slug), headers=town.organiser())
    others = await town.client.get(path.format(id=id_, slug=town.slug), headers=town.organiser(uuid4()))
    assert (own.status_code, others.status_code) == (200, 404)


@pytest.mark.parametrize(("method", "path"), WRITE)
async def test_another_organisations_organiser_changes_nothing(town: Town, method: str, path: str) -> None:
    await town.planned()
    id_ = await town.signed_up()
    details = changeable(town.choir())
    headers = {**town.organiser(uuid4()), "idempotency-key": str(uuid4())}
    answer = await town.client.request(method, path.format(id=id_, slug=town.slug), json=details, headers=headers)
    assert answer.status_code == 404
    assert (await town.participant(id_))["version"] == 1


async def test_another_organisations_organiser_checks_nobody_in_at_the_door(town: Town, link: str) -> None:
    await town.planned()
    id_ = await town.signed_up()
    await town.send(link)
    answer = await town.send_from("/arrangor/borser/ny", f"{town.organisers}/dor/kom", participant=id_)
    assert answer.status_code == 404


async def test_a_participant_of_one_exchange_is_none_of_another(town: Town) -> None:
    await town.planned()
    await town.planned(slug="nabovik")
    id_ = await town.signed_up()
    answer = await town.post(f"/nabovik/participants/{id_}/check-in", who=town.organiser())
    assert answer.status_code == 404


# Keys, and being forgotten


async def test_no_event_shows_personal_data(town: Town) -> None:
    await town.planned()
    await town.signed_up()
    assert not town.stored("select 1 from event_log where data::text || meta::text ~ 'Kari|kari-|22 33'")


async def test_services_get_keys_with_the_secret(town: Town) -> None:
    await town.planned()
    id_ = await town.signed_up()
    secret = {"authorization": "Bearer keys secret of the tests"}
    answer = await town.client.post("/internal/keys", json={"subjects": [id_, str(uuid4())]}, headers=secret)
    assert [(subject, len(key)) for subject, key in answer.json()["keys"].items()] == [(id_, 64)]


async def test_nobody_gets_keys_without_the_secret(town: Town) -> None:
    wrong = {"authorization": "Bearer wrong"}
    answer = await town.client.post("/internal/keys", json={"subjects": []}, headers=wrong)
    assert answer.status_code == 403


async def test_an_erased_participants_key_is_gone(town: Town) -> None:
    await town.planned()
    id_ = await town.signed_up()
    await town.post(f"{town.participants}/{id_}/erase", who=town.organiser())
    secret = {"authorization": "Bearer keys secret of the tests"}
    answer = await town.client.post("/internal/keys", json={"subjects": [id_]}, headers=secret)
    assert answer.json() == {"keys": {}}
    assert town.stored("select wrapped, erased_at is not null from subject_key where subject = %(id)s", id=id_) == [
        (None, True)
    ]


async def test_the_events_of_an_erased_participant_cannot_be_read_any_more(town: Town) -> None:
    await town.planned()
    id_ = await town.signed_up()
    registered = "select id, data from event_log where type = 'ParticipantRegistered' and stream = %(stream)s"
    [(event, data)] = town.stored(registered, stream=f"participant-{id_}")
    keys = RemoteKeys(town.client, "keys secret of the tests")
    before = open_fields(ParticipantRegistered, event, data, await keys.find([UUID(id_)]))
    await town.post(f"{town.participants}/{id_}/erase", who=town.organiser())
    after = open_fields(ParticipantRegistered, event, data, await keys.find([UUID(id_)]))
    assert (before["email"], after["email"]) == (town.email, "(slettet)")


async def test_an_erased_participant_has_no_contact_and_does_not_take_part(town: Town) -> None:
    await town.planned()
    id_ = await town.signed_up()
    await town.post(f"{town.participants}/{id_}/erase", who=town.organiser())
    participant = await town.participant(id_)
    assert (participant["contact_name"], participant["email"], participant["phone"]) == (None, None, None)
    assert (participant["erased"], participant["withdrawn"]) == (True, True)


async def test_an_erased_participant_cannot_be_changed(town: Town) -> None:
    await town.planned()
    id_ = await town.signed_up()
    await town.post(f"{town.participants}/{id_}/erase", who=town.organiser())
    assert (await town.post(f"{town.participants}/{id_}/check-in", who=town.organiser())).status_code == 410


async def test_the_links_of_an_erased_participant_lead_nowhere(town: Town) -> None:
    await town.planned()
    id_ = await town.signed_up()
    link = link_in(await town.mail_to(town.email))
    await town.post(f"{town.participants}/{id_}/erase", who=town.organiser())
    assert (await town.client.get(link)).status_code == 410


async def test_whoever_is_erased_while_a_letter_is_written_gets_no_link_and_so_no_letter(town: Town) -> None:
    await town.planned()
    id_ = await town.signed_up()
    await town.mail_to(town.email)
    await town.post(f"{town.participants}/{id_}/erase", who=town.organiser())
    async with make_pool(town.settings.database_url.get_secret_value()) as pool, pool.connection() as connection:
        exchange = await Exchanges(pool).exchange(town.slug)
        links = PersonalLinks(pool, town.clock)
        made = await links.make(connection, mail=uuid4(), participant=UUID(id_), exchange=exchange)
    assert made is None


async def test_the_organiser_sees_when_contacts_are_erased(town: Town) -> None:
    await town.planned()
    await town.signed_up()
    page = await town.client.get(town.organisers, headers=town.organiser())
    assert "Kontaktopplysningene blir slettet automatisk" in page.text


async def test_a_participant_erases_itself(town: Town) -> None:
    await town.planned()
    id_ = await town.signed_up()
    await town.send(link_in(await town.mail_to(town.email)))
    await town.send("/min-side/slett")
    assert (await town.participant(id_))["erased"] is True
    assert "Lillevik kammerkor" not in (await town.client.get("/min-side")).text
