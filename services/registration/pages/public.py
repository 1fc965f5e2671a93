"""What everybody reads: what an exchange is, which are coming, and the form to sign up."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from services.registration.commands import Commands
from services.registration.examples import EXAMPLES
from services.registration.forms import SignUpForm, Step
from services.registration.organisers import Organisers
from services.registration.pages.mistakes import with_refusal
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
    organisers: Organisers,
    commands: Commands,
    rates: Rates,
    clock: Clock,
) -> APIRouter:
    """The front page, each exchange's page, and signing up."""
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    async def front(request: Request) -> Response:
        exchanges, now = await registrations.exchanges(), clock.now()
        coming = [exchange for exchange in reversed(exchanges) if exchange.closes_at > now]
        past = [exchange for exchange in exchanges if exchange.closes_at <= now]
        return pages.render(request, "registration/front.html", coming=coming, past=past)

    @router.get("/b/{slug}")
    async def exchange(request: Request, slug: str) -> Response:
        found = await registrations.exchange(slug)
        return pages.render(
            request,
            "registration/exchange.html",
            exchange=found,
            organisation=await organisers.organisation_name(found.organisation),
            free=await registrations.free_places(found),
            over=found.closes_at <= clock.now(),
        )

    @router.get("/b/{slug}/pamelding")
    async def sign_up_form(request: Request, slug: str) -> Response:
        return sign_up_page(request, await registrations.exchange(slug), blank_form())

    @router.post("/b/{slug}/pamelding")
    async def sign_up(request: Request, slug: str, sent: Annotated[FormData, Depends(verified_form)]) -> Response:
        exchange = await registrations.exchange(slug)
        form = parse_form(SignUpForm, sent.multi_items())
        if form.value("step") == Step.EDIT:
            return sign_up_page(request, exchange, form._replace(instance=None, errors={}))
        if form.instance is None:
            return sign_up_page(request, exchange, form, status_code=200 if ADD_ROW in form.values else 422)
        if form.instance.step is Step.REVIEW:
            return pages.render(
                request,
                "registration/review.html",
                exchange=exchange,
                form=form,
                entry=form.instance,
                find_contact=find_contact,
            )
        await rates.check(Rate.SIGN_UP_PER_CLIENT, address_of(request))
        try:
            await commands.sign_up(exchange, form.instance, command_id=form.instance.command_id)
        except Refused as refused:
            return sign_up_page(request, exchange, with_refusal(form, refused), status_code=422)
        return RedirectResponse(f"/b/{slug}/pamelding/takk", 303)

    @router.get("/b/{slug}/pamelding/takk")
    async def thanks(request: Request, slug: str) -> Response:
        return pages.render(request, "registration/thanks.html", exchange=await registrations.exchange(slug))

    @router.get("/personvern")
    async def privacy(request: Request) -> Response:
        return pages.render(request, "registration/privacy.html")

    @router.get("/tilgjengelighet")
    async def accessibility(request: Request) -> Response:
        return pages.render(request, "registration/accessibility.html")

    def sign_up_page(request: Request, exchange: Exchange, form: Submitted[Any], *, status_code: int = 200) -> Response:
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
            over=exchange.closes_at <= clock.now(),
        )

    return router
