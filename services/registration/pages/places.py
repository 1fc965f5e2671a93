"""The organiser's page of an exchange's places: how many there are, who waits, and giving one to whoever is chosen."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from services.registration.access import Access
from services.registration.commands import Commands
from services.registration.forms import CapacityForm, PromoteForm
from services.registration.pages.mistakes import read_button, with_refusal
from services.registration.queries import attendance
from shared.directory import Exchange
from shared.refusal import Refused
from shared.web.forms import Submitted, blank_form, parse_form
from shared.web.rendering import Pages
from shared.web.security import verified_form


def routes(pages: Pages, access: Access, commands: Commands) -> APIRouter:
    """Below /arrangor/borser/{slug}/plasser."""
    router = APIRouter(prefix="/arrangor/borser/{slug}/plasser", include_in_schema=False)

    @router.get("")
    async def places(request: Request, slug: str, fikk: str = "") -> Response:
        _identity, exchange = await access.own_exchange(request, slug)
        return await page(request, exchange, blank_form(capacity=str(exchange.capacity)), promoted=fikk)

    @router.post("")
    async def change_capacity(
        request: Request, slug: str, sent: Annotated[FormData, Depends(verified_form)]
    ) -> Response:
        organiser, exchange = await access.own_exchange(request, slug)
        form = parse_form(CapacityForm, sent.multi_items())
        if form.instance is not None:
            try:
                await commands.change_capacity(
                    exchange, form.instance.capacity, actor=organiser.actor, command_id=form.instance.command_id
                )
                return RedirectResponse(f"/arrangor/borser/{slug}/plasser", 303)
            except Refused as refused:
                form = with_refusal(form, refused)
        return await page(request, exchange, form, status_code=422)

    @router.post("/gi")
    async def promote(request: Request, slug: str, sent: Annotated[FormData, Depends(verified_form)]) -> Response:
        organiser, exchange = await access.own_exchange(request, slug)
        chosen = read_button(PromoteForm, sent)
        await access.registrations.find(exchange.id, chosen.participant)
        await commands.promote(exchange, chosen.participant, actor=organiser.actor, command_id=chosen.command_id)
        return RedirectResponse(f"/arrangor/borser/{slug}/plasser?{urlencode({'fikk': chosen.participant})}", 303)

    async def page(
        request: Request, exchange: Exchange, form: Submitted[Any], *, promoted: str = "", status_code: int = 200
    ) -> Response:
        signed_up = await access.registrations.of_exchange(exchange.id)
        count = attendance(signed_up)
        return pages.render(
            request,
            "registration/places.html",
            status_code=status_code,
            exchange=exchange,
            form=form,
            count=count,
            free=exchange.capacity - count.people,
            queue=sorted((one for one in signed_up if one.in_queue), key=lambda one: one.number),
            promoted=next((one for one in signed_up if str(one.id) == promoted and one.expected), None),
        )

    return router
