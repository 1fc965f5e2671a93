"""Where brokers train: a page that needs nothing of the server once it is on the device, and sends nothing to it."""

from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from services.agreements import rehearsal
from services.agreements.domain.agreement import LONGEST_TEXT
from services.agreements.pages.app import FILES
from shared.web.assets import Assets
from shared.web.i18n import _
from shared.web.offline import OfflinePage
from shared.web.rendering import Pages

STATIC = Path(__file__).parents[1] / "static" / "rehearsal"
ADDRESS = "/ovelse/megler"
PAGE = OfflinePage(
    ADDRESS,
    (
        *FILES,
        "agreements/rehearsal.css",
        *(f"agreements/rehearsal/{file.name}" for file in sorted(STATIC.glob("*.js"))),
    ),
)


def routes(pages: Pages, assets: Assets) -> APIRouter:
    """The pages, which are everybody's: nobody signs in, and there is no exchange."""
    router = APIRouter(prefix="/ovelse", include_in_schema=False)

    def page(request: Request) -> Response:
        # The app's template asks for an evening; this one's address leads nowhere.
        evening = {"name": _("Øvelse"), "slug": "ovelse"}
        return pages.render(
            request, "agreements/rehearsal.html", evening=evening, longest=LONGEST_TEXT, world=rehearsal.world()
        )

    @router.get("")
    async def find() -> Response:
        return RedirectResponse(ADDRESS, 303)

    @router.get("/megler")
    async def rehearse(request: Request) -> Response:
        return page(request)

    @router.get("/worker.js")
    async def worker(request: Request) -> Response:
        return PAGE.worker(pages, assets, bytes(page(request).body))

    return router
