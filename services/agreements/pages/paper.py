"""Keying in what was agreed on paper: the form's number first, then what stands on it."""

from collections.abc import Sequence
from datetime import time
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel
from starlette.datastructures import FormData

from services.agreements.deadlines import DEADLINES
from services.agreements.desk import Desk, Visit
from services.agreements.domain.agreement import LONGEST_TEXT, MakeAgreement, RecognisePaper, Terms
from services.agreements.domain.deadline import proposals
from services.agreements.domain.paper import gaps
from services.agreements.paper import Form, PaperForms
from services.agreements.queries import Agreement, Queries
from services.agreements.sheet import Sheet, Step
from shared.aggregate import STALE
from shared.clock import NORWAY
from shared.contracts.agreements import AgreementTerms
from shared.directory import Directory
from shared.problems import sentence_of
from shared.projection import Runner
from shared.refusal import Refused
from shared.web.forms import Says, Submitted, blank_form, parse_form
from shared.web.i18n import N_
from shared.web.rendering import Pages
from shared.web.security import verified_form

Typed = Annotated[FormData, Depends(verified_form)]

DONE_BY_ANOTHER = (STALE, "already_made")
"""Refusals that mean: somebody keyed the form in since this page was shown."""


class NumberForm(BaseModel):
    """What is typed first."""

    nummer: Annotated[
        int, Says(missing=N_("Skriv nummeret som står øverst på skjemaet."), invalid=N_("Skriv nummeret med tall."))
    ]


class PaperSheet(Sheet):
    """What stands on a form; `version` is that of its stream in the log, as the page that was filled in knew it."""

    clock: Annotated[time | None, Says(invalid=N_("Skriv klokkeslettet som 18.40."))] = None
    version: int | None = 0
    step: Step = "save"
    answer: Literal["ask", "another"] = "ask"
    """Whether a likely double was shown, and is none."""
    same_as: UUID | None = None
    """The agreement that the form repeats, if somebody who saw both has said so."""

    def errors(self, refused: Refused) -> dict[str, str]:
        """As of every sheet; a time outside of the market hour belongs to the clock."""
        if refused.code == "outside_the_hour":
            return {"clock": sentence_of(refused)}
        return super().errors(refused)


def routes(
    desk: Desk, forms: PaperForms, queries: Queries, directory: Directory, market: Runner, pages: Pages
) -> APIRouter:
    """The pages, for brokers and the organiser; `market` is the projection of the own log."""
    router = APIRouter(prefix="/megler/{slug}/skjema", include_in_schema=False)

    async def ask(request: Request, visit: Visit, form: Submitted[Any], done: Form | None = None) -> Response:
        keyed_in = await forms.keyed_in(visit.evening.id)
        return pages.render(
            request,
            "agreements/paper_number.html",
            status_code=422 if form.errors else 200,
            visit=visit,
            form=form,
            done=done,
            keyed_in=keyed_in,
            missing=gaps(keyed_in),
        )

    async def show_sheet(request: Request, visit: Visit, paper: Form, form: Submitted[Any]) -> Response:
        day = (visit.evening.opened_at or visit.evening.opens_at).astimezone(NORWAY).date()
        return pages.render(
            request,
            "agreements/sheet.html",
            status_code=422 if form.errors else 200,
            visit=visit,
            form=form,
            participants=await directory.participants(visit.evening.id),
            deadlines=[(DEADLINES[name], proposed) for name, proposed in proposals(day).items()],
            earliest=day,
            longest=LONGEST_TEXT,
            agreement=None,
            latest=[],
            paper=paper,
        )

    def show_doubles(
        request: Request,
        visit: Visit,
        paper: Form,
        form: Submitted[Any],
        terms: AgreementTerms,
        known: Sequence[Agreement],
    ) -> Response:
        return pages.render(
            request, "agreements/paper_double.html", visit=visit, form=form, paper=paper, terms=terms, known=known
        )

    @router.get("")
    async def ask_for_number(request: Request, slug: str, nummer: str = "", fort: int | None = None) -> Response:
        visit = await desk.broker(request, slug)
        if not nummer:
            done = await forms.find(visit.evening.id, fort) if fort else None
            return await ask(request, visit, blank_form(nummer=str(fort + 1) if fort else ""), done)
        form = parse_form(NumberForm, request.query_params.multi_items())
        if form.instance:
            try:
                paper = await forms.find(visit.evening.id, form.instance.nummer)
            except Refused as refused:
                form = form._replace(instance=None, errors={"nummer": sentence_of(refused)})
            else:
                return RedirectResponse(f"/megler/{slug}/skjema/{paper.number}", 303)
        return await ask(request, visit, form)

    @router.get("/{number}")
    async def show(request: Request, slug: str, number: int) -> Response:
        visit = await desk.broker(request, slug)
        paper = await forms.find(visit.evening.id, number)
        another = paper.recognised and "likevel" in request.query_params
        if paper.tells_of and paper.keying and not another:
            # Whoever lost a race comes here at once, and the tables may be a moment behind the log.
            await market.reached(paper.keying.position)
            agreement = await queries.agreement(visit.evening.id, paper.tells_of)
            return pages.render(request, "agreements/paper_known.html", visit=visit, paper=paper, agreement=agreement)
        suggested = proposals((visit.evening.opened_at or visit.evening.opens_at).astimezone(NORWAY).date())
        form = blank_form(
            commitment="firm",
            deadline=suggested["two_weeks"].isoformat(),
            first_contact="one",
            version=str(paper.version),
            answer="another" if another else "ask",
        )
        return await show_sheet(request, visit, paper, form)

    @router.post("/{number}")
    async def key_in(request: Request, slug: str, number: int, typed: Typed) -> Response:
        form = parse_form(PaperSheet, typed.multi_items())
        terms = form.instance.terms() if form.instance else None
        visit = await desk.broker(request, slug, terms)
        paper = await forms.find(visit.evening.id, number)
        if form.instance is None or terms is None or form.instance.step == "edit":
            return await show_sheet(request, visit, paper, form)
        try:
            command = await _asked_for(visit, paper, form.instance, terms)
            if isinstance(command, MakeAgreement) and form.instance.answer == "ask":
                (event,) = await desk.consider(command)
                assert isinstance(event, AgreementTerms)
                if known := await forms.doubles(command, form.instance.clock):
                    return show_doubles(request, visit, paper, form, event, known)
            handled = await desk.carry_out(visit, command, form.instance.command_id, {form.instance.version or 0})
        except Refused as refused:
            if refused.code in DONE_BY_ANOTHER:
                return RedirectResponse(f"/megler/{slug}/skjema/{number}", 303)
            return await show_sheet(request, visit, paper, form._replace(errors=form.instance.errors(refused)))
        await market.reached(handled.position)
        return RedirectResponse(f"/megler/{slug}/skjema?fort={number}", 303)

    async def _asked_for(visit: Visit, paper: Form, sheet: PaperSheet, terms: Terms) -> MakeAgreement | RecognisePaper:
        """What a sheet asks for. Raises `Refused`."""
        if sheet.same_as is None:
            return forms.making(visit, paper, terms, sheet.clock)
        known = await queries.agreement(visit.evening.id, sheet.same_as)
        return forms.recognising(visit, paper, known.id)

    return router
