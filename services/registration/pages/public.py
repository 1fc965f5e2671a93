"""Signing up, and what everybody may read about it."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from services.registration.commands import Commands
from services.registration.domain.participant import LogoChoice
from services.registration.examples import EXAMPLES
from services.registration.forms import SignUpForm, Step
from services.registration.pages.entrance import Doorkeeper, Entrance
from services.registration.pages.mistakes import with_refusal
from services.registration.pictures import Purpose, Uploads
from services.registration.queries import Registrations
from services.registration.rates import Rate, Rates
from shared.clock import Clock
from shared.directory import Exchange
from shared.free_text.money import find_money
from shared.free_text.personal_data import find_contact
from shared.refusal import Refused
from shared.web.clients import address_of
from shared.web.forms import ADD_ROW, Submitted, blank_form, parse_form
from shared.web.rendering import Pages
from shared.web.security import verified_form
from shared.web.words import category_name


def routes(
    pages: Pages,
    registrations: Registrations,
    doorkeeper: Doorkeeper,
    commands: Commands,
    uploads: Uploads,
    rates: Rates,
    clock: Clock,
) -> APIRouter:
    """The form, a look at what was written, thanks; and what happens with what was written."""
    router = APIRouter(include_in_schema=False)

    @router.get("/b/{slug}/pamelding")
    @router.get("/b/{slug}/invitasjon/{token}")
    async def sign_up_form(request: Request, here: Annotated[Entrance, Depends(doorkeeper)]) -> Response:
        if here.closed:
            return closed_page(request, here)
        if here.invitation is not None and here.invitation.signed_up:
            return pages.render(request, "registration/invitation_used.html", exchange=here.exchange)
        return await sign_up_page(request, here, blank_form(**here.prefilled))

    @router.post("/b/{slug}/pamelding")
    @router.post("/b/{slug}/invitasjon/{token}")
    async def sign_up(
        request: Request,
        here: Annotated[Entrance, Depends(doorkeeper)],
        sent: Annotated[FormData, Depends(verified_form)],
    ) -> Response:
        if here.closed:
            return closed_page(request, here)
        exchange = here.exchange
        taken = await uploads.take(request, sent, "logo", Purpose.LOGO)
        form = taken.beside_file(parse_form(SignUpForm, taken.items))
        if form.value("step") == Step.EDIT:
            return await sign_up_page(request, here, form._replace(instance=None, errors={}))
        if form.value("step") == Step.NEXT or ADD_ROW in form.values:
            return await sign_up_page(request, here, form)
        if form.instance is None:
            return await sign_up_page(request, here, form, status_code=422)
        if form.instance.step is Step.REVIEW:
            return pages.render(
                request,
                "registration/review.html",
                exchange=exchange,
                form=form,
                entry=form.instance,
                find_contact=find_contact,
                logo=await uploads.shown(form, "logo"),
                waits=form.instance.people > await registrations.free_places(exchange),
            )
        await rates.check(Rate.SIGN_UP_PER_CLIENT, address_of(request))
        logo = LogoChoice(form.instance.logo) if form.instance.logo else None
        try:
            if form.instance.logo:
                await uploads.hold(form.instance.logo)
            signed_up = await commands.sign_up(
                exchange,
                form.instance,
                command_id=form.instance.command_id,
                logo=logo,
                participant=here.invitation.participant if here.invitation else None,
                invited=here.invitation is not None,
            )
        except Refused as refused:
            return await sign_up_page(request, here, with_refusal(form, refused), status_code=422)
        done = "venteliste" if signed_up.waiting else "takk"
        before = "?sendt=igjen" if signed_up.handled.repeated else ""
        return RedirectResponse(f"/b/{exchange.slug}/pamelding/{done}{before}", 303)

    @router.get("/b/{slug}/pamelding/takk")
    async def thanks(request: Request, slug: str, sendt: str = "") -> Response:
        exchange = await registrations.exchange(slug)
        return await done_page(request, "registration/thanks.html", exchange, sendt)

    @router.get("/b/{slug}/pamelding/venteliste")
    async def waiting(request: Request, slug: str, sendt: str = "") -> Response:
        exchange = await registrations.exchange(slug)
        return await done_page(request, "registration/thanks_waiting.html", exchange, sendt)

    @router.get("/personvern")
    async def privacy(request: Request) -> Response:
        return pages.render(request, "registration/privacy.html")

    @router.get("/tilgjengelighet")
    async def accessibility(request: Request) -> Response:
        return pages.render(request, "registration/accessibility.html")

    async def done_page(request: Request, template: str, exchange: Exchange, sent: str) -> Response:
        return pages.render(request, template, exchange=exchange, before=sent == "igjen")

    def closed_page(request: Request, here: Entrance) -> Response:
        status_code = 410 if here.ended else 403
        return pages.render(
            request, "registration/invited_only.html", status_code=status_code, exchange=here.exchange, here=here
        )

    async def sign_up_page(
        request: Request, here: Entrance, form: Submitted[Any], *, status_code: int = 200
    ) -> Response:
        exchange = here.exchange
        return pages.render(
            request,
            "registration/sign_up.html",
            status_code=status_code,
            exchange=exchange,
            form=form,
            categories=[(category.value, category_name(category)) for category in exchange.categories],
            examples=[(category, EXAMPLES[category]) for category in exchange.categories],
            find_money=find_money,
            find_contact=find_contact,
            logo=await uploads.shown(form, "logo"),
            over=exchange.closes_at <= clock.now(),
            fresh=request.method == "GET",
            invitation=here.invitation,
            free=await registrations.free_places(exchange),
            queue=await registrations.queue(exchange.id),
        )

    return router
