"""The exchange (`exchange-{id}`): it is planned once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from shared.contracts.base import Event
from shared.contracts.registration import ExchangePlanned
from shared.contracts.vocabulary import Category
from shared.decider import Decider
from shared.refusal import Refused


@dataclass(frozen=True, slots=True)
class PlanExchange:
    """Plan an exchange at the instant `at`. `date` is the local day, `record` the number of agreements to beat."""

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


@dataclass(frozen=True, slots=True)
class NotPlanned:
    """Nothing has happened."""


@dataclass(frozen=True, slots=True)
class Planned:
    """The exchange has a date."""


State = NotPlanned | Planned


def decide(command: PlanExchange, state: State) -> Sequence[Event]:
    """The events of a command. Raises `Refused`."""
    if isinstance(state, Planned):
        raise Refused("already_planned", "Denne børsen er allerede planlagt.")
    return (_planned(command),)


def _planned(command: PlanExchange) -> ExchangePlanned:
    if not all(text.strip() for text in (command.name, command.municipality, command.venue, command.slug)):
        raise Refused("incomplete", "Fyll ut navn, kommune, sted og adresse.")
    if not command.doors_at <= command.opens_at < command.closes_at:
        raise Refused("times_out_of_order", "Dørene må åpne før børsen åpner, og børsen må åpne før den stenger.")
    if command.closes_at <= command.at:
        raise Refused("in_the_past", "Børsen kan ikke være over før den er planlagt. Velg et tidspunkt fram i tid.")
    if command.capacity < 1:
        raise Refused("no_room", "Det må være plass til minst én person.")
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
    )


def evolve(state: State, event: Event) -> State:
    """The state after an event."""
    return Planned() if isinstance(event, ExchangePlanned) else state


EXCHANGE: Decider[PlanExchange, State] = Decider(NotPlanned(), decide, evolve)
