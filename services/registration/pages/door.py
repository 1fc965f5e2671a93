"""The organiser's page of the door: who has come, the helpers' PIN, and whom somebody must look at."""

from typing import Annotated
from uuid import UUID

import segno
from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from services.registration.access import Access
from services.registration.commands import Commands
from services.registration.door.doubles import groups
from services.registration.door.tally import tally
from services.registration.forms import ApartForm, CommandForm
from services.registration.pages.mistakes import read_button
from shared.pins import Pin, Pins
from shared.problems import sentence_of, status_of
from shared.refusal import Refused
from shared.web.rendering import Pages
from shared.web.security import verified_form

Typed = Annotated[FormData, Depends(verified_form)]


def routes(pages: Pages, access: Access, commands: Commands, pins: Pins, public_url: str) -> APIRouter:
    """Below /arrangor/borser/{slug}/dor; the list of those who come is a page of its own."""
    router = APIRouter(prefix="/arrangor/borser/{slug}/dor/nettbrett", include_in_schema=False)
    registrations = access.registrations

    async def page(request: Request, slug: str, *, pin: Pin | None = None, refused: Refused | None = None) -> Response:
        _, exchange = await access.own_exchange(request, slug)
        signed_up = await registrations.of_exchange(exchange.id)
        entrance = f"{public_url}/dor/{exchange.slug}/app"
        return pages.render(
            request,
            "registration/door/organiser.html",
            status_code=status_of(refused) if refused else 200,
            exchange=exchange,
            standing=await pins.standing(exchange.id),
            pin=pin,
            refusal=sentence_of(refused) if refused else None,
            entrance=entrance,
            # The PIN stands in the fragment, which browsers send to nobody: no log of addresses ever holds it.
            code=_picture(f"{entrance}#{pin.pin}" if pin else entrance),
            confirming=request.query_params.get("bekreft"),
            tally=tally(signed_up),
            doubles=groups(signed_up, exchange.date, await registrations.told_apart(exchange.id)),
            waiting=[one for one in signed_up if one.in_queue],
        )

    @router.get("")
    async def show(request: Request, slug: str) -> Response:
        return await page(request, slug)

    @router.post("/pin")
    async def new_pin(request: Request, slug: str, sent: Typed) -> Response:
        """Shown in the answer itself, which is the only one that ever knows the PIN."""
        _, exchange = await access.own_exchange(request, slug)
        try:
            pin = await pins.new_pin(exchange, _command_id(sent))
        except Refused as refused:
            return await page(request, slug, refused=refused)
        return await page(request, slug, pin=pin)

    @router.post("/pin/trekk")
    async def revoke_pin(request: Request, slug: str, sent: Typed) -> Response:
        _, exchange = await access.own_exchange(request, slug)
        _command_id(sent)
        await pins.revoke_pin(exchange)
        return RedirectResponse(f"/arrangor/borser/{slug}/dor/nettbrett", 303)

    @router.post("/forskjellige")
    async def tell_apart(request: Request, slug: str, sent: Typed) -> Response:
        organiser, exchange = await access.own_exchange(request, slug)
        form = read_button(ApartForm, sent)
        await commands.tell_apart(exchange, form.participants, actor=organiser.actor, command_id=form.command_id)
        return RedirectResponse(f"/arrangor/borser/{slug}/dor/nettbrett", 303)

    return router


def _command_id(sent: FormData) -> UUID:
    return read_button(CommandForm, sent).command_id


def _picture(address: str) -> str:
    code = segno.make(address, error="m")
    return code.svg_data_uri(scale=8, border=2, light="#fff", xmldecl=False)
