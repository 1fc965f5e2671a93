"""An invitation (`invitation-{id}`): an organisation is asked to come, asked again, says no, and is forgotten.

Saying yes is signing up. It is done once, since the participant's id is made from the invitation's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from shared.contracts.base import Event
from shared.contracts.registration import (
    InvitationDeclined,
    InvitationErased,
    InvitationRepeated,
    ParticipantInvited,
)
from shared.decider import Decider
from shared.refusal import Refused


@dataclass(frozen=True, slots=True)
class InviteParticipant:
    """Ask an organisation at the instant `at` to come; the exchange is over at `over_at`."""

    exchange: UUID
    invitation: UUID
    name: str
    email: str
    at: datetime
    over_at: datetime


@dataclass(frozen=True, slots=True)
class RepeatInvitation:
    """Ask again, with a new link."""

    invitation: UUID
    at: datetime
    over_at: datetime


@dataclass(frozen=True, slots=True)
class DeclineInvitation:
    """Say no."""

    invitation: UUID


@dataclass(frozen=True, slots=True)
class EraseInvitation:
    """Forget whom the invitation went to, and take it back with that."""

    invitation: UUID


Command = InviteParticipant | RepeatInvitation | DeclineInvitation | EraseInvitation


@dataclass(frozen=True, slots=True)
class NotInvited:
    """Nothing has happened."""


@dataclass(frozen=True, slots=True)
class Invited:
    """Has been asked, and may have said no."""

    exchange: UUID
    declined: bool = False


@dataclass(frozen=True, slots=True)
class Erased:
    """The address cannot be read by anyone any more."""


State = NotInvited | Invited | Erased


def participant_of(invitation: UUID) -> UUID:
    """The id of the participant that signs up with an invitation."""
    return uuid5(invitation, "participant")


def decide(command: Command, state: State) -> Sequence[Event]:
    """The events of a command, none when it changes nothing. Raises `Refused`."""
    match command, state:
        case InviteParticipant(), NotInvited():
            _ahead(command)
            if not command.name.strip() or not command.email.strip():
                raise Refused("incomplete", "Skriv navnet og e-postadressen til den du vil invitere.")
            return (
                ParticipantInvited(
                    exchange=command.exchange, invitation=command.invitation, name=command.name, email=command.email
                ),
            )
        case InviteParticipant(), _:
            raise Refused("already_invited", "Denne invitasjonen er allerede sendt.")
        case _, NotInvited():
            raise Refused("not_found", "Vi finner ikke denne invitasjonen.")
        case EraseInvitation(), Erased():
            return ()
        case _, Erased():
            raise Refused("gone", "Denne invitasjonen er slettet.")
        case RepeatInvitation(), Invited():
            _ahead(command)
            return (InvitationRepeated(exchange=state.exchange, invitation=command.invitation),)
        case DeclineInvitation(), Invited(declined=True):
            return ()
        case DeclineInvitation(), Invited():
            return (InvitationDeclined(exchange=state.exchange, invitation=command.invitation),)
        case EraseInvitation(), Invited():
            return (InvitationErased(exchange=state.exchange, invitation=command.invitation),)


def _ahead(command: InviteParticipant | RepeatInvitation) -> None:
    if command.at >= command.over_at:
        raise Refused("over", "Denne børsen er over. Det går ikke lenger an å invitere noen.")


def evolve(state: State, event: Event) -> State:
    """The state after an event."""
    match event:
        case ParticipantInvited() | InvitationRepeated():
            return Invited(event.exchange)
        case InvitationDeclined():
            return Invited(event.exchange, declined=True)
        case InvitationErased():
            return Erased()
        case _:
            return state


INVITATION: Decider[Command, State] = Decider(NotInvited(), decide, evolve)
