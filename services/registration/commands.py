"""Carrying out registration's commands: gather the facts, ask the domain, wait until the pages show it."""

import asyncio
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID, uuid5
from weakref import WeakValueDictionary

import structlog

from services.registration.domain.doubles import DOUBLES, TellApart
from services.registration.domain.exchange import EXCHANGE, ChangeCapacity, PlanExchange
from services.registration.domain.participant import (
    PARTICIPANT,
    ChangeParticipant,
    ChangeWishes,
    CheckInParticipant,
    Command,
    Details,
    EraseParticipant,
    LogoChoice,
    Openings,
    PromoteParticipant,
    RegisterParticipant,
    UndoCheckIn,
    WithdrawParticipant,
)
from services.registration.domain.places import PLACES, Places, asked_by, in_view
from services.registration.erasure import Erasure
from services.registration.forms import (
    DetailsEntry,
    KeptWishEntry,
    PlanRequest,
    SignUpEntry,
    WishEntry,
    WishesForm,
    slug_of,
)
from services.registration.keys import DatabaseKeys
from services.registration.queries import Registrations
from shared.aggregate import Aggregates, Consequence, Handled
from shared.auth import Identity
from shared.clock import NORWAY, Clock
from shared.contracts.registration import ParticipantWaitlisted, Wish
from shared.contracts.vocabulary import ListingKind
from shared.database import Pool
from shared.directory import Exchange
from shared.eventlog import event_id
from shared.logging import correlation
from shared.projection import Runner
from shared.refusal import Refused
from shared.sql import statements
from shared.web.i18n import language

logger = structlog.get_logger()
sql = statements(Path(__file__).parent / "sql")
TAKE_SLUG = sql("take_slug")

ANYBODY = "public"
"""How the log names somebody who is not signed in."""
QUEUE = "waiting list"
"""And who lets those in whose turn it is."""


@dataclass(frozen=True, slots=True)
class Planned:
    """An exchange that was planned, by id and address."""

    exchange: UUID
    slug: str
    handled: Handled


@dataclass(frozen=True, slots=True)
class SignedUp:
    """A participant that signed up."""

    participant: UUID
    handled: Handled

    @property
    def waiting(self) -> bool:
        """Whether it went on the waiting list."""
        return any(isinstance(event, ParticipantWaitlisted) for event in self.handled.events)


class Commands:
    """One method for each thing that can be done. All are idempotent by `command_id`, and raise `Refused`.

    `only_at` are the versions of the participant that a command is meant for.
    """

    def __init__(
        self,
        *,
        pool: Pool,
        clock: Clock,
        aggregates: Aggregates,
        keys: DatabaseKeys,
        erasure: Erasure,
        registrations: Registrations,
        shown: Runner,
    ) -> None:
        self._pool = pool
        self._clock = clock
        self._aggregates = aggregates
        self._keys = keys
        self._erasure = erasure
        self._registrations = registrations
        self._shown = shown
        self._turns: WeakValueDictionary[UUID, asyncio.Lock] = WeakValueDictionary()

    async def plan(self, organiser: Identity, plan: PlanRequest, *, command_id: UUID) -> Planned:
        """Plan an exchange of the organiser's organisation."""
        if organiser.organisation is None:
            raise Refused("forbidden", "Du hører ikke til noen arrangør.")
        exchange = uuid5(command_id, "exchange")
        slug = plan.slug or slug_of(plan.name)
        command = PlanExchange(
            exchange=exchange,
            organisation=organiser.organisation,
            slug=slug,
            name=plan.name,
            municipality=plan.municipality,
            venue=plan.venue,
            date=plan.doors_at.astimezone(NORWAY).date(),
            doors_at=plan.doors_at,
            opens_at=plan.opens_at,
            closes_at=plan.closes_at,
            capacity=plan.capacity,
            categories=tuple(plan.categories),
            record=plan.record,
            invited_only=plan.invited_only,
            contact=plan.contact,
            at=self._clock.now(),
        )
        # Asked once more before the address is taken: a plan that is refused must not keep it.
        EXCHANGE.decide(command, EXCHANGE.initial)
        await self._take_slug(slug, exchange)
        meta = _meta(organiser.actor, organiser.organisation)
        handled = await self._aggregates.handle(
            EXCHANGE, f"exchange-{exchange}", command, command_id=command_id, meta=meta
        )
        await self._shown.reached(handled.position)
        return Planned(exchange, slug, handled)

    async def sign_up(
        self,
        exchange: Exchange,
        entry: SignUpEntry,
        *,
        command_id: UUID,
        participant: UUID | None = None,
        logo: LogoChoice | None = None,
        invited: bool = False,
        actor: str = ANYBODY,
        at: datetime | None = None,
    ) -> SignedUp:
        """Register a participant, or let it wait; its id is made from the command's if none is given.

        `at` is the moment of consent where that was not just now.
        """
        id_ = participant or uuid5(command_id, "participant")
        command = RegisterParticipant(
            participant=id_,
            details=_details(entry),
            wishes=_wishes(entry, id_, known={}),
            consented=entry.consent,
            openings=_openings(exchange, closed=exchange.invited_only and not invited),
            at=at or self._clock.now(),
            logo=logo,
        )
        await self._keys.create(id_)
        informs = partial(in_view, capacity=exchange.capacity)
        return SignedUp(id_, await self._handle(exchange, id_, command, actor, command_id, informs=informs))

    async def change_capacity(self, exchange: Exchange, capacity: int, *, actor: str, command_id: UUID) -> Handled:
        """Make room for so many people, and give it to those who wait."""
        handled = await self._aggregates.handle(
            EXCHANGE,
            f"exchange-{exchange.id}",
            ChangeCapacity(exchange.id, capacity),
            command_id=command_id,
            meta=_meta(actor, exchange.organisation),
        )
        await self._shown.reached(handled.position)
        # The policy does the same if this process ends here; who waits for the answer shall find it done.
        await self.let_in(replace(exchange, capacity=capacity), cause=event_id(command_id, 0))
        return handled

    async def let_in(self, exchange: Exchange, *, cause: UUID) -> None:
        """Promote those who wait and fit, in the order of the queue, until the doors open.

        From then on the organiser sees who is there. `cause` is the event that may have made room: for the same one,
        all of this happens once. Whatever is refused has been overtaken by an event that is a cause of its own.
        """
        if self._clock.now() >= exchange.doors_at:
            return
        places, _version = await self._aggregates.load(PLACES, _places(exchange))
        for participant in places.due(exchange.capacity):
            try:
                command_id = uuid5(cause, f"promote {participant}")
                await self.promote(exchange, participant, actor=QUEUE, command_id=command_id)
            except Refused as refused:
                logger.info("not promoted", participant=str(participant), refusal=refused.code)

    async def promote(self, exchange: Exchange, participant: UUID, *, actor: str, command_id: UUID) -> Handled:
        """From the waiting list to a place, out of order too, if there is room."""
        return await self._handle(exchange, participant, PromoteParticipant(participant), actor, command_id)

    async def change(
        self,
        exchange: Exchange,
        participant: UUID,
        entry: DetailsEntry,
        *,
        actor: str,
        command_id: UUID,
        only_at: Collection[int] | None = None,
        logo: LogoChoice | None = None,
    ) -> Handled:
        """Change a participant's details, and its logo where one is given."""
        command = ChangeParticipant(participant=participant, details=_details(entry), logo=logo)
        return await self._handle(exchange, participant, command, actor, command_id, only_at)

    async def change_wishes(self, exchange: Exchange, participant: UUID, form: WishesForm, *, actor: str) -> Handled:
        """Change what a participant needs and offers. A wish that it does not know as its own is a new one."""
        known = {wish.id: wish.kind for wish in await self._registrations.wishes(participant)}
        wishes = _wishes(form, form.command_id, known)
        command = ChangeWishes(participant, wishes, _openings(exchange, closed=False), self._clock.now())
        return await self._handle(exchange, participant, command, actor, form.command_id, {form.version})

    async def withdraw(
        self,
        exchange: Exchange,
        participant: UUID,
        *,
        actor: str,
        command_id: UUID,
        only_at: Collection[int] | None = None,
    ) -> Handled:
        """A participant does not come after all."""
        return await self._handle(exchange, participant, WithdrawParticipant(participant), actor, command_id, only_at)

    async def check_in(
        self,
        exchange: Exchange,
        participant: UUID,
        *,
        actor: str,
        command_id: UUID,
        only_at: Collection[int] | None = None,
        at: datetime | None = None,
    ) -> Handled:
        """A participant came through the door, just now unless the moment is given."""
        command = CheckInParticipant(participant, at=at or self._clock.now())
        return await self._handle(exchange, participant, command, actor, command_id, only_at)

    async def undo_check_in(
        self,
        exchange: Exchange,
        participant: UUID,
        came_at: datetime,
        *,
        actor: str,
        command_id: UUID,
        at: datetime | None = None,
    ) -> Handled:
        """The check-in of that moment was a mistake, as somebody saw just now unless the moment is given."""
        command = UndoCheckIn(participant, came_at, at=at or self._clock.now())
        return await self._handle(exchange, participant, command, actor, command_id)

    async def tell_apart(
        self, exchange: Exchange, participants: Collection[UUID], *, actor: str, command_id: UUID
    ) -> Handled:
        """Say that participants who look alike are different ones. Raises `Refused` (`not_found`)."""
        for participant in participants:
            await self._registrations.find(exchange.id, participant)
        handled = await self._aggregates.handle(
            DOUBLES,
            f"doubles-{exchange.id}",
            TellApart(exchange.id, frozenset(participants), self._clock.now()),
            command_id=command_id,
            meta=_meta(actor, exchange.organisation),
        )
        await self._shown.reached(handled.position)
        return handled

    async def erase(
        self,
        exchange: Exchange,
        participant: UUID,
        *,
        actor: str,
        command_id: UUID,
        only_at: Collection[int] | None = None,
    ) -> Handled:
        """Make a participant's personal data unreadable for ever, here and in every service."""
        command = EraseParticipant(participant, upcoming=self._clock.now() < exchange.closes_at)
        handled = await self._handle(exchange, participant, command, actor, command_id, only_at)
        # The policy does the same if this process ends here; who waits for the answer shall find it done.
        await self._erasure.erase(participant)
        return handled

    async def _handle(
        self,
        exchange: Exchange,
        participant: UUID,
        command: Command,
        actor: str,
        command_id: UUID,
        only_at: Collection[int] | None = None,
        informs: Callable[[RegisterParticipant, Places], Command] | None = None,
    ) -> Handled:
        places = Consequence(PLACES, _places(exchange), partial(asked_by, capacity=exchange.capacity), informs)
        # In turn, not all at once: of those who want the same exchange's places, each attempt lets one through.
        async with self._turns.setdefault(exchange.id, asyncio.Lock()):
            handled = await self._aggregates.handle(
                PARTICIPANT,
                f"participant-{participant}",
                command,
                command_id=command_id,
                meta=_meta(actor, exchange.organisation),
                only_at=only_at,
                consequence=places,
            )
        await self._shown.reached(handled.position)
        return handled

    async def _take_slug(self, slug: str, exchange: UUID) -> None:
        async with self._pool.connection() as connection:
            row = await (await connection.execute(TAKE_SLUG, {"slug": slug, "exchange": exchange})).fetchone()
        if row is None or row[0] != exchange:
            raise Refused("slug_taken", "En annen børs har allerede denne adressen. Velg en annen.")


def _places(exchange: Exchange) -> str:
    return f"places-{exchange.id}"


def _meta(actor: str, organisation: UUID) -> dict[str, str]:
    return {
        "organisation": str(organisation),
        "actor": actor,
        "correlationid": correlation(),
        "language": language(),
    }


def _details(entry: DetailsEntry) -> Details:
    return Details(
        name=entry.name,
        sector=entry.sector,
        people=entry.people,
        contact_name=entry.contact_name,
        email=entry.email,
        phone=entry.phone,
        individual=entry.individual,
        dietary=entry.dietary,
        photo_consent=entry.photo_consent,
    )


def _wishes(entry: SignUpEntry | WishesForm, cause: UUID, known: Mapping[UUID, str]) -> tuple[Wish, ...]:
    """Those that are `known`, by id and kind, keep their ids; those of the others are made from the cause's."""
    left = dict(known)

    def id_of(wish: WishEntry, kind: ListingKind, number: int) -> UUID:
        if isinstance(wish, KeptWishEntry) and wish.id and left.pop(wish.id, None) == kind:
            return wish.id
        return uuid5(cause, f"wish {number}")

    entries: list[tuple[ListingKind, WishEntry]] = [(ListingKind.NEED, wish) for wish in entry.needs]
    entries += [(ListingKind.OFFER, wish) for wish in entry.offers]
    return tuple(
        Wish(
            id=id_of(wish, kind, number),
            kind=kind,
            category=wish.category,
            text=wish.text,
            money_confirmed=wish.speaks_of_money,
        )
        for number, (kind, wish) in enumerate(entries)
    )


def _openings(exchange: Exchange, *, closed: bool) -> Openings:
    return Openings(exchange=exchange.id, categories=exchange.categories, over_at=_end_of_day(exchange), closed=closed)


def _end_of_day(exchange: Exchange) -> datetime:
    return datetime.combine(exchange.date + timedelta(days=1), time(), NORWAY)
