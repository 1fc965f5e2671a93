"""Who stands at the door: a helper who joined with the evening's PIN, or the organiser."""

from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request

from services.registration.access import Access
from shared.auth import Identity, NotSignedIn, Role, evening_lifetime
from shared.clock import Clock
from shared.directory import Exchange
from shared.pins import Pins, generation_of


@dataclass(frozen=True, slots=True)
class Watch:
    """A request at the door: who asks, the exchange, and until when whoever asks may stay."""

    who: Identity
    exchange: Exchange
    until: datetime


@dataclass(frozen=True, slots=True)
class DoorAccess:
    """Finds who asks. `pins` are the helpers'."""

    access: Access
    pins: Pins
    clock: Clock

    async def helper(self, request: Request, slug: str) -> Watch:
        """A helper of the exchange, or its organiser.

        Raises `NotSignedIn`, also for the helper of another exchange or of an earlier PIN.
        """
        exchange = await self.access.registrations.exchange(slug)
        helper = self.access.sign_in.find(request, Role.HELPER)
        if helper and helper.exchange == exchange.id:
            standing = await self.pins.standing(exchange.id)
            if standing and standing.generation == generation_of(helper):
                return Watch(helper, exchange, standing.valid_until)
        organiser = self.access.sign_in.find(request, Role.ORGANISER)
        if organiser and organiser.organisation == exchange.organisation:
            now = self.clock.now()
            return Watch(organiser, exchange, now + evening_lifetime(now, exchange.closes_at))
        raise NotSignedIn(Role.HELPER)
