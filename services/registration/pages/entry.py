"""One participant as its organiser sees it: everything that is known, and what can be done on its behalf."""

from typing import Annotated, Any, NamedTuple
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from services.registration.access import Access
from services.registration.commands import Commands
from services.registration.forms import CommandForm
from services.registration.history import History
from services.registration.pages.details import DetailsForms
from services.registration.pages.mistakes import read_button
from services.registration.pages.wishes import Draft, WishesForms
from services.registration.pictures import Uploads
from services.registration.post import Post
from services.registration.printing.sheets import SHEETS
from services.registration.roster import Entry, standing_name
from shared.auth import Identity
from shared.clock import Clock
from shared.directory import Exchange
from shared.web.forms import Submitted, blank_form
from shared.web.rendering import Pages
from shared.web.security import verified_form


class Opened(NamedTuple):
    """An organiser's own exchange, and a participant of it."""

    organiser: Identity
    exchange: Exchange
    entry: Entry

    @property
    def address(self) -> str:
        """The participant's page."""
        return f"/arrangor/borser/{self.exchange.slug}/deltakere/{self.entry.id}"


def routes(
    pages: Pages, access: Access, commands: Commands, uploads: Uploads, post: Post, history: History, clock: Clock
) -> APIRouter:
    """Below /arrangor/borser/{slug}/deltakere/{participant}."""
    details = DetailsForms(access.registrations, commands, uploads)
    wishes = WishesForms(access.registrations, commands)
    router = APIRouter(prefix="/arrangor/borser/{slug}/deltakere/{participant}", include_in_schema=False)

    async def opened(request: Request, slug: str, participant: UUID) -> Opened:
        organiser, exchange = await access.own_exchange(request, slug)
        registration = await access.registrations.find(exchange.id, participant)
        return Opened(organiser, exchange, Entry(registration, await access.registrations.wishes(participant)))

    @router.get("")
    async def show(request: Request, here: Annotated[Opened, Depends(opened)], lenke: str = "") -> Response:
        return pages.render(
            request,
            "registration/entry.html",
            exchange=here.exchange,
            entry=here.entry,
            standing_name=standing_name,
            history=await history.of(here.entry.id),
            link_sent=lenke == "sendt",
            sheet=next(iter(SHEETS)),
            over=here.exchange.closes_at <= clock.now(),
        )

    @router.get("/endre")
    async def change_form(request: Request, here: Annotated[Opened, Depends(opened)]) -> Response:
        return await change_page(request, here, details.of(here.entry.registration))

    # The form is read before anybody asks who sent it: what was typed is kept where the organiser's session has ended.
    @router.post("/endre")
    async def change(
        request: Request,
        sent: Annotated[FormData, Depends(verified_form)],
        here: Annotated[Opened, Depends(opened)],
    ) -> Response:
        actor = here.organiser.actor
        form = await details.change(request, sent, here.exchange, here.entry.registration, actor=actor)
        if form is None:
            return RedirectResponse(here.address, 303)
        return await change_page(request, here, form, status_code=422)

    @router.get("/behov-og-tilbud")
    async def change_wishes_form(request: Request, here: Annotated[Opened, Depends(opened)]) -> Response:
        return wishes_page(request, here, await wishes.of(here.entry.registration))

    @router.post("/behov-og-tilbud")
    async def change_wishes(
        request: Request,
        sent: Annotated[FormData, Depends(verified_form)],
        here: Annotated[Opened, Depends(opened)],
    ) -> Response:
        draft = await wishes.change(sent, here.exchange, here.entry.registration, actor=here.organiser.actor)
        if draft is None:
            return RedirectResponse(here.address, 303)
        return wishes_page(request, here, draft)

    @router.get("/trekk")
    async def withdraw_form(request: Request, here: Annotated[Opened, Depends(opened)]) -> Response:
        return pages.render(
            request, "registration/entry_withdraw.html", exchange=here.exchange, entry=here.entry, form=blank_form()
        )

    @router.post("/trekk")
    async def withdraw(
        here: Annotated[Opened, Depends(opened)], sent: Annotated[FormData, Depends(verified_form)]
    ) -> Response:
        command = read_button(CommandForm, sent)
        await commands.withdraw(here.exchange, here.entry.id, actor=here.organiser.actor, command_id=command.command_id)
        return RedirectResponse(here.address, 303)

    @router.post("/lenke")
    async def send_link(
        here: Annotated[Opened, Depends(opened)], sent: Annotated[FormData, Depends(verified_form)]
    ) -> Response:
        command = read_button(CommandForm, sent)
        await post.send_again(here.entry.registration, command_id=command.command_id)
        return RedirectResponse(f"{here.address}?lenke=sendt", 303)

    async def change_page(request: Request, here: Opened, form: Submitted[Any], *, status_code: int = 200) -> Response:
        return pages.render(
            request,
            "registration/entry_change.html",
            status_code=status_code,
            exchange=here.exchange,
            entry=here.entry,
            form=form,
            logo=await uploads.shown(form, "logo"),
        )

    def wishes_page(request: Request, here: Opened, draft: Draft) -> Response:
        return pages.render(
            request,
            "registration/entry_wishes.html",
            status_code=draft.status_code,
            exchange=here.exchange,
            entry=here.entry,
            **wishes.shown(here.exchange, draft),
        )

    return router
