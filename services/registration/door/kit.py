"""What a tablet at the door keeps: whom to expect, and nobody's address, phone number or food."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel

from services.registration.door.access import Watch
from services.registration.door.doubles import likely_doubles
from services.registration.queries import Registration, Registrations
from shared.auth import Role
from shared.badge import badge_address
from shared.contracts.vocabulary import Sector
from shared.pins import name_of
from shared.web.i18n import _


class GuestOut(BaseModel):
    """A participant at the door; `badge` is the address in its QR code, `alike` who it may be the same as."""

    id: UUID
    number: int
    name: str
    sector: Sector
    people: int
    state: Literal["expected", "arrived", "waiting", "withdrawn"]
    came_at: datetime | None
    badge: str
    alike: list[UUID]


class Kit(BaseModel):
    """Everything that a tablet keeps, until `until` at most; `now` is our time, by which it sets its own.

    `free` is how many more people there is room for, beside those who wait for it.
    """

    now: datetime
    until: datetime
    called: str
    free: int
    guests: list[GuestOut]


async def kit_of(watch: Watch, registrations: Registrations, now: datetime, public_url: str) -> Kit:
    """The exchange as its door sees it now."""
    exchange = watch.exchange
    return Kit(
        now=now,
        until=watch.until,
        called=_called(watch),
        free=await registrations.free_places(exchange),
        guests=await guests_of(registrations, watch, public_url),
    )


async def guests_of(registrations: Registrations, watch: Watch, public_url: str) -> list[GuestOut]:
    """Everybody whom somebody at the door may ask for. Who has withdrawn and is erased has nothing to ask."""
    exchange = watch.exchange
    signed_up = await registrations.of_exchange(exchange.id)
    doubles = likely_doubles(signed_up, exchange.date, await registrations.told_apart(exchange.id))
    return [
        GuestOut(
            id=one.id,
            number=one.number,
            name=one.name,
            sector=one.sector,
            people=one.people,
            state=_state(one),
            came_at=one.checked_in_at,
            badge=badge_address(public_url, one.id),
            alike=[other.id for other in doubles.get(one.id, ())],
        )
        for one in signed_up
        if not (one.withdrawn and one.erased)
    ]


def _state(one: Registration) -> Literal["expected", "arrived", "waiting", "withdrawn"]:
    if one.withdrawn:
        return "withdrawn"
    if one.waiting:
        return "waiting"
    return "arrived" if one.checked_in_at else "expected"


def _called(watch: Watch) -> str:
    if watch.who.role is Role.ORGANISER:
        return _("Arrangøren")
    return _("Dørvert %(number)s", number=name_of(watch.who).rpartition("-")[2])
