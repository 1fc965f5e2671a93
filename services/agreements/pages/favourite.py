"""The room's favourite: a participant votes for what others have agreed on, on its own phone.

Whoever comes must be signed in as a participant of the exchange: each has one vote, on however many phones.
"""

from typing import Annotated
from uuid import UUID, uuid5

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel
from starlette.datastructures import FormData

from services.agreements.desk import Desk, Visit
from services.agreements.domain.favourite import voting_ends
from services.agreements.queries import Queries
from shared.auth import NotSignedIn
from shared.clock import Clock
from shared.problems import sentence_of, status_of
from shared.refusal import Refused
from shared.web.forms import blank_form, parse_form
from shared.web.rendering import Pages
from shared.web.security import verified_form


class VoteForm(BaseModel):
    """The agreement whose button was pressed."""

    command_id: UUID
    agreement: UUID


def routes(desk: Desk, queries: Queries, clock: Clock, pages: Pages) -> APIRouter:
    """The page, and what its buttons send."""
    router = APIRouter(prefix="/marked/{slug}/favoritt", include_in_schema=False)

    async def show(request: Request, visit: Visit, wanted: str = "", refused: Refused | None = None) -> Response:
        evening = visit.evening
        ends = voting_ends(evening.market)
        others = [
            agreement
            for agreement in await queries.standing(evening.id)
            if not agreement.is_between(UUID(visit.who.subject))
        ]
        chosen = await desk.favourite(visit)
        return pages.render(
            request,
            "agreements/favourite.html",
            status_code=status_of(refused) if refused else 200,
            evening=evening,
            signed_in=True,
            ends=ends,
            over=ends is not None and clock.now() > ends,
            others=[agreement for agreement in others if agreement.speaks_of(wanted)],
            count=len(others),
            chosen=next((agreement for agreement in others if agreement.id == chosen), None),
            refusal=sentence_of(refused) if refused else None,
            form=blank_form(sok=wanted),
        )

    @router.get("")
    async def ask(request: Request, slug: str, sok: str = "") -> Response:
        try:
            visit = await desk.party(request, slug)
        except NotSignedIn:
            evening = await queries.evening(slug, clock.now())
            return pages.render(request, "agreements/favourite.html", evening=evening, signed_in=False)
        return await show(request, visit, sok)

    @router.post("")
    async def vote(request: Request, slug: str, typed: Annotated[FormData, Depends(verified_form)]) -> Response:
        visit = await desk.party(request, slug)
        form = parse_form(VoteForm, typed.multi_items()).instance
        if form is None:
            return await show(request, visit)
        # All buttons of a page share its command id: one that is pressed after another is another command.
        command_id = uuid5(form.command_id, str(form.agreement))
        try:
            await desk.choose_favourite(visit, form.agreement, command_id)
        except Refused as refused:
            return await show(request, visit, refused=refused)
        return RedirectResponse(f"/marked/{slug}/favoritt", 303)

    return router
