"""The organiser writes to a selection of participants: what is written, a look at it, and how far it has come."""

from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import AfterValidator, Field, StringConstraints
from starlette.datastructures import FormData

from services.registration.access import Access
from services.registration.circular_text import LINK, as_html, as_text, unknown_placeholder
from services.registration.circulars import Circular, Circulars, Sending
from services.registration.forms import CommandForm
from services.registration.pages.mistakes import with_refusal
from services.registration.roster import Choice, Entry, addressed, all_entries, choice_of, chosen
from shared.aggregate import UNWRITABLE
from shared.directory import Exchange
from shared.free_text.personal_data import has_identity_number
from shared.refusal import Refused
from shared.web.forms import Mistake, Says, Submitted, blank_form, parse_form
from shared.web.i18n import N_, _, language
from shared.web.rendering import Pages
from shared.web.security import verified_form

ANYBODY = N_("(organisasjonens navn)")
"""Where a circular is shown as all of its readers got it."""


def _fit_to_send(text: str) -> str:
    if UNWRITABLE.search(text):
        raise ValueError(N_("Teksten inneholder et tegn som ikke kan lagres."))
    if has_identity_number(text):
        raise ValueError(N_("Ta bort fødselsnummeret. Det skal ikke stå her."))
    if unknown := unknown_placeholder(text):
        raise Mistake(N_("«%(unknown)s» betyr ingenting her. Bruk {organisasjon} eller {lenke}."), unknown=unknown)
    return text


def _without_link(subject: str) -> str:
    if LINK in subject:
        raise ValueError(N_("Lenken er personlig og kan ikke stå i emnet."))
    return subject


class Step(StrEnum):
    """Where the form leads: to what was written, back to the form, or to the readers."""

    REVIEW = "review"
    EDIT = "edit"
    SEND = "send"


class CircularForm(CommandForm):
    """A circular as a browser sends it; `til` are the participants' ids with spaces between them."""

    emne: Annotated[
        str,
        StringConstraints(strip_whitespace=True, max_length=120),
        AfterValidator(_fit_to_send),
        AfterValidator(_without_link),
        Says(missing=N_("Skriv hva e-posten handler om.")),
    ]
    tekst: Annotated[
        str, Field(max_length=10_000), AfterValidator(_fit_to_send), Says(missing=N_("Skriv det du vil si."))
    ]
    til: str = ""
    step: Step = Step.REVIEW


def routes(pages: Pages, access: Access, circulars: Circulars, public_url: str) -> APIRouter:
    """Below /arrangor/borser/{slug}/epost."""
    router = APIRouter(prefix="/arrangor/borser/{slug}/epost", include_in_schema=False)

    @router.get("")
    async def sendings(request: Request, slug: str) -> Response:
        _organiser, exchange = await access.own_exchange(request, slug)
        return pages.render(
            request,
            "registration/circulars.html",
            exchange=exchange,
            sendings=await circulars.sendings(exchange.id),
            subject_of=_subject_of,
            readers=await everybody_expected(exchange),
        )

    @router.get("/ny")
    async def write_to_all(request: Request, slug: str) -> Response:
        _organiser, exchange = await access.own_exchange(request, slug)
        readers = await everybody_expected(exchange)
        return write_page(request, exchange, readers, blank_form(til=_ids(readers)))

    @router.post("/ny")
    async def write(request: Request, slug: str, sent: Annotated[FormData, Depends(verified_form)]) -> Response:
        organiser, exchange = await access.own_exchange(request, slug)
        everybody = await all_entries(access.registrations, exchange.id)
        if "hvem" in sent:
            readers = _picked(everybody, sent)
            return write_page(request, exchange, readers, blank_form(til=_ids(readers)))
        form = parse_form(CircularForm, sent.multi_items())
        meant = set(form.value("til").split())
        readers = [entry for entry in everybody if str(entry.id) in meant and entry.reachable]
        if form.value("step") == Step.EDIT:
            return write_page(request, exchange, readers, form._replace(instance=None, errors={}))
        if form.instance is None:
            return write_page(request, exchange, readers, form, status_code=422)
        if form.instance.step is Step.REVIEW and readers:
            return review_page(request, exchange, readers, form, form.instance, left_out=len(meant) - len(readers))
        circular = _circular(form.instance, exchange, readers)
        try:
            await circulars.send(organiser, exchange, circular)
        except Refused as refused:
            fresh = {name: value for name, value in form.values.items() if name != "command_id"}
            form = with_refusal(form._replace(values=fresh), refused)
            return write_page(request, exchange, readers, form, status_code=422)
        return RedirectResponse(f"/arrangor/borser/{slug}/epost/{circular.id}", 303)

    @router.get("/{circular}")
    async def sending(request: Request, slug: str, circular: UUID) -> Response:
        _organiser, exchange = await access.own_exchange(request, slug)
        found = await circulars.sending(exchange.id, circular)
        return pages.render(
            request,
            "registration/circular.html",
            exchange=exchange,
            sending=found,
            subject=_subject_of(found),
            body=as_html(found.text or "", _(ANYBODY), f"{public_url}/min-side"),
        )

    async def everybody_expected(exchange: Exchange) -> list[Entry]:
        return addressed(chosen(await all_entries(access.registrations, exchange.id), Choice()), Choice())

    def write_page(
        request: Request, exchange: Exchange, readers: Sequence[Entry], form: Submitted[Any], *, status_code: int = 200
    ) -> Response:
        return pages.render(
            request,
            "registration/circular_write.html",
            status_code=status_code,
            exchange=exchange,
            readers=readers,
            form=form,
        )

    def review_page(
        request: Request,
        exchange: Exchange,
        readers: Sequence[Entry],
        form: Submitted[CircularForm],
        written: CircularForm,
        *,
        left_out: int,
    ) -> Response:
        first = readers[0].registration
        return pages.render(
            request,
            "registration/circular_review.html",
            exchange=exchange,
            readers=readers,
            form=form,
            left_out=left_out,
            first=first,
            subject=as_text(written.emne, first.name, ""),
            body=as_html(written.tekst, first.name, f"{public_url}/min-side"),
        )

    return router


def _picked(everybody: Collection[Entry], sent: FormData) -> list[Entry]:
    """Who was ticked in the list, or everybody whom the list showed."""
    if sent["hvem"] == "valgte":
        ticked = {str(one) for one in sent.getlist("valgt")}
        return [entry for entry in everybody if str(entry.id) in ticked and entry.reachable]
    choice = choice_of(sent)
    return addressed(chosen(everybody, choice), choice)


def _subject_of(sending: Sending) -> str | None:
    return sending.subject and as_text(sending.subject, _(ANYBODY), "")


def _ids(readers: Sequence[Entry]) -> str:
    return " ".join(str(entry.id) for entry in readers)


def _circular(written: CircularForm, exchange: Exchange, readers: Sequence[Entry]) -> Circular:
    ids = [entry.id for entry in readers]
    return Circular(written.command_id, exchange.id, written.emne, written.tekst, language(), ids)
