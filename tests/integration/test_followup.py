"""Followup on real servers: mails after the market, deadlines, answers, and what happens to an erased contact."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import datetime, time, timedelta
from io import BytesIO
from uuid import UUID, uuid4

import httpx
import openpyxl
import pytest
from fastapi import FastAPI
from icalendar import Calendar

from services.followup.deadlines import TICK_SECONDS
from shared.clock import AdjustableClock, today
from shared.mailbox.store import attachments_of, text_of
from tests.conftest import eventually
from tests.followup_evening import Evening, MakeSettings, Member, an_evening, browser


@pytest.fixture(scope="module")
async def services(
    shared_settings: MakeSettings, shared_clock: AdjustableClock, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Evening, FastAPI]]:
    """Followup, started, and the first of any number of evenings."""
    async with an_evening(shared_settings, shared_clock, tmp_path_factory.mktemp("services")) as evening:
        app = evening.followup()
        async with app.router.lifespan_context(app):
            yield evening, app


@pytest.fixture
async def evening(services: tuple[Evening, FastAPI]) -> Evening:
    evening = services[0].another()
    await evening.plan()
    return evening


@pytest.fixture
async def followup(services: tuple[Evening, FastAPI]) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(services[1]) as client:
        yield client


@pytest.fixture
async def choir(evening: Evening) -> Member:
    return await evening.choir()


@pytest.fixture
async def firm(evening: Evening) -> Member:
    return await evening.firm()


@pytest.fixture
async def library(evening: Evening) -> Member:
    return await evening.library()


def link_in(text: str) -> str:
    """The address path of the personal link in a mail."""
    (path,) = re.findall(r"http://localhost:8080(/svar/\S+)", text)
    return str(path)


def hidden(page: str, name: str) -> str:
    """The value of a hidden field."""
    (value,) = re.findall(rf'name="{name}" value="([^"]*)"', page)
    return str(value)


async def answer(client: httpx.AsyncClient, link: str, **fields: str) -> httpx.Response:
    """Fill in and send the form behind a link."""
    page = (await client.get(link)).text
    sent = {"csrf": hidden(page, "csrf"), "command_id": hidden(page, "command_id"), **fields}
    return await client.post(link, data=sent)


async def test_each_participant_with_an_agreement_gets_one_mail_when_the_market_closes(
    evening: Evening, followup: httpx.AsyncClient, choir: Member, firm: Member, library: Member
) -> None:
    await evening.make(choir, "Spiller på sommerfesten", firm, "Ordner lyset i øvingslokalet")
    await evening.make(choir, "Konsert i biblioteket", library)
    outsider = await evening.register("Turgruppa Vest", "Tor Tur", "tur")
    await evening.close()
    await eventually(lambda: evening.events("AgreementsMailed") == 3)
    assert [evening.mails_to(member) for member in (choir, firm, library, outsider)] == [1, 1, 1, 0]


async def test_a_mail_and_what_is_recorded_of_it_belong_to_the_request_that_closed_the_market(
    evening: Evening, followup: httpx.AsyncClient, choir: Member, firm: Member
) -> None:
    await evening.make(choir, "Spiller på sommerfesten", firm)
    closed = await evening.close()
    await eventually(lambda: len(evening.metas("AgreementsMailed")) == 2)
    mail = evening.mails.mail(evening.mails.envelopes(firm.email)[0].id)
    assert mail is not None
    assert [meta["causationid"] for meta in evening.metas("AgreementsMailed")] == [str(closed)] * 2
    assert {meta["correlationid"] for meta in evening.metas("AgreementsMailed")} == {mail["x-correlation-id"]}
    assert mail["x-borsen-organisation"] == str(evening.organisation)


async def test_a_deadline_and_its_question_belong_to_the_request_that_made_the_agreement(
    evening: Evening, followup: httpx.AsyncClient, choir: Member, firm: Member
) -> None:
    await evening.make(choir, "Spiller på sommerfesten", firm, days=14)
    await evening.close()
    await eventually(lambda: evening.events("AgreementsMailed") == 2)
    evening.clock.advance(timedelta(days=16))
    await eventually(lambda: evening.mails_to(firm) == 2)
    (set_,), (reached,) = evening.metas("DeadlineSet"), evening.metas("DeadlineReached")
    assert reached["correlationid"] == set_["correlationid"]
    assert "causationid" in reached
    question = evening.mails.mail(evening.mails.envelopes(firm.email)[0].id)
    assert question is not None
    assert question["x-correlation-id"] == set_["correlationid"]
    assert question["x-borsen-organisation"] == str(evening.organisation)


async def test_the_mail_tells_what_with_whom_until_when_and_who_calls_first(
    evening: Evening, followup: httpx.AsyncClient, choir: Member, firm: Member
) -> None:
    await evening.make(choir, "Spiller på sommerfesten", firm, "Ordner lyset i øvingslokalet")
    await evening.close()
    await eventually(lambda: evening.mails_to(firm) == 1)
    text = evening.latest_mail(firm)
    assert "Dere får: Spiller på sommerfesten" in text
    assert "Dere bidrar med: Ordner lyset i øvingslokalet" in text
    assert f"Kontaktperson: Kari Korps, {choir.email}, 90 00 00 01" in text
    assert "Lillevik skolekorps tar første kontakt." in text


async def test_the_mail_has_a_calendar_file_for_each_deadline(
    evening: Evening, followup: httpx.AsyncClient, choir: Member, firm: Member, library: Member
) -> None:
    await evening.make(choir, "Spiller på sommerfesten", firm, days=14)
    await evening.make(choir, "Konsert i biblioteket", library, days=14)
    await evening.make(firm, "Lys i biblioteket", library, days=30)
    await evening.close()
    await eventually(lambda: evening.mails_to(library) == 1)
    mail = evening.mails.mail(evening.mails.envelopes(library.email)[0].id)
    assert mail is not None
    calendars = [Calendar.from_ical(part.get_content()) for part in attachments_of(mail)]
    days = [event.decoded("dtstart") - today(evening.clock) for each in calendars for event in each.walk("vevent")]
    assert days == [timedelta(days=14), timedelta(days=30)]


async def test_a_cancelled_agreement_is_in_no_mail_and_nobody_is_asked_about_it(
    evening: Evening, followup: httpx.AsyncClient, choir: Member, firm: Member, library: Member
) -> None:
    await evening.make(choir, "Konsert i biblioteket", library, days=30)
    await evening.cancel(await evening.make(choir, "Spiller på sommerfesten", firm, days=14))
    await evening.close()
    await eventually(lambda: evening.events("AgreementsMailed") == 2)
    evening.morning(31)
    await eventually(lambda: evening.mails_to(library) == 2)
    assert evening.mails_to(firm) == 0
    assert evening.events("DeadlineReached") == 1


async def test_a_corrected_deadline_replaces_the_earlier_one(
    evening: Evening, followup: httpx.AsyncClient, choir: Member, firm: Member
) -> None:
    agreement = await evening.make(choir, "Spiller på sommerfesten", firm, days=14)
    await evening.correct(agreement, choir, "Spiller på høstfesten", firm, days=30)
    other = await evening.make(firm, "Lys i øvingslokalet", choir, days=29)
    await evening.close()
    await eventually(lambda: evening.events("DeadlineSet") == 3)
    evening.morning(30)
    await eventually(lambda: stand(evening, followup, {agreement: "waiting", other: "unanswered"}))
    evening.morning(31)
    await eventually(lambda: evening.events("DeadlineReached") == 2)


async def test_nobody_is_asked_before_the_market_has_closed(
    evening: Evening, followup: httpx.AsyncClient, choir: Member, firm: Member
) -> None:
    agreement = await evening.make(choir, "Spiller på sommerfesten", firm, days=0)
    evening.morning(1)
    await eventually(lambda: stand(evening, followup, {agreement: "waiting"}))
    await asyncio.sleep(3 * TICK_SECONDS)
    assert evening.events("DeadlineReached") == 0
    await evening.close()
    await eventually(lambda: evening.events("DeadlineReached") == 1)


async def test_an_agreement_that_comes_after_the_closing_is_sent_to_its_parties_alone(
    evening: Evening, followup: httpx.AsyncClient, choir: Member, firm: Member, library: Member
) -> None:
    await evening.make(choir, "Spiller på sommerfesten", firm)
    await evening.close()
    await eventually(lambda: (evening.mails_to(choir), evening.mails_to(firm)) == (1, 1))
    await evening.make(choir, "Konsert i biblioteket", library)
    await eventually(lambda: (evening.mails_to(choir), evening.mails_to(library)) == (2, 1))
    assert evening.mails_to(firm) == 1
    assert "1 avtale til" in evening.latest_mail(choir)
    assert "Konsert i biblioteket" in evening.latest_mail(choir)
    assert "sommerfesten" not in evening.latest_mail(choir)
    assert "Takk for at Lillevik bibliotek var med" in evening.latest_mail(library)


async def test_agreements_in_the_instant_of_the_closing_are_in_one_mail_or_the_next_and_never_in_two(
    evening: Evening, followup: httpx.AsyncClient, choir: Member, firm: Member
) -> None:
    await evening.make(choir, "Avtale 1", firm)
    await evening.close()
    for number in range(2, 6):
        await evening.make(choir, f"Avtale {number}", firm)
    await eventually(lambda: sorted(agreements_told(evening, choir)) == [f"Avtale {n}" for n in range(1, 6)])


def agreements_told(evening: Evening, member: Member) -> list[str]:
    """What a member gives, as often as a mail tells it."""
    mails = [evening.mails.mail(envelope.id) for envelope in evening.mails.envelopes(member.email)]
    return [what for mail in mails if mail for what in re.findall(r"Avtale \d", text_of(mail, "plain") or "")]


async def test_a_correction_after_the_closing_is_told_to_both_parties(
    evening: Evening, followup: httpx.AsyncClient, choir: Member, firm: Member
) -> None:
    agreement = await evening.make(choir, "Spiller på sommerfesten", firm)
    await evening.close()
    await eventually(lambda: (evening.mails_to(choir), evening.mails_to(firm)) == (1, 1))
    await evening.correct(agreement, choir, "Spiller på høstfesten", firm, days=30)
    await eventually(lambda: (evening.mails_to(choir), evening.mails_to(firm)) == (2, 2))
    assert "Slik er det nå avtalt" in evening.latest_mail(firm)
    assert "Dere får: Spiller på høstfesten" in evening.latest_mail(firm)


async def test_three_parties_are_told_of_each_other_until_one_is_left_out(
    evening: Evening, followup: httpx.AsyncClient, choir: Member, firm: Member, library: Member
) -> None:
    agreement = await evening.make(choir, "Spiller på sommerfesten", firm, "Ordner lyset", third=library)
    await evening.close()
    await eventually(lambda: [evening.mails_to(member) for member in (choir, firm, library)] == [1, 1, 1])
    text = evening.latest_mail(library)
    assert "Avtale med Lillevik skolekorps og Nordhavn Elektro AS" in text
    assert "Lillevik skolekorps bidrar med: Spiller på sommerfesten" in text
    assert "Nordhavn Elektro AS bidrar med: Ordner lyset" in text
    assert (choir.email in text, firm.email in text) == (True, True)
    await evening.correct(agreement, choir, "Spiller på sommerfesten", firm, days=14)
    await eventually(lambda: [evening.mails_to(member) for member in (choir, firm, library)] == [2, 2, 2])
    assert "den er nå mellom Lillevik skolekorps og Nordhavn Elektro AS" in evening.latest_mail(library)
    assert "Lillevik bibliotek" not in evening.latest_mail(firm)


async def test_who_is_replaced_or_loses_an_agreement_after_the_closing_hears_it(
    evening: Evening, followup: httpx.AsyncClient, choir: Member, firm: Member, library: Member
) -> None:
    agreement = await evening.make(choir, "Spiller på sommerfesten", firm)
    await evening.close()
    await eventually(lambda: (evening.mails_to(choir), evening.mails_to(firm)) == (1, 1))
    await evening.correct(agreement, choir, "Spiller på sommerfesten", library, days=14)
    await eventually(lambda: (evening.mails_to(firm), evening.mails_to(library)) == (2, 1))
    assert "den er nå mellom Lillevik skolekorps og Lillevik bibliotek" in evening.latest_mail(firm)
    await evening.cancel(agreement)
    await eventually(lambda: (evening.mails_to(choir), evening.mails_to(library)) == (3, 2))
    assert "Avtalen med Lillevik bibliotek er avlyst." in evening.latest_mail(choir)
    assert evening.mails_to(firm) == 2


async def standings(evening: Evening, client: httpx.AsyncClient) -> dict[UUID, str]:
    """Where each agreement stands, as the organiser's API says."""
    found = await client.get(f"/api/followup/{evening.slug}/agreements", headers=evening.organiser())
    return {UUID(one["agreement"]): one["standing"] for one in (found.json() if found.is_success else [])}


async def stand(evening: Evening, client: httpx.AsyncClient, expected: dict[UUID, str]) -> bool:
    """Whether the agreements stand like this."""
    return await standings(evening, client) == expected


async def test_a_party_answers_by_its_link_and_the_organiser_sees_it(
    evening: Evening, followup: httpx.AsyncClient, choir: Member, firm: Member
) -> None:
    agreement = await evening.make(choir, "Spiller på sommerfesten", firm, days=14)
    await evening.close()
    await eventually(lambda: evening.mails_to(choir) == 1)
    evening.morning(15)
    await eventually(lambda: evening.mails_to(choir) == 2)
    link = link_in(evening.latest_mail(choir))
    answered = await answer(followup, link, outcome="stuck", why="Ingen dirigent", help="En vikar")
    assert answered.status_code == 303
    assert await standings(evening, followup) == {agreement: "stuck"}
    page = await followup.get(f"/oppfolging/{evening.slug}", headers=evening.organiser())
    assert "Ingen dirigent" in page.text


async def test_reading_a_link_changes_nothing_and_it_can_be_answered_again(
    evening: Evening, followup: httpx.AsyncClient, choir: Member, firm: Member
) -> None:
    agreement = await evening.make(choir, "Spiller på sommerfesten", firm, days=14)
    await evening.close()
    await eventually(lambda: evening.mails_to(choir) == 1)
    evening.morning(15)
    await eventually(lambda: evening.mails_to(choir) == 2)
    link = link_in(evening.latest_mail(choir))
    await followup.get(link)
    assert evening.events("OutcomeReported") == 0
    await answer(followup, link, outcome="under_way")
    await answer(followup, link, outcome="under_way")
    assert evening.events("OutcomeReported") == 1
    await answer(followup, link, outcome="done")
    assert evening.events("OutcomeReported") == 2
    assert await standings(evening, followup) == {agreement: "done"}


async def test_an_answer_without_a_choice_is_asked_for_again(
    evening: Evening, followup: httpx.AsyncClient, choir: Member, firm: Member
) -> None:
    await evening.make(choir, "Spiller på sommerfesten", firm, days=14)
    await evening.close()
    await eventually(lambda: evening.mails_to(choir) == 1)
    evening.morning(15)
    await eventually(lambda: evening.mails_to(choir) == 2)
    answered = await answer(followup, link_in(evening.latest_mail(choir)), why="Vet ikke")
    assert answered.status_code == 422
    assert "Velg det som passer best." in answered.text


async def test_links_end_kindly(evening: Evening, followup: httpx.AsyncClient, choir: Member, firm: Member) -> None:
    agreement = await evening.make(choir, "Spiller på sommerfesten", firm, days=14)
    await evening.close()
    await eventually(lambda: evening.mails_to(choir) == 1)
    evening.morning(15)
    await eventually(lambda: (evening.mails_to(choir), evening.mails_to(firm)) == (2, 2))
    link = link_in(evening.latest_mail(choir))
    unknown = await followup.get("/svar/finnes-ikke")
    assert (unknown.status_code, "Lenken virker ikke" in unknown.text) == (404, True)
    await evening.cancel(agreement)
    await eventually(lambda: status(followup, link, 410))
    assert "Avtalen er avlyst" in (await followup.get(link)).text
    evening.clock.advance(timedelta(days=91))
    assert "Lenken er gått ut" in (await followup.get(link)).text


async def status(client: httpx.AsyncClient, path: str, expected: int) -> bool:
    """Whether an address answers with a status."""
    return (await client.get(path)).status_code == expected


async def test_an_erased_contact_gets_no_mail_and_is_shown_to_nobody(
    evening: Evening, followup: httpx.AsyncClient, choir: Member, firm: Member
) -> None:
    await evening.make(choir, "Spiller på sommerfesten", firm)
    await evening.erase(choir)
    await evening.close()
    await eventually(lambda: evening.mails_to(firm) == 1)
    assert evening.mails_to(choir) == 0
    assert "Kontaktperson: (slettet)" in evening.latest_mail(firm)
    assert "Kari Korps" not in evening.latest_mail(firm)


async def test_the_overview_is_for_the_exchanges_own_organiser(
    evening: Evening, followup: httpx.AsyncClient, choir: Member, firm: Member
) -> None:
    agreement = await evening.make(choir, "Spiller på sommerfesten", firm)
    await eventually(lambda: knows(evening, followup, agreement))
    paths = [
        f"/oppfolging/{evening.slug}",
        f"/oppfolging/{evening.slug}.xlsx",
        f"/api/followup/{evening.slug}/agreements",
        f"/api/followup/{evening.slug}/summary",
    ]
    stranger = evening.organiser(uuid4())
    assert [(await followup.get(path)).status_code for path in paths] == [303, 303, 401, 401]
    assert [(await followup.get(path, headers=stranger)).status_code for path in paths] == [404] * 4
    assert [(await followup.get(path, headers=evening.organiser())).status_code for path in paths] == [200] * 4


async def knows(evening: Evening, client: httpx.AsyncClient, agreement: UUID) -> bool:
    """Whether the organiser's API shows an agreement."""
    return agreement in await standings(evening, client)


async def test_the_spreadsheet_has_dates_as_dates_and_texts_that_never_run(
    evening: Evening, followup: httpx.AsyncClient, choir: Member, firm: Member
) -> None:
    agreement = await evening.make(choir, '=HYPERLINK("http://eksempel.no")', firm)
    await eventually(lambda: knows(evening, followup, agreement))
    file = await followup.get(f"/oppfolging/{evening.slug}.xlsx", headers=evening.organiser())
    sheet = openpyxl.load_workbook(BytesIO(file.content)).active
    assert sheet is not None
    headings = [cell.value for cell in sheet[1]]
    row = dict(zip(headings, sheet[2], strict=True))
    assert row["Part 1 bidrar med"].value == '=HYPERLINK("http://eksempel.no")'
    assert row["Part 1 bidrar med"].data_type == "s"
    assert row["Frist"].value == datetime.combine(today(evening.clock) + timedelta(days=14), time())
    assert sheet.freeze_panes == "B2"


async def test_the_overview_filters_and_counts_with_denominators(
    evening: Evening, followup: httpx.AsyncClient, choir: Member, firm: Member, library: Member
) -> None:
    await evening.make(choir, "Spiller på sommerfesten", firm, days=14)
    later = await evening.make(choir, "Konsert i biblioteket", library, days=60)
    await evening.close()
    await eventually(lambda: evening.mails_to(choir) == 1)
    evening.morning(15)
    await eventually(lambda: (evening.mails_to(choir), evening.mails_to(firm)) == (2, 2))
    await answer(followup, link_in(evening.latest_mail(choir)), outcome="done")
    await answer(followup, link_in(evening.latest_mail(firm)), outcome="stuck")
    await eventually(lambda: knows(evening, followup, later))
    organiser = evening.organiser()
    summary = (await followup.get(f"/api/followup/{evening.slug}/summary", headers=organiser)).json()
    assert summary == {
        "agreements": 2,
        "cancelled": 0,
        "waiting": 1,
        "asked": 1,
        "done": 0,
        "under_way": 0,
        "stuck": 1,
        "not_happening": 0,
        "unanswered": 0,
        "disputed": 1,
    }
    stuck = await followup.get(f"/oppfolging/{evening.slug}?tilstand=stuck", headers=organiser)
    found = await followup.get(f"/oppfolging/{evening.slug}?sok=konsert", headers=organiser)
    assert ("sommerfesten" in stuck.text, "Konsert" in stuck.text) == (True, False)
    assert ("sommerfesten" in found.text, "Konsert" in found.text) == (False, True)
