"""Agreements between the same parties, side by side: for the brokers, who spoke to them, and the organiser."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel
from starlette.datastructures import FormData

from services.agreements.desk import Desk
from services.agreements.queries import Queries
from shared.projection import Runner
from shared.web.forms import parse_form
from shared.web.rendering import Pages
from shared.web.security import verified_form


class ApartForm(BaseModel):
    """The agreements that were shown beside each other, and are different ones."""

    command_id: UUID
    agreements: list[UUID]


def routes(desk: Desk, queries: Queries, market: Runner, pages: Pages) -> APIRouter:
    """The page; `market` is the projection of the own log."""
    router = APIRouter(prefix="/megler/{slug}/like", include_in_schema=False)

    @router.get("")
    async def show(request: Request, slug: str) -> Response:
        visit = await desk.broker(request, slug)
        groups = await queries.twins(visit.evening.id)
        return pages.render(request, "agreements/twins.html", visit=visit, groups=groups)

    @router.post("")
    async def tell_apart(
        request: Request, slug: str, typed: Annotated[FormData, Depends(verified_form)]
    ) -> RedirectResponse:
        visit = await desk.broker(request, slug)
        form = parse_form(ApartForm, typed.multi_items())
        if form.instance is None:
            raise HTTPException(422)
        handled = await desk.tell_apart(visit, form.instance.agreements, form.instance.command_id)
        await market.reached(handled.position)
        return RedirectResponse(f"/megler/{slug}/like", 303)

    return router
