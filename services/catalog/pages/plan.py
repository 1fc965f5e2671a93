"""A participant's plan as a page. Each form works without a script; with one the page works without a network."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, Field
from starlette.datastructures import FormData

from services.catalog.access import Access
from services.catalog.matching.reasons import reason
from services.catalog.plan.composition import Plan
from services.catalog.plan.planner import Planner
from services.catalog.plan.written import KEPT, LONGEST_NOTE, Aspect, Mark, Written, mark_name
from services.catalog.profiles import profile_address
from shared.clock import Clock
from shared.directory import Exchange
from shared.free_text.personal_data import find_contact
from shared.problems import sentence_of, status_of
from shared.refusal import Refused
from shared.web.forms import parse_form
from shared.web.rendering import Pages
from shared.web.security import verified_form

STEPS = {"up": -1, "down": 1}


class ItemForm(BaseModel):
    """What was typed about one of those to meet, and the button that was pressed."""

    mark: Mark | None = None
    note: Annotated[str, Field(max_length=4 * LONGEST_NOTE)] = ""
    move: Literal["up", "down"] | None = None
    remove: UUID | None = None


class AddForm(BaseModel):
    """What to put in the plan: a line of the catalogue, and so whose it is, or a participant as such."""

    participant: UUID | None = None
    line: UUID | None = None


@dataclass(frozen=True)
class Unsaved:
    """A note that was not taken, to be offered once more."""

    other: UUID
    note: str


def routes(access: Access, planner: Planner, clock: Clock, pages: Pages) -> APIRouter:
    """The page, and its forms."""
    router = APIRouter(prefix="/katalog/{slug}/plan", include_in_schema=False)

    @router.get("")
    async def show(request: Request, slug: str) -> Response:
        exchange, participant = await access.oneself(request, slug)
        return page(request, exchange, await planner.plan(exchange, participant))

    @router.post("")
    async def add(request: Request, slug: str, typed: Annotated[FormData, Depends(verified_form)]) -> Response:
        exchange, participant = await access.oneself(request, slug)
        form = parse_form(AddForm, typed.multi_items())
        match form.instance:
            case AddForm(line=UUID() as line):
                wanted = Written(line, Aspect.LINE, KEPT, clock.now())
            case AddForm(participant=UUID() as other):
                wanted = Written(other, Aspect.MARK, Mark.WANTED, clock.now())
            case _:
                raise Refused("unwritable", "Dette kan ikke stå i en plan.")
        await planner.write(exchange, participant, [wanted])
        plan = await planner.plan(exchange, participant)
        return RedirectResponse(f"/katalog/{slug}/plan#plan-{plan.place_of(wanted.about)}", 303)

    @router.post("/{other}")
    async def write(
        request: Request, slug: str, other: UUID, typed: Annotated[FormData, Depends(verified_form)]
    ) -> Response:
        exchange, participant = await access.oneself(request, slug)
        form = parse_form(ItemForm, typed.multi_items())
        plan = await planner.plan(exchange, participant)
        if form.instance is None:
            return page(request, exchange, plan, status_code=422, trouble=next(iter(form.errors.values())))
        try:
            await planner.write(exchange, participant, _writings(form.instance, other, plan, clock.now()))
        except Refused as refused:
            typed_note = Unsaved(other, form.instance.note)
            return page(request, exchange, plan, status_of(refused), sentence_of(refused), typed_note)
        return RedirectResponse(f"/katalog/{slug}/plan#plan-{other}", 303)

    def page(
        request: Request,
        exchange: Exchange,
        plan: Plan,
        status_code: int = 200,
        trouble: str = "",
        unsaved: Unsaved | None = None,
    ) -> Response:
        return pages.render(
            request,
            "catalog/plan.html",
            status_code=status_code,
            exchange=exchange,
            participant=plan.participant,
            plan=plan,
            trouble=trouble,
            unsaved=unsaved,
            marks=[(mark, mark_name(mark)) for mark in Mark],
            longest_note=LONGEST_NOTE,
            now=clock.now(),
            reason=reason,
            find_contact=find_contact,
            profile_address=profile_address,
        )

    return router


def _writings(form: ItemForm, other: UUID, plan: Plan, now: datetime) -> list[Written]:
    """What differs from what stands: somebody else of the organisation may write in the same plan.

    Of who is not in it the mark is always written, so that it is seen whether there is such a participant.
    """
    stands = next((item for item in plan.items if item.other.id == other), None)
    written = []
    if stands is None or form.mark != stands.mark:
        written.append(Written(other, Aspect.MARK, form.mark or "", now))
    if form.note.strip() != (stands.note if stands else ""):
        written.append(Written(other, Aspect.NOTE, form.note, now))
    if form.move:
        order = " ".join(str(one) for one in plan.moved(other, STEPS[form.move]))
        written.append(Written(plan.participant.id, Aspect.ORDER, order, now))
    if form.remove:
        written.append(Written(form.remove, Aspect.LINE, "", now))
    return written
