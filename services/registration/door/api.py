"""What the door's app asks for and sends. Each command is what a tablet's queue can keep and send again."""

from datetime import datetime, time, timedelta
from typing import Annotated
from uuid import UUID, uuid5

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.registration.commands import Commands
from services.registration.domain.arrival import moment_of_arrival
from services.registration.door.access import DoorAccess, Watch
from services.registration.door.kit import GuestOut, Kit, guests_of, kit_of
from services.registration.forms import SignUpForm
from shared.auth import Role, evening_lifetime
from shared.clock import NORWAY, Clock
from shared.problems import problem
from shared.web.clients import address_of
from shared.web.forms import Instant, Submitted, parse_form
from shared.web.idempotency import CommandId

Typed = Annotated[str, Field(max_length=1000)]


class PinIn(BaseModel):
    """The PIN as typed; spaces do not count."""

    model_config = ConfigDict(extra="forbid")

    pin: str = Field(max_length=20)


class ArrivalIn(BaseModel):
    """Who came through the door, and the moment of the tap."""

    model_config = ConfigDict(extra="forbid")

    participant: UUID
    at: Instant | None = None


class UndoneIn(ArrivalIn):
    """Who had not come after all; `came_at` is the moment of the check-in that is to be undone, as it was shown."""

    came_at: Instant


class WalkInIn(ArrivalIn):
    """Somebody who comes without having signed up: the fields of the sign-up's form, as its page names them."""

    fields: dict[Typed, Typed] = Field(max_length=100)

    def form(self, command_id: UUID) -> Submitted[SignUpForm]:
        """What was typed, by the rules of the sign-up's form."""
        return parse_form(SignUpForm, [*self.fields.items(), ("command_id", str(command_id))])


class Seen(BaseModel):
    """A participant as it stands now; `position` is the log's, with what was done."""

    position: int
    guest: GuestOut


class Prospects(BaseModel):
    """A walk-in that would be taken; `waits` says that it would go on the waiting list."""

    waits: bool


def routes(door: DoorAccess, commands: Commands, clock: Clock, public_url: str) -> APIRouter:
    """Below /api/registration/{slug}/door."""
    router = APIRouter(prefix="/api/registration/{slug}/door", tags=["door"])
    access, registrations = door.access, door.access.registrations

    @router.post("/helpers", status_code=201)
    async def join(request: Request, response: Response, slug: str, typed: PinIn) -> dict[str, str]:
        """The token, which browsers get as a cookie too."""
        exchange = await registrations.exchange(slug)
        known = access.sign_in.find(request, Role.HELPER)
        helper = await door.pins.join(exchange, typed.pin, address_of(request), known)
        lifetime = evening_lifetime(clock.now(), exchange.closes_at)
        return {"token": access.sign_in.remember(response, helper, lifetime=lifetime), "helper": helper.subject}

    @router.post("/leave")
    async def leave(response: Response, slug: str) -> dict[str, bool]:
        """The device is nobody's any more."""
        await registrations.exchange(slug)
        access.sign_in.forget(response, Role.HELPER)
        return {"left": True}

    @router.get("")
    async def kit(request: Request, response: Response, slug: str) -> Kit:
        """All that a tablet needs for the evening, in one answer."""
        response.headers["cache-control"] = "no-store"
        return await kit_of(await door.helper(request, slug), registrations, clock.now(), public_url)

    @router.post("/arrivals")
    async def check_in(request: Request, slug: str, key: CommandId, arrival: ArrivalIn) -> Seen:
        """The second check-in of a participant, from whichever tablet, finds the first."""
        watch = await door.helper(request, slug)
        await registrations.find(watch.exchange.id, arrival.participant)
        return await seen(watch, arrival.participant, await came(watch, arrival, key))

    @router.post("/arrivals/undone")
    async def undo_check_in(request: Request, slug: str, key: CommandId, undone: UndoneIn) -> Seen:
        """Whoever was checked in anew since, at whichever tablet, has come."""
        watch = await door.helper(request, slug)
        await registrations.find(watch.exchange.id, undone.participant)
        handled = await commands.undo_check_in(
            watch.exchange,
            undone.participant,
            undone.came_at,
            actor=watch.who.actor,
            command_id=key,
            at=moment(watch, undone.at),
        )
        return await seen(watch, undone.participant, handled.position)

    @router.post("/walk-ins", response_model=Seen)
    async def walk_in(request: Request, slug: str, key: CommandId, walk_in: WalkInIn) -> Seen | Response:
        """Sign somebody up by the rules of every sign-up, and check it in if it got a place."""
        watch = await door.helper(request, slug)
        form = walk_in.form(key)
        if form.instance is None:
            return mistaken(form)
        signed_up = await commands.sign_up(
            watch.exchange,
            form.instance,
            command_id=key,
            participant=walk_in.participant,
            actor=watch.who.actor,
            at=moment(watch, walk_in.at),
        )
        position = signed_up.handled.position
        if not signed_up.waiting:
            position = await came(watch, walk_in, uuid5(key, "arrival"))
        return await seen(watch, walk_in.participant, position)

    @router.post("/walk-ins/considered", response_model=Prospects)
    async def consider(request: Request, slug: str, walk_in: WalkInIn) -> Prospects | Response:
        """Whether a walk-in would be taken, while it stands at the door. Saves nothing."""
        watch = await door.helper(request, slug)
        form = walk_in.form(walk_in.participant)
        if form.instance is None:
            return mistaken(form)
        return Prospects(waits=form.instance.people > await registrations.free_places(watch.exchange))

    async def came(watch: Watch, arrival: ArrivalIn, command_id: UUID) -> int:
        at = moment(watch, arrival.at)
        handled = await commands.check_in(
            watch.exchange, arrival.participant, actor=watch.who.actor, command_id=command_id, at=at
        )
        return handled.position

    async def seen(watch: Watch, participant: UUID, position: int) -> Seen:
        guests = await guests_of(registrations, watch, public_url)
        return Seen(position=position, guest=next(guest for guest in guests if guest.id == participant))

    def moment(watch: Watch, tapped_at: datetime | None) -> datetime:
        now = clock.now()
        # Whoever tries the door some days before is believed too: what was tapped can be undone by its moment.
        earliest = min(datetime.combine(watch.exchange.date, time(), NORWAY), now - timedelta(days=1))
        return moment_of_arrival(tapped_at, now, earliest)

    return router


def mistaken(form: Submitted[SignUpForm]) -> Response:
    """Each mistake by the name of its field; `title` is all of them, for a queue that shows one sentence."""
    return problem(422, "form_invalid", " ".join(dict.fromkeys(form.errors.values())), errors=form.errors)
