"""How the host (*konferansier*) joins, with the PIN that the organiser has made."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from services.agreements.pages.broker import PinForm
from services.agreements.queries import Queries
from shared.auth import SignIn, evening_lifetime
from shared.clock import Clock
from shared.pins import Pins
from shared.problems import sentence_of
from shared.refusal import Refused
from shared.web.clients import address_of
from shared.web.forms import blank_form, parse_form
from shared.web.rendering import Pages
from shared.web.security import verified_form

Typed = Annotated[FormData, Depends(verified_form)]


def routes(queries: Queries, hosts: Pins, sign_in: SignIn, clock: Clock, pages: Pages) -> APIRouter:
    """The page where the PIN is typed; the cockpit is scoreboard's."""
    router = APIRouter(prefix="/marked/{slug}/konferansier", include_in_schema=False)

    @router.get("")
    async def ask_for_pin(request: Request, slug: str) -> Response:
        evening = await queries.evening(slug, clock.now())
        return pages.render(request, "agreements/join_host.html", evening=evening, form=blank_form())

    @router.post("")
    async def join(request: Request, slug: str, typed: Typed) -> Response:
        evening = await queries.evening(slug, clock.now())
        form = parse_form(PinForm, typed.multi_items())
        status = 422
        if form.instance:
            try:
                host = await hosts.join(evening, form.instance.pin, address_of(request))
            except Refused as refused:
                status = 429 if refused.code == "too_many" else 422
                form = form._replace(instance=None, errors={"pin": sentence_of(refused)})
            else:
                joined = RedirectResponse(f"/konferansier/{slug}", 303)
                sign_in.remember(joined, host, lifetime=evening_lifetime(clock.now(), evening.closes_at))
                return joined
        return pages.render(request, "agreements/join_host.html", status_code=status, evening=evening, form=form)

    return router
