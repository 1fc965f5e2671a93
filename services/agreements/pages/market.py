"""The organiser's control: opening and closing the market, and the brokers' PIN."""

from collections.abc import Awaitable, Callable
from io import BytesIO
from typing import Annotated
from uuid import UUID

import segno
from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel
from starlette.datastructures import FormData

from services.agreements.desk import Desk, Visit
from services.agreements.night import closes_by_itself_at
from services.agreements.pins import Pin, Pins
from services.agreements.queries import Queries
from shared.aggregate import Handled
from shared.clock import Clock
from shared.problems import sentence_of, status_of
from shared.projection import Runner
from shared.refusal import Refused
from shared.web.forms import blank_form, parse_form
from shared.web.rendering import Pages
from shared.web.security import verified_form

Turn = Callable[[Visit, UUID], Awaitable[Handled]]
"""Opens or closes the market."""

Typed = Annotated[FormData, Depends(verified_form)]


class CommandForm(BaseModel):
    """A form that is only a button."""

    command_id: UUID


def routes(
    desk: Desk,
    queries: Queries,
    brokers: Pins,
    hosts: Pins,
    clock: Clock,
    market: Runner,
    pages: Pages,
    public_url: str,
) -> APIRouter:
    """The pages; `market` is the projection of the own log."""
    router = APIRouter(prefix="/marked/{slug}", include_in_schema=False)

    async def control(
        request: Request, visit: Visit, *, status: int = 200, pin: Pin | None = None, refused: Refused | None = None
    ) -> Response:
        evening = visit.evening
        return pages.render(
            request,
            "agreements/market.html",
            status_code=status,
            evening=evening,
            overdue=evening.overdue(clock.now()),
            by_itself_at=closes_by_itself_at(evening.market_closes_at or evening.closes_at),
            numbers=await queries.numbers(evening.id),
            brokers=await queries.brokers(evening.id, clock.now()),
            confirming=request.query_params.get("bekreft"),
            broker_url=f"{public_url}/megler/{evening.slug}",
            pin=pin,
            refusal=sentence_of(refused) if refused else None,
            form=blank_form(),
        )

    @router.get("")
    async def show_control(request: Request, slug: str) -> Response:
        return await control(request, await desk.organiser(request, slug))

    async def turn(request: Request, visit: Visit, typed: FormData, turning: Turn) -> Response:
        form = parse_form(CommandForm, typed.multi_items())
        if form.instance is None:
            return await control(request, visit, status=422)
        try:
            handled = await turning(visit, form.instance.command_id)
        except Refused as refused:
            return await control(request, visit, status=status_of(refused), refused=refused)
        await market.reached(handled.position)
        return RedirectResponse(f"/marked/{visit.evening.slug}", 303)

    @router.post("/apne")
    async def open_market(request: Request, slug: str, typed: Typed) -> Response:
        return await turn(request, await desk.organiser(request, slug), typed, desk.open_market)

    @router.post("/steng")
    async def close_market(request: Request, slug: str, typed: Typed) -> Response:
        return await turn(request, await desk.organiser(request, slug), typed, desk.close_market)

    @router.post("/pin")
    async def new_pin(request: Request, slug: str, typed: Typed) -> Response:
        """Shown in the answer itself, which is the only one that ever knows the PIN."""
        visit = await desk.organiser(request, slug)
        form = parse_form(CommandForm, typed.multi_items())
        if form.instance is None:
            return await control(request, visit, status=422)
        try:
            pin = await brokers.new_pin(visit.evening, form.instance.command_id)
        except Refused as refused:
            return await control(request, visit, status=status_of(refused), refused=refused)
        return await control(request, await desk.organiser(request, slug), pin=pin)

    @router.post("/pin/trekk")
    async def revoke_pin(request: Request, slug: str, typed: Typed) -> Response:
        await brokers.revoke_pin((await desk.organiser(request, slug)).evening)
        return RedirectResponse(f"/marked/{slug}", 303)

    @router.get("/qr.svg")
    async def qr(request: Request, slug: str) -> Response:
        visit = await desk.organiser(request, slug)
        picture = BytesIO()
        code = segno.make(f"{public_url}/megler/{visit.evening.slug}", error="m")
        code.save(picture, kind="svg", scale=8, border=2, light="#fff", xmldecl=False)
        return Response(picture.getvalue(), media_type="image/svg+xml")

    return router
