"""How organisers sign in: an address, a one-time link by mail, and one button."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from services.registration.forms import EmailForm
from services.registration.organisers import Organisers
from services.registration.post import Post, Wanted
from services.registration.rates import Rate, Rates
from shared.auth import Role, SignIn
from shared.web.clients import address_of
from shared.web.forms import blank_form, parse_form
from shared.web.rendering import Pages
from shared.web.security import verified_form


def routes(pages: Pages, organisers: Organisers, sign_in: SignIn, post: Post, rates: Rates) -> APIRouter:
    """Asking for a link, using it, and signing out. Reading changes nothing: mail scanners follow links too."""
    router = APIRouter(include_in_schema=False)

    @router.get("/logg-inn")
    async def ask(request: Request) -> Response:
        return pages.render(request, "registration/sign_in.html", form=blank_form())

    @router.post("/logg-inn")
    async def send(request: Request, sent: Annotated[FormData, Depends(verified_form)]) -> Response:
        await rates.check(Rate.LINK_PER_CLIENT, address_of(request))
        form = parse_form(EmailForm, sent.multi_items())
        if form.instance is None:
            return pages.render(request, "registration/sign_in.html", status_code=422, form=form)
        if await rates.allows(Rate.LINK_PER_ADDRESS, form.instance.email.lower()):
            await post.ask(Wanted.SIGN_IN, form.instance.email, command_id=form.instance.command_id)
        return RedirectResponse("/logg-inn/sendt", 303)

    @router.get("/logg-inn/sendt")
    async def sent(request: Request) -> Response:
        return pages.render(request, "registration/sign_in_sent.html")

    @router.get("/logg-inn/{token}")
    async def confirm(request: Request, token: str) -> Response:
        await rates.check(Rate.TOKEN_PER_CLIENT, address_of(request))
        if not await organisers.is_open(token):
            return pages.render(request, "registration/link_ended.html", status_code=410, again="/logg-inn")
        return pages.render(request, "registration/sign_in_confirm.html", form=blank_form())

    @router.post("/logg-inn/{token}", dependencies=[Depends(verified_form)])
    async def use(request: Request, token: str) -> Response:
        await rates.check(Rate.TOKEN_PER_CLIENT, address_of(request))
        organiser = await organisers.use_link(token)
        if organiser is None:
            return pages.render(request, "registration/link_ended.html", status_code=410, again="/logg-inn")
        answer = RedirectResponse("/arrangor", 303)
        sign_in.remember(answer, organiser.identity)
        return answer

    @router.post("/logg-ut", dependencies=[Depends(verified_form)])
    async def sign_out() -> Response:
        answer = RedirectResponse("/", 303)
        sign_in.forget(answer, Role.ORGANISER)
        sign_in.forget(answer, Role.PARTICIPANT)
        return answer

    return router
