"""Whenever a circular was sent, queue its mails: one for each reader who still takes part, with a link of its own."""

from services.registration.circulars import Circulars
from services.registration.letters import Letters, recipient_of
from services.registration.links import PersonalLinks
from services.registration.organisers import Organisers
from services.registration.queries import Registrations
from shared.contracts import registration
from shared.contracts.base import Event
from shared.contracts.circulars import CircularSent
from shared.eventlog import Recorded
from shared.mail import Outbox
from shared.policy import Policy
from shared.projection import Runner
from shared.web.i18n import speaking


def dispatch_circulars(
    circulars: Circulars,
    organisers: Organisers,
    registrations: Registrations,
    shown: Runner,
    links: PersonalLinks,
    letters: Letters,
    outbox: Outbox,
) -> Policy:
    """The policy. `shown` is the projection that `registrations` reads."""

    async def react(event: Event, recorded: Recorded) -> None:
        if not isinstance(event, CircularSent):
            return
        circular = await circulars.find(event.circular)
        if circular is None:  # forgotten: this policy starts over
            return
        if not await shown.reached(recorded.position):
            raise TimeoutError("the registrations are not shown yet")
        exchange = await registrations.exchange_by_id(event.exchange)
        reply_to = await organisers.address_of(recorded.meta.get("actor", ""))
        with speaking(circular.language):
            for participant in circular.recipients:
                reader = await registrations.find(exchange.id, participant)
                if reader.withdrawn or reader.erased:
                    continue
                mail = circular.mail_to(participant)
                async with outbox.transaction() as connection:
                    # Made for a text without a link too: no token is given to the erased, nor for a mail that has one.
                    token = await links.make(connection, mail=mail, participant=participant, exchange=exchange)
                    if token is not None:
                        letter = letters.circular(mail, exchange, recipient_of(reader), token, circular, reply_to)
                        await outbox.queue(letter, connection, cause=recorded.id)
        await circulars.queued(circular.id)

    return Policy("dispatch_circulars", registration.CONTRACT, react)
