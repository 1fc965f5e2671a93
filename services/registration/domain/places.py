"""The places of an exchange (`places-{exchange}`): as many people as there is room for, and never one more.

Participants take places and give them back in the same breath as they sign up, change and withdraw, so the rule holds
however many come at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from shared.contracts.base import Event
from shared.contracts.registration import (
    ParticipantChanged,
    ParticipantRegistered,
    ParticipantWithdrawn,
    PlacesGivenBack,
    PlacesTaken,
)
from shared.decider import Decider
from shared.refusal import Refused


@dataclass(frozen=True, slots=True)
class TakePlaces:
    """A participant comes with so many people, of the `capacity` that there is room for."""

    exchange: UUID
    participant: UUID
    people: int
    capacity: int


@dataclass(frozen=True, slots=True)
class GiveBackPlaces:
    """A participant does not come."""

    exchange: UUID
    participant: UUID


Command = TakePlaces | GiveBackPlaces


@dataclass(frozen=True, slots=True)
class Places:
    """How many people each participant comes with."""

    taken: Mapping[UUID, int] = field(default_factory=dict)


def asked_by(events: Sequence[Event], capacity: int) -> Command | None:
    """What a participant's events ask of the places, if anything."""
    for event in events:
        match event:
            case ParticipantRegistered() | ParticipantChanged():
                return TakePlaces(event.exchange, event.participant, event.people, capacity)
            case ParticipantWithdrawn():
                return GiveBackPlaces(event.exchange, event.participant)
    return None


def decide(command: Command, places: Places) -> Sequence[Event]:
    """The events of a command, none when it changes nothing. Raises `Refused` (`full`)."""
    match command:
        case TakePlaces(exchange, participant, people, capacity):
            own = places.taken.get(participant, 0)
            if people == own:
                return ()
            free = max(capacity - sum(places.taken.values()), 0)
            # Fewer people always fit, even where there are too many.
            if people - own > free:
                raise Refused(
                    "full",
                    "Det er dessverre ikke plass til så mange. Ledige plasser nå: %(free)s. "
                    "Ta gjerne kontakt med arrangøren.",
                    free=free,
                )
            return (PlacesTaken(exchange=exchange, participant=participant, people=people),)
        case GiveBackPlaces(exchange, participant):
            if participant not in places.taken:
                return ()
            return (PlacesGivenBack(exchange=exchange, participant=participant),)


def evolve(places: Places, event: Event) -> Places:
    """The state after an event."""
    match event:
        case PlacesTaken(participant=participant, people=people):
            return Places({**places.taken, participant: people})
        case PlacesGivenBack(participant=participant):
            return Places({other: people for other, people in places.taken.items() if other != participant})
        case _:
            return places


PLACES: Decider[Command, Places] = Decider(Places(), decide, evolve)
