"""What an organiser does with the participants: looks them up, changes them on their behalf, and writes to them."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from email.message import EmailMessage
from io import BytesIO
from uuid import uuid4

import httpx
import openpyxl
import pytest

from shared.auth import Identity, Role
from shared.clock import AdjustableClock
from shared.mailbox.store import text_of
from shared.print import qr_picture
from tests.conftest import eventually
from tests.paper import opened, squeezed
from tests.registration_town import Gathering, MakeSettings, Town, a_browser, a_town, choir, hidden, link_in

ORGANISER = "arrangor@lillevik.example.no"


@pytest.fixture(scope="module")
async def town(
    shared_settings: MakeSettings, shared_clock: AdjustableClock, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Town]:
    """A town whose organiser is signed in."""
    async with a_town(shared_settings, shared_clock, tmp_path_factory.mktemp("town")) as town:
        me = uuid4()
        town.stored(
            "with o as (insert into organisation values (%(organisation)s, 'Lillevik') returning id) "
            "insert into organiser (id, organisation, email) values (%(me)s, %(organisation)s, %(email)s) returning id",
            organisation=town.organisation,
            me=me,
            email=ORGANISER,
        )
        identity = Identity(Role.ORGANISER, str(me), town.organisation)
        town.client.cookies["borsen-organiser"] = town.tokens.issue(identity, lifetime=timedelta(hours=1))
        yield town


@pytest.fixture
async def gathering(town: Town) -> Gathering:
    return await Gathering.planned(town)


async def search(gathering: Gathering, **asked: str) -> httpx.Response:
    page = (await gathering.town.client.get(f"{gathering.organisers}/deltakere")).text
    data = {"csrf": hidden(page, "csrf"), **asked}
    return await gathering.town.client.post(f"{gathering.organisers}/deltakere", data=data)


def named(page: httpx.Response) -> list[str]:
    return re.findall(r'deltakere/[0-9a-f-]{36}">([^<]+)</a>', page.text)


def mails(gathering: Gathering, address: str, subject: str = "Velkommen") -> list[EmailMessage]:
    store = gathering.town.mails
    found = [store.mail(envelope.id) for envelope in store.envelopes(address)]
    return [mail for mail in found if mail is not None and mail["subject"].startswith(subject)]


async def mail_to(gathering: Gathering, address: str, subject: str = "Velkommen") -> EmailMessage:
    """The one mail with this subject, by default the circular of the tests here. Mails come in no certain order."""
    await eventually(lambda: mails(gathering, address, subject))
    (mail,) = mails(gathering, address, subject)
    return mail


def plain(mail: EmailMessage) -> str:
    return text_of(mail, "plain") or ""


# The list


async def test_a_search_for_a_person_finds_the_organisation_and_leaves_no_trace_in_an_address(
    gathering: Gathering,
) -> None:
    await gathering.sign_up(2, name="Ås skolekorps", contact_name="Åse Prøve")
    await gathering.sign_up(2, name="Bygda bibliotek")
    found = await search(gathering, sok="åse", sektor="voluntary")
    assert (found.status_code, named(found)) == (200, ["Ås skolekorps"])
    assert found.headers["hx-replace-url"] == f"{gathering.organisers}/deltakere?sektor=voluntary"
    assert "Åse" not in str(found.url)


async def test_filters_alone_lead_to_an_address_that_can_be_shared(gathering: Gathering) -> None:
    await gathering.sign_up(2, name="Ås skolekorps", photo_consent=False)
    await gathering.sign_up(2, name="Bygda bibliotek", photo_consent=True)
    filtered = await search(gathering, bilder="nei")
    assert filtered.headers["location"] == f"{gathering.organisers}/deltakere?bilder=nei"
    assert named(await gathering.town.client.get(filtered.headers["location"])) == ["Ås skolekorps"]


async def test_a_search_in_an_address_is_not_carried_out(gathering: Gathering) -> None:
    await gathering.sign_up(2, name="Ås skolekorps")
    assert named(await gathering.town.client.get(f"{gathering.organisers}/deltakere?sok=ingen")) == ["Ås skolekorps"]


async def test_an_empty_list_says_what_to_do_next(gathering: Gathering) -> None:
    assert "Del adressen til børsens side" in await gathering.page("/deltakere")
    await gathering.sign_up(1)
    assert "Prøv en del av navnet" in (await search(gathering, sok="finnes ikke")).text


async def test_what_was_ticked_stays_ticked_when_the_list_is_searched(gathering: Gathering) -> None:
    one = await gathering.sign_up(1, name="Ås skolekorps")
    await gathering.sign_up(1, name="Bygda bibliotek")
    narrowed = (await search(gathering, sok="bygda", valgt=one)).text
    assert f'<input type="hidden" name="valgt" value="{one}">' in narrowed
    assert "1 til er valgt" in narrowed


# On behalf


async def test_a_change_on_behalf_is_the_organisers_in_the_log_and_told_by_mail(gathering: Gathering) -> None:
    id_ = await gathering.sign_up(3, name="Ås skolekorps", email="as@eksempel.no")
    page = f"{gathering.organisers}/deltakere/{id_}"
    typed = {key: str(value) for key, value in choir(name="Ås skolekorps", people=5).items() if isinstance(value, str)}
    sent = await gathering.town.send(
        f"{page}/endre", **typed | {"people": "5", "email": "as@eksempel.no", "version": "1"}
    )
    assert sent.headers["location"] == page
    (actor,) = gathering.town.stored(
        "select meta ->> 'actor' from event_log where type = 'ParticipantChanged' and data ->> 'participant' = %(id)s",
        id=id_,
    )[0]
    assert actor.startswith("organiser:")
    told = plain(await mail_to(gathering, "as@eksempel.no", "Opplysningene"))
    assert ("Før: 3" in told, "Nå: 5" in told, "Telefon" in told) == (True, True, False)
    assert "Opplysningene ble endret av arrangøren" in (await gathering.town.client.get(page)).text


async def test_a_logo_that_came_by_mail_is_put_in_on_behalf_and_told_of(gathering: Gathering) -> None:
    id_ = await gathering.sign_up(3, email="logo@eksempel.no")
    page = f"{gathering.organisers}/deltakere/{id_}"
    html = (await gathering.town.client.get(f"{page}/endre")).text
    typed = {key: value for key, value in choir(email="logo@eksempel.no").items() if isinstance(value, str)}
    hidden_fields = {name: hidden(html, name) for name in ("csrf", "command_id", "version")}
    logo = {"logo_file": ("logo.png", qr_picture("https://eksempel.no"), "image/png")}
    await gathering.town.client.post(f"{page}/endre", data=typed | hidden_fields | {"people": "3"}, files=logo)
    assert "Nå: Ny logo" in plain(await mail_to(gathering, "logo@eksempel.no", "Opplysningene"))
    assert "Logoen ble endret av arrangøren" in (await gathering.town.client.get(page)).text


async def test_of_two_who_change_at_once_the_second_keeps_what_was_typed(gathering: Gathering) -> None:
    id_ = await gathering.sign_up(3, email="to@eksempel.no")
    await gathering.change(id_, people=4, email="to@eksempel.no")
    typed = {key: value for key, value in choir(email="to@eksempel.no").items() if isinstance(value, str)}
    sent = await gathering.town.send(f"{gathering.organisers}/deltakere/{id_}/endre", **typed, people="9", version="1")
    assert (sent.status_code, 'value="9"' in sent.text, "Nå er det lagret: 4" in sent.text) == (422, True, True)


async def test_needs_and_offers_are_changed_on_behalf_by_the_participant_s_own_rules_and_told_by_mail(
    gathering: Gathering,
) -> None:
    id_ = await gathering.sign_up(2, email="ringte@eksempel.no")
    page = f"{gathering.organisers}/deltakere/{id_}"
    html = (await gathering.town.client.get(f"{page}/behov-og-tilbud")).text
    kept = {name: hidden(html, name) for name in ("version", "needs-0-id", "offers-1-id")}
    typed = {"needs-0-text": "", "needs-2-text": "Scene for 500 kr, ring 41 23\n45 67", "needs-2-category": "place"}
    offered = {"offers-1-text": "Konsert", "offers-1-category": "culture"}
    paid = await gathering.town.send(f"{page}/behov-og-tilbud", **kept, **typed, **offered)
    free = {"needs-2-money_confirmed": "true"}
    unseen = await gathering.town.send(f"{page}/behov-og-tilbud", **kept, **typed, **offered, **free)
    free["contacts"] = hidden(paid.text, "contacts")
    saved = await gathering.town.send(f"{page}/behov-og-tilbud", **kept, **typed, **offered, **free)
    assert (paid.status_code, "Ingen skal betale noe for dette" in paid.text) == (422, True)
    assert (unseen.status_code, "lagre en gang til" in unseen.text) == (422, True)
    assert "Teksten har med «41 23 45 67»" in " ".join(unseen.text.split())
    assert saved.headers["location"] == page
    ((actor,),) = gathering.town.stored(
        "select meta ->> 'actor' from event_log where type = 'WishesChanged' and data ->> 'participant' = %(id)s",
        id=id_,
    )
    assert actor.startswith("organiser:")
    told = plain(await mail_to(gathering, "ringte@eksempel.no", "Opplysningene"))
    assert ("Før: Øvingslokale på tirsdager" in told, "Nå: Scene for 500 kr" in told) == (True, True)
    assert "Behovene og tilbudene ble endret av arrangøren" in (await gathering.town.client.get(page)).text


@pytest.mark.parametrize("form", ["endre", "behov-og-tilbud"])
async def test_what_was_typed_on_behalf_is_kept_where_the_organiser_s_session_has_ended(
    gathering: Gathering, form: str
) -> None:
    id_ = await gathering.sign_up(2)
    page = f"{gathering.organisers}/deltakere/{id_}/{form}"
    html = (await gathering.town.client.get(page)).text
    async with a_browser(gathering.town.app) as signed_out:
        signed_out.cookies["csrf"] = gathering.town.client.cookies["csrf"]
        sent = await signed_out.post(page, data={"csrf": hidden(html, "csrf"), "contact_name": "Lang Tekst"})
    assert (sent.status_code, 'value="Lang Tekst"' in sent.text) == (401, True)


async def test_who_is_withdrawn_on_its_behalf_is_told(gathering: Gathering) -> None:
    id_ = await gathering.sign_up(1, email="trukket@eksempel.no")
    await gathering.town.send(f"{gathering.organisers}/deltakere/{id_}/trekk")
    told = await mail_to(gathering, "trukket@eksempel.no", "Påmeldingen")
    assert ("Arrangøren har trukket påmeldingen" in plain(told), told["reply-to"]) == (True, ORGANISER)


async def test_a_lost_link_is_sent_again_once_for_each_press(gathering: Gathering) -> None:
    id_ = await gathering.sign_up(1, email="mistet@eksempel.no")
    page = f"{gathering.organisers}/deltakere/{id_}"
    key = str(uuid4())
    for _ in range(2):
        await gathering.town.send_from(page, f"{page}/lenke", command_id=key)
    assert link_in(plain(await mail_to(gathering, "mistet@eksempel.no", "Ny lenke")))


async def test_one_name_tag_is_printed_alone(gathering: Gathering) -> None:
    id_ = await gathering.sign_up(3, name="Ås skolekorps")
    await gathering.sign_up(3, name="Bygda bibliotek")
    assert f"navnelapper.pdf?antall=en&amp;deltaker={id_}" in await gathering.page("/dor")
    pdf = await gathering.town.client.get(f"{gathering.organisers}/trykk/navnelapper.pdf?antall=en&deltaker={id_}")
    with opened(pdf.content) as paper:
        assert (paper.text.count(squeezed("Ås skolekorps")), "Bygda" in paper.text) == (1, False)


# The spreadsheet


async def test_the_spreadsheet_has_everybody_and_nothing_that_runs(gathering: Gathering) -> None:
    await gathering.sign_up(3, name="=1+1", dietary="Nøtter")
    await gathering.sign_up(2, name="Ås skolekorps", dietary="nøtter")
    answer = await gathering.town.client.get(f"{gathering.organisers}/deltakere.xlsx")
    assert answer.headers["cache-control"] == "private, no-store"
    assert 'filename="pameldte-frivilligbors-lillevik.xlsx"' in answer.headers["content-disposition"]
    book = openpyxl.load_workbook(BytesIO(answer.content))
    assert book.sheetnames == ["Deltakere", "Behov og tilbud", "Mat"]
    people, wishes, food = book.worksheets
    first = dict(zip([cell.value for cell in people[1]], people[2], strict=True))
    assert (first["Organisasjon"].value, first["Organisasjon"].data_type) == ("=1+1", "s")
    assert (first["Personer"].value, first["Kontaktperson"].value) == (3, "Kari Eksempel")
    assert (people.freeze_panes, people.auto_filter.ref) == ("B2", "A1:N3")
    assert (wishes.max_row, wishes["E2"].value) == (5, "Øvingslokale på tirsdager")
    assert [(row[0].value, row[1].value) for row in food.iter_rows(min_row=2)] == [
        ("Personer som er påmeldt", 5),
        ("Frivillighet", 5),
        ("Offentlig", 0),
        ("Næringsliv", 0),
        ("Nøtter", 2),
    ]


# Circulars


async def write(gathering: Gathering, *readers: str, **typed: str) -> httpx.Response:
    words = {"emne": "Velkommen, {organisasjon}", "tekst": "Husk plakaten.\n\n{lenke}", "til": " ".join(readers)}
    return await gathering.town.send_from(
        f"{gathering.organisers}/epost/ny", f"{gathering.organisers}/epost/ny", **words | typed
    )


async def test_a_circular_is_looked_over_before_it_is_sent(gathering: Gathering) -> None:
    one = await gathering.sign_up(1, name="Ås skolekorps", email="sett@eksempel.no")
    review = await write(gathering, one, step="review")
    assert (review.status_code, "Send til 1 organisasjon" in review.text) == (200, True)
    assert "Velkommen, Ås skolekorps" in review.text
    assert mails(gathering, "sett@eksempel.no") == []


async def test_each_of_those_who_were_chosen_gets_one_mail_however_often_it_is_sent(gathering: Gathering) -> None:
    chosen = [await gathering.sign_up(1, name=f"Lag {n}", email=f"valgt{n}@eksempel.no") for n in (1, 2)]
    await gathering.sign_up(1, email="ikke-valgt@eksempel.no")
    key = str(uuid4())
    once = await write(gathering, *chosen, step="send", command_id=key)
    again = await write(gathering, *chosen, step="send", command_id=key)
    assert once.headers["location"] == again.headers["location"]

    async def done() -> bool:
        return "Sendt til 2 organisasjoner" in (await gathering.town.client.get(once.headers["location"])).text

    await eventually(done)
    assert "Velkommen, (organisasjonens navn)" in (await gathering.town.client.get(once.headers["location"])).text
    first, second = [await mail_to(gathering, f"valgt{n}@eksempel.no") for n in (1, 2)]
    assert ("Husk plakaten." in plain(second), second["subject"]) == (True, "Velkommen, Lag 2")
    assert link_in(plain(first)) != link_in(plain(second))
    assert mails(gathering, "ikke-valgt@eksempel.no") == []
    assert "Sendt til 2" in await gathering.page("/epost")


async def test_two_thousand_are_chosen_and_written_to_at_once(gathering: Gathering) -> None:
    one = await gathering.sign_up(1, name="Ås skolekorps")
    page = await gathering.page("/deltakere")
    ticked = {"csrf": hidden(page, "csrf"), "hvem": "valgte", "valgt": [one, *(str(uuid4()) for _ in range(1999))]}
    picked = await gathering.town.client.post(f"{gathering.organisers}/epost/ny", data=ticked)
    assert (picked.status_code, hidden(picked.text, "til")) == (200, one)
    assert (await write(gathering, *ticked["valgt"], step="review")).status_code == 200


async def test_answers_to_a_circular_go_to_the_organiser(gathering: Gathering) -> None:
    one = await gathering.sign_up(1, email="svar@eksempel.no")
    await write(gathering, one, step="send")
    assert (await mail_to(gathering, "svar@eksempel.no"))["reply-to"] == ORGANISER


async def test_the_log_says_how_many_got_it_and_not_what_it_said(gathering: Gathering) -> None:
    one = await gathering.sign_up(1)
    sent = await write(gathering, one, step="send", emne="Hilsen Kari")
    circular = sent.headers["location"].rsplit("/", 1)[1]
    (data,) = gathering.town.stored("select data from event_log where stream = %(s)s", s=f"circular-{circular}")[0]
    assert (data["recipients"], sorted(data)) == (1, ["at", "circular", "exchange", "recipients"])


async def test_who_has_withdrawn_gets_none_and_who_waits_only_when_chosen(town: Town) -> None:
    gathering = await Gathering.planned(town, capacity=2)
    gone = await gathering.sign_up(1, email="gikk@eksempel.no")
    await gathering.sign_up(1, email="er-med@eksempel.no")
    await gathering.act(gone, "withdraw")
    await gathering.sign_up(2, email="venter@eksempel.no")
    til = hidden(await gathering.page("/epost/ny"), "til")
    assert len(til.split()) == 1
    picked = await write(gathering, hvem="listen", status="waiting")
    assert len(hidden(picked.text, "til").split()) == 1
    await write(gathering, til, gone, step="send")
    await mail_to(gathering, "er-med@eksempel.no")
    assert mails(gathering, "gikk@eksempel.no") + mails(gathering, "venter@eksempel.no") == []


async def test_who_chose_nobody_is_told_how(gathering: Gathering) -> None:
    await gathering.sign_up(1)
    assert "Ingen er valgt" in (await write(gathering, hvem="valgte")).text
    refused = await write(gathering, step="send")
    assert (refused.status_code, "Ingen er valgt" in refused.text) == (422, True)


async def test_mistakes_in_the_words_are_told_and_nothing_is_lost(gathering: Gathering) -> None:
    one = await gathering.sign_up(1)
    refused = await write(gathering, one, emne="{lenke}", tekst="Hei {navn}, 01819010192")
    unwritable = await write(gathering, one, step="send", tekst="a\0b")
    assert (refused.status_code, "Lenken er personlig" in refused.text) == (422, True)
    assert "Ta bort fødselsnummeret" in refused.text
    assert "Hei {navn}" in refused.text
    assert (unwritable.status_code, "ikke kan lagres" in unwritable.text) == (422, True)


async def test_who_presses_twice_while_somebody_withdraws_has_sent_it_once(gathering: Gathering) -> None:
    stays, goes = await gathering.sign_up(1), await gathering.sign_up(1)
    key = str(uuid4())
    once = await write(gathering, stays, goes, step="send", command_id=key)
    await gathering.act(goes, "withdraw")
    again = await write(gathering, stays, goes, step="send", command_id=key)
    assert once.headers["location"] == again.headers["location"]


async def test_what_was_sent_already_is_not_sent_as_something_else(gathering: Gathering) -> None:
    one = await gathering.sign_up(1)
    key = str(uuid4())
    await write(gathering, one, step="send", command_id=key)
    other = await write(gathering, one, step="send", command_id=key, tekst="Noe annet")
    assert (other.status_code, "må bli en ny e-post" in other.text) == (422, True)
    assert hidden(other.text, "command_id") != key


async def test_the_words_of_circulars_are_forgotten_with_the_contacts(
    shared_clock: AdjustableClock, gathering: Gathering
) -> None:
    one = await gathering.sign_up(1, email="glemt@eksempel.no")
    sent = await write(gathering, one, step="send")
    await mail_to(gathering, "glemt@eksempel.no")
    shared_clock.advance(timedelta(days=500))

    def forgotten() -> bool:
        return not gathering.town.stored("select 1 from circular")

    await eventually(forgotten)
    assert sent.headers["location"]
    assert "Slettet e-post" in await gathering.page("/epost")


@pytest.mark.parametrize("page", ["/deltakere", "/deltakere.xlsx", "/epost", "/epost/ny"])
async def test_none_of_it_is_for_another_organisation(gathering: Gathering, page: str) -> None:
    stranger = await gathering.town.client.get(
        gathering.organisers + page, headers=gathering.town.organiser(uuid4()) | {"cookie": "borsen-organiser="}
    )
    assert stranger.status_code == 404
