"""The participants of an exchange as its organiser looks at them: narrowed, in an order, and counted."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from services.registration.queries import Registration, Registrations, WishLine
from shared.contracts.vocabulary import Category, ListingKind, Sector
from shared.sorting import norwegian_key
from shared.web.i18n import N_, _

W = TypeVar("W", bound=StrEnum)

LONGEST_SEARCH = 120


class Standing(StrEnum):
    """Where a participant stands."""

    REGISTERED = "registered"
    WAITING = "waiting"
    ARRIVED = "arrived"
    WITHDRAWN = "withdrawn"


STANDING_NAMES = {
    Standing.REGISTERED: N_("Påmeldt"),
    Standing.WAITING: N_("Venteliste"),
    Standing.ARRIVED: N_("Har kommet"),
    Standing.WITHDRAWN: N_("Trukket"),
}


class Order(StrEnum):
    """What the list can be sorted by."""

    NAME = "name"
    SECTOR = "sector"
    PEOPLE = "people"
    NEEDS = "needs"
    OFFERS = "offers"
    STANDING = "standing"
    NEWEST = "newest"
    NUMBER = "number"


@dataclass(frozen=True)
class Entry:
    """A participant with its needs and offers."""

    registration: Registration
    wishes: Sequence[WishLine]

    @property
    def id(self) -> UUID:
        """The participant's id."""
        return self.registration.id

    @property
    def standing(self) -> Standing:
        """Where it stands."""
        if self.registration.withdrawn:
            return Standing.WITHDRAWN
        if self.registration.in_queue:
            return Standing.WAITING
        return Standing.ARRIVED if self.registration.checked_in_at else Standing.REGISTERED

    @property
    def expected(self) -> bool:
        """Whether it has a place and has not given it back."""
        return self.registration.expected

    @property
    def reachable(self) -> bool:
        """Whether its contact can be written to: not when it has withdrawn or is erased."""
        return self.standing is not Standing.WITHDRAWN and self.registration.email is not None

    @property
    def needs(self) -> int:
        """How many needs it signed up with."""
        return sum(wish.kind == ListingKind.NEED for wish in self.wishes)

    @property
    def offers(self) -> int:
        """How many offers it signed up with."""
        return sum(wish.kind == ListingKind.OFFER for wish in self.wishes)

    @property
    def about_money(self) -> Sequence[WishLine]:
        """What speaks of money, confirmed to be free."""
        return [wish for wish in self.wishes if wish.money_confirmed]


@dataclass(frozen=True)
class Choice:
    """Which participants are shown, and in which order. `text` is searched for and may be a person's name."""

    text: str = ""
    sector: Sector | None = None
    standing: Standing | None = None
    category: Category | None = None
    no_photos: bool = False
    money: bool = False
    order: Order = Order.NAME
    descending: bool = False

    @property
    def narrows(self) -> bool:
        """Whether it leaves anybody out."""
        return bool(self.text or self.sector or self.standing or self.category or self.no_photos or self.money)

    @property
    def query(self) -> str:
        """The choice as it may stand in an address: without the text."""
        asked = {
            "sektor": self.sector,
            "status": self.standing,
            "kategori": self.category,
            "bilder": "nei" if self.no_photos else "",
            "penger": "ja" if self.money else "",
            "sorter": "" if self.sorted_by == Order.NAME else self.sorted_by,
        }
        return urlencode({name: value for name, value in asked.items() if value})

    @property
    def sorted_by(self) -> str:
        """The order as fields carry it: `people`, or `-people` for the other way round."""
        return f"-{self.order}" if self.descending else self.order.value

    def turned(self, order: Order) -> str:
        """What a column's heading asks for: its order, or the other way round where it is that already."""
        return f"-{order}" if order is self.order and not self.descending else order.value

    def takes(self, entry: Entry) -> bool:
        """Whether a participant is shown."""
        return (
            self.sector in (None, entry.registration.sector)
            and self.standing in (None, entry.standing)
            and (self.category is None or any(wish.category == self.category for wish in entry.wishes))
            and (not self.no_photos or entry.registration.photo_consent is False)
            and (not self.money or bool(entry.about_money))
            and _speaks_of(entry.registration, self.text)
        )


async def all_entries(registrations: Registrations, exchange: UUID) -> list[Entry]:
    """Everybody who has signed up for an exchange."""
    wishes = await registrations.wishes_of_exchange(exchange)
    return [Entry(one, wishes.get(one.id, ())) for one in await registrations.of_exchange(exchange)]


def choice_of(asked: Mapping[str, Any]) -> Choice:
    """The choice that an address or a form asks for. What is unknown, as in an old address, changes nothing."""
    sorting = str(asked.get("kolonne") or asked.get("sorter") or "")
    return Choice(
        text=str(asked.get("sok", "")).strip()[:LONGEST_SEARCH],
        sector=_known(Sector, asked.get("sektor")),
        standing=_known(Standing, asked.get("status")),
        category=_known(Category, asked.get("kategori")),
        no_photos=asked.get("bilder") == "nei",
        money=asked.get("penger") == "ja",
        order=_known(Order, sorting.removeprefix("-")) or Order.NAME,
        descending=sorting.startswith("-"),
    )


def chosen(entries: Iterable[Entry], choice: Choice) -> list[Entry]:
    """The participants that are shown, in order; those that are equal in it by name."""
    by_name = sorted(filter(choice.takes, entries), key=lambda entry: norwegian_key(entry.registration.name))
    return sorted(by_name, key=_KEYS[choice.order], reverse=choice.descending)


def addressed(shown: Iterable[Entry], choice: Choice) -> list[Entry]:
    """Whom a mail to everybody in the list goes to: those who wait only where the list is about them."""
    waiting_too = choice.standing is Standing.WAITING
    return [entry for entry in shown if entry.reachable and (entry.expected or waiting_too)]


class Headcount(NamedTuple):
    """How many organisations, and how many people they come with."""

    organisations: int
    people: int


def headcount(entries: Iterable[Entry], sector: Sector | None = None) -> Headcount:
    """Those who are expected, of a sector or in all."""
    people = [
        entry.registration.people for entry in entries if entry.expected and sector in (None, entry.registration.sector)
    ]
    return Headcount(len(people), sum(people))


def standing_name(standing: Standing) -> str:
    """What it is called."""
    return _(STANDING_NAMES[standing])


_KEYS: Mapping[Order, Any] = {
    Order.NAME: lambda entry: norwegian_key(entry.registration.name),
    Order.SECTOR: lambda entry: list(Sector).index(entry.registration.sector),
    Order.PEOPLE: lambda entry: entry.registration.people,
    Order.NEEDS: lambda entry: entry.needs,
    Order.OFFERS: lambda entry: entry.offers,
    Order.STANDING: lambda entry: list(Standing).index(entry.standing),
    Order.NUMBER: lambda entry: entry.registration.number,
    Order.NEWEST: lambda entry: -entry.registration.consented_at.timestamp(),
}

_DIGITS = re.compile(r"\D")


def _known(words: type[W], value: object) -> W | None:
    return next((word for word in words if word == value), None)


def _speaks_of(registration: Registration, text: str) -> bool:
    if text.isdecimal() and int(text) == registration.number:
        return True
    names = (registration.name, registration.contact_name or "")
    digits = _DIGITS.sub("", text)
    return (
        not text
        or any(norwegian_key(text) in norwegian_key(name) for name in names if norwegian_key(text))
        or text.casefold() in (registration.email or "").casefold()
        or (len(digits) >= 3 and digits in _DIGITS.sub("", registration.phone or ""))
    )
