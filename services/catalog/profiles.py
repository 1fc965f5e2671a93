"""What everybody may see of a participant: its needs and offers, and whom it has agreements with."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from uuid import UUID

from services.catalog.access import Access
from services.catalog.lines import Line
from services.catalog.queries import Catalogue
from shared.contracts.vocabulary import ListingKind
from shared.directory import Directory, Exchange, Participant


@dataclass(frozen=True)
class Profile:
    """A participant of an exchange; its lines and its partners in Norwegian alphabetical order.

    `agreed` has the lines of the whole exchange that somebody has an agreement on.
    """

    exchange: Exchange
    participant: Participant
    lines: Sequence[Line]
    partners: Sequence[Participant]
    agreed: Set[UUID]

    @property
    def needs(self) -> list[Line]:
        """What it looks for."""
        return [line for line in self.lines if line.kind is ListingKind.NEED]

    @property
    def offers(self) -> list[Line]:
        """What it has to give."""
        return [line for line in self.lines if line.kind is ListingKind.OFFER]


def profile_address(slug: str, participant: UUID | str) -> str:
    """The path of a participant's page in the catalogue of an exchange."""
    return f"/katalog/{slug}/deltaker/{participant}"


@dataclass(frozen=True, slots=True)
class Profiles:
    """Puts profiles together."""

    directory: Directory
    access: Access
    catalogue: Catalogue

    async def profile(self, slug: str, id_: UUID) -> Profile:
        """A participant's profile. Raises `Refused` (`not_found`, or `gone` for one that has withdrawn)."""
        exchange = await self.directory.exchange(slug)
        participant = await self.access.participant(exchange, id_)
        agreed = await self.catalogue.agreed(exchange.id)
        partners = {party for pair in agreed.pairs if id_ in pair for party in pair} - {id_}
        return Profile(
            exchange,
            participant,
            [line for line in await self.catalogue.lines(exchange.id) if line.participant == id_],
            [one for one in await self.directory.participants(exchange.id) if one.id in partners],
            agreed.listings,
        )
