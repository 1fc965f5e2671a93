"""What people fill in, in forms and as JSON: text becomes typed values, each mistake a sentence."""

import datetime as dt
import re
import unicodedata
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from shared.clock import NORWAY
from shared.contracts.vocabulary import Category, Sector
from shared.web.forms import Day, Email, Instant, Phone, Says, Ticked
from shared.web.i18n import N_

RESERVED_SLUGS = frozenset({"ny", "exchanges", "schemas"})
"""Addresses that mean something else where an exchange's slug stands."""


def _slug(text: str) -> str:
    if text in RESERVED_SLUGS:
        raise ValueError(N_("Denne adressen er opptatt. Velg en annen."))
    return text


Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
WishText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Slug = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", min_length=2, max_length=60),
    AfterValidator(_slug),
    Says(invalid=N_("Bruk små bokstaver fra a til z, tall og bindestrek, for eksempel lillevik-2027.")),
]
Capacity = Annotated[int, Field(ge=1, le=5000), Says(missing=N_("Skriv hvor mange det er plass til."))]
Record = Annotated[int, Field(ge=0, le=100_000)]


class WishEntry(BaseModel):
    """One need or offer of the sign-up form."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[WishText, Says(missing=N_("Skriv hva det gjelder."))]
    category: Annotated[Category, Says(missing=N_("Velg en kategori."))]


class DetailsEntry(BaseModel):
    """What a participant says of itself."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[Short, Says(missing=N_("Skriv hva organisasjonen heter."))]
    sector: Annotated[Sector, Says(missing=N_("Velg hvilken sektor dere hører til."))]
    contact_name: Annotated[Short, Says(missing=N_("Skriv navnet på en kontaktperson."))]
    email: Annotated[Email, Says(missing=N_("Skriv e-postadressen som bekreftelsen skal sendes til."))]
    phone: Annotated[Phone, Says(missing=N_("Skriv et telefonnummer som arrangøren kan nå dere på."))]
    people: Annotated[int, Field(ge=1, le=50), Says(missing=N_("Skriv hvor mange som kommer."))]


class SignUpEntry(DetailsEntry):
    """A whole sign-up (handbook: 'Påmeldingsskjema', 'Børskatalog')."""

    needs: Annotated[list[WishEntry], Field(min_length=1, max_length=20), Says(missing=N_("Skriv minst ett behov."))]
    offers: Annotated[list[WishEntry], Field(min_length=1, max_length=20), Says(missing=N_("Skriv minst ett tilbud."))]
    consent: bool


class CommandForm(BaseModel):
    """What every form that changes something carries: `command_id` makes a second tap harmless."""

    command_id: UUID


class DetailsForm(DetailsEntry, CommandForm):
    """A participant's details as a browser sends them; `version` is the one that was changed."""

    version: int


class SignUpForm(SignUpEntry, CommandForm):
    """The sign-up as a browser sends it: consent is a box that must be ticked."""

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


class CheckInForm(CommandForm):
    """Who came through the door; `search` is what the list was narrowed to."""

    participant: UUID
    search: Annotated[str, StringConstraints(max_length=120)] = ""
