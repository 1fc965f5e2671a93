"""The brokers' tablet: joining, the agreement form, and what has been registered."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID, uuid5

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel
from starlette.datastructures import FormData

from services.agreements.deadlines import DEADLINES
from services.agreements.desk import Desk, Visit
from services.agreements.domain.agreement import LONGEST_TEXT, CorrectAgreement, MakeAgreement
from services.agreements.domain.deadline import proposals
from services.agreements.pages.joining import Joining
from services.agreements.queries import Agreement, Queries
from services.agreements.sheet import Sheet, beside_the_saved, filled_in
from shared.aggregate import STALE
from shared.auth import NotSignedIn, SignIn
from shared.clock import Clock, today
from shared.contracts.agreements import AgreementTerms
from shared.contracts.base import Event
from shared.directory import Directory
from shared.pins import Pins
from shared.problems import sentence_of
from shared.projection import Runner
from shared.refusal import Refused
from shared.web.forms import Submitted, blank_form, parse_form
from shared.web.rendering import Pages
from shared.web.security import verified_form

LATEST = 6

Typed = Annotated[FormData, Depends(verified_form)]


class CancelForm(BaseModel):
    """Why an agreement is called off."""

    command_id: UUID
    reason: str = ""


def routes(
    desk: Desk,
    queries: Queries,
    brokers: Pins,
    directory: Directory,
    sign_in: SignIn,
    clock: Clock,
    market: Runner,
    pages: Pages,
) -> APIRouter:
    """The pages; `market` is the projection of the own log."""
    router = APIRouter(prefix="/megler", include_in_schema=False)
    joining = Joining("agreements/join.html", brokers, queries, sign_in, clock, pages)

    async def show_sheet(request: Request, visit: Visit, form: Submitted[Any], agreement: Agreement | None) -> Response:
        day = today(clock)
        latest = [] if agreement else await queries.agreements(visit.evening.id, LATEST)
        return pages.render(
            request,
            "agreements/sheet.html",
            status_code=422 if form.errors else 200,
            visit=visit,
            form=form,
            participants=await directory.participants(visit.evening.id),
            deadlines=[(DEADLINES[name], proposed) for name, proposed in proposals(day).items()],
            earliest=min(day, agreement.deadline) if agreement else day,
            longest=LONGEST_TEXT,
            agreement=agreement,
            latest=latest,
        )

    def read_back(request: Request, visit: Visit, form: Submitted[Any], events: Sequence[Event]) -> Response:
        (event,) = events
        assert isinstance(event, AgreementTerms)
        return pages.render(request, "agreements/read_back.html", visit=visit, form=form, terms=event)

    async def take(
        request: Request, visit: Visit, form: Submitted[Any], command: MakeAgreement | CorrectAgreement
    ) -> Response | Submitted[Any]:
        """Read the agreement back or save it, as the pressed button says; the form again if it is refused."""
        assert form.instance
        receipt = f"/megler/{visit.evening.slug}/avtaler/{command.agreement}"
        try:
            if form.instance.step == "review":
                events = await desk.consider(command)
                return read_back(request, visit, form, events) if events else RedirectResponse(receipt, 303)
            version = form.instance.version
            only_at = {version} if version is not None else None
            handled = await desk.carry_out(visit, command, form.instance.command_id, only_at)
        except Refused as refused:
            if refused.code == STALE:
                return beside_the_saved(form, refused, await queries.agreement(visit.evening.id, command.agreement))
            return Submitted(None, form.values, form.instance.errors(refused), {})
        await market.reached(handled.position)
        return RedirectResponse(receipt, 303)

    @router.get("")
    async def choose_exchange(request: Request) -> Response:
        day = today(clock)
        exchanges = [exchange for exchange in await directory.exchanges() if exchange.date >= day]
        todays = [exchange for exchange in exchanges if exchange.date == day]
        if len(todays) == 1:
            return RedirectResponse(f"/megler/{todays[0].slug}", 303)
        return pages.render(request, "agreements/choose.html", exchanges=todays or exchanges[::-1], today=day)

    @router.get("/{slug}")
    async def show_desk(request: Request, slug: str) -> Response:
        try:
            visit = await desk.broker(request, slug)
        except NotSignedIn:
            return await joining.ask(request, slug)
        if visit.evening.state != "open":
            latest = await queries.agreements(visit.evening.id, LATEST)
            return pages.render(request, "agreements/not_open.html", visit=visit, latest=latest)
        suggested = proposals(today(clock))["two_weeks"]
        form = blank_form(commitment="firm", deadline=suggested.isoformat(), first_contact="one")
        return await show_sheet(request, visit, form, None)

    @router.post("/{slug}")
    async def join(request: Request, slug: str, typed: Typed) -> Response:
        return await joining.join(request, slug, typed, f"/megler/{slug}")

    @router.get("/{slug}/avtaler")
    async def show_all(request: Request, slug: str) -> Response:
        visit = await desk.broker(request, slug)
        agreements = await queries.agreements(visit.evening.id)
        twins = len(await queries.twins(visit.evening.id))
        return pages.render(request, "agreements/all.html", visit=visit, agreements=agreements, twins=twins)

    @router.post("/{slug}/avtaler")
    async def make(request: Request, slug: str, typed: Typed) -> Response:
        form = parse_form(Sheet, typed.multi_items())
        if form.instance is None:
            return await show_sheet(request, await desk.broker(request, slug), form, None)
        terms = form.instance.terms()
        visit = await desk.broker(request, slug, terms)
        if form.instance.step == "edit":
            return await show_sheet(request, visit, form, None)
        command = desk.making(visit, uuid5(form.instance.command_id, "agreement"), terms)
        taken = await take(request, visit, form, command)
        return taken if isinstance(taken, Response) else await show_sheet(request, visit, taken, None)

    @router.get("/{slug}/avtaler/{agreement}")
    async def show_receipt(request: Request, slug: str, agreement: UUID) -> Response:
        visit = await desk.broker(request, slug)
        found = await queries.agreement(visit.evening.id, agreement)
        return pages.render(request, "agreements/receipt.html", visit=visit, agreement=found)

    @router.get("/{slug}/avtaler/{agreement}/rett")
    async def show_correction(request: Request, slug: str, agreement: UUID) -> Response:
        visit = await desk.broker(request, slug)
        found = await queries.agreement(visit.evening.id, agreement)
        return await show_sheet(request, visit, blank_form(**filled_in(found)), found)

    @router.post("/{slug}/avtaler/{agreement}/rett")
    async def correct(request: Request, slug: str, agreement: UUID, typed: Typed) -> Response:
        form = parse_form(Sheet, typed.multi_items())
        terms = form.instance.terms() if form.instance else None
        visit = await desk.broker(request, slug, terms)
        found = await queries.agreement(visit.evening.id, agreement)
        if form.instance is None or terms is None or form.instance.step == "edit":
            return await show_sheet(request, visit, form, found)
        taken = await take(request, visit, form, desk.correcting(visit, agreement, terms))
        return taken if isinstance(taken, Response) else await show_sheet(request, visit, taken, found)

    @router.get("/{slug}/avtaler/{agreement}/avlys")
    async def show_cancellation(request: Request, slug: str, agreement: UUID) -> Response:
        visit = await desk.broker(request, slug)
        found = await queries.agreement(visit.evening.id, agreement)
        return pages.render(request, "agreements/cancel.html", visit=visit, agreement=found, form=blank_form())

    @router.post("/{slug}/avtaler/{agreement}/avlys")
    async def cancel(request: Request, slug: str, agreement: UUID, typed: Typed) -> Response:
        visit = await desk.broker(request, slug)
        found = await queries.agreement(visit.evening.id, agreement)
        form = parse_form(CancelForm, typed.multi_items())
        if form.instance:
            command = desk.cancelling(visit, agreement, form.instance.reason)
            try:
                handled = await desk.carry_out(visit, command, form.instance.command_id)
            except Refused as refused:
                form = form._replace(instance=None, errors={"reason": sentence_of(refused)})
            else:
                await market.reached(handled.position)
                return RedirectResponse(f"/megler/{slug}/avtaler/{agreement}", 303)
        return pages.render(request, "agreements/cancel.html", status_code=422, visit=visit, agreement=found, form=form)

    return router
