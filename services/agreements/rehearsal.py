"""The rehearsal: an invented evening on which brokers train. None of it exists, and nothing of it is sent anywhere.

The brokers' app itself runs on it (`static/rehearsal`), with a store of its own and a queue that sends nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID, uuid5

from services.agreements.domain.deadline import ONE_MONTH, SHORTEST_TERM, TERM_ENDS, TWO_WEEKS
from shared.contracts.vocabulary import Category, Commitment, ListingKind, Sector
from shared.web.i18n import N_, _

MINUTES = 10

NOWHERE = UUID("6f766973-6573-4000-8000-6c6c65766967")
"""What the ids of everything invented are made from."""

OFFER, NEED = ListingKind.OFFER, ListingKind.NEED


@dataclass(frozen=True)
class Line:
    """A line of the invented catalogue."""

    kind: ListingKind
    category: Category
    text: str


@dataclass(frozen=True)
class Guest:
    """An invented participant; its names and lines are sentences for `_`."""

    name: str
    sector: Sector
    lines: Sequence[Line]

    @property
    def id(self) -> UUID:
        return uuid5(NOWHERE, self.name)

    def listing(self, line: Line) -> UUID:
        """The id of one of its lines."""
        return uuid5(self.id, line.text)


CHOIR = Guest(
    N_("Lillevik kammerkor"),
    Sector.VOLUNTARY,
    (
        Line(OFFER, Category.CULTURE, N_("Minikonsert på en halv time")),
        Line(NEED, Category.PLACE, N_("Et sted å øve på tirsdager")),
    ),
)
SCOUTS = Guest(
    N_("Speidergruppa Røyskatten"),
    Sector.VOLUNTARY,
    (
        Line(OFFER, Category.VOLUNTEERING, N_("Dugnadsgjeng på ti")),
        Line(NEED, Category.EQUIPMENT, N_("Låne en varebil en helg")),
    ),
)
COOKS = Guest(
    N_("Matlagerne matklubb"),
    Sector.VOLUNTARY,
    (
        Line(OFFER, Category.COURSES, N_("Matkurs for tolv personer")),
        Line(NEED, Category.PLACE, N_("Et stort kjøkken i helgene")),
    ),
)
WALKERS = Guest(
    N_("Turlaget Stien"),
    Sector.VOLUNTARY,
    (
        Line(OFFER, Category.COURSES, N_("Kurs i kart og kompass")),
        Line(NEED, Category.EXPERTISE, N_("Hjelp med regnskapet")),
    ),
)
SCHOOL = Guest(
    N_("Fjellveien skole"),
    Sector.PUBLIC,
    (
        Line(OFFER, Category.PLACE, N_("Aulaen på kveldstid")),
        Line(NEED, Category.CULTURE, N_("Underholdning på skoleavslutningen")),
    ),
)
LIBRARY = Guest(
    N_("Lillevik bibliotek"),
    Sector.PUBLIC,
    (
        Line(OFFER, Category.PLACE, N_("Møterom med skjerm")),
        Line(NEED, Category.VOLUNTEERING, N_("Leksehjelpere på onsdager")),
    ),
)
NURSING_HOME = Guest(
    N_("Solsiden sykehjem"),
    Sector.PUBLIC,
    (
        Line(OFFER, Category.PLACE, N_("Storkjøkkenet i helgene")),
        Line(NEED, Category.CULTURE, N_("Besøk og sang for beboerne")),
    ),
)
BAKERY = Guest(
    N_("Bakeriet på hjørnet"),
    Sector.BUSINESS,
    (
        Line(OFFER, Category.EQUIPMENT, N_("Kaker til dugnaden")),
        Line(NEED, Category.VOLUNTEERING, N_("Noen som kan male lageret")),
    ),
)
VANS = Guest(
    N_("Varebilutleie Nord"),
    Sector.BUSINESS,
    (
        Line(OFFER, Category.EQUIPMENT, N_("Varebil en helg")),
        Line(NEED, Category.VOLUNTEERING, N_("Rydde tomta før sommeren")),
    ),
)
ACCOUNTANTS = Guest(
    N_("Regnskapshuset Pluss"),
    Sector.BUSINESS,
    (
        Line(OFFER, Category.EXPERTISE, N_("Årsregnskap for små lag")),
        Line(NEED, Category.COURSES, N_("Foredrag om frivillighet")),
    ),
)
GUESTS = (CHOIR, SCOUTS, COOKS, WALKERS, SCHOOL, LIBRARY, NURSING_HOME, BAKERY, VANS, ACCOUNTANTS)

Proposal = Literal["two_weeks", "one_month", "end_of_term"]


@dataclass(frozen=True)
class Assignment:
    """Somebody comes to the desk and says `text`; the rest is what a broker should make of it.

    `parties` says of each whether it gives something; `contact` is who makes the first contact.
    """

    text: str
    parties: Mapping[Guest, bool]
    contact: Guest
    deadline: Proposal
    commitment: Commitment = Commitment.FIRM


ASSIGNMENTS = (
    Assignment(
        N_(
            "Lillevik kammerkor og Fjellveien skole kommer bort til deg: Koret holder minikonsert på "
            "skoleavslutningen, og får låne aulaen på kveldstid. Det skal skje innen to uker. Koret tar kontakt."
        ),
        {CHOIR: True, SCHOOL: True},
        CHOIR,
        "two_weeks",
    ),
    Assignment(
        N_(
            "Bakeriet på hjørnet gir kaker til dugnaden hos Speidergruppa Røyskatten. Du spør hva speiderne kan gi "
            "tilbake, men de kommer ikke på noe. Det er lov å bare gi! De har en måned på seg, og speiderne ringer."
        ),
        {BAKERY: True, SCOUTS: False},
        SCOUTS,
        "one_month",
    ),
    Assignment(
        N_(
            "Lillevik bibliotek og Turlaget Stien vil gjøre noe sammen, men vet ikke hva ennå. De vil møtes igjen før "
            "semesteret er slutt. Biblioteket tar kontakt."
        ),
        {LIBRARY: False, WALKERS: False},
        LIBRARY,
        "end_of_term",
        Commitment.INTENT,
    ),
    Assignment(
        N_(
            "Varebilutleie Nord låner bort en varebil en helg til Speidergruppa Røyskatten. Til gjengjeld kommer "
            "dugnadsgjengen og rydder tomta. Innen en måned. Utleiefirmaet tar kontakt."
        ),
        {VANS: True, SCOUTS: True},
        VANS,
        "one_month",
    ),
    Assignment(
        N_(
            "Solsiden sykehjem vil ha sang for beboerne, og tilbyr Lillevik kammerkor 2000 kroner. Men på børsen "
            "bytter vi uten penger! Du spør hva annet de har, og de blir enige: Koret synger, og får bruke "
            "storkjøkkenet i helgene. Innen en måned. Sykehjemmet tar kontakt."
        ),
        {NURSING_HOME: True, CHOIR: True},
        NURSING_HOME,
        "one_month",
    ),
    Assignment(
        N_(
            "Tre på en gang: Matlagerne matklubb holder matkurs, Solsiden sykehjem stiller med storkjøkkenet, og "
            "Bakeriet på hjørnet gir kaker. Før semesteret er slutt. Matlagerne tar kontakt."
        ),
        {COOKS: True, NURSING_HOME: True, BAKERY: True},
        COOKS,
        "end_of_term",
    ),
    Assignment(
        N_(
            "Regnskapshuset Pluss hjelper Turlaget Stien med regnskapet. Turlaget gir tilbake noe som ikke står i "
            "katalogen: en guidet fjelltur for de ansatte. Innen to uker. Regnskapshuset tar kontakt."
        ),
        {ACCOUNTANTS: True, WALKERS: True},
        ACCOUNTANTS,
        "two_weeks",
    ),
    Assignment(
        N_(
            "Regnskapshuset Pluss stiller med leksehjelpere på onsdager hos Lillevik bibliotek, og får låne "
            "møterommet. De har en måned på seg, og biblioteket tar kontakt."
        ),
        {ACCOUNTANTS: True, LIBRARY: True},
        LIBRARY,
        "one_month",
    ),
)


def world() -> dict[str, Any]:
    """Everything invented, as the app's scripts take it, in the language of whoever asks.

    The participants are as in the brokers' kit (`services.agreements.tablet.Kit`); of the deadlines there is what they
    are reckoned from, since a page that is kept on the device is of no day.
    """
    return {
        "minutes": MINUTES,
        "deadlines": {
            "two_weeks": TWO_WEEKS.days,
            "one_month": ONE_MONTH.days,
            "shortest_term": SHORTEST_TERM.days,
            "term_ends": [f"{month:02}-{day:02}" for month, day in TERM_ENDS],
        },
        "participants": [_person(number, guest) for number, guest in enumerate(GUESTS, 1)],
        "assignments": [_assignment(assignment) for assignment in ASSIGNMENTS],
    }


def _person(number: int, guest: Guest) -> dict[str, Any]:
    return {
        "id": str(guest.id),
        "number": number,
        "name": _(guest.name),
        "sector": guest.sector,
        "badge": "",
        "checked_in": True,
        "listings": [
            {"id": str(guest.listing(line)), "kind": line.kind, "category": line.category, "text": _(line.text)}
            for line in guest.lines
        ],
    }


def _assignment(assignment: Assignment) -> dict[str, Any]:
    return {
        "text": _(assignment.text),
        "parties": {str(guest.id): gives for guest, gives in assignment.parties.items()},
        "contact": str(assignment.contact.id),
        "deadline": assignment.deadline,
        "commitment": assignment.commitment,
    }
