"""The brokers' desk: who may sit at it, and what is carried out there, for the pages and the API alike."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID, uuid5

from starlette.requests import Request

from services.agreements.domain.agreement import (
    AGREEMENT,
    AgreementCommand,
    CancelAgreement,
    CorrectAgreement,
    MakeAgreement,
    MakeLateAgreement,
    Terms,
    moment_of_tap,
)
from services.agreements.domain.favourite import FAVOURITE, ChooseFavourite, Vote
from services.agreements.domain.market import MARKET, MarketCommand, OpenMarket, closing_time
from services.agreements.domain.pins import PIN, EndPin, Joining
from services.agreements.domain.twins import TWINS, TellApart
from services.agreements.queries import Evening, Queries
from shared.aggregate import Aggregates, Handled
from shared.auth import Identity, NotSignedIn, Role, SignIn
from shared.clock import Clock
from shared.contracts.base import Event
from shared.eventlog import Meta
from shared.pins import Pin, Pins, name_of


@dataclass(frozen=True)
class Visit:
    """A request at the desk: who asks, and the evening it is about."""

    who: Identity
    evening: Evening

    @property
    def broker(self) -> str:
        """How events name who registers: a broker by its number, or the organiser."""
        return name_of(self.who) if self.who.role is Role.BROKER else "organiser"


class Desk:
    """Finds what a command needs to know, and carries it out."""

    def __init__(
        self,
        queries: Queries,
        pins: Mapping[Joining, Pins],
        aggregates: Aggregates,
        sign_in: SignIn,
        clock: Clock,
        meta: Callable[[Identity, UUID], Meta],
    ) -> None:
        self._queries = queries
        self._pins = pins
        self._aggregates = aggregates
        self._sign_in = sign_in
        self._clock = clock
        self._meta = meta

    async def organiser(self, request: Request, slug: str) -> Visit:
        """An organiser at its own organisation's exchange. Raises `NotSignedIn`, or `Refused` (`not_found`)."""
        return Visit(*await self._sign_in.own(request, slug, partial(self._queries.evening, now=self._clock.now())))

    async def broker(self, request: Request, slug: str, terms: Terms | None = None) -> Visit:
        """A broker of the exchange, or its organiser; with the facts that `terms` ask for.

        Raises `NotSignedIn`, also for the broker of another exchange or of an earlier PIN.
        """
        evening = await self._evening(slug, terms)
        broker = self._sign_in.find(request, Role.BROKER)
        if broker and self._pins["broker"].admits(evening, broker):
            return Visit(broker, evening)
        organiser = self._sign_in.find(request, Role.ORGANISER)
        if organiser and organiser.organisation == evening.organisation:
            return Visit(organiser, evening)
        raise NotSignedIn(Role.BROKER)

    async def leader(self, request: Request, slug: str) -> Visit:
        """Who may open, pause, extend and close: the host of the exchange, or its organiser.

        Raises `NotSignedIn`, also for the host of another exchange or of an earlier PIN.
        """
        host = self._sign_in.find(request, Role.HOST)
        if host:
            evening = await self._queries.evening(slug, self._clock.now())
            if self._pins["host"].admits(evening, host):
                return Visit(host, evening)
            if not self._sign_in.find(request, Role.ORGANISER):
                raise NotSignedIn(Role.HOST)
        return await self.organiser(request, slug)

    async def party(self, request: Request, slug: str, terms: Terms | None = None) -> Visit:
        """A participant of the exchange, a guest of the evening; with the facts that `terms` ask for.

        Raises `NotSignedIn`.
        """
        participant = self._sign_in.require(request, Role.PARTICIPANT)
        evening = await self._evening(slug, terms, UUID(participant.subject))
        if participant.exchange != evening.id:
            raise NotSignedIn(Role.PARTICIPANT)
        return Visit(participant, evening)

    def opening(self, visit: Visit, closes_at: datetime | None = None) -> OpenMarket:
        """The command that opens the market, until the planned time if no other is given."""
        now, evening = self._clock.now(), visit.evening
        return OpenMarket(evening.id, now, closes_at or closing_time(now, evening.opens_at, evening.closes_at))

    async def turn(self, visit: Visit, command: MarketCommand, command_id: UUID) -> Handled:
        """Carry out a command on the market, once for each `command_id`."""
        return await self._aggregates.handle(
            MARKET,
            f"market-{visit.evening.id}",
            command,
            command_id=command_id,
            meta=self._meta(visit.who, visit.evening.organisation),
        )

    def making(self, visit: Visit, agreement: UUID, terms: Terms, tapped: datetime | None = None) -> MakeAgreement:
        """The command that makes an agreement, with all that is known around it."""
        at = moment_of_tap(tapped, self._clock.now(), visit.evening.market)
        return MakeAgreement(visit.evening.id, agreement, terms, visit.evening.room, at, visit.broker)

    def making_late(self, visit: Visit, agreement: UUID, terms: Terms) -> MakeLateAgreement:
        """The command by which a participant makes a late agreement."""
        at = self._clock.now()
        return MakeLateAgreement(visit.evening.id, agreement, terms, visit.evening.room, at, UUID(visit.who.subject))

    def correcting(
        self, visit: Visit, agreement: UUID, terms: Terms, tapped: datetime | None = None
    ) -> CorrectAgreement:
        """The command that corrects one."""
        at = moment_of_tap(tapped, self._clock.now(), visit.evening.market)
        return CorrectAgreement(visit.evening.id, agreement, terms, visit.evening.room, at, visit.broker)

    def cancelling(self, visit: Visit, agreement: UUID, reason: str) -> CancelAgreement:
        """The command that cancels one."""
        return CancelAgreement(visit.evening.id, agreement, reason, self._clock.now(), visit.broker)

    async def consider(self, command: MakeAgreement | MakeLateAgreement | CorrectAgreement) -> Sequence[Event]:
        """What a command would lead to, without doing it. Raises `Refused`."""
        agreement, _ = await self._aggregates.load(AGREEMENT, f"agreement-{command.agreement}")
        return AGREEMENT.decide(command, agreement)

    async def carry_out(
        self,
        visit: Visit,
        command: AgreementCommand,
        command_id: UUID,
        only_at: Collection[int] | None = None,
    ) -> Handled:
        """Carry out a command on an agreement, once for each `command_id`; `only_at` these versions of it."""
        stream = f"agreement-{command.agreement}"
        meta = self._meta(visit.who, visit.evening.organisation)
        if only_at is None and isinstance(command, MakeAgreement | MakeLateAgreement):
            return await self._aggregates.begin(AGREEMENT, stream, command, command_id=command_id, meta=meta)
        return await self._aggregates.handle(
            AGREEMENT, stream, command, command_id=command_id, meta=meta, only_at=only_at
        )

    async def new_pin(self, visit: Visit, role: Joining, command_id: UUID) -> Pin:
        """A PIN by which a role joins, in place of an earlier one, whose tokens end in all services."""
        pin = await self._pins[role].new_pin(visit.evening, command_id)
        await self._end_pin(visit, role, pin.generation - 1)
        return pin

    async def revoke_pin(self, visit: Visit, role: Joining) -> None:
        """Nobody joins with the role's PIN any more, and those who did are signed out of all services."""
        await self._end_pin(visit, role, await self._pins[role].revoke_pin(visit.evening))

    async def _end_pin(self, visit: Visit, role: Joining, generation: int) -> None:
        """Tell the others. Whoever gets no answer, because this process ends before it, asks for the same once more."""
        await self._aggregates.handle(
            PIN,
            f"pins-{visit.evening.id}",
            EndPin(visit.evening.id, role, generation, self._clock.now()),
            command_id=uuid5(visit.evening.id, f"{role} {generation}"),
            meta=self._meta(visit.who, visit.evening.organisation),
        )

    async def tell_apart(self, visit: Visit, agreements: Collection[UUID], command_id: UUID) -> Handled:
        """Say that agreements of the exchange are different ones. Raises `Refused` (`not_found`)."""
        for agreement in agreements:
            await self._queries.agreement(visit.evening.id, agreement)
        return await self._aggregates.handle(
            TWINS,
            f"twins-{visit.evening.id}",
            TellApart(visit.evening.id, frozenset(agreements), self._clock.now(), visit.broker),
            command_id=command_id,
            meta=self._meta(visit.who, visit.evening.organisation),
        )

    async def favourite(self, visit: Visit) -> Vote:
        """The agreement that the visiting participant has given its vote to, if any."""
        vote, _ = await self._aggregates.load(FAVOURITE, f"favourite-{visit.who.subject}")
        return vote

    async def choose_favourite(self, visit: Visit, agreement: UUID, command_id: UUID) -> Handled:
        """Give the visiting participant's vote to an agreement. Raises `Refused`."""
        voter, evening = UUID(visit.who.subject), visit.evening
        chosen, _ = await self._aggregates.load(AGREEMENT, f"agreement-{agreement}")
        return await self._aggregates.handle(
            FAVOURITE,
            f"favourite-{voter}",
            ChooseFavourite(
                evening.id, voter, evening.guests.get(voter), agreement, chosen, evening.market, self._clock.now()
            ),
            command_id=command_id,
            meta=self._meta(visit.who, evening.organisation),
        )

    async def _evening(self, slug: str, terms: Terms | None, *others: UUID) -> Evening:
        """The evening, with the guests and the lines of the catalogue that `terms` name, and `others` of the guests."""
        sides = terms.sides if terms else ()
        return await self._queries.evening(
            slug,
            self._clock.now(),
            [*others, *(side.participant for side in sides)],
            [side.listing for side in sides if side.listing],
        )
