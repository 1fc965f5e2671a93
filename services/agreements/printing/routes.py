"""Where an organiser chooses how many forms to print, and sees which have come back."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, field_validator

from services.agreements.desk import Desk, Visit
from services.agreements.domain.paper import MOST_FORMS
from services.agreements.paper import PaperForms
from services.agreements.printing import documents
from shared.print import Stock, download
from shared.web.forms import Says, Submitted, blank_form, parse_form
from shared.web.i18n import N_
from shared.web.rendering import Pages

MOST_AT_ONCE = 200
USUAL = 50
WRITE_A_NUMBER = N_("Skriv et tall.")


class PrintForm(BaseModel):
    """How many forms, from which number. It travels in the address: printing changes nothing."""

    fra: Annotated[int, Says(invalid=WRITE_A_NUMBER)] = 1
    antall: Annotated[int, Says(invalid=WRITE_A_NUMBER)] = USUAL
    ark: Literal["1", "2"] = "2"

    @field_validator("fra")
    @classmethod
    def _three_digits(cls, first: int) -> int:
        if not 1 <= first <= MOST_FORMS:
            raise ValueError(N_("Skjemaene kan ha nummer fra 1 til 999."))
        return first

    @field_validator("antall")
    @classmethod
    def _a_pile(cls, count: int) -> int:
        if not 1 <= count <= MOST_AT_ONCE:
            raise ValueError(N_("Skriv ut fra 1 til 200 skjemaer om gangen."))
        return count

    @property
    def numbers(self) -> range:
        """The numbers of the forms; none is higher than three digits."""
        return range(self.fra, min(self.fra + self.antall, MOST_FORMS + 1))


def routes(desk: Desk, forms: PaperForms, stock: Stock, pages: Pages, public_url: str) -> APIRouter:
    """Below /marked/{slug}/skjema: the organiser's."""
    router = APIRouter(prefix="/marked/{slug}/skjema", include_in_schema=False)

    async def page(request: Request, visit: Visit, form: Submitted[Any]) -> Response:
        return pages.render(
            request,
            "agreements/paper_print.html",
            status_code=422 if form.errors else 200,
            evening=visit.evening,
            form=form,
            keyed_in=await forms.keyed_in(visit.evening.id),
        )

    @router.get("")
    async def choose(request: Request, slug: str) -> Response:
        visit = await desk.organiser(request, slug)
        return await page(request, visit, blank_form(fra="1", antall=str(USUAL), ark="2"))

    @router.get("/skjema.pdf")
    async def print_forms(request: Request, slug: str) -> Response:
        visit = await desk.organiser(request, slug)
        form = parse_form(PrintForm, request.query_params.multi_items())
        if form.instance is None:
            return await page(request, visit, form)
        per_page: Literal[1, 2] = 1 if form.instance.ark == "1" else 2
        data = documents.forms(visit.evening, form.instance.numbers, per_page, public_url)
        return download(await stock.pdf(documents.FORMS, data), data["title"])

    return router
