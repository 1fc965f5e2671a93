"""A circular (`circular-{id}`): one mail that an organiser writes to many participants, sent once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.contracts.base import Event
from shared.contracts.circulars import CircularSent
from shared.decider import Decider
from shared.refusal import Refused


@dataclass(frozen=True, slots=True)
class SendCircular:
    """To so many participants of an exchange."""

    exchange: UUID
    circular: UUID
    recipients: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Unsent:
    """Nobody got it."""


@dataclass(frozen=True, slots=True)
class Sent:
    """It was sent."""


State = Unsent | Sent


def decide(command: SendCircular, state: State) -> Sequence[Event]:
    """The event of a command, none for what was sent before. Raises `Refused` (`no_recipients`)."""
    if isinstance(state, Sent):
        return ()
    if command.recipients < 1:
        raise Refused("no_recipients", "Det er ingen å sende til. Velg minst én påmeldt.")
    return (
        CircularSent(
            exchange=command.exchange, circular=command.circular, recipients=command.recipients, at=command.at
        ),
    )


def evolve(state: State, event: Event) -> State:
    """The state after an event."""
    return Sent() if isinstance(event, CircularSent) else state


CIRCULAR: Decider[SendCircular, State] = Decider(Unsent(), decide, evolve)
