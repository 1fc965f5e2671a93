"""What people fill in, in forms and as JSON: text becomes typed values, each mistake a sentence."""

import datetime as dt
import re
import unicodedata
from enum import StrEnum
from textwrap import shorten
from typing import Annotated, TypeVar
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
)

from services.registration.invitations.pasted import read as read_guests
from shared.clock import NORWAY
from shared.contracts.site import PictureDigest
from shared.contracts.vocabulary import Category, Sector
from shared.free_text.money import find_money
from shared.free_text.personal_data import has_identity_number
from shared.web.forms import Day, Email, Instant, Mistake, Phone, Says, Ticked, Typed
from shared.web.i18n import N_

RESERVED_SLUGS = frozenset({"ny", "exchanges", "schemas"})
"""Addresses that mean something else where an exchange's slug stands."""


def _slug(text: str) -> str:
    if text in RESERVED_SLUGS:
        raise ValueError(N_("Denne adressen er opptatt. Velg en annen."))
    return text


def nobodys_identity(text: str) -> str:
    if has_identity_number(text):
        raise ValueError(N_("Ta bort fødselsnummeret. Det skal ikke stå her."))
    return text


Short = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120), AfterValidator(nobodys_identity)
]
Long = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300), AfterValidator(nobodys_identity)
]
OneLine = Annotated[Long, AfterValidator(lambda text: " ".join(text.split()))]
"""What catalogue and posters show in one piece: a line break that was typed or pasted is a space."""
Slug = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", min_length=2, max_length=60),
    AfterValidator(_slug),
    Says(invalid=N_("Bruk små bokstaver fra a til z, tall og bindestrek, for eksempel lillevik-2027.")),
]
Capacity = Annotated[int, Field(ge=1, le=5000), Says(missing=N_("Skriv hvor mange det er plass til."))]
Reach = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Record = Annotated[int, Field(ge=0, le=100_000)]


class WishEntry(BaseModel):
    """One need or offer of the sign-up form."""

    model_config = ConfigDict(extra="forbid")

    money_confirmed: bool = False
    text: Annotated[OneLine, Says(missing=N_("Skriv hva det gjelder."))]
    category: Annotated[Category, Says(missing=N_("Velg en kategori."))]

    @field_validator("text")
    @classmethod
    def _without_money(cls, text: str, info: ValidationInfo) -> str:
        """'Ikke penger!': a text that speaks of money is fine when whoever wrote it says that none changes hands."""
        money = find_money(text)
        if money and not info.data.get("money_confirmed"):
            raise Mistake(
                N_(
                    "Teksten nevner «%(money)s». På børsen bytter vi uten penger. "
                    "Skriv den om, eller bekreft at ingen skal betale noe."
                ),
                money=money,
            )
        return text

    @property
    def speaks_of_money(self) -> bool:
        """Whether the text does, so that the confirmation says something."""
        return find_money(self.text) is not None


Entry = TypeVar("Entry", bound=WishEntry)


class DetailsEntry(BaseModel):
    """What a participant says of itself."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[Short, Says(missing=N_("Skriv hva organisasjonen heter."))]
    sector: Annotated[Sector, Says(missing=N_("Velg hvilken sektor dere hører til."))]
    contact_name: Annotated[Short, Says(missing=N_("Skriv navnet på en kontaktperson."))]
    email: Annotated[Email, Says(missing=N_("Skriv e-postadressen som bekreftelsen skal sendes til."))]
    phone: Annotated[Phone, Says(missing=N_("Skriv et telefonnummer som arrangøren kan nå dere på."))]
    people: Annotated[int, Field(ge=1, le=50), Says(missing=N_("Skriv hvor mange som kommer."))]
    individual: bool = False
    dietary: Long | None = None
    photo_consent: bool | None = None


class KeptWishEntry(WishEntry):
    """One that may have been there before: then it has its `id`."""

    id: UUID | None = None


Needs = Annotated[list[Entry], Field(min_length=1, max_length=20), Says(missing=N_("Skriv minst ett behov."))]
Offers = Annotated[list[Entry], Field(min_length=1, max_length=20), Says(missing=N_("Skriv minst ett tilbud."))]


class SignUpEntry(DetailsEntry):
    """A whole sign-up (handbook: 'Påmeldingsskjema', 'Børskatalog')."""

    needs: Needs[WishEntry]
    offers: Offers[WishEntry]
    consent: bool


class CommandForm(BaseModel):
    """What every form that changes something carries: `command_id` makes a second tap harmless."""

    command_id: UUID


class DetailsForm(DetailsEntry, CommandForm):
    """A participant's details as a browser sends them; `version` is the one that was changed."""

    version: int
    logo: PictureDigest | None = None


class WishesForm(CommandForm):
    """All that a participant needs and offers, as a browser sends it; `version` is the one that was changed.

    `contacts` are those found in the texts that the page has pointed out, one on each line.
    """

    version: int
    contacts: str = ""
    needs: Needs[KeptWishEntry]
    offers: Offers[KeptWishEntry]


def without_emptied(sent: Typed) -> list[tuple[str, str]]:
    """The fields of a `WishesForm` without those of the wishes that are saved, and whose texts were emptied."""
    typed = {name: value for name, value in sent if isinstance(value, str)}
    saved = (name.removesuffix("-id") for name, value in typed.items() if name.endswith("-id") and value)
    emptied = {row for row in saved if not typed.get(f"{row}-text", "").strip()}
    return [(name, value) for name, value in typed.items() if name.rpartition("-")[0] not in emptied]


class Step(StrEnum):
    """Where the sign-up's form leads: to its next part, to what was written, back to the form, or to the exchange."""

    NEXT = "next"
    REVIEW = "review"
    EDIT = "edit"
    SEND = "send"


class SignUpForm(SignUpEntry, CommandForm):
    """The sign-up as a browser sends it: consent is a box that must be ticked."""

    step: Step = Step.SEND
    logo: PictureDigest | None = None

    consent: Annotated[Ticked, Says(missing=N_("Kryss av for samtykke, ellers kan vi ikke lagre påmeldingen."))]


class SignUpRequest(SignUpEntry):
    """The sign-up as a program sends it, which may choose the participant's id."""

    participant: UUID | None = None


class PlanEntry(BaseModel):
    """What an exchange is called, where it is, and how large."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[Short, Says(missing=N_("Skriv hva børsen skal hete."))]
    municipality: Annotated[Short, Says(missing=N_("Skriv hvilken kommune eller bydel børsen er i."))]
    venue: Annotated[Short, Says(missing=N_("Skriv hvor børsen skal være."))]
    capacity: Capacity
    categories: Annotated[list[Category], Field(min_length=1), Says(missing=N_("Velg minst én kategori."))]
    record: Record | None = None
    slug: Slug | None = None
    invited_only: bool = False
    contact: Annotated[Reach | None, Field(validate_default=True)] = None

    @field_validator("contact")
    @classmethod
    def _needed_where_others_are_turned_away(cls, contact: str | None, before: ValidationInfo) -> str | None:
        if contact is None and before.data.get("invited_only"):
            raise ValueError(N_("Skriv hvordan andre kan nå dere. Den som ikke er invitert, får se det."))
        return contact


class PlanForm(PlanEntry, CommandForm):
    """A plan as a browser sends it: a day, and times on Norwegian clocks."""

    date: Annotated[Day, Says(missing=N_("Velg hvilken dag børsen skal være."))]
    doors: dt.time
    opens: dt.time
    closes: dt.time

    def timed(self) -> "PlanRequest":
        """The same plan with instants."""

        def instant(clock: dt.time) -> dt.datetime:
            return dt.datetime.combine(self.date, clock, NORWAY)

        return PlanRequest(
            name=self.name,
            municipality=self.municipality,
            venue=self.venue,
            capacity=self.capacity,
            categories=self.categories,
            record=self.record,
            slug=self.slug,
            invited_only=self.invited_only,
            contact=self.contact,
            doors_at=instant(self.doors),
            opens_at=instant(self.opens),
            closes_at=instant(self.closes),
        )


class PlanRequest(PlanEntry):
    """A plan as a program sends it: instants with a zone. The exchange's day is the one on which the doors open."""

    doors_at: Instant
    opens_at: Instant
    closes_at: Instant


class EmailForm(CommandForm):
    """An address to which a link is sent."""

    email: Annotated[Email, Says(missing=N_("Skriv e-postadressen din."))]


def slug_of(name: str) -> str:
    """An address made from a name: 'Frivilligbørs Åsnes' becomes 'frivilligbors-asnes'."""
    letters = name.casefold().replace("æ", "ae").replace("ø", "o")
    plain = unicodedata.normalize("NFKD", letters).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")


class CapacityEntry(BaseModel):
    """How many people there is room for."""

    capacity: Capacity


class CapacityForm(CapacityEntry, CommandForm):
    """The same as a browser sends it."""


class InviteForm(CommandForm):
    """Whom to invite, one on each line."""

    guests: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=50_000),
        Says(missing=N_("Skriv hvem du vil invitere.")),
    ]

    @field_validator("guests")
    @classmethod
    def _each_with_name_and_address(cls, text: str) -> str:
        """Nobody is invited before the whole list can be read: half a list is worse than none."""
        listed = read_guests(text)
        if listed.unread:
            raise Mistake(
                N_("Vi forstår ikke denne linja: «%(line)s». Skriv navn og én e-postadresse på hver linje."),
                line=shorten(listed.unread[0], 80),
            )
        return text


class InvitedForm(CommandForm):
    """Which invitation a button is about."""

    invitation: UUID


class PromoteForm(CommandForm):
    """Who gets a place."""

    participant: UUID


class CheckInForm(CommandForm):
    """Who came through the door."""

    participant: UUID


class ApartForm(CommandForm):
    """Participants that were shown as alike, and are different ones."""

    participants: list[UUID]


class UndoCheckInForm(CheckInForm):
    """Who had not come after all; `came_at` is the moment of the check-in that the page showed."""

    came_at: Instant
