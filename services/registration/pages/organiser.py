"""The organiser's pages: its exchanges, planning one, who has signed up, and the door."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from services.registration.access import Access
from services.registration.commands import Commands
from services.registration.forms import CheckInForm, PlanForm, UndoCheckInForm
from services.registration.organisers import Organisers
from services.registration.pages.mistakes import read_button, with_refusal
from services.registration.queries import Registration, attendance, diets
from services.registration.roster import LONGEST_SEARCH
from shared.auth import Role
from shared.clock import Clock
from shared.contracts.vocabulary import Category
from shared.refusal import Refused
from shared.sorting import norwegian_key
from shared.web.forms import Submitted, blank_form, parse_form
from shared.web.rendering import Pages
from shared.web.security import verified_form
from shared.web.words import category_name

USUAL_TIMES = {"doors": "17:00", "opens": "17:45", "closes": "18:45"}
"""Of an evening (handbook: 'Kjøreplan')."""


def routes(pages: Pages, access: Access, organisers: Organisers, commands: Commands, clock: Clock) -> APIRouter:
    """Everything below /arrangor; an organiser reaches its own organisation's exchanges only."""
    router = APIRouter(prefix="/arrangor", include_in_schema=False)
    registrations = access.registrations

    @router.get("")
    async def dashboard(request: Request) -> Response:
        organiser = access.sign_in.require(request, Role.ORGANISER)
        assert organiser.organisation is not None
        exchanges, now = await registrations.exchanges_of(organiser.organisation), clock.now()
        counts = {exchange.id: attendance(await registrations.of_exchange(exchange.id)) for exchange in exchanges}
        coming = [exchange for exchange in reversed(exchanges) if exchange.closes_at > now]
        past = [exchange for exchange in exchanges if exchange.closes_at <= now]
        return pages.render(
            request,
            "registration/dashboard.html",
            organisation=await organisers.organisation_name(organiser.organisation),
            exchanges=[*coming, *past],
            counts=counts,
            now=now,
        )

    @router.get("/borser/ny")
    async def plan_form(request: Request) -> Response:
        access.sign_in.require(request, Role.ORGANISER)
        form = blank_form(categories=list(Category), invited_only="false", **USUAL_TIMES)
        return plan_page(request, form)

    @router.post("/borser/ny")
    async def plan(request: Request, sent: Annotated[FormData, Depends(verified_form)]) -> Response:
        organiser = access.sign_in.require(request, Role.ORGANISER)
        form = parse_form(PlanForm, sent.multi_items())
        if form.instance is not None:
            try:
                planned = await commands.plan(organiser, form.instance.timed(), command_id=form.instance.command_id)
                return RedirectResponse(f"/arrangor/borser/{planned.slug}", 303)
            except Refused as refused:
                form = with_refusal(form, refused)
        return plan_page(request, form, status_code=422)

    @router.get("/borser/{slug}")
    async def overview(request: Request, slug: str) -> Response:
        _, exchange = await access.own_exchange(request, slug)
        signed_up = await registrations.of_exchange(exchange.id)
        return pages.render(
            request,
            "registration/overview.html",
            exchange=exchange,
            signed_up=signed_up,
            count=attendance(signed_up),
            wishes=await registrations.wishes_of_exchange(exchange.id),
            diets=diets(signed_up),
        )

    @router.get("/borser/{slug}/dor")
    async def door(request: Request, slug: str, inne: str = "") -> Response:
        return await door_page(request, slug, arrived=inne)

    # As in the list: what is searched for is often a person, and belongs into no address.
    @router.post("/borser/{slug}/dor")
    async def search(request: Request, slug: str, sent: Annotated[FormData, Depends(verified_form)]) -> Response:
        return await door_page(request, slug, text=str(sent.get("sok", "")).strip()[:LONGEST_SEARCH])

    async def door_page(request: Request, slug: str, *, text: str = "", arrived: str = "") -> Response:
        _, exchange = await access.own_exchange(request, slug)
        signed_up = await registrations.of_exchange(exchange.id)
        return pages.render(
            request,
            "registration/door.html",
            exchange=exchange,
            form=blank_form(sok=text),
            found=[one for one in signed_up if _sought(one, text)],
            arrived=next((one for one in signed_up if str(one.id) == arrived), None),
            count=attendance(signed_up),
        )

    @router.post("/borser/{slug}/dor/kom")
    async def check_in(request: Request, slug: str, sent: Annotated[FormData, Depends(verified_form)]) -> Response:
        organiser, exchange = await access.own_exchange(request, slug)
        came = read_button(CheckInForm, sent)
        await registrations.find(exchange.id, came.participant)
        await commands.check_in(exchange, came.participant, actor=organiser.actor, command_id=came.command_id)
        return RedirectResponse(f"/arrangor/borser/{slug}/dor?{urlencode({'inne': came.participant})}", 303)

    @router.post("/borser/{slug}/dor/angre")
    async def undo_check_in(request: Request, slug: str, sent: Annotated[FormData, Depends(verified_form)]) -> Response:
        organiser, exchange = await access.own_exchange(request, slug)
        undone = read_button(UndoCheckInForm, sent)
        await registrations.find(exchange.id, undone.participant)
        await commands.undo_check_in(
            exchange, undone.participant, undone.came_at, actor=organiser.actor, command_id=undone.command_id
        )
        return RedirectResponse(f"/arrangor/borser/{slug}/dor?{urlencode({'inne': undone.participant})}", 303)

    def plan_page(request: Request, form: Submitted[Any], *, status_code: int = 200) -> Response:
        categories = [(category.value, category_name(category)) for category in Category]
        return pages.render(
            request, "registration/plan.html", status_code=status_code, form=form, categories=categories
        )

    return router


def _sought(registration: Registration, text: str) -> bool:
    """Whether the door asks for this one, by its number or a part of its name."""
    return str(registration.number) == text or norwegian_key(text) in norwegian_key(registration.name)
