"""A participant (`participant-{id}`): an organisation that signs up, changes its mind, comes, and is forgotten."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from shared.contracts.base import Event
from shared.contracts.registration import (
    LogoChosen,
    ParticipantChanged,
    ParticipantCheckedIn,
    ParticipantCheckInUndone,
    ParticipantErased,
    ParticipantPromoted,
    ParticipantRegistered,
    ParticipantWaitlisted,
    ParticipantWithdrawn,
    Wish,
    WishesChanged,
)
from shared.contracts.vocabulary import Category, ListingKind, Sector
from shared.decider import Decider
from shared.refusal import Refused

# What a command brings along


@dataclass(frozen=True, slots=True)
class Details:
    """What a participant says of itself; the contact is a person at the organisation, or the `individual` itself."""

    name: str
    sector: Sector
    people: int
    contact_name: str
    email: str
    phone: str
    individual: bool = False
    dietary: str | None = None
    photo_consent: bool | None = None


@dataclass(frozen=True, slots=True)
class LogoChoice:
    """The digest of the logo that is to be shown from now on, None for none."""

    logo: str | None


@dataclass(frozen=True, slots=True)
class Openings:
    """The participant's exchange; `over_at` is the end of its day. `closed` to whoever has no invitation."""

    exchange: UUID
    categories: tuple[Category, ...]
    over_at: datetime
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Prospect:
    """What the exchange's places hold for somebody who signs up: a number of its own, and room or a wait."""

    number: int | None = None
    room: bool = True


# Commands


@dataclass(frozen=True, slots=True)
class RegisterParticipant:
    participant: UUID
    details: Details
    wishes: tuple[Wish, ...]
    consented: bool
    openings: Openings
    at: datetime
    logo: LogoChoice | None = None
    prospect: Prospect = Prospect()


@dataclass(frozen=True, slots=True)
class PromoteParticipant:
    """From the waiting list to a place."""

    participant: UUID


@dataclass(frozen=True, slots=True)
class ChangeParticipant:
    participant: UUID
    details: Details
    logo: LogoChoice | None = None
    """None leaves the logo as it is."""


@dataclass(frozen=True, slots=True)
class ChangeWishes:
    """To these needs and offers, all of them."""

    participant: UUID
    wishes: tuple[Wish, ...]
    openings: Openings
    at: datetime


@dataclass(frozen=True, slots=True)
class WithdrawParticipant:
    participant: UUID


@dataclass(frozen=True, slots=True)
class CheckInParticipant:
    participant: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class UndoCheckIn:
    """The wrong one was checked in, at the moment `came_at`.

    An undo takes back that check-in and no other: it says that one helper's tap was a mistake, and nothing of what a
    helper at another tablet has seen. So whoever was checked in at two has come until both have taken it back, in
    whichever order tablets without network deliver what was tapped at them.
    """

    participant: UUID
    came_at: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class EraseParticipant:
    participant: UUID
    upcoming: bool
    """Whether the exchange lies ahead: nobody takes part in it whom the organiser cannot reach."""


Command = (
    RegisterParticipant
    | PromoteParticipant
    | ChangeParticipant
    | ChangeWishes
    | WithdrawParticipant
    | CheckInParticipant
    | UndoCheckIn
    | EraseParticipant
)


# States


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nothing has happened."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Is on the waiting list, with what everybody will know of it once there is room."""

    exchange: UUID
    number: int | None
    name: str
    sector: Sector
    people: int
    wishes: tuple[Wish, ...]
    logo: str | None = None


@dataclass(frozen=True, slots=True)
class Registered:
    """Is expected."""

    exchange: UUID


@dataclass(frozen=True, slots=True)
class Present:
    """Has come through the door: at the moments of the check-ins that nobody has taken back."""

    exchange: UUID
    came_at: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Does not come."""

    exchange: UUID


@dataclass(frozen=True, slots=True)
class Erased:
    """Its personal data cannot be read by anyone any more."""


State = Unknown | Waiting | Registered | Present | Withdrawn | Erased


# Decisions


def decide(command: Command, state: State) -> Sequence[Event]:
    """The events of a command, none when it changes nothing. Raises `Refused`."""
    match command, state:
        case RegisterParticipant(), Unknown():
            return (_signed_up(command), *_logo(command, command.openings.exchange))
        case _, Unknown():
            raise Refused("not_found", "Vi finner ikke denne påmeldingen.")
        case EraseParticipant(), Erased():
            return ()
        case _, Erased():
            raise Refused("gone", "Personopplysningene i denne påmeldingen er slettet. Den kan ikke endres.")
        case RegisterParticipant(), _:
            raise Refused("already_registered", "Denne påmeldingen er allerede registrert.")
        case PromoteParticipant(), Waiting():
            return _promoted(command, state)
        case PromoteParticipant(), Registered() | Present():
            return ()
        case ChangeParticipant(), Waiting() | Registered() | Present():
            return (_changed(command, state), *_logo(command, state.exchange))
        case ChangeWishes(), Waiting() | Registered() | Present():
            return _wishes_changed(command, state)
        case WithdrawParticipant(), Waiting() | Registered() | Present():
            return (ParticipantWithdrawn(exchange=state.exchange, participant=command.participant),)
        case WithdrawParticipant(), Withdrawn():
            return ()
        case CheckInParticipant(at=at), Present(came_at=known) if at in known:
            return ()
        case CheckInParticipant(), Registered() | Present():
            return (ParticipantCheckedIn(exchange=state.exchange, participant=command.participant, at=command.at),)
        case CheckInParticipant(), Waiting():
            raise Refused("waiting", "Denne deltakeren står på venteliste, og må få plass først.")
        case UndoCheckIn(came_at=shown), Present(came_at=known) if shown in known:
            return _undone(command, state)
        case UndoCheckIn(), _:
            return ()
        case EraseParticipant(upcoming=True), Waiting() | Registered():
            return (
                ParticipantWithdrawn(exchange=state.exchange, participant=command.participant),
                ParticipantErased(exchange=state.exchange, participant=command.participant),
            )
        case EraseParticipant(), Waiting() | Registered() | Present() | Withdrawn():
            return (ParticipantErased(exchange=state.exchange, participant=command.participant),)
        case _:  # to change, check in or promote somebody who has withdrawn
            raise Refused("withdrawn", "Denne deltakeren har trukket seg.")


def _signed_up(command: RegisterParticipant) -> ParticipantRegistered | ParticipantWaitlisted:
    openings, details = command.openings, command.details
    if openings.closed:
        raise Refused("not_invited", "Denne børsen er bare for inviterte. Bruk lenken i invitasjonen.")
    if command.at >= openings.over_at:
        raise Refused("over", "Denne børsen er over. Det går ikke lenger an å melde seg på.")
    _complete(details)
    if not command.consented:
        raise Refused("consent_missing", "Vi trenger samtykke til å lagre opplysningene før dere kan melde dere på.")
    _wished_for(command.wishes, openings.categories)
    event = ParticipantRegistered if command.prospect.room else ParticipantWaitlisted
    return event(
        exchange=openings.exchange,
        participant=command.participant,
        number=command.prospect.number,
        name=details.name,
        sector=details.sector,
        people=details.people,
        wishes=command.wishes,
        contact_name=details.contact_name,
        email=details.email,
        phone=details.phone,
        individual=details.individual,
        dietary=details.dietary,
        photo_consent=details.photo_consent,
        consented_at=command.at,
    )


def _promoted(command: PromoteParticipant, state: Waiting) -> Sequence[Event]:
    """Everything that the others have not heard of while it waited, its logo too."""
    promoted = ParticipantPromoted(
        exchange=state.exchange,
        participant=command.participant,
        number=state.number,
        name=state.name,
        sector=state.sector,
        people=state.people,
        wishes=state.wishes,
    )
    logo = LogoChosen(exchange=state.exchange, participant=command.participant, logo=state.logo)
    return (promoted, logo) if state.logo else (promoted,)


def _changed(command: ChangeParticipant, state: Waiting | Registered | Present) -> ParticipantChanged:
    details = command.details
    _complete(details)
    return ParticipantChanged(
        exchange=state.exchange,
        participant=command.participant,
        name=details.name,
        sector=details.sector,
        people=details.people,
        contact_name=details.contact_name,
        email=details.email,
        phone=details.phone,
        individual=details.individual,
        dietary=details.dietary,
        photo_consent=details.photo_consent,
    )


def _wishes_changed(command: ChangeWishes, state: Waiting | Registered | Present) -> Sequence[Event]:
    if command.at >= command.openings.over_at:
        raise Refused("over", "Denne børsen er over. Behov og tilbud kan ikke endres lenger.")
    _wished_for(command.wishes, command.openings.categories)
    changed = WishesChanged(
        exchange=state.exchange,
        participant=command.participant,
        wishes=command.wishes,
        waiting=isinstance(state, Waiting),
    )
    return (changed,)


def _undone(command: UndoCheckIn, state: Present) -> Sequence[Event]:
    """Nobody has come, and then again whoever others have let in: readers of the events need not know of several."""
    exchange, participant = state.exchange, command.participant
    return (
        ParticipantCheckInUndone(exchange=exchange, participant=participant, at=command.at),
        *(
            ParticipantCheckedIn(exchange=exchange, participant=participant, at=moment)
            for moment in state.came_at
            if moment != command.came_at
        ),
    )


def _logo(command: RegisterParticipant | ChangeParticipant, exchange: UUID) -> Sequence[Event]:
    choice = command.logo
    return (LogoChosen(exchange=exchange, participant=command.participant, logo=choice.logo),) if choice else ()


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


def evolve(state: State, event: Event) -> State:
    """The state after an event."""
    match event, state:
        case ParticipantRegistered() | ParticipantPromoted(), _:
            return Registered(event.exchange)
        case ParticipantWaitlisted(), _:
            return Waiting(event.exchange, event.number, event.name, event.sector, event.people, event.wishes)
        case ParticipantChanged(), Waiting():
            return replace(state, name=event.name, sector=event.sector, people=event.people)
        case WishesChanged(), Waiting():
            return replace(state, wishes=event.wishes)
        case LogoChosen(), Waiting():
            return replace(state, logo=event.logo)
        case ParticipantCheckedIn(), Registered():
            return Present(event.exchange, (event.at,))
        case ParticipantCheckedIn(), Present():
            return replace(state, came_at=(*state.came_at, event.at))
        case ParticipantCheckInUndone(), Present():
            return Registered(event.exchange)
        case ParticipantWithdrawn(), _:
            return Withdrawn(event.exchange)
        case ParticipantErased(), _:
            return Erased()
        case _:
            return state


PARTICIPANT: Decider[Command, State] = Decider(Unknown(), decide, evolve)
