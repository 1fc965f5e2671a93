"""The control of the market: what the host and the organiser open, pause, extend and close; and the PINs."""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from typing import Annotated, Any, TypeVar
from uuid import UUID

import segno
from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel
from starlette.datastructures import FormData

from services.agreements.desk import Desk, Visit
from services.agreements.domain.market import (
    LATE_DAYS,
    CloseMarket,
    ExtendMarket,
    MarketCommand,
    PauseMarket,
    ResumeMarket,
)
from services.agreements.domain.pins import Joining
from services.agreements.night import closes_by_itself_at
from services.agreements.queries import Queries
from shared.auth import NotSignedIn, Role
from shared.clock import Clock, today
from shared.pins import Pin
from shared.problems import sentence_of, status_of
from shared.projection import Runner
from shared.refusal import Refused
from shared.web.forms import Instant, blank_form, parse_form
from shared.web.rendering import Pages
from shared.web.security import verified_form

Typed = Annotated[FormData, Depends(verified_form)]

MORE_MINUTES = (5, 10, 15, 30)
"""What the host may add to the hour in one go."""

LATE_CHOICES = (0, 3, LATE_DAYS, 14)


class CommandForm(BaseModel):
    """A form that is only a button."""

    command_id: UUID


class ExtensionForm(CommandForm):
    """Until when."""

    closes_at: Instant


class ClosingForm(CommandForm):
    """For how many days late agreements are taken."""

    late_days: int


Typing = TypeVar("Typing", bound=CommandForm)


def routes(
    desk: Desk,
    queries: Queries,
    clock: Clock,
    market: Runner,
    pages: Pages,
    public_url: str,
) -> APIRouter:
    """The pages; `market` is the projection of the own log."""
    router = APIRouter(prefix="/marked/{slug}", include_in_schema=False)

    def around(visit: Visit, refused: Refused | None) -> dict[str, Any]:
        """What the control shows to the host and to the organiser alike."""
        evening, now = visit.evening, clock.now()
        return {
            "evening": evening,
            "overdue": evening.overdue(now),
            "another_day": evening.day != today(clock),
            "takes_late": evening.takes_late(today(clock)),
            "by_itself_at": closes_by_itself_at(evening.market_closes_at or evening.closes_at),
            "later_ends": _later_ends(max(evening.market_closes_at or now, now)),
            "late_choices": LATE_CHOICES,
            "late_days": LATE_DAYS,
            "refusal": sentence_of(refused) if refused else None,
            "form": blank_form(),
        }

    async def control(
        request: Request,
        visit: Visit,
        *,
        status: int = 200,
        pin: tuple[Joining, Pin] | None = None,
        refused: Refused | None = None,
    ) -> Response:
        shown = around(visit, refused) | {"confirming": request.query_params.get("bekreft")}
        if visit.who.role is Role.HOST:
            return pages.render(request, "agreements/host.html", status_code=status, **shown)
        return pages.render(
            request,
            "agreements/market.html",
            status_code=status,
            **shown,
            twins=len(await queries.twins(visit.evening.id)),
            numbers=await queries.numbers(visit.evening.id),
            brokers=await queries.brokers(visit.evening.id, clock.now()),
            addresses={role: f"{public_url}{path}" for role, path in _doors(visit.evening.slug).items()},
            pin=pin,
            way_in=_way_in(public_url, visit.evening.slug, *pin) if pin else None,
        )

    @router.get("")
    async def show_control(request: Request, slug: str) -> Response:
        try:
            return await control(request, await desk.leader(request, slug))
        except NotSignedIn as missing:
            if missing.wanted is not Role.HOST:
                raise
            return RedirectResponse(f"/marked/{slug}/konferansier", 303)

    async def turn(
        request: Request,
        slug: str,
        typed: FormData,
        model: type[Typing],
        command: Callable[[Visit, Typing], MarketCommand],
    ) -> Response:
        """Do with the market what a form asks for: `command` makes it of what was typed."""
        visit, form = await desk.leader(request, slug), parse_form(model, typed.multi_items())
        if form.instance is None:
            return await control(request, visit, status=422)
        try:
            handled = await desk.turn(visit, command(visit, form.instance), form.instance.command_id)
        except Refused as refused:
            return await control(request, visit, status=status_of(refused), refused=refused)
        await market.reached(handled.position)
        return RedirectResponse(f"/{'konferansier' if visit.who.role is Role.HOST else 'marked'}/{slug}", 303)

    @router.post("/apne")
    async def open_market(request: Request, slug: str, typed: Typed) -> Response:
        return await turn(request, slug, typed, CommandForm, lambda visit, _: desk.opening(visit))

    @router.post("/pause")
    async def pause_market(request: Request, slug: str, typed: Typed) -> Response:
        def pause(visit: Visit, _: CommandForm) -> PauseMarket:
            return PauseMarket(visit.evening.id, clock.now())

        return await turn(request, slug, typed, CommandForm, pause)

    @router.post("/fortsett")
    async def resume_market(request: Request, slug: str, typed: Typed) -> Response:
        def resume(visit: Visit, _: CommandForm) -> ResumeMarket:
            return ResumeMarket(visit.evening.id, clock.now())

        return await turn(request, slug, typed, CommandForm, resume)

    @router.post("/forleng")
    async def extend_market(request: Request, slug: str, typed: Typed) -> Response:
        def extend(visit: Visit, form: ExtensionForm) -> ExtendMarket:
            return ExtendMarket(visit.evening.id, clock.now(), form.closes_at)

        return await turn(request, slug, typed, ExtensionForm, extend)

    @router.post("/steng")
    async def close_market(request: Request, slug: str, typed: Typed) -> Response:
        def close(visit: Visit, form: ClosingForm) -> CloseMarket:
            return CloseMarket(visit.evening.id, clock.now(), today(clock), form.late_days)

        return await turn(request, slug, typed, ClosingForm, close)

    async def new_pin(request: Request, slug: str, typed: FormData, role: Joining) -> Response:
        """Shown in the answer itself, which is the only one that ever knows the PIN."""
        visit = await desk.organiser(request, slug)
        form = parse_form(CommandForm, typed.multi_items())
        if form.instance is None:
            return await control(request, visit, status=422)
        try:
            pin = await desk.new_pin(visit, role, form.instance.command_id)
        except Refused as refused:
            return await control(request, visit, status=status_of(refused), refused=refused)
        return await control(request, await desk.organiser(request, slug), pin=(role, pin))

    @router.post("/pin")
    async def new_brokers_pin(request: Request, slug: str, typed: Typed) -> Response:
        return await new_pin(request, slug, typed, "broker")

    @router.post("/pin/trekk")
    async def revoke_brokers_pin(request: Request, slug: str, typed: Typed) -> Response:
        await desk.revoke_pin(await desk.organiser(request, slug), "broker")
        return RedirectResponse(f"/marked/{slug}", 303)

    @router.post("/konferansier/pin")
    async def new_hosts_pin(request: Request, slug: str, typed: Typed) -> Response:
        return await new_pin(request, slug, typed, "host")

    @router.post("/konferansier/pin/trekk")
    async def revoke_hosts_pin(request: Request, slug: str, typed: Typed) -> Response:
        await desk.revoke_pin(await desk.organiser(request, slug), "host")
        return RedirectResponse(f"/marked/{slug}", 303)

    @router.get("/qr/{role}.svg")
    async def qr(request: Request, slug: str, role: Role) -> Response:
        visit = await desk.organiser(request, slug)
        path = _doors(visit.evening.slug).get(role)
        if path is None:
            raise Refused("not_found", "Vi finner ikke denne siden.")
        picture = BytesIO()
        code = segno.make(f"{public_url}{path}", error="m")
        code.save(picture, kind="svg", scale=8, border=2, light="#fff", xmldecl=False)
        return Response(picture.getvalue(), media_type="image/svg+xml")

    return router


def _way_in(public_url: str, slug: str, role: Joining, pin: Pin) -> str | None:
    """A QR code as a picture's address, by which a broker joins without typing; None for whoever types the PIN.

    The PIN stands in the fragment, which browsers send to nobody: no log of addresses ever holds it.
    """
    if role != "broker":
        return None
    code = segno.make(f"{public_url}/megler/{slug}/app#{pin.pin}", error="m")
    return code.svg_data_uri(scale=8, border=2, light="#fff", xmldecl=False)


def _doors(slug: str) -> dict[Role, str]:
    """Where those who have a PIN, and participants with a late agreement, come in."""
    return {
        Role.BROKER: f"/megler/{slug}",
        Role.HOST: f"/konferansier/{slug}",
        Role.PARTICIPANT: f"/marked/{slug}/sen-avtale",
    }


def _later_ends(end: datetime) -> list[tuple[int, datetime]]:
    """Minutes to add, and when the market would close then."""
    return [(minutes, end + timedelta(minutes=minutes)) for minutes in MORE_MINUTES]
