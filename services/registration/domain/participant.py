"""A participant (`participant-{id}`): an organisation that signs up, changes its mind, comes, and is forgotten."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.contracts.base import Event
from shared.contracts.registration import (
    ParticipantChanged,
    ParticipantCheckedIn,
    ParticipantErased,
    ParticipantRegistered,
    ParticipantWithdrawn,
    Wish,
)
from shared.contracts.vocabulary import Category, ListingKind, Sector
from shared.decider import Decider
from shared.refusal import Refused

# What a command brings along


@dataclass(frozen=True, slots=True)
class Details:
    """What a participant says of itself; the contact is a person at the organisation."""

    name: str
    sector: Sector
    people: int
    contact_name: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class Openings:
    """The participant's exchange as it stands when the command comes.

    `over_at` is the end of its day. `free` counts places as they were a moment ago: two who sign up at the same
    time may both get the last one, and no host turns away one person too many.
    """

    exchange: UUID
    categories: tuple[Category, ...]
    over_at: datetime
    free: int


# Commands


@dataclass(frozen=True, slots=True)
class RegisterParticipant:
    participant: UUID
    details: Details
    wishes: tuple[Wish, ...]
    consented: bool
    openings: Openings
    at: datetime


@dataclass(frozen=True, slots=True)
class ChangeParticipant:
    participant: UUID
    details: Details
    free: int
    """Places that nobody has; the participant keeps its own."""


@dataclass(frozen=True, slots=True)
class WithdrawParticipant:
    participant: UUID


@dataclass(frozen=True, slots=True)
class CheckInParticipant:
    participant: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class EraseParticipant:
    participant: UUID
    upcoming: bool
    """Whether the exchange lies ahead: nobody takes part in it whom the organiser cannot reach."""


Command = RegisterParticipant | ChangeParticipant | WithdrawParticipant | CheckInParticipant | EraseParticipant


# States


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nothing has happened."""


@dataclass(frozen=True, slots=True)
class Registered:
    """Is expected, with so many people."""

    exchange: UUID
    people: int


@dataclass(frozen=True, slots=True)
class Present:
    """Has come through the door."""

    exchange: UUID
    people: int


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Does not come."""

    exchange: UUID


@dataclass(frozen=True, slots=True)
class Erased:
    """Its personal data cannot be read by anyone any more."""


State = Unknown | Registered | Present | Withdrawn | Erased


# Decisions


def decide(command: Command, state: State) -> Sequence[Event]:
    """The events of a command, none when it changes nothing. Raises `Refused`."""
    match command, state:
        case RegisterParticipant(), Unknown():
            return (_registered(command),)
        case _, Unknown():
            raise Refused("not_found", "Vi finner ikke denne påmeldingen.")
        case EraseParticipant(), Erased():
            return ()
        case _, Erased():
            raise Refused("gone", "Personopplysningene i denne påmeldingen er slettet. Den kan ikke endres.")
        case RegisterParticipant(), _:
            raise Refused("already_registered", "Denne påmeldingen er allerede registrert.")
        case ChangeParticipant(), Registered() | Present():
            return (_changed(command, state),)
        case WithdrawParticipant(), Registered() | Present():
            return (ParticipantWithdrawn(exchange=state.exchange, participant=command.participant),)
        case WithdrawParticipant(), Withdrawn():
            return ()
        case CheckInParticipant(), Registered():
            return (ParticipantCheckedIn(exchange=state.exchange, participant=command.participant, at=command.at),)
        case CheckInParticipant(), Present():
            return ()
        case EraseParticipant(upcoming=True), Registered():
            return (
                ParticipantWithdrawn(exchange=state.exchange, participant=command.participant),
                ParticipantErased(exchange=state.exchange, participant=command.participant),
            )
        case EraseParticipant(), Registered() | Present() | Withdrawn():
            return (ParticipantErased(exchange=state.exchange, participant=command.participant),)
        case _:  # to change or check in somebody who has withdrawn
            raise Refused("withdrawn", "Denne deltakeren har trukket seg.")


def _registered(command: RegisterParticipant) -> ParticipantRegistered:
    openings, details = command.openings, command.details
    if command.at >= openings.over_at:
        raise Refused("over", "Denne børsen er over. Det går ikke lenger an å melde seg på.")
    _complete(details)
    if not command.consented:
        raise Refused("consent_missing", "Vi trenger samtykke til å lagre opplysningene før dere kan melde dere på.")
    _wished_for(command.wishes, openings.categories)
    _room(details.people, openings.free)
    return ParticipantRegistered(
        exchange=openings.exchange,
        participant=command.participant,
        name=details.name,
        sector=details.sector,
        people=details.people,
        wishes=command.wishes,
        contact_name=details.contact_name,
        email=details.email,
        phone=details.phone,
        consented_at=command.at,
    )


def _changed(command: ChangeParticipant, state: Registered | Present) -> ParticipantChanged:
    details = command.details
    _complete(details)
    _room(details.people - state.people, command.free)
    return ParticipantChanged(
        exchange=state.exchange,
        participant=command.participant,
        name=details.name,
        sector=details.sector,
        people=details.people,
        contact_name=details.contact_name,
        email=details.email,
        phone=details.phone,
    )


def _complete(details: Details) -> None:
    if not all(text.strip() for text in (details.name, details.contact_name, details.email, details.phone)):
        raise Refused("incomplete", "Fyll ut organisasjon, kontaktperson, e-post og telefon.")
    if details.people < 1:
        raise Refused("nobody_comes", "Minst én person må komme.")


def _wished_for(wishes: Sequence[Wish], categories: Sequence[Category]) -> None:
    """At least one need and one offer (handbook: 'Børskatalog'), each in a category of this exchange."""
    if not any(wish.kind is ListingKind.NEED for wish in wishes):
        raise Refused("need_missing", "Skriv minst én ting dere trenger.")
    if not any(wish.kind is ListingKind.OFFER for wish in wishes):
        raise Refused("offer_missing", "Skriv minst én ting dere kan tilby.")
    if not all(wish.text.strip() for wish in wishes):
        raise Refused("wish_empty", "Skriv hva dere trenger og hva dere tilbyr.")
    if not all(wish.category in categories for wish in wishes):
        raise Refused("category_unknown", "Velg en av kategoriene som denne børsen har.")


def _room(people: int, free: int) -> None:
    """`people` more fit in `free` places; fewer people always do."""
    if people > max(free, 0):
        raise Refused(
            "full",
            "Det er dessverre ikke plass til så mange. Ledige plasser nå: %(free)s. Ta gjerne kontakt med arrangøren.",
            free=max(free, 0),
        )


def evolve(state: State, event: Event) -> State:
    """The state after an event."""
    match event, state:
        case ParticipantRegistered(), _:
            return Registered(event.exchange, event.people)
        case ParticipantChanged(), Present():
            return Present(event.exchange, event.people)
        case ParticipantChanged(), _:
            return Registered(event.exchange, event.people)
        case ParticipantCheckedIn(), Registered():
            return Present(event.exchange, state.people)
        case ParticipantWithdrawn(), _:
            return Withdrawn(event.exchange)
        case ParticipantErased(), _:
            return Erased()
        case _:
            return state


PARTICIPANT: Decider[Command, State] = Decider(Unknown(), decide, evolve)
