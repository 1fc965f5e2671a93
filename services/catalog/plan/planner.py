"""Plans as pages, programs and the press ask for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.catalog.matchmaking import Matchmaker
from services.catalog.plan.book import Book
from services.catalog.plan.composition import Plan, compose
from services.catalog.plan.written import Aspect, Own, Written, checked, own
from services.catalog.queries import Catalogue
from shared.clock import Clock
from shared.directory import Directory, Exchange, Participant
from shared.refusal import Refused

NOTHING_WRITTEN = own([])


@dataclass(frozen=True, slots=True)
class Planner:
    """Puts plans together, and takes what is written in them."""

    directory: Directory
    catalogue: Catalogue
    matchmaker: Matchmaker
    book: Book
    clock: Clock

    async def plan(self, exchange: Exchange, participant: Participant) -> Plan:
        """A participant's plan as it stands."""
        others = await self.directory.participants(exchange.id)
        written = await self.written(participant.id)
        return compose(participant, others, await self.matchmaker.suggest(exchange.id), written)

    async def suggested(self, exchange: Exchange) -> list[Plan]:
        """What every participant is suggested, in Norwegian alphabetical order. What they wrote is theirs alone."""
        everybody = await self.directory.participants(exchange.id)
        suggested = await self.matchmaker.suggest(exchange.id)
        return [compose(one, everybody, suggested, NOTHING_WRITTEN) for one in everybody]

    async def written(self, participant: UUID) -> Own:
        """What a participant has written."""
        return own(await self.book.read(participant))

    async def write(self, exchange: Exchange, participant: Participant, written: Sequence[Written]) -> None:
        """Keep what was written. Raises `Refused` for what cannot be kept, or is about nobody in the exchange."""
        now = self.clock.now()
        kept = [checked(one, now) for one in written]
        for one in kept:
            await self._known(exchange, participant, one)
        await self.book.write(participant.id, kept)

    async def _known(self, exchange: Exchange, participant: Participant, one: Written) -> None:
        match one.aspect:
            case Aspect.ORDER:
                known = one.about == participant.id
            case Aspect.LINE:
                # What was withdrawn meanwhile can still be taken out.
                known = not one.value or one.about in {line.id for line in await self.catalogue.lines(exchange.id)}
            case _:
                known = one.about in await self.directory.find(exchange.id, [one.about])
        if not known:
            raise Refused("not_found", "Dette finnes ikke i børskatalogen lenger.")
