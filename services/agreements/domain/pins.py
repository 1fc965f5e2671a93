"""That a PIN has ended: the other services hear of it, and sign out whoever joined with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from shared.contracts.agreements import PinEnded
from shared.contracts.base import Event
from shared.decider import Decider

Joining = Literal["broker", "host"]


@dataclass(frozen=True)
class EndPin:
    """End the PIN of a generation, and all before it; generation 0 is none at all."""

    exchange: UUID
    role: Joining
    generation: int
    at: datetime


Ended = Mapping[Joining, int]
"""The last generation that ended, by role."""


def decide_pin(command: EndPin, ended: Ended) -> Sequence[Event]:
    if command.generation <= ended.get(command.role, 0):
        return []
    return [PinEnded(exchange=command.exchange, role=command.role, generation=command.generation, at=command.at)]


def evolve_pin(ended: Ended, event: Event) -> Ended:
    return {**ended, event.role: event.generation} if isinstance(event, PinEnded) else ended


PIN = Decider[EndPin, Ended]({}, decide_pin, evolve_pin)
