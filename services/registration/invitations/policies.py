"""Whenever somebody was invited, or shall be asked again: the mail."""

from services.registration.invitations.letter import InvitationLetter
from services.registration.invitations.queries import Answer, Invitations
from services.registration.links import PersonalLinks
from services.registration.queries import Registrations
from shared.contracts import registration
from shared.contracts.base import Event
from shared.contracts.registration import InvitationRepeated, ParticipantInvited
from shared.eventlog import Recorded
from shared.mail import Outbox
from shared.policy import Policy, command_after
from shared.projection import Runner


def send_invitations(
    registrations: Registrations,
    invitations: Invitations,
    shown: Runner,
    links: PersonalLinks,
    letter: InvitationLetter,
    outbox: Outbox,
) -> Policy:
    """Mails the invited a link each. `shown` is the projection that `invitations` reads, `links` are invitations'."""

    async def react(event: Event, recorded: Recorded) -> None:
        if not isinstance(event, ParticipantInvited | InvitationRepeated):
            return
        if not await shown.reached(recorded.position):
            raise TimeoutError("the invitations are not shown yet")
        invited = await invitations.find(event.invitation)
        if invited.answer in (Answer.SIGNED_UP, Answer.ERASED):
            return
        exchange = await registrations.exchange_by_id(event.exchange)
        mail = command_after(recorded, "invitation")
        async with outbox.transaction() as connection:
            token = await links.make(connection, mail=mail, participant=invited.id, exchange=exchange)
            if token is not None:
                await outbox.queue(await letter.write(mail, exchange, invited, token), connection, cause=recorded.id)

    return Policy("send_invitations", registration.CONTRACT, react)
