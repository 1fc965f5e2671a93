"""The organiser's page of everything that can be printed, and the name tags."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from services.registration.access import Access
from services.registration.printing import documents
from services.registration.printing.forms import TagsForm
from services.registration.printing.sheets import SHEETS, described
from services.registration.queries import attendance
from shared.contracts.vocabulary import Sector
from shared.directory import Exchange
from shared.print import Press, download
from shared.web.forms import Submitted, blank_form, parse_form
from shared.web.i18n import _
from shared.web.rendering import Pages
from shared.web.words import sector_name


def routes(pages: Pages, access: Access, press: Press, public_url: str) -> APIRouter:
    """Below /arrangor/borser/{slug}/trykk. The documents without contacts are the catalogue's to print."""
    router = APIRouter(prefix="/arrangor/borser/{slug}/trykk", include_in_schema=False)

    @router.get("")
    async def overview(request: Request, slug: str) -> Response:
        _identity, exchange = await access.own_exchange(request, slug)
        return await page(request, exchange, blank_form(ark=next(iter(SHEETS)), fra="1", antall="hver"))

    @router.get("/navnelapper.pdf")
    async def name_tags(request: Request, slug: str) -> Response:
        _identity, exchange = await access.own_exchange(request, slug)
        form = parse_form(TagsForm, request.query_params.multi_items())
        if form.instance is None:
            return await page(request, exchange, form, status_code=422)
        chosen = form.instance
        signed_up = await access.registrations.of_exchange(exchange.id)
        wanted = [one for one in signed_up if chosen.deltaker in (None, one.id)]
        pdf = await press.pdf(documents.TAGS, documents.tags(exchange, wanted, chosen.choice, public_url))
        return download(pdf, _("Navnelapper – %(name)s", name=exchange.name))

    async def page(request: Request, exchange: Exchange, form: Submitted[Any], *, status_code: int = 200) -> Response:
        return pages.render(
            request,
            "registration/printing.html",
            status_code=status_code,
            exchange=exchange,
            form=form,
            count=attendance(await access.registrations.of_exchange(exchange.id)),
            sheets=[(sheet.code, described(sheet)) for sheet in SHEETS.values()],
            sectors=[(sector.value, sector_name(sector)) for sector in Sector],
        )

    return router
