"""How the host (*konferansier*) joins, with the PIN that the organiser has made."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from services.agreements.pages.joining import Joining
from services.agreements.queries import Queries
from shared.auth import SignIn
from shared.clock import Clock
from shared.pins import Pins
from shared.web.rendering import Pages
from shared.web.security import verified_form

Typed = Annotated[FormData, Depends(verified_form)]


def routes(queries: Queries, hosts: Pins, sign_in: SignIn, clock: Clock, pages: Pages) -> APIRouter:
    """The page where the PIN is typed; the cockpit is scoreboard's."""
    router = APIRouter(prefix="/marked/{slug}/konferansier", include_in_schema=False)
    joining = Joining("agreements/join_host.html", hosts, queries, sign_in, clock, pages)

    @router.get("")
    async def ask_for_pin(request: Request, slug: str) -> Response:
        return await joining.ask(request, slug)

    @router.post("")
    async def join(request: Request, slug: str, typed: Typed) -> Response:
        return await joining.join(request, slug, typed, f"/konferansier/{slug}")

    return router
