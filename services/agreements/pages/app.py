"""The brokers' app: one page that is the same for everybody, and what a browser needs to keep it on the device."""

from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import Response

from services.agreements.domain.agreement import LONGEST_TEXT
from services.agreements.queries import Evening, Queries
from shared.clock import Clock
from shared.web.assets import Assets
from shared.web.i18n import _
from shared.web.offline import APP, OfflinePage
from shared.web.rendering import Pages

STATIC = Path(__file__).parents[1] / "static"
FILES = (
    *APP,
    "agreements/agreements.css",
    "agreements/app.css",
    "agreements/combobox.js",
    *(f"agreements/app/{file.name}" for file in sorted((STATIC / "app").glob("*.js"))),
)


def routes(queries: Queries, clock: Clock, pages: Pages, assets: Assets) -> APIRouter:
    """The pages; nobody needs to be signed in for any of them, since they hold nothing of an evening but its name."""
    router = APIRouter(prefix="/megler/{slug}", include_in_schema=False)

    def shell(request: Request, evening: Evening) -> Response:
        return pages.render(request, "agreements/app.html", evening=evening, longest=LONGEST_TEXT)

    def offline(slug: str) -> OfflinePage:
        return OfflinePage(f"/megler/{slug}/app", FILES)

    @router.get("/app")
    async def show_app(request: Request, slug: str) -> Response:
        return shell(request, await queries.evening(slug, clock.now()))

    @router.get("/app.webmanifest")
    async def manifest(slug: str) -> Response:
        evening = await queries.evening(slug, clock.now())
        name = _("Megler på %(exchange)s", exchange=evening.name)
        return offline(slug).manifest(assets, name=name, short_name=_("Megler"))

    @router.get("/worker.js")
    async def worker(request: Request, slug: str) -> Response:
        page = shell(request, await queries.evening(slug, clock.now()))
        return offline(slug).worker(pages, assets, bytes(page.body))

    return router
