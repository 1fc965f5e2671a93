"""Agreements: made while the market is open, corrected and cancelled as long as anybody needs it.

What two parties agree on some days later, one of them registers itself: a late agreement.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.agreements.domain.market import Closed, Market, NotOpened, opened_at, was_open
from shared.contracts.agreements import (
    AgreementCancelled,
    AgreementCorrected,
    AgreementMade,
    AgreementTerms,
    PaperRecognised,
    Party,
)
from shared.contracts.base import Event
from shared.contracts.vocabulary import Commitment, ListingKind
from shared.decider import Decider
from shared.free_text.money import find_money
from shared.norway import NORWAY
from shared.refusal import Refused

LONGEST_TEXT = 500
"""Characters of what a party gives, and of the reason for a cancellation."""

PARTICIPANT = "deltaker"
"""How events name a party that registered a late agreement itself."""

MOST_PARTIES = 6
"""What a broker can read back to everybody at the table in one go."""


@dataclass(frozen=True)
class Side:
    """One side of an agreement: who, and what it gives unless it only receives.

    `listing` is the line of the catalogue that the text was taken from.
    """

    participant: UUID
    gives: str | None = None
    listing: UUID | None = None


@dataclass(frozen=True)
class Terms:
    """What the parties have told the broker. There are two, or a few more."""

    sides: tuple[Side, ...]
    commitment: Commitment
    deadline: date
    first_contact: UUID
    money_confirmed: bool = False


@dataclass(frozen=True)
class Guest:
    """A participant of the exchange."""

    name: str
    withdrawn: bool = False


@dataclass(frozen=True)
class Line:
    """A line of the catalogue: whose need or offer it is."""

    participant: UUID
    kind: ListingKind


@dataclass(frozen=True)
class Room:
    """What others have decided, as far as a command asks for it: the guests and lines that it names, if they exist.

    It is as old as the projections that it is read from: an agreement may outrun the closing by some milliseconds.
    """

    market: Market
    guests: Mapping[UUID, Guest]
    lines: Mapping[UUID, Line]


def moment_of_tap(claimed: datetime | None, now: datetime, market: Market) -> datetime:
    """When the broker tapped. That is the moment of the agreement, however much later it is delivered.

    A tablet without network keeps its agreements, so it is believed: its clock, which it has set by ours when it last
    heard from us, says when each was tapped. It can be wrong by little, never ahead of us, and it counts from the gong
    what somebody tapped before it. Whoever says nothing taps now.
    """
    return min(max(claimed or now, opened_at(market) or now), now)


def _tapped_in_the_market_hour(command: "MakeAgreement") -> None:
    """The closing gong ends the making of agreements, not their delivery.

    A tablet may deliver as long as its broker's token lasts: until six hours after the planned closing
    (`shared.auth.evening_lifetime`). Nothing shorter would do for a hall whose network comes back when everybody packs
    up, and nothing is won by a claim that is not true: it cannot lie outside of the market hour.
    """
    market = command.room.market
    if isinstance(market, NotOpened):
        raise Refused("market_not_open", "Børsen er ikke åpnet ennå. Vent på gongen!")
    if not was_open(market, command.at):
        raise Refused("market_closed", "Børsen er stengt, så det kan ikke registreres flere avtaler.")


def _late_but_not_too_late(command: "MakeLateAgreement") -> None:
    """Some agree on the way out, or write to each other the day after: as many days as the host gave them at the gong.

    Nobody reads it back to the others, so that only a party may register it; they are told by mail.
    """
    match command.room.market:
        case Closed(late_until=date() as last_day) if _day(command) <= last_day:
            pass
        case Closed(late_until=date()):
            raise Refused("too_late", "Tiden for sene avtaler er ute. Ta kontakt med arrangøren.")
        case Closed():
            raise Refused("market_closed", "Børsen er stengt, så det kan ikke registreres flere avtaler.")
        case _:
            raise Refused("not_late", "Sene avtaler registreres når børsen er stengt. Gå til en børsmegler så lenge.")
    if command.party not in (side.participant for side in command.terms.sides):
        raise Refused("not_a_party", "Dere kan bare registrere avtaler som dere selv er med på.")


@dataclass(frozen=True)
class MakeAgreement:
    exchange: UUID
    agreement: UUID
    terms: Terms
    room: Room
    at: datetime
    broker: str


@dataclass(frozen=True)
class MakeLateAgreement:
    """`party` is the participant that registers it, without a broker."""

    exchange: UUID
    agreement: UUID
    terms: Terms
    room: Room
    at: datetime
    party: UUID


@dataclass(frozen=True)
class CorrectAgreement:
    exchange: UUID
    agreement: UUID
    terms: Terms
    room: Room
    at: datetime
    broker: str


@dataclass(frozen=True)
class CancelAgreement:
    exchange: UUID
    agreement: UUID
    reason: str
    at: datetime
    broker: str


@dataclass(frozen=True)
class RecognisePaper:
    """Say that a paper form, whose agreement would be `agreement`, tells of one that stands already."""

    exchange: UUID
    agreement: UUID
    same_as: UUID
    at: datetime
    broker: str


@dataclass(frozen=True)
class NotMade:
    exchange: None = None


@dataclass(frozen=True)
class Standing:
    exchange: UUID
    terms: Terms


@dataclass(frozen=True)
class Cancelled:
    exchange: UUID


@dataclass(frozen=True)
class Recognised:
    """Only a paper form, which tells of another agreement."""

    exchange: UUID
    same_as: UUID


AgreementCommand = MakeAgreement | MakeLateAgreement | CorrectAgreement | CancelAgreement | RecognisePaper
Agreement = NotMade | Standing | Cancelled | Recognised


def decide_agreement(command: AgreementCommand, agreement: Agreement) -> Sequence[Event]:
    match command, agreement:
        case MakeAgreement(exchange=exchange), (NotMade() | Recognised()) if agreement.exchange in (None, exchange):
            _tapped_in_the_market_hour(command)
            return [AgreementMade(**_agreed(command), at=command.at, broker=command.broker)]
        case MakeLateAgreement(), NotMade():
            _late_but_not_too_late(command)
            return [AgreementMade(**_agreed(command), at=command.at, broker=PARTICIPANT, late=True)]
        case RecognisePaper(exchange, form, same_as, at, broker), NotMade():
            return [PaperRecognised(exchange=exchange, agreement=form, same_as=same_as, at=at, broker=broker)]
        case ((MakeAgreement() | MakeLateAgreement() | RecognisePaper()), _):
            raise Refused("already_made", "Denne avtalen er allerede registrert.")
        case _ if isinstance(agreement, Recognised) or agreement.exchange != command.exchange:
            raise Refused("not_found", "Vi finner ikke denne avtalen på børsen.")
        case CorrectAgreement(terms=terms), Standing(terms=standing) if terms == standing:
            return []
        case CorrectAgreement(), Standing(terms=standing):
            return [AgreementCorrected(**_agreed(command, standing.deadline), at=command.at, broker=command.broker)]
        case CorrectAgreement(), _:
            raise Refused("cancelled", "Avtalen er avlyst og kan ikke rettes. Registrer en ny i stedet.")
        case CancelAgreement(), Standing():
            return [_cancelled(command)]
        case CancelAgreement(), _:
            return []


def _agreed(
    command: MakeAgreement | MakeLateAgreement | CorrectAgreement, known_deadline: date | None = None
) -> dict[str, Any]:
    """The terms as they are published, once they have kept every rule.

    A refusal that concerns one side names its `participant` among the values. `known_deadline` is one that stands
    already: whoever corrects something else afterwards need not move it.
    """
    terms, room = command.terms, command.room
    guests = [_present(side, room) for side in terms.sides]
    _different_parties(terms, guests)
    for side in terms.sides:
        _readable(side)
        _from_own_offer_or_anothers_need(side, terms, room)
    _no_money(terms)
    _give_and_get_or_just_give(terms)
    if terms.deadline < _day(command) and terms.deadline != known_deadline:
        raise Refused("deadline_passed", "Fristen er allerede gått ut. Velg en dag fra i dag og framover.")
    return {
        "exchange": command.exchange,
        "agreement": command.agreement,
        "parties": tuple(
            Party(participant=side.participant, name=guest.name, gives=side.gives, listing=side.listing)
            for side, guest in zip(terms.sides, guests, strict=True)
        ),
        "commitment": terms.commitment,
        "deadline": terms.deadline,
        "first_contact": terms.first_contact,
        "money_confirmed": terms.money_confirmed,
    }


def _day(command: MakeAgreement | MakeLateAgreement | CorrectAgreement) -> date:
    """The day in Norway of the tap, however much later it is delivered."""
    return command.at.astimezone(NORWAY).date()


def _cancelled(command: CancelAgreement) -> AgreementCancelled:
    if not command.reason.strip():
        raise Refused("reason_missing", "Skriv kort hvorfor avtalen avlyses.")
    if len(command.reason) > LONGEST_TEXT:
        raise Refused("text_too_long", "Teksten er for lang. Du kan bruke opptil %(most)s tegn.", most=LONGEST_TEXT)
    return AgreementCancelled(
        exchange=command.exchange,
        agreement=command.agreement,
        at=command.at,
        reason=command.reason.strip(),
        broker=command.broker,
    )


# The rules of play (handbook: 'Spilleregler').


def _no_money(terms: Terms) -> None:
    """'Ikke penger!': a text that speaks of money is fine only when the broker has asked, and none changes hands."""
    for side in terms.sides:
        money = find_money(side.gives or "")
        if money and not terms.money_confirmed:
            raise Refused(
                "money",
                "Teksten nevner «%(money)s». På børsen bytter vi uten penger. "
                "Skriv den om, eller bekreft at ingen skal betale noe.",
                money=money,
                participant=side.participant,
            )


def _intent_is_ok(terms: Terms) -> bool:
    """'Intensjonsavtaler er OK': those who agree to meet again need not know yet what they will give."""
    return terms.commitment is Commitment.INTENT


def _give_and_get_or_just_give(terms: Terms) -> None:
    """'Gi og få, eller bare gi': all may give, or only one; but somebody gives something."""
    if not any(side.gives for side in terms.sides) and not _intent_is_ok(terms):
        raise Refused(
            "nothing_given",
            "Skriv hva minst én av dem gir. Er de bare enige om å møtes igjen, kan du velge intensjonsavtale.",
        )


# What else an agreement must be to be kept.


def _present(side: Side, room: Room) -> Guest:
    guest = room.guests.get(side.participant)
    if guest is None:
        raise Refused(
            "unknown_party",
            "Vi finner ikke denne deltakeren på børsen. Søk en gang til.",
            participant=side.participant,
        )
    if guest.withdrawn:
        raise Refused(
            "withdrawn_party",
            "%(name)s har meldt avbud og kan ikke være med på en avtale.",
            name=guest.name,
            participant=side.participant,
        )
    return guest


def _different_parties(terms: Terms, guests: Sequence[Guest]) -> None:
    participants = [side.participant for side in terms.sides]
    if not 2 <= len(participants) <= MOST_PARTIES:
        raise Refused("parties", "En avtale har fra to til %(most)s parter.", most=MOST_PARTIES)
    for number, guest in enumerate(guests):
        if participants[number] in participants[:number]:
            raise Refused(
                "same_party",
                "%(name)s kan ikke inngå en avtale med seg selv. Velg forskjellige deltakere.",
                name=guest.name,
            )
    if terms.first_contact not in participants:
        raise Refused("first_contact", "Velg hvem av partene som tar kontakt først.")


def _readable(side: Side) -> None:
    if side.gives is None:
        return
    if not side.gives.strip():
        raise Refused("text_empty", "Skriv hva de gir, eller la feltet stå helt tomt.", participant=side.participant)
    if len(side.gives) > LONGEST_TEXT:
        raise Refused(
            "text_too_long",
            "Teksten er for lang. Du kan bruke opptil %(most)s tegn.",
            most=LONGEST_TEXT,
            participant=side.participant,
        )


def _from_own_offer_or_anothers_need(side: Side, terms: Terms, room: Room) -> None:
    """Whoever gives a line of the catalogue has offered it, or meets a need of a party across the table."""
    if side.listing is None:
        return
    across = [other.participant for other in terms.sides if other is not side]
    fitting = [Line(side.participant, ListingKind.OFFER), *(Line(other, ListingKind.NEED) for other in across)]
    if room.lines.get(side.listing) not in fitting:
        raise Refused(
            "foreign_listing",
            "Denne linjen i katalogen hører til noen andre. Velg noe giveren tilbyr, eller noe de andre trenger.",
            participant=side.participant,
        )


def evolve_agreement(agreement: Agreement, event: Event) -> Agreement:
    match event:
        case AgreementMade() | AgreementCorrected():
            return Standing(event.exchange, _terms(event))
        case AgreementCancelled():
            return Cancelled(event.exchange)
        case PaperRecognised(exchange=exchange, same_as=same_as):
            return Recognised(exchange, same_as)
        case _:
            return agreement


def _terms(event: AgreementTerms) -> Terms:
    sides = tuple(Side(party.participant, party.gives, party.listing) for party in event.parties)
    return Terms(sides, event.commitment, event.deadline, event.first_contact, event.money_confirmed)


AGREEMENT = Decider[AgreementCommand, Agreement](NotMade(), decide_agreement, evolve_agreement)
