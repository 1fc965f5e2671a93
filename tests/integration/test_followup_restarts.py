"""Followup when it stops and starts, in several processes or after a crash: nothing is sent twice or comes back."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import psycopg
import pytest

from shared.clock import AdjustableClock
from tests.conftest import eventually
from tests.followup_evening import Evening, MakeSettings, Member, an_evening, running


@pytest.fixture
async def evening(service_settings: MakeSettings, clock: AdjustableClock, tmp_path: Path) -> AsyncIterator[Evening]:
    async with an_evening(service_settings, clock, tmp_path) as evening:
        yield evening


@pytest.fixture
async def choir(evening: Evening) -> Member:
    return await evening.choir()


@pytest.fixture
async def firm(evening: Evening) -> Member:
    return await evening.firm()


@pytest.fixture
async def library(evening: Evening) -> Member:
    return await evening.library()


async def test_a_replica_and_a_restart_send_nothing_twice(evening: Evening, choir: Member, firm: Member) -> None:
    await evening.make(choir, "Spiller på sommerfesten", firm, days=14)
    async with AsyncExitStack() as replicas:
        await replicas.enter_async_context(running(evening.followup()))
        await replicas.enter_async_context(running(evening.followup()))
        await evening.close()
        await eventually(lambda: evening.events("AgreementsMailed") == 2)
        evening.morning(15)
        await eventually(lambda: (evening.mails_to(choir), evening.mails_to(firm)) == (2, 2))
    forget_policies(evening)
    async with running(evening.followup()):
        await eventually(lambda: caught_up(evening))
        last = await evening.register("Turgruppa Vest", "Tor Tur", "tur")
        await evening.make(last, "Tur til toppen", choir, days=0)
        await eventually(lambda: (evening.mails_to(last), evening.mails_to(choir)) == (1, 3))
        evening.morning(16)
        await eventually(lambda: (evening.mails_to(last), evening.mails_to(choir)) == (2, 4))
    assert evening.mails_to(firm) == 2
    assert evening.events("AgreementsMailed") == 4
    assert evening.events("DeadlineReached") == 2


async def test_an_event_that_is_seen_again_after_a_crash_brings_no_earlier_deadline_back(
    evening: Evening, choir: Member, firm: Member
) -> None:
    agreement = await evening.make(choir, "Spiller på sommerfesten", firm, days=14)
    await evening.correct(agreement, choir, "Spiller på høstfesten", firm, days=14)
    await evening.correct(agreement, choir, "Spiller på høstfesten", firm, days=30)
    async with running(evening.followup()):
        await eventually(lambda: agreements_followed(evening) == 3)
    assert evening.events("DeadlineSet") == 2
    forget_policies(evening)
    async with running(evening.followup()):
        await eventually(lambda: agreements_followed(evening) == 3)
    assert evening.events("DeadlineSet") == 2


def agreements_followed(evening: Evening) -> int:
    """How far the policy that sets deadlines has come, as it saved it last."""
    with psycopg.connect(evening.settings.database_url.get_secret_value()) as connection:
        row = connection.execute("select position from policy where name = 'follow_agreements'").fetchone()
    return int(row[0]) if row else 0


def forget_policies(evening: Evening) -> None:
    """As if the process had died before any policy could save how far it had come."""
    with psycopg.connect(evening.settings.database_url.get_secret_value()) as connection:
        connection.execute("delete from policy")


def caught_up(evening: Evening) -> bool:
    """Whether each policy has seen all the events that it follows."""
    with psycopg.connect(evening.settings.database_url.get_secret_value()) as connection:
        seen: dict[str, int] = dict(connection.execute("select name, position from policy").fetchall())
    return seen == {"follow_agreements": 2, "mail_agreements": 2, "ask_parties": 4, "forget_contacts": 3}


async def test_mails_that_wait_give_no_erased_contact_away(
    evening: Evening, choir: Member, firm: Member, library: Member
) -> None:
    nowhere = evening.settings.model_copy(update={"smtp_port": 1})
    await evening.make(choir, "Spiller på sommerfesten", firm)
    await evening.make(firm, "Lys i biblioteket", library)
    await evening.close()
    async with running(evening.followup(nowhere)):
        await eventually(lambda: waiting_with(evening, "Kari Korps") == 2)
        await evening.erase(choir)
        await eventually(lambda: waiting_with(evening, "Kari Korps") == 0)
    try_mails_at_once(evening)
    async with running(evening.followup()):
        await eventually(lambda: (evening.mails_to(firm), evening.mails_to(library)) == (1, 1))
    assert evening.mails_to(choir) == 0
    assert "Kontaktperson: (slettet)" in evening.latest_mail(firm)
    assert "Lys i biblioteket" in evening.latest_mail(firm)


def try_mails_at_once(evening: Evening) -> None:
    """As if the pause after a failure were over, or after a process that stopped with a mail in its hands."""
    with psycopg.connect(evening.settings.database_url.get_secret_value()) as connection:
        connection.execute("update mail set try_at = now()")


def waiting_with(evening: Evening, text: str) -> int:
    """How many mails that were not sent yet contain a text."""
    with psycopg.connect(evening.settings.database_url.get_secret_value()) as connection:
        query = "select count(*) from mail where sent_at is null and content::text like '%%' || %s || '%%'"
        row = connection.execute(query, [text]).fetchone()
    return int(row[0]) if row else 0
