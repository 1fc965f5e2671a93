"""The queue of mails before mail servers that are slow, or say no."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any
from uuid import uuid4

import pytest

from shared.clock import AdjustableClock
from shared.database import Pool
from shared.eventlog import Conflict, LogUnavailable
from shared.mail import Mail, Outbox, outbox
from shared.mail.outbox import POLL_SECONDS, Sent
from shared.settings import Settings
from shared.tasks import end
from tests.conftest import eventually
from tests.logs import Log, log

__all__ = ["log"]


@asynccontextmanager
async def mail_server(*replies: str) -> AsyncIterator[int]:
    """An SMTP server that gives these replies, one to each line that it gets, and is silent after the last."""

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            for reply in replies:
                writer.write(f"{reply}\r\n".encode())
                await reader.readline()
            await reader.read()
        writer.close()

    server = await asyncio.start_server(converse, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


@asynccontextmanager
async def sending(
    pool: Pool, clock: AdjustableClock, port: int, *, on_sent: Callable[[Sent], Awaitable[None]] | None = None
) -> AsyncIterator[Outbox]:
    """An outbox at work, that delivers to a port of this machine."""
    settings = Settings.model_validate(
        {"database_url": "postgresql://nowhere", "form_secret": "f", "service_secret": "s", "smtp_port": port}
    )
    box = Outbox(pool, settings, clock, on_sent=on_sent)
    task = asyncio.create_task(box.run())
    yield box
    assert not task.done()
    await end(task)


def a_mail(to: str = "korps@eksempel.no") -> Mail:
    """A mail to somebody."""
    return Mail(uuid4(), "test", to, "Hei", "Hei!")


async def waiting(pool: Pool) -> tuple[Any, ...]:
    """Of the one mail: how often it was tried, for how many seconds it rests now, and whether it was sent."""
    async with pool.connection() as connection:
        query = "select tries, extract(epoch from try_at - now()), sent_at is not null from mail"
        row = await (await connection.execute(query)).fetchone()
    assert row is not None
    return tuple(row)


async def test_a_mail_is_kept_from_others_for_longer_than_its_sender_may_work_on_it(
    pool: Pool, clock: AdjustableClock
) -> None:
    async with mail_server("220 hello") as port, sending(pool, clock, port) as box:
        await box.queue(a_mail())

        async def taken() -> bool:
            return bool((await waiting(pool))[0])

        await eventually(taken)
        _, rests, sent = await waiting(pool)
    assert rests > outbox.DELIVERY_SECONDS + 15
    assert not sent


async def test_a_server_that_falls_silent_is_given_up_and_the_mail_tried_again(
    pool: Pool, clock: AdjustableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "DELIVERY_SECONDS", 0.2)
    async with mail_server("220 hello", "250 me") as port, sending(pool, clock, port) as box:
        await box.queue(a_mail())

        async def tried_again() -> bool:
            return bool((await waiting(pool))[0] >= 2)

        await eventually(tried_again)


async def test_a_mail_that_is_refused_for_long_becomes_an_error_without_its_address(
    pool: Pool, clock: AdjustableClock, monkeypatch: pytest.MonkeyPatch, log: Log
) -> None:
    monkeypatch.setattr(outbox, "LONGEST_PAUSE", 0)
    refusal = "550 no such mailbox: korps@eksempel.no"
    async with (
        mail_server("220 hello", "250 me", "250 ok", refusal, "250 ok") as port,
        sending(pool, clock, port) as box,
    ):
        await box.queue(a_mail())
        await eventually(lambda: len(told(log, "error")) > 0)
    assert [line["tries"] for line in told(log, "warning")] == list(range(1, outbox.ALARM_TRIES))
    assert told(log, "error")[0]["tries"] == outbox.ALARM_TRIES
    assert "korps" not in log.getvalue()


async def test_a_server_that_knows_only_ascii_takes_a_mail_to_a_norwegian_domain(
    pool: Pool, clock: AdjustableClock
) -> None:
    async with mail_server(*TAKEN) as port, sending(pool, clock, port) as box:
        await box.queue(a_mail("korps@blåbærøya.no"))

        async def sent() -> bool:
            return bool((await waiting(pool))[2])

        await eventually(sent, within=5)


@pytest.mark.parametrize("trouble", [LogUnavailable("the database is away"), Conflict("mailing", 1, 2)])
async def test_a_mail_that_was_taken_while_the_log_is_away_stops_no_other_mail(
    pool: Pool, clock: AdjustableClock, log: Log, trouble: Exception
) -> None:
    async def away(_: Sent) -> None:
        raise trouble

    async with mail_server(*TAKEN) as port, sending(pool, clock, port, on_sent=away) as box:
        await box.queue(a_mail())
        await eventually(lambda: bool(logged(log, "mail not noted")))


async def test_a_mail_that_is_queued_in_a_transaction_is_taken_as_soon_as_that_is_done(
    pool: Pool, clock: AdjustableClock
) -> None:
    async with mail_server(*TAKEN) as port, sending(pool, clock, port) as box:
        async with box.transaction() as connection:
            await box.queue(a_mail(), connection)
            await asyncio.sleep(0.2)

        async def taken() -> bool:
            return bool((await waiting(pool))[0])

        await eventually(taken, within=POLL_SECONDS / 2)


TAKEN = ("220 hello", "250 me", "250 ok", "250 ok", "354 go on", "250 taken", "221 goodbye")
"""The replies of a server that takes a mail."""


def logged(log: Log, event: str) -> list[dict[str, Any]]:
    """The lines that were logged of an event."""
    return [line for line in log.lines() if line["event"] == event]


def told(log: Log, level: str) -> list[dict[str, Any]]:
    """What was logged of mails at a level."""
    return [line for line in log.lines() if line["event"] == "mail not sent" and line["level"] == level]
