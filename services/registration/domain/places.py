"""The places of an exchange (`places-{exchange}`): as many people as there is room for, never one more, and a queue.

Participants take places and give them back in the same breath as they sign up, change and withdraw, so the rule holds
however many come at once. Whoever finds no room waits; of those who wait the first that fits is next.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from services.registration.domain.participant import Prospect, RegisterParticipant
from shared.contracts.base import Event
from shared.contracts.registration import (
    ParticipantChanged,
    ParticipantPromoted,
    ParticipantRegistered,
    ParticipantWaitlisted,
    ParticipantWithdrawn,
    PlacesAwaited,
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
class AwaitPlaces:
    """A participant waits until there is room for so many people."""

    exchange: UUID
    participant: UUID
    people: int
    capacity: int


@dataclass(frozen=True, slots=True)
class ChangePlaces:
    """A participant comes with so many people after all, or wants to once there is room."""

    exchange: UUID
    participant: UUID
    people: int
    capacity: int


@dataclass(frozen=True, slots=True)
class GiveBackPlaces:
    """A participant does not come."""

    exchange: UUID
    participant: UUID


Command = TakePlaces | AwaitPlaces | ChangePlaces | GiveBackPlaces


@dataclass(frozen=True, slots=True)
class Places:
    """How many people each participant comes with, or wants to come with: who waits first stands first.

    `known` are all who ever signed up, so that no number is given twice.
    """

    taken: Mapping[UUID, int] = field(default_factory=dict)
    waiting: Mapping[UUID, int] = field(default_factory=dict)
    known: frozenset[UUID] = frozenset()

    def free(self, capacity: int) -> int:
        """How many more people fit."""
        return max(capacity - sum(self.taken.values()), 0)

    def due(self, capacity: int) -> tuple[UUID, ...]:
        """Who of those who wait fit now, in the order of the queue: a large group does not hold up a small one."""
        free, fitting = self.free(capacity), []
        for participant, people in self.waiting.items():
            if people <= free:
                fitting.append(participant)
                free -= people
        return tuple(fitting)

    def unclaimed(self, capacity: int) -> int:
        """How many more people fit when all have their places who wait for them and are due."""
        return self.free(capacity) - sum(self.waiting[participant] for participant in self.due(capacity))


def in_view(command: RegisterParticipant, places: Places, capacity: int) -> RegisterParticipant:
    """A sign-up that knows its number, and whether there is room."""
    room = command.details.people <= places.unclaimed(capacity)
    return replace(command, prospect=Prospect(len(places.known) + 1, room))


def asked_by(events: Sequence[Event], capacity: int) -> Command | None:
    """What a participant's events ask of the places, if anything."""
    for event in events:
        match event:
            case ParticipantRegistered() | ParticipantPromoted():
                return TakePlaces(event.exchange, event.participant, event.people, capacity)
            case ParticipantWaitlisted():
                return AwaitPlaces(event.exchange, event.participant, event.people, capacity)
            case ParticipantChanged():
                return ChangePlaces(event.exchange, event.participant, event.people, capacity)
            case ParticipantWithdrawn():
                return GiveBackPlaces(event.exchange, event.participant)
    return None


def decide(command: Command, places: Places) -> Sequence[Event]:
    """The events of a command, none when it changes nothing. Raises `Refused` (`full`)."""
    match command:
        case TakePlaces(exchange, participant, people, capacity):
            return _taken(exchange, participant, people, places, capacity)
        case AwaitPlaces(exchange, participant, people, capacity):
            return _awaited(exchange, participant, people, places, capacity)
        case ChangePlaces(exchange, participant, people, capacity):
            change = _awaited if participant in places.waiting else _taken
            return change(exchange, participant, people, places, capacity)
        case GiveBackPlaces(exchange, participant):
            if participant not in places.taken and participant not in places.waiting:
                return ()
            return (PlacesGivenBack(exchange=exchange, participant=participant),)


def _taken(exchange: UUID, participant: UUID, people: int, places: Places, capacity: int) -> Sequence[Event]:
    own = places.taken.get(participant, 0)
    if people == own:
        return ()
    # Whoever waits may be let in before those who are next, but nobody who comes now.
    free = places.free(capacity) if participant in places.waiting else places.unclaimed(capacity)
    # Fewer people always fit, even where there are too many.
    if people - own > free:
        raise Refused(
            "full",
            "Det er dessverre ikke plass til så mange. Ledige plasser nå: %(free)s. Ta gjerne kontakt med arrangøren.",
            free=free,
        )
    return (PlacesTaken(exchange=exchange, participant=participant, people=people),)


def _awaited(exchange: UUID, participant: UUID, people: int, places: Places, capacity: int) -> Sequence[Event]:
    if people > capacity:
        raise Refused("full", "Det er ikke plass til flere enn %(capacity)s på denne børsen.", capacity=capacity)
    if places.waiting.get(participant) == people:
        return ()
    return (PlacesAwaited(exchange=exchange, participant=participant, people=people),)


def evolve(places: Places, event: Event) -> Places:
    """The state after an event."""
    match event:
        case PlacesTaken(participant=participant, people=people):
            taken = {**places.taken, participant: people}
            return Places(taken, _without(places.waiting, participant), places.known | {participant})
        case PlacesAwaited(participant=participant, people=people):
            return Places(places.taken, {**places.waiting, participant: people}, places.known | {participant})
        case PlacesGivenBack(participant=participant):
            return Places(_without(places.taken, participant), _without(places.waiting, participant), places.known)
        case _:
            return places


def _without(people: Mapping[UUID, int], participant: UUID) -> Mapping[UUID, int]:
    return {other: number for other, number in people.items() if other != participant}


PLACES: Decider[Command, Places] = Decider(Places(), decide, evolve)
