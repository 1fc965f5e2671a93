"""Who may see suggestions: an exchange's organiser, brokers and host see all of them, a participant its own."""

from dataclasses import dataclass
from uuid import UUID

from starlette.requests import Request

from shared.auth import Identity, NotSignedIn, Role, SignIn
from shared.directory import Directory, Exchange, Participant
from shared.pins.ended import EndedPins
from shared.refusal import Refused


@dataclass(frozen=True, slots=True)
class Access:
    """Finds who asks, and what is theirs."""

    sign_in: SignIn
    directory: Directory
    ended: EndedPins

    async def organiser(self, request: Request, slug: str) -> tuple[Identity, Exchange]:
        """The organiser who asks, and its exchange. Raises `NotSignedIn`, or `Refused` for another's exchange."""
        return await self.sign_in.own(request, slug, self.directory.exchange)

    async def evening(self, request: Request, slug: str) -> Exchange:
        """The exchange, for those who run the evening: its brokers, its host, and the organiser.

        Raises `NotSignedIn`, or `Refused` for another's exchange.
        """
        joined = [found for role in (Role.BROKER, Role.HOST) if (found := self.sign_in.find(request, role))]
        if joined:
            exchange = await self.directory.exchange(slug)
            for identity in joined:
                if identity.exchange == exchange.id and await self.ended.admit(identity):
                    return exchange
        return (await self.organiser(request, slug))[1]

    async def oneself(self, request: Request, slug: str) -> tuple[Exchange, Participant]:
        """The exchange and the participant who asks. Raises `NotSignedIn`, or `Refused` for one that has withdrawn."""
        asking = self.sign_in.require(request, Role.PARTICIPANT)
        exchange = await self.directory.exchange(slug)
        if asking.exchange != exchange.id:
            raise NotSignedIn(Role.PARTICIPANT)
        return exchange, await self.participant(exchange, UUID(asking.subject))

    def reader(self, request: Request, exchange: Exchange) -> UUID | None:
        """The participant of the exchange who reads a page that is for everybody, if it is signed in."""
        reading = self.sign_in.find(request, Role.PARTICIPANT)
        return UUID(reading.subject) if reading and reading.exchange == exchange.id else None

    async def participant(self, exchange: Exchange, id_: UUID) -> Participant:
        """A participant of the exchange. Raises `Refused` (`not_found`, or `gone` for one that has withdrawn)."""
        found = (await self.directory.find(exchange.id, [id_])).get(id_)
        if found is None:
            raise Refused("not_found", "Vi finner ikke denne deltakeren.")
        if found.withdrawn:
            raise Refused("gone", "Denne deltakeren har meldt seg av børsen.")
        return found
