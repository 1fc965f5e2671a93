"""What agreements publishes: the market hour, and the agreements made in it."""

from datetime import date, datetime, timedelta
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shared.contracts.base import Contract, Data, Event
from shared.contracts.vocabulary import Commitment

VOTING = timedelta(minutes=15)
"""After the closing gong: how long participants still vote for the room's favourite, while the host sums up."""


class MarketOpened(Event):
    """The exchange opened: agreements can be registered until about `closes_at`."""

    type: Literal["MarketOpened"] = "MarketOpened"
    at: datetime
    closes_at: datetime


class MarketPaused(Event):
    """The countdown stands still. What has been agreed already is registered all the same."""

    type: Literal["MarketPaused"] = "MarketPaused"
    at: datetime


class MarketResumed(Event):
    """The countdown goes on, until `closes_at`: as much later as the pause was long."""

    type: Literal["MarketResumed"] = "MarketResumed"
    at: datetime
    closes_at: datetime


class MarketExtended(Event):
    """The host gave the hall more time: until about `closes_at`, which is later than before."""

    type: Literal["MarketExtended"] = "MarketExtended"
    at: datetime
    closes_at: datetime


class MarketClosed(Event):
    """The exchange closed. Participants may register late agreements themselves until the end of the day `late_until`.

    It is a day in Norway; None where there are no late agreements, as in the first schema.
    """

    SCHEMA: ClassVar[int] = 2

    type: Literal["MarketClosed"] = "MarketClosed"
    at: datetime
    late_until: date | None = None


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
    """What two or more parties agreed on, as it stands after being made or corrected. Not an event by itself.

    Mutual when all give; one-way when some only receive (handbook: 'Gi og få, eller bare gi').
    """

    SCHEMA: ClassVar[int] = 2
    """In the first one there were two parties, never more."""

    agreement: UUID
    parties: tuple[Party, ...] = Field(min_length=2)
    commitment: Commitment
    deadline: date
    first_contact: UUID
    """The participant that makes the first contact."""
    money_confirmed: bool = False
    """The text spoke of money, and the broker confirmed that none changes hands."""


class AgreementMade(AgreementTerms):
    """An agreement was made, registered by a broker; `at` is the moment of the broker's tap."""

    type: Literal["AgreementMade"] = "AgreementMade"
    at: datetime
    broker: str
    late: bool = False
    """Made after the closing, and registered by one of the parties itself."""


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


class PaperRecognised(Event):
    """What a paper form tells of was registered already, as the agreement `same_as`: it makes no further one.

    `agreement` is the id that the form's own agreement would have had. A broker said so who saw the two side by side.
    """

    type: Literal["PaperRecognised"] = "PaperRecognised"
    agreement: UUID
    same_as: UUID
    at: datetime
    broker: str


class AgreementsToldApart(Event):
    """These agreements are different ones, although the same parties made them: somebody said so who saw them all."""

    type: Literal["AgreementsToldApart"] = "AgreementsToldApart"
    agreements: tuple[UUID, ...] = Field(min_length=2)
    at: datetime
    broker: str


class FavouriteChosen(Event):
    """A participant gave its vote to an agreement of others, as the room's favourite. Its latest choice counts."""

    type: Literal["FavouriteChosen"] = "FavouriteChosen"
    agreement: UUID
    participant: UUID
    """Whose vote it is."""
    at: datetime


class PinEnded(Event):
    """Whoever joined with the PIN of this generation, or with an earlier one of the role, is signed out.

    The organiser made another one, or took it back.
    """

    type: Literal["PinEnded"] = "PinEnded"
    role: Literal["broker", "host"]
    generation: int = Field(ge=1)
    at: datetime


def _unchanged(data: Data) -> Data:
    return data


CONTRACT = Contract(
    "agreements",
    [
        MarketOpened,
        MarketPaused,
        MarketResumed,
        MarketExtended,
        MarketClosed,
        AgreementMade,
        AgreementCorrected,
        AgreementCancelled,
        PaperRecognised,
        AgreementsToldApart,
        FavouriteChosen,
        PinEnded,
    ],
    {("MarketClosed", 1): _unchanged, ("AgreementMade", 1): _unchanged, ("AgreementCorrected", 1): _unchanged},
)
