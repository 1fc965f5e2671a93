"""Whenever somebody signed up, confirm it by mail."""

from services.registration.letters import Letters, Recipient
from services.registration.links import PersonalLinks
from services.registration.queries import Registrations, WishLine
from shared.clock import Clock
from shared.contracts import registration
from shared.contracts.base import Event
from shared.contracts.registration import ERASED, ParticipantRegistered
from shared.database import Pool
from shared.eventlog import Recorded
from shared.mail import Outbox
from shared.policy import Policy, command_after
from shared.projection import Runner


def confirm_registrations(
    pool: Pool,
    clock: Clock,
    registrations: Registrations,
    shown: Runner,
    links: PersonalLinks,
    letters: Letters,
    outbox: Outbox,
) -> Policy:
    """The policy; run it with keys. `shown` is the projection that `registrations` reads."""

    async def react(event: Event, recorded: Recorded) -> None:
        if not isinstance(event, ParticipantRegistered) or event.email == ERASED:
            return
        if not await shown.reached(recorded.position):
            raise TimeoutError("the registrations are not shown yet")
        exchange = await registrations.exchange_by_id(event.exchange)
        reader = Recipient(event.participant, event.name, event.contact_name, event.email, event.people)
        wishes = [WishLine(wish.id, wish.kind, wish.category, wish.text) for wish in event.wishes]
        mail = command_after(recorded, "confirmation")
        async with pool.connection() as connection, connection.transaction():
            token = await links.make(connection, mail=mail, participant=event.participant, exchange=exchange)
            if token is not None:
                letter = letters.confirmation(mail, exchange, reader, wishes, token, clock.now())
                await outbox.queue(letter, connection, cause=recorded.id)

    return Policy("confirm registrations", registration.CONTRACT, react)
