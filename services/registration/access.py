"""Who may do what with an exchange."""

from dataclasses import dataclass
from uuid import UUID

from starlette.requests import Request

from services.registration.queries import Registration, Registrations
from shared.auth import Identity, NotSignedIn, Role, SignIn
from shared.directory import Exchange
from shared.refusal import Refused


@dataclass(frozen=True, slots=True)
class Access:
    """Finds who asks, and the exchange or registration that is theirs."""

    sign_in: SignIn
    registrations: Registrations

    async def own_exchange(self, request: Request, slug: str) -> tuple[Identity, Exchange]:
        """The organiser who asks, and its exchange. Raises `NotSignedIn`, or `Refused` for another's exchange."""
        return await self.sign_in.own(request, slug, self.registrations.exchange)

    async def own_registration(self, request: Request) -> tuple[Identity, Exchange, Registration]:
        """The participant who asks, with its registration. Raises `NotSignedIn`, or `Refused` for an erased one."""
        identity = self.sign_in.require(request, Role.PARTICIPANT)
        if identity.exchange is None:
            raise NotSignedIn(Role.PARTICIPANT)
        exchange = await self.registrations.exchange_by_id(identity.exchange)
        registration = await self.registrations.find(exchange.id, UUID(identity.subject))
        if registration.erased:
            raise Refused("gone", "Personopplysningene i denne påmeldingen er slettet.")
        return identity, exchange, registration
