"""The organiser's list of the invited: inviting, asking again, and taking back; and what each has answered."""

from collections import Counter
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from services.registration.access import Access
from services.registration.forms import InvitedForm, InviteForm
from services.registration.invitations import pasted
from services.registration.invitations.commands import Inviting
from services.registration.invitations.queries import Answer, Invitation, Invitations
from services.registration.pages.mistakes import read_button, with_refusal
from shared.clock import Clock
from shared.directory import Exchange
from shared.refusal import Refused
from shared.web.forms import Submitted, blank_form, parse_form
from shared.web.rendering import Pages
from shared.web.security import verified_form


def routes(pages: Pages, access: Access, invitations: Invitations, inviting: Inviting, clock: Clock) -> APIRouter:
    """Below /arrangor/borser/{slug}/inviterte."""
    router = APIRouter(prefix="/arrangor/borser/{slug}/inviterte", include_in_schema=False)

    @router.get("")
    async def invited(request: Request, slug: str, sendt: int | None = None, kjent: int = 0) -> Response:
        _identity, exchange = await access.own_exchange(request, slug)
        return await page(request, exchange, blank_form(), sent=sendt, known=kjent)

    @router.post("")
    async def invite(request: Request, slug: str, sent: Annotated[FormData, Depends(verified_form)]) -> Response:
        organiser, exchange = await access.own_exchange(request, slug)
        form = parse_form(InviteForm, sent.multi_items())
        if form.instance is not None:
            listed = pasted.read(form.instance.guests)
            try:
                asked = await inviting.invite(
                    exchange, listed.guests, actor=organiser.actor, command_id=form.instance.command_id
                )
                told = {"sendt": asked.invited, "kjent": asked.known + listed.doubles}
                return RedirectResponse(f"/arrangor/borser/{slug}/inviterte?{urlencode(told)}", 303)
            except Refused as refused:
                form = with_refusal(form, refused)
        return await page(request, exchange, form, status_code=422)

    @router.post("/igjen")
    async def repeat(request: Request, slug: str, sent: Annotated[FormData, Depends(verified_form)]) -> Response:
        organiser, exchange = await access.own_exchange(request, slug)
        button = read_button(InvitedForm, sent)
        invitation = await own(exchange, button.invitation)
        await inviting.repeat(exchange, invitation.id, actor=organiser.actor, command_id=button.command_id)
        return RedirectResponse(f"/arrangor/borser/{slug}/inviterte?sendt=1", 303)

    @router.post("/slett")
    async def take_back(request: Request, slug: str, sent: Annotated[FormData, Depends(verified_form)]) -> Response:
        organiser, exchange = await access.own_exchange(request, slug)
        button = read_button(InvitedForm, sent)
        invitation = await own(exchange, button.invitation)
        await inviting.erase(exchange, invitation.id, actor=organiser.actor, command_id=button.command_id)
        return RedirectResponse(f"/arrangor/borser/{slug}/inviterte", 303)

    async def own(exchange: Exchange, id_: UUID) -> Invitation:
        found = await invitations.find(id_)
        if found.exchange != exchange.id:
            raise Refused("not_found", "Vi finner ikke denne invitasjonen.")
        return found

    async def page(
        request: Request,
        exchange: Exchange,
        form: Submitted[Any],
        *,
        sent: int | None = None,
        known: int = 0,
        status_code: int = 200,
    ) -> Response:
        everybody = await invitations.of_exchange(exchange.id)
        return pages.render(
            request,
            "registration/invitations.html",
            status_code=status_code,
            exchange=exchange,
            form=form,
            invited=[one for one in everybody if one.answer is not Answer.ERASED],
            answers=Counter(one.answer for one in everybody),
            sent=sent,
            known=known,
            over=exchange.closes_at <= clock.now(),
        )

    return router
