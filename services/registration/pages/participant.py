"""A participant's own page, reached by its personal link: see, change, withdraw, be forgotten."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from services.registration.access import Access
from services.registration.commands import Commands
from services.registration.forms import CommandForm, EmailForm
from services.registration.links import PersonalLinks
from services.registration.pages.details import DetailsForms
from services.registration.pages.mistakes import read_button
from services.registration.pictures import Uploads
from services.registration.post import Post, Wanted
from services.registration.rates import Rate, Rates
from shared.auth import Identity, Role
from shared.clock import Clock
from shared.directory import Exchange
from shared.web.clients import address_of
from shared.web.forms import Submitted, blank_form, parse_form
from shared.web.rendering import Pages
from shared.web.security import verified_form


def routes(
    pages: Pages,
    access: Access,
    links: PersonalLinks,
    commands: Commands,
    uploads: Uploads,
    post: Post,
    rates: Rates,
    clock: Clock,
) -> APIRouter:
    """The personal link and what lies behind it. Reading changes nothing: mail scanners follow links too."""
    router = APIRouter(include_in_schema=False)
    details = DetailsForms(access.registrations, commands, uploads)

    @router.get("/p/{token}")
    async def confirm(request: Request, token: str) -> Response:
        await rates.check(Rate.TOKEN_PER_CLIENT, address_of(request))
        link = await links.find(token)
        if link is None:
            return pages.render(request, "registration/link_ended.html", status_code=410, again="/min-side")
        exchange = await access.registrations.exchange_by_id(link.exchange)
        return pages.render(request, "registration/personal_link.html", form=blank_form(), exchange=exchange)

    @router.post("/p/{token}", dependencies=[Depends(verified_form)])
    async def use(request: Request, token: str) -> Response:
        await rates.check(Rate.TOKEN_PER_CLIENT, address_of(request))
        link = await links.find(token)
        if link is None:
            return pages.render(request, "registration/link_ended.html", status_code=410, again="/min-side")
        answer = RedirectResponse("/min-side", 303)
        access.sign_in.remember(answer, Identity(Role.PARTICIPANT, str(link.participant), exchange=link.exchange))
        return answer

    @router.get("/min-side")
    async def mine(request: Request, lagret: str = "") -> Response:
        if access.sign_in.find(request, Role.PARTICIPANT) is None:
            return pages.render(request, "registration/new_link.html", form=blank_form())
        _identity, exchange, registration = await access.own_registration(request)
        wishes = await access.registrations.wishes(registration.id)
        return pages.render(
            request,
            "registration/mine.html",
            exchange=exchange,
            registration=registration,
            place=await access.registrations.place_in_queue(registration),
            wishes=wishes,
            begun=exchange.opens_at <= clock.now(),
            over=exchange.closes_at <= clock.now(),
            saved=bool(lagret),
        )

    @router.post("/min-side/ny-lenke")
    async def send_link(request: Request, sent: Annotated[FormData, Depends(verified_form)]) -> Response:
        await rates.check(Rate.LINK_PER_CLIENT, address_of(request))
        form = parse_form(EmailForm, sent.multi_items())
        if form.instance is None:
            return pages.render(request, "registration/new_link.html", status_code=422, form=form)
        if await rates.allows(Rate.LINK_PER_ADDRESS, form.instance.email.lower()):
            await post.ask(Wanted.PERSONAL, form.instance.email, command_id=form.instance.command_id)
        return RedirectResponse("/min-side/sendt", 303)

    @router.get("/min-side/sendt")
    async def link_sent(request: Request) -> Response:
        return pages.render(request, "registration/new_link_sent.html")

    @router.get("/min-side/endre")
    async def change_form(request: Request) -> Response:
        _identity, exchange, registration = await access.own_registration(request)
        return await change_page(request, exchange, details.of(registration))

    @router.post("/min-side/endre")
    async def change(request: Request, sent: Annotated[FormData, Depends(verified_form)]) -> Response:
        identity, exchange, registration = await access.own_registration(request)
        form = await details.change(request, sent, exchange, registration, actor=identity.actor)
        if form is None:
            return RedirectResponse("/min-side?lagret=ja", 303)
        return await change_page(request, exchange, form, status_code=422)

    @router.get("/min-side/trekk")
    async def withdraw_form(request: Request) -> Response:
        _identity, exchange, registration = await access.own_registration(request)
        return pages.render(
            request, "registration/withdraw.html", exchange=exchange, registration=registration, form=blank_form()
        )

    @router.post("/min-side/trekk")
    async def withdraw(request: Request, sent: Annotated[FormData, Depends(verified_form)]) -> Response:
        identity, exchange, registration = await access.own_registration(request)
        command = read_button(CommandForm, sent)
        await commands.withdraw(exchange, registration.id, actor=identity.actor, command_id=command.command_id)
        return RedirectResponse("/min-side", 303)

    @router.get("/min-side/slett")
    async def erase_form(request: Request) -> Response:
        _identity, exchange, registration = await access.own_registration(request)
        return pages.render(
            request,
            "registration/erase.html",
            exchange=exchange,
            registration=registration,
            form=blank_form(),
            over=exchange.closes_at <= clock.now(),
        )

    @router.post("/min-side/slett")
    async def erase(request: Request, sent: Annotated[FormData, Depends(verified_form)]) -> Response:
        identity, exchange, registration = await access.own_registration(request)
        command = read_button(CommandForm, sent)
        await commands.erase(exchange, registration.id, actor=identity.actor, command_id=command.command_id)
        answer = RedirectResponse("/min-side/slettet", 303)
        access.sign_in.forget(answer, Role.PARTICIPANT)
        return answer

    @router.get("/min-side/slettet")
    async def erased(request: Request) -> Response:
        return pages.render(request, "registration/erased.html")

    async def change_page(
        request: Request, exchange: Exchange, form: Submitted[Any], *, status_code: int = 200
    ) -> Response:
        return pages.render(
            request,
            "registration/change.html",
            status_code=status_code,
            exchange=exchange,
            form=form,
            logo=await uploads.shown(form, "logo"),
        )

    return router
