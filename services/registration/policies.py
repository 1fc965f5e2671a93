"""Whenever somebody signed up, confirm it by mail; whenever places become free, give them to those who wait."""

from services.registration.commands import Commands
from services.registration.letters import Letters, recipient_of
from services.registration.links import PersonalLinks
from services.registration.queries import Registrations
from shared.clock import Clock
from shared.contracts import registration
from shared.contracts.base import Event
from shared.contracts.registration import (
    CapacityChanged,
    ParticipantPromoted,
    ParticipantRegistered,
    ParticipantWaitlisted,
    PlacesAwaited,
    PlacesGivenBack,
    PlacesTaken,
)
from shared.eventlog import Recorded
from shared.mail import Outbox
from shared.policy import Policy, command_after
from shared.projection import Runner
from shared.web.i18n import speaking


def confirm_registrations(
    clock: Clock,
    registrations: Registrations,
    shown: Runner,
    links: PersonalLinks,
    letters: Letters,
    outbox: Outbox,
) -> Policy:
    """Tells who signed up, by mail, that they have a place or wait for one. `shown` is what `registrations` reads."""

    async def react(event: Event, recorded: Recorded) -> None:
        if not isinstance(event, ParticipantRegistered | ParticipantWaitlisted | ParticipantPromoted):
            return
        await _seen(shown, recorded)
        exchange = await registrations.exchange_by_id(event.exchange)
        found = await registrations.find(exchange.id, event.participant)
        place = await registrations.place_in_queue(found)
        if found.erased or (isinstance(event, ParticipantWaitlisted) and place is None):
            return
        reader, wishes = recipient_of(found), await registrations.wishes(found.id)
        mail = command_after(recorded, "confirmation")
        async with outbox.transaction() as connection:
            token = await links.make(connection, mail=mail, participant=found.id, exchange=exchange)
            if token is None:
                return
            with speaking(found.language):
                match event:
                    case ParticipantRegistered():
                        letter = letters.confirmation(mail, exchange, reader, wishes, token, clock.now())
                    case ParticipantPromoted():
                        letter = letters.promotion(mail, exchange, reader, wishes, token, clock.now())
                    case ParticipantWaitlisted():
                        assert place is not None
                        letter = letters.waiting(mail, exchange, reader, wishes, token, place)
            await outbox.queue(letter, connection, cause=recorded.id)

    return Policy("confirm_registrations", registration.CONTRACT, react)


def promote_waiting(registrations: Registrations, shown: Runner, commands: Commands) -> Policy:
    """Gives places that are free to those who wait. `shown` is the projection that `registrations` reads."""

    async def react(event: Event, recorded: Recorded) -> None:
        if not isinstance(event, PlacesTaken | PlacesAwaited | PlacesGivenBack | CapacityChanged):
            return
        await _seen(shown, recorded)
        exchange = await registrations.exchange_by_id(event.exchange)
        # Most places are taken while nobody waits, and reading all of them each time would cost more than asking.
        if await registrations.queue(exchange.id):
            await commands.let_in(exchange, cause=recorded.id)

    return Policy("promote_waiting", registration.CONTRACT, react)


async def _seen(shown: Runner, recorded: Recorded) -> None:
    if not await shown.reached(recorded.position):
        raise TimeoutError("the registrations are not shown yet")
