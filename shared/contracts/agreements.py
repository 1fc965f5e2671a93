"""What agreements publishes: the market hour, and the agreements made in it."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shared.contracts.base import Contract, Event
from shared.contracts.vocabulary import Commitment


class MarketOpened(Event):
    """The exchange opened: agreements can be registered until about `closes_at`."""

    type: Literal["MarketOpened"] = "MarketOpened"
    at: datetime
    closes_at: datetime


class MarketClosed(Event):
    """The exchange closed."""

    type: Literal["MarketClosed"] = "MarketClosed"
    at: datetime


class Party(BaseModel):
    """One side of an agreement: who, and what it gives; `gives` is None for a party that only receives.

    `listing` names the line of the catalogue that `gives` was taken from, if any.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    participant: UUID
    name: str
    gives: str | None = None
    listing: UUID | None = None


class AgreementTerms(Event):
    """What two parties agreed on, as it stands after being made or corrected. Not an event by itself.

    Mutual when both give; one-way when one does (handbook: 'Gi og få, eller bare gi').
    """

    agreement: UUID
    parties: tuple[Party, ...] = Field(min_length=2, max_length=2)
    commitment: Commitment
    deadline: date
    first_contact: UUID
    """The participant that makes the first contact."""
    money_confirmed: bool = False
    """The text spoke of money, and the broker confirmed that none changes hands."""


class AgreementMade(AgreementTerms):
    """Two parties made an agreement, registered by a broker; `at` is the moment of the broker's tap."""

    type: Literal["AgreementMade"] = "AgreementMade"
    at: datetime
    broker: str


class AgreementCorrected(AgreementTerms):
    """The terms were corrected; they replace the earlier ones whole."""

    type: Literal["AgreementCorrected"] = "AgreementCorrected"
    at: datetime
    broker: str


class AgreementCancelled(Event):
    """The agreement is called off."""

    type: Literal["AgreementCancelled"] = "AgreementCancelled"
    agreement: UUID
    at: datetime
    reason: str
    broker: str


CONTRACT = Contract("agreements", [MarketOpened, MarketClosed, AgreementMade, AgreementCorrected, AgreementCancelled])
