"""The events of one market hour, as agreements publishes them."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from shared.clock import Clock
from shared.contracts.agreements import (
    AgreementCancelled,
    AgreementCorrected,
    AgreementMade,
    FavouriteChosen,
    MarketClosed,
    MarketExtended,
    MarketOpened,
    MarketPaused,
    MarketResumed,
    Party,
)
from shared.contracts.registration import ParticipantRegistered
from shared.contracts.vocabulary import Commitment


class MarketHour:
    """Makes the events of an exchange's market hour."""

    def __init__(self, exchange: UUID, clock: Clock) -> None:
        self.exchange = exchange
        self.clock = clock

    def opened(self) -> MarketOpened:
        now = self.clock.now()
        return MarketOpened(exchange=self.exchange, at=now, closes_at=now + timedelta(hours=1))

    def paused(self) -> MarketPaused:
        return MarketPaused(exchange=self.exchange, at=self.clock.now())

    def resumed(self, closes_at: datetime) -> MarketResumed:
        return MarketResumed(exchange=self.exchange, at=self.clock.now(), closes_at=closes_at)

    def extended(self, closes_at: datetime) -> MarketExtended:
        return MarketExtended(exchange=self.exchange, at=self.clock.now(), closes_at=closes_at)

    def closed(self, late_until: date | None = None) -> MarketClosed:
        return MarketClosed(exchange=self.exchange, at=self.clock.now(), late_until=late_until)

    def made(self, giver: str = "Lillevik hjelpekorps", receiver: str = "Bakeriet på hjørnet") -> AgreementMade:
        """The giver gives a first-aid course; the receiver, named first by the broker, gives nothing."""
        gives = Party(participant=uuid4(), name=giver, gives="Førstehjelpskurs")
        receives = Party(participant=uuid4(), name=receiver)
        return AgreementMade(
            exchange=self.exchange,
            agreement=uuid4(),
            parties=(receives, gives),
            commitment=Commitment.FIRM,
            deadline=self.clock.now().date(),
            first_contact=gives.participant,
            at=self.clock.now(),
            broker="broker-1",
        )

    def between(self, one: ParticipantRegistered, other: ParticipantRegistered) -> AgreementMade:
        """An agreement of two who have registered."""
        parties = tuple(Party(participant=who.participant, name=who.name, gives="Hjelp") for who in (one, other))
        return self.made().model_copy(update={"parties": parties, "first_contact": one.participant})

    def late(self) -> AgreementMade:
        """One that a party registers after the closing."""
        return self.made().model_copy(update={"late": True, "broker": "deltaker"})

    def corrected(self, made: AgreementMade, gives: str) -> AgreementCorrected:
        receives, giver = made.parties
        changed = made.model_dump(exclude={"type", "parties", "late"})
        return AgreementCorrected(**changed, parties=(receives, giver.model_copy(update={"gives": gives})))

    def liked(self, made: AgreementMade, by: UUID | None = None) -> FavouriteChosen:
        """A participant, or another one each time, chooses an agreement as its favourite."""
        return FavouriteChosen(
            exchange=self.exchange, agreement=made.agreement, participant=by or uuid4(), at=self.clock.now()
        )

    def cancelled(self, made: AgreementMade) -> AgreementCancelled:
        return AgreementCancelled(
            exchange=self.exchange, agreement=made.agreement, at=self.clock.now(), reason="Dobbelt", broker="broker-1"
        )
