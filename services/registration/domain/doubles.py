"""Participants that look alike (`doubles-{exchange}`): the organiser says of which that they are different ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.contracts.base import Event
from shared.contracts.registration import ParticipantsToldApart
from shared.decider import Decider


@dataclass(frozen=True, slots=True)
class TellApart:
    """Say that participants are all different ones."""

    exchange: UUID
    participants: frozenset[UUID]
    at: datetime


ToldApart = frozenset[frozenset[UUID]]
"""The groups of participants of an exchange of which somebody said that they are different ones."""


def decide(command: TellApart, told: ToldApart) -> Sequence[Event]:
    """The event of the command, none for those that were told apart before."""
    if len(command.participants) < 2 or any(command.participants <= group for group in told):
        return ()
    participants = tuple(sorted(command.participants))
    return (ParticipantsToldApart(exchange=command.exchange, participants=participants, at=command.at),)


def evolve(told: ToldApart, event: Event) -> ToldApart:
    """The state after an event."""
    return told | {frozenset(event.participants)} if isinstance(event, ParticipantsToldApart) else told


DOUBLES = Decider[TellApart, ToldApart](frozenset(), decide, evolve)
