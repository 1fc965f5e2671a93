"""By which door somebody comes to the sign-up's form: the open one, or with an invitation."""

from dataclasses import dataclass

from fastapi import Request

from services.registration.invitations.queries import Answer, Invitation, Invitations
from services.registration.links import PersonalLinks
from services.registration.queries import Registrations
from services.registration.rates import Rate, Rates
from shared.directory import Exchange
from shared.web.clients import address_of


@dataclass(frozen=True, slots=True)
class Entrance:
    """The exchange that somebody wants to sign up for, with the invitation that they hold.

    `ended`: they came by an invitation's link that does not work any more.
    """

    exchange: Exchange
    invitation: Invitation | None = None
    ended: bool = False

    @property
    def closed(self) -> bool:
        """Whether one needs an invitation here, and they have none."""
        return self.invitation is None and (self.exchange.invited_only or self.ended)

    @property
    def prefilled(self) -> dict[str, str]:
        """What the form says of the invited before they have written anything."""
        if self.invitation is None:
            return {}
        return {"name": self.invitation.name, "email": self.invitation.email or ""}


class Doorkeeper:
    """Finds the entrance of a request. `links` are invitations'."""

    def __init__(
        self, registrations: Registrations, invitations: Invitations, links: PersonalLinks, rates: Rates
    ) -> None:
        self._registrations = registrations
        self._invitations = invitations
        self._links = links
        self._rates = rates

    async def __call__(self, request: Request, slug: str) -> Entrance:
        """FastAPI dependency; a path without `token` is the open door. Raises `Refused`."""
        exchange = await self._registrations.exchange(slug)
        token = request.path_params.get("token")
        if token is None:
            return Entrance(exchange)
        link = await self._links.find(token)
        if link is None or link.exchange != exchange.id:
            # Only those who guess are counted: a town hall shares one address, and all its invitations.
            await self._rates.check(Rate.TOKEN_PER_CLIENT, address_of(request))
            return Entrance(exchange, ended=True)
        invitation = await self._invitations.find(link.participant)
        if invitation.answer is Answer.ERASED:
            return Entrance(exchange, ended=True)
        return Entrance(exchange, invitation)
