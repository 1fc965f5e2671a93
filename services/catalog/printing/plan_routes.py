"""Plans to print: one's own, and what everybody is suggested, for the organiser to hand out."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from services.catalog.access import Access
from services.catalog.plan.planner import Planner
from services.catalog.printing.plans import MOST_HANDED_OUT, PLANS, plans
from shared.auth import SignIn
from shared.directory import Directory
from shared.print import Press, Stock, download
from shared.refusal import Refused
from shared.web.i18n import _


def routes(
    directory: Directory,
    access: Access,
    planner: Planner,
    press: Press,
    stock: Stock,
    sign_in: SignIn,
    public_url: str,
) -> APIRouter:
    """Below /katalog/{slug}/trykk. One's own plan may hold notes: it is printed for whoever asks, and kept nowhere."""
    router = APIRouter(prefix="/katalog/{slug}/trykk", include_in_schema=False)

    @router.get("/plan.pdf")
    async def own_plan(request: Request, slug: str) -> Response:
        exchange, participant = await access.oneself(request, slug)
        data = plans(exchange, [await planner.plan(exchange, participant)], public_url)
        return download(await press.pdf(PLANS, data), _("Planen for timen – %(name)s", name=exchange.name))

    @router.get("/planer.pdf")
    async def everybodys_plans(request: Request, slug: str) -> Response:
        _organiser, exchange = await sign_in.own(request, slug, directory.exchange)
        suggested = await planner.suggested(exchange)
        if not suggested:
            raise Refused("not_found", "Det er ingen deltakere å lage planer til ennå.")
        pdf = await stock.pdf(PLANS, plans(exchange, suggested, public_url, MOST_HANDED_OUT))
        return download(pdf, _("Planer – %(name)s", name=exchange.name))

    return router
