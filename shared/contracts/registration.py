"""What registration publishes: exchanges, and who takes part in them."""

from datetime import date, datetime
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shared.contracts.base import Contract, Data, Event
from shared.contracts.circulars import CircularSent
from shared.contracts.site import PictureDigest, SitePublished
from shared.contracts.vocabulary import Category, ListingKind, Sector
from shared.personal import Personal

ERASED = "(slettet)"
ContactField = Annotated[str, Personal(subject="participant", fallback=ERASED)]
InvitedField = Annotated[str, Personal(subject="invitation", fallback=ERASED)]
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
    """An exchange was planned. Times are instants with a zone; `date` is the local day.

    `invited_only` is the handbook's small model, with a closed list. `contact` is how everybody may reach the
    organiser, None where it was not said.
    """

    SCHEMA: ClassVar[int] = 2

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
    invited_only: bool = False
    contact: str | None = None


class CapacityChanged(Event):
    """There is room for so many people from now on."""

    type: Literal["CapacityChanged"] = "CapacityChanged"
    capacity: int = Field(ge=1)


class ParticipantInvited(Event):
    """An organisation may sign up for an exchange that is by invitation only."""

    type: Literal["ParticipantInvited"] = "ParticipantInvited"
    invitation: UUID
    name: str
    email: InvitedField


class InvitationRepeated(Event):
    """The invited shall get the mail once more, with a new link."""

    type: Literal["InvitationRepeated"] = "InvitationRepeated"
    invitation: UUID


class InvitationDeclined(Event):
    """The invited said no."""

    type: Literal["InvitationDeclined"] = "InvitationDeclined"
    invitation: UUID


class InvitationErased(Event):
    """The key to the invited's address was destroyed, and its links end."""

    type: Literal["InvitationErased"] = "InvitationErased"
    invitation: UUID


class SignUp(Event):
    """What an organisation, or somebody on their own behalf, signs up with.

    `number` is short and the exchange's own, 1 for the first who signed up; None in events that are older than
    numbers: then it is the next in the order of the log. `dietary` is what they cannot eat. `photo_consent` is None
    where nobody has answered.
    """

    participant: UUID
    number: int | None = Field(default=None, ge=1)
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


class ParticipantRegistered(SignUp):
    """An organisation, or somebody on their own behalf, signed up with needs and offers, and has a place."""

    SCHEMA: ClassVar[int] = 3

    type: Literal["ParticipantRegistered"] = "ParticipantRegistered"


class ParticipantWaitlisted(SignUp):
    """Whoever signed up found no room, and waits. Until it is promoted it does not take part."""

    type: Literal["ParticipantWaitlisted"] = "ParticipantWaitlisted"


class ParticipantPromoted(Event):
    """A participant came from the waiting list to a place: to all others it signs up now, with this."""

    type: Literal["ParticipantPromoted"] = "ParticipantPromoted"
    participant: UUID
    number: int | None = Field(default=None, ge=1)
    name: str
    sector: Sector
    people: int = Field(ge=1)
    wishes: tuple[Wish, ...]


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


class WishesChanged(Event):
    """The participant has these needs and offers now, and no others. A wish that was there before has kept its id.

    `waiting`: it has no place yet, and others hear of its wishes when it is promoted.
    """

    type: Literal["WishesChanged"] = "WishesChanged"
    participant: UUID
    wishes: tuple[Wish, ...]
    waiting: bool


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


class ParticipantCheckInUndone(Event):
    """The participant had not come after all: somebody else was checked in by mistake."""

    type: Literal["ParticipantCheckInUndone"] = "ParticipantCheckInUndone"
    participant: UUID
    at: datetime


class ParticipantErased(Event):
    """The key to the participant's personal data was destroyed: what others decrypted of it must go too."""

    type: Literal["ParticipantErased"] = "ParticipantErased"
    participant: UUID


class ParticipantsToldApart(Event):
    """These participants are different ones, although they look alike: their organiser said so."""

    type: Literal["ParticipantsToldApart"] = "ParticipantsToldApart"
    participants: tuple[UUID, ...] = Field(min_length=2)
    at: datetime


class PlacesTaken(Event):
    """So many of the exchange's places are the participant's now, whatever it had before."""

    type: Literal["PlacesTaken"] = "PlacesTaken"
    participant: UUID
    people: int = Field(ge=1)


class PlacesAwaited(Event):
    """The participant waits for so many places, where it stood in the queue if it waited before."""

    type: Literal["PlacesAwaited"] = "PlacesAwaited"
    participant: UUID
    people: int = Field(ge=1)


class PlacesGivenBack(Event):
    """The participant's places are free again."""

    type: Literal["PlacesGivenBack"] = "PlacesGivenBack"
    participant: UUID


def _before_meals_and_photos(data: Data) -> Data:
    """Until schema 2 nobody was asked about food or photos, and only organisations signed up."""
    return {**data, "individual": False, "dietary": None, "photo_consent": None}


def _before_numbers(data: Data) -> Data:
    """Until schema 3 participants had no number of their own."""
    return {**data, "number": None}


def _before_invitations(data: Data) -> Data:
    """Until schema 2 every exchange was open."""
    return {**data, "invited_only": False, "contact": None}


CONTRACT = Contract(
    "registration",
    [
        ExchangePlanned,
        CapacityChanged,
        ParticipantInvited,
        InvitationRepeated,
        InvitationDeclined,
        InvitationErased,
        ParticipantRegistered,
        ParticipantWaitlisted,
        ParticipantPromoted,
        ParticipantChanged,
        WishesChanged,
        LogoChosen,
        SitePublished,
        ParticipantWithdrawn,
        ParticipantCheckedIn,
        ParticipantCheckInUndone,
        ParticipantErased,
        ParticipantsToldApart,
        PlacesTaken,
        PlacesAwaited,
        PlacesGivenBack,
        CircularSent,
    ],
    {
        ("ExchangePlanned", 1): _before_invitations,
        ("ParticipantRegistered", 1): _before_meals_and_photos,
        ("ParticipantRegistered", 2): _before_numbers,
        ("ParticipantChanged", 1): _before_meals_and_photos,
    },
)
