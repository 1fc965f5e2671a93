"""The exchange (`exchange-{id}`): it is planned once, and may get more room."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from shared.contracts.base import Event
from shared.contracts.registration import CapacityChanged, ExchangePlanned
from shared.contracts.vocabulary import Category
from shared.decider import Decider
from shared.refusal import Refused


@dataclass(frozen=True, slots=True)
class PlanExchange:
    """Plan an exchange at the instant `at`. `date` is the local day, `record` the number of agreements to beat.

    `invited_only` is the handbook's small model, where everybody may know how to `contact` the organiser.
    """

    exchange: UUID
    organisation: UUID
    slug: str
    name: str
    municipality: str
    venue: str
    date: date
    doors_at: datetime
    opens_at: datetime
    closes_at: datetime
    capacity: int
    categories: tuple[Category, ...]
    record: int | None
    at: datetime
    invited_only: bool = False
    contact: str | None = None


@dataclass(frozen=True, slots=True)
class ChangeCapacity:
    """Make room for so many people."""

    exchange: UUID
    capacity: int


Command = PlanExchange | ChangeCapacity


@dataclass(frozen=True, slots=True)
class NotPlanned:
    """Nothing has happened."""


@dataclass(frozen=True, slots=True)
class Planned:
    """The exchange has a date, and room for so many people."""

    capacity: int


State = NotPlanned | Planned


def decide(command: Command, state: State) -> Sequence[Event]:
    """The events of a command, none when it changes nothing. Raises `Refused`."""
    match command, state:
        case PlanExchange(), NotPlanned():
            return (_planned(command),)
        case PlanExchange(), Planned():
            raise Refused("already_planned", "Denne børsen er allerede planlagt.")
        case ChangeCapacity(), Planned():
            return _with_room(command, state)
        case _:
            raise Refused("not_found", "Vi finner ikke denne børsen.")


def _planned(command: PlanExchange) -> ExchangePlanned:
    if not all(text.strip() for text in (command.name, command.municipality, command.venue, command.slug)):
        raise Refused("incomplete", "Fyll ut navn, kommune, sted og adresse.")
    if not command.doors_at <= command.opens_at < command.closes_at:
        raise Refused("times_out_of_order", "Dørene må åpne før børsen åpner, og børsen må åpne før den stenger.")
    if command.closes_at <= command.at:
        raise Refused("in_the_past", "Børsen kan ikke være over før den er planlagt. Velg et tidspunkt fram i tid.")
    _some_room(command.capacity)
    if command.record is not None and command.record < 0:
        raise Refused("record_negative", "Rekorden kan ikke være mindre enn null.")
    if not command.categories:
        raise Refused("no_categories", "Velg minst én kategori.")
    return ExchangePlanned(
        exchange=command.exchange,
        organisation=command.organisation,
        slug=command.slug,
        name=command.name,
        municipality=command.municipality,
        venue=command.venue,
        date=command.date,
        doors_at=command.doors_at,
        opens_at=command.opens_at,
        closes_at=command.closes_at,
        capacity=command.capacity,
        categories=command.categories,
        record=command.record,
        invited_only=command.invited_only,
        contact=command.contact,
    )


def _with_room(command: ChangeCapacity, state: Planned) -> Sequence[Event]:
    _some_room(command.capacity)
    if command.capacity == state.capacity:
        return ()
    return (CapacityChanged(exchange=command.exchange, capacity=command.capacity),)


def _some_room(capacity: int) -> None:
    if capacity < 1:
        raise Refused("no_room", "Det må være plass til minst én person.")


def evolve(state: State, event: Event) -> State:
    """The state after an event."""
    return Planned(event.capacity) if isinstance(event, ExchangePlanned | CapacityChanged) else state


EXCHANGE: Decider[Command, State] = Decider(NotPlanned(), decide, evolve)
