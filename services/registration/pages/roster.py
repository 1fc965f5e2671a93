"""The organiser's list of the participants: searched while one types, filtered, sorted, and as a spreadsheet."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from services.registration.access import Access
from services.registration.door.doubles import groups
from services.registration.queries import diets
from services.registration.roster import (
    LONGEST_SEARCH,
    Choice,
    Order,
    Standing,
    addressed,
    all_entries,
    choice_of,
    chosen,
    headcount,
    standing_name,
)
from services.registration.spreadsheet import spreadsheet
from shared.contracts.vocabulary import Sector
from shared.directory import Exchange
from shared.spreadsheet import download
from shared.web.i18n import _
from shared.web.rendering import Pages
from shared.web.security import verified_form


def routes(pages: Pages, access: Access) -> APIRouter:
    """The list and its file, below /arrangor/borser/{slug}."""
    router = APIRouter(prefix="/arrangor/borser/{slug}", include_in_schema=False)

    @router.get("/deltakere")
    async def roster(request: Request, slug: str) -> Response:
        _identity, exchange = await access.own_exchange(request, slug)
        filters = {name: value for name, value in request.query_params.items() if name != "sok"}
        return await page(request, exchange, choice_of(filters), frozenset())

    # A search is often for a person's name or mail: it belongs into no address line, no history and no proxy's log.
    @router.post("/deltakere")
    async def search(request: Request, slug: str, sent: Annotated[FormData, Depends(verified_form)]) -> Response:
        _identity, exchange = await access.own_exchange(request, slug)
        choice = choice_of(sent)
        ticked = frozenset(str(one) for one in sent.getlist("valgt"))
        if not choice.text and not ticked and "hx-request" not in request.headers:
            return RedirectResponse(_address(slug, choice), 303)
        return await page(request, exchange, choice, ticked)

    @router.get("/deltakere.xlsx")
    async def excel(request: Request, slug: str) -> Response:
        _identity, exchange = await access.own_exchange(request, slug)
        content = spreadsheet(exchange, await all_entries(access.registrations, exchange.id))
        return download(content, _("Påmeldte – %(name)s", name=exchange.name))

    async def page(request: Request, exchange: Exchange, choice: Choice, ticked: frozenset[str]) -> Response:
        everybody = await all_entries(access.registrations, exchange.id)
        registrations = [entry.registration for entry in everybody]
        shown = chosen(everybody, choice)
        return pages.render(
            request,
            "registration/roster.html",
            headers={"hx-replace-url": _address(exchange.slug, choice)},
            exchange=exchange,
            everybody=everybody,
            shown=shown,
            addressed=addressed(shown, choice),
            choice=choice,
            ticked=ticked,
            elsewhere=ticked - {str(entry.id) for entry in shown},
            heads={sector: headcount(everybody, sector) for sector in (None, *Sector)},
            waiting=sum(entry.standing is Standing.WAITING for entry in everybody),
            diets=diets(registrations),
            doubles=len(groups(registrations, exchange.date, await access.registrations.told_apart(exchange.id))),
            standings=[(standing, standing_name(standing)) for standing in Standing],
            standing_name=standing_name,
            orders=Order,
            longest_search=LONGEST_SEARCH,
        )

    return router


def _address(slug: str, choice: Choice) -> str:
    return f"/arrangor/borser/{slug}/deltakere" + (f"?{choice.query}" if choice.query else "")
