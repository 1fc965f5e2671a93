"""The local mailbox: real SMTP in, pages out, and who may read them."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest
from aiosmtplib import send
from fastapi import FastAPI

from shared.auth import Identity, Role, Tokens
from shared.clock import AdjustableClock
from shared.mail import ORGANISATION_HEADER
from shared.mailbox import create_mailbox
from shared.settings import Settings
from tests.conftest import eventually

ORGANISER = Identity(Role.ORGANISER, "organiser-1", uuid4())
BROKER = Identity(Role.BROKER, "broker-1", exchange=uuid4())


@pytest.fixture
def settings(signing_key: Path) -> Settings:
    """The mailbox needs neither database nor NATS."""
    return Settings.model_validate(
        {
            "database_url": "postgresql://nowhere",
            "signing_key_file": signing_key,
            "form_secret": "form secret of the tests",
            "service_secret": "service secret of the tests",
        }
    )


@pytest.fixture
async def mailbox(settings: Settings, clock: AdjustableClock, tmp_path: Path) -> AsyncIterator[FastAPI]:
    """A mailbox for organisers."""
    mailbox = create_mailbox(tmp_path, settings, clock)
    async with mailbox.router.lifespan_context(mailbox):
        yield mailbox


@pytest.fixture
def token(settings: Settings, clock: AdjustableClock) -> Tokens:
    """Signs people in."""
    return Tokens.from_files(clock, private=settings.signing_key_file, public=None)


async def get(app: FastAPI, path: str, token: str = "") -> httpx.Response:
    """A page as a browser asks for it."""
    transport = httpx.ASGITransport(app)
    headers = {"accept": "text/html", "authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8080") as client:
        return await client.get(path, headers=headers)


async def search(app: FastAPI, address: str, token: str, side: int = 1) -> httpx.Response:
    """The form that searches for a recipient, filled in and sent."""
    transport = httpx.ASGITransport(app)
    headers = {"accept": "text/html", "authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8080", headers=headers) as client:
        csrf = re.findall(r'name="csrf" value="([^"]*)"', (await client.get("/utboks")).text)[0]
        return await client.post("/utboks", data={"csrf": csrf, "til": address, "side": side})


async def post_mail(
    mailbox: FastAPI,
    number: int,
    organisation: UUID | None = ORGANISER.organisation,
    *,
    sent_at: datetime | None = None,
) -> None:
    """Send one mail over SMTP, with an HTML part that tries what a mail must not."""
    message = EmailMessage()
    message["From"] = "borsen@localhost"
    message["To"] = f"deltaker{number}@eksempel.no"
    message["Subject"] = f"Velkommen nr. {number}"
    message["Message-ID"] = f"<{number}@localhost>"
    if sent_at is not None:
        message["Date"] = sent_at
    if organisation is not None:
        message[ORGANISATION_HEADER] = str(organisation)
    message.set_content("Hei!")
    message.add_alternative("<html><head></head><body><script>alert(1)</script>Hei!</body></html>", subtype="html")
    message.add_attachment(b"BEGIN:VCALENDAR", maintype="text", subtype="calendar", filename="frist.ics")
    await send(message, hostname="127.0.0.1", port=mailbox.state.smtp_port, start_tls=False)


async def test_an_evening_of_mails_at_once_is_kept(mailbox: FastAPI) -> None:
    async with asyncio.timeout(20):
        await asyncio.gather(*(post_mail(mailbox, number) for number in range(190)))
    assert len(mailbox.state.mails.envelopes()) == 190


async def test_a_mail_sent_again_is_shown_once(mailbox: FastAPI) -> None:
    await post_mail(mailbox, 1)
    await post_mail(mailbox, 1)
    assert len(mailbox.state.mails.envelopes()) == 1


async def test_mails_are_kept_as_long_as_contacts_are_and_no_longer(
    mailbox: FastAPI, settings: Settings, clock: AdjustableClock, tmp_path: Path
) -> None:
    await post_mail(mailbox, 1, sent_at=clock.now())
    clock.advance(timedelta(days=settings.retention_days - 1))
    await post_mail(mailbox, 2, sent_at=clock.now())
    assert len(mailbox.state.mails.envelopes()) == 2
    clock.advance(timedelta(days=2))
    await eventually(lambda: len(mailbox.state.mails.envelopes()) == 1)
    assert len(list(tmp_path.glob("*.eml"))) == 1


async def test_only_organisers_read_it(mailbox: FastAPI, token: Tokens) -> None:
    await post_mail(mailbox, 1)
    (envelope,) = mailbox.state.mails.envelopes()
    paths = ["/utboks", f"/utboks/{envelope.id}", f"/utboks/{envelope.id}/html", f"/utboks/{envelope.id}/vedlegg/0"]
    organiser = token.issue(ORGANISER, lifetime=timedelta(hours=1))
    broker = token.issue(BROKER, lifetime=timedelta(hours=1))
    assert [(await get(mailbox, path)).status_code for path in paths] == [303] * 4
    assert [(await get(mailbox, path, broker)).status_code for path in paths] == [303] * 4
    assert [(await get(mailbox, path, organiser)).status_code for path in paths] == [200] * 4


async def test_an_organiser_reads_the_mails_of_its_own_organisation_and_no_others(
    mailbox: FastAPI, token: Tokens
) -> None:
    await post_mail(mailbox, 1, ORGANISER.organisation)
    await post_mail(mailbox, 2, uuid4())
    sign_in_link = 3
    await post_mail(mailbox, sign_in_link, None)
    organiser = token.issue(ORGANISER, lifetime=timedelta(hours=1))
    shown = (await get(mailbox, "/utboks", organiser)).text
    assert re.findall(r"Velkommen nr. (\d)", shown) == ["1"]
    found = (await search(mailbox, "deltaker", organiser)).text
    assert re.findall(r"Velkommen nr. (\d)", found) == ["1"]
    for envelope in mailbox.state.mails.envelopes():
        expected = 200 if envelope.organisation == str(ORGANISER.organisation) else 404
        for path in ("", "/html", "/vedlegg/0"):
            assert (await get(mailbox, f"/utboks/{envelope.id}{path}", organiser)).status_code == expected


async def test_an_organiser_of_no_organisation_reads_nothing(mailbox: FastAPI, token: Tokens) -> None:
    await post_mail(mailbox, 1, None)
    nobody = token.issue(Identity(Role.ORGANISER, "organiser-2"), lifetime=timedelta(hours=1))
    assert "Velkommen" not in (await get(mailbox, "/utboks", nobody)).text


async def test_what_is_searched_for_stands_in_no_address(mailbox: FastAPI, token: Tokens) -> None:
    for number in range(30):
        await post_mail(mailbox, number)
    await post_mail(mailbox, 77)
    organiser = token.issue(ORGANISER, lifetime=timedelta(hours=1))
    found = await search(mailbox, "deltaker7@", organiser)
    assert re.findall(r"Velkommen nr. (\d+)", found.text) == ["7"]
    many = await search(mailbox, "deltaker", organiser, side=2)
    assert "Velkommen nr. 0<" in many.text
    assert "deltaker" not in "".join(re.findall(r'(?:href|action)="([^"]*)"', many.text))


async def test_an_open_mailbox_is_for_everybody(settings: Settings, clock: AdjustableClock, tmp_path: Path) -> None:
    mailbox = create_mailbox(tmp_path, settings.model_copy(update={"mailbox_open": True}), clock)
    async with mailbox.router.lifespan_context(mailbox):
        assert (await get(mailbox, "/utboks")).status_code == 200


async def test_a_mails_html_may_run_and_fetch_nothing(mailbox: FastAPI, token: Tokens) -> None:
    await post_mail(mailbox, 1)
    (envelope,) = mailbox.state.mails.envelopes()
    page = await get(mailbox, f"/utboks/{envelope.id}/html", token.issue(ORGANISER, lifetime=timedelta(hours=1)))
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script-src" not in policy


async def test_an_attachment_is_downloaded_as_it_came(mailbox: FastAPI, token: Tokens) -> None:
    await post_mail(mailbox, 1)
    (envelope,) = mailbox.state.mails.envelopes()
    organiser = token.issue(ORGANISER, lifetime=timedelta(hours=1))
    file = await get(mailbox, f"/utboks/{envelope.id}/vedlegg/0", organiser)
    assert file.content == b"BEGIN:VCALENDAR"
    assert file.headers["content-disposition"] == 'attachment; filename="vedlegg-1.ics"'
    assert (await get(mailbox, f"/utboks/{envelope.id}/vedlegg/7", organiser)).status_code == 404


async def test_long_lists_are_paged(mailbox: FastAPI, token: Tokens) -> None:
    for number in range(30):
        await post_mail(mailbox, number)
    organiser = token.issue(ORGANISER, lifetime=timedelta(hours=1))
    first, second = await get(mailbox, "/utboks", organiser), await get(mailbox, "/utboks?side=2", organiser)
    assert ("Velkommen nr. 29" in first.text, "Velkommen nr. 0<" in first.text) == (True, False)
    assert ("Velkommen nr. 29" in second.text, "Velkommen nr. 0<" in second.text) == (False, True)
