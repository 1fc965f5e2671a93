"""What registration publishes: exchanges, and who takes part in them."""

from datetime import date, datetime
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from shared.contracts.base import Contract, Data, Event
from shared.contracts.vocabulary import Category, ListingKind, Sector
from shared.personal import Personal

ERASED = "(slettet)"
ContactField = Annotated[str, Personal(subject="participant", fallback=ERASED)]
PictureDigest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
DietaryField = Annotated[str | None, Personal(subject="participant", fallback=ERASED)]


class Wish(BaseModel):
    """One need or offer as written in the sign-up form; `id` becomes the listing's id in the catalogue."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: UUID
    kind: ListingKind
    category: Category
    text: str
    money_confirmed: bool = False
    """The text spoke of money, and whoever wrote it confirmed that none changes hands."""


class ExchangePlanned(Event):
    """An exchange was planned. Times are instants with a zone; `date` is the local day."""

    type: Literal["ExchangePlanned"] = "ExchangePlanned"
    organisation: UUID
    slug: str
    name: str
    municipality: str
    venue: str
    date: date
    doors_at: datetime
    opens_at: datetime
    closes_at: datetime
    capacity: int = Field(ge=1)
    categories: tuple[Category, ...]
    record: int | None = None
    """Agreements of the best earlier exchange, the record to beat (handbook: 'Slo vi rekorden?')."""


class ParticipantRegistered(Event):
    """An organisation, or somebody on their own behalf, signed up with needs and offers.

    `dietary` is what they cannot eat. `photo_consent` is None where nobody has answered.
    """

    SCHEMA: ClassVar[int] = 2

    type: Literal["ParticipantRegistered"] = "ParticipantRegistered"
    participant: UUID
    name: str
    sector: Sector
    people: int = Field(ge=1)
    wishes: tuple[Wish, ...]
    contact_name: ContactField
    email: ContactField
    phone: ContactField
    individual: bool = False
    dietary: DietaryField = None
    photo_consent: bool | None = None
    consented_at: datetime


class ParticipantChanged(Event):
    """The participant's own details changed. Needs and offers are changed in the catalogue."""

    SCHEMA: ClassVar[int] = 2

    type: Literal["ParticipantChanged"] = "ParticipantChanged"
    participant: UUID
    name: str
    sector: Sector
    people: int = Field(ge=1)
    contact_name: ContactField
    email: ContactField
    phone: ContactField
    individual: bool = False
    dietary: DietaryField = None
    photo_consent: bool | None = None


class LogoChosen(Event):
    """The participant shows this logo now, None for none: the SHA-256 of a picture that registration keeps.

    Whoever withdraws or is erased has none any more.
    """

    type: Literal["LogoChosen"] = "LogoChosen"
    participant: UUID
    logo: PictureDigest | None


class ParticipantWithdrawn(Event):
    """The participant does not come after all."""

    type: Literal["ParticipantWithdrawn"] = "ParticipantWithdrawn"
    participant: UUID


class ParticipantCheckedIn(Event):
    """The participant came through the door."""

    type: Literal["ParticipantCheckedIn"] = "ParticipantCheckedIn"
    participant: UUID
    at: datetime


class ParticipantErased(Event):
    """The key to the participant's personal data was destroyed: what others decrypted of it must go too."""

    type: Literal["ParticipantErased"] = "ParticipantErased"
    participant: UUID


class PlacesTaken(Event):
    """So many of the exchange's places are the participant's now, whatever it had before."""

    type: Literal["PlacesTaken"] = "PlacesTaken"
    participant: UUID
    people: int = Field(ge=1)


class PlacesGivenBack(Event):
    """The participant's places are free again."""

    type: Literal["PlacesGivenBack"] = "PlacesGivenBack"
    participant: UUID


def _before_meals_and_photos(data: Data) -> Data:
    """Until schema 2 nobody was asked about food or photos, and only organisations signed up."""
    return {**data, "individual": False, "dietary": None, "photo_consent": None}


CONTRACT = Contract(
    "registration",
    [
        ExchangePlanned,
        ParticipantRegistered,
        ParticipantChanged,
        LogoChosen,
        ParticipantWithdrawn,
        ParticipantCheckedIn,
        ParticipantErased,
        PlacesTaken,
        PlacesGivenBack,
    ],
    {("ParticipantRegistered", 1): _before_meals_and_photos, ("ParticipantChanged", 1): _before_meals_and_photos},
)
