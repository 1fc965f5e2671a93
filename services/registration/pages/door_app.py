"""The door's app: one page that is the same for everybody, what keeps it on the device, and the tags it prints."""

from pathlib import Path
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from services.registration.door.access import DoorAccess
from services.registration.printing import documents
from services.registration.printing.documents import Choice
from services.registration.printing.sheets import LABELS, PAPER, described
from shared.clock import Clock, today
from shared.directory import Exchange
from shared.print import Press, download
from shared.refusal import Refused
from shared.web.assets import Assets
from shared.web.forms import blank_form
from shared.web.i18n import _
from shared.web.offline import APP, OfflinePage
from shared.web.rendering import Pages
from shared.web.words import category_name

STATIC = Path(__file__).parents[1] / "static"
FILES = (
    *APP,
    "registration/registration.css",
    "registration/door.css",
    *(f"registration/door/{file.name}" for file in sorted((STATIC / "door").glob("*.js"))),
)


def routes(pages: Pages, door: DoorAccess, press: Press, assets: Assets, clock: Clock, public_url: str) -> APIRouter:
    """Below /dor. The app's own pages are for anybody, since they hold nothing of an evening but its name."""
    router = APIRouter(prefix="/dor", include_in_schema=False)
    registrations = door.access.registrations

    def shell(request: Request, exchange: Exchange) -> Response:
        return pages.render(
            request,
            "registration/door/app.html",
            exchange=exchange,
            form=blank_form(people="1"),
            categories=[(category.value, category_name(category)) for category in exchange.categories],
            papers=[(sheet.code, described(sheet)) for sheet in PAPER.values()],
            label_sizes={label.code: (label.width, label.height) for label in LABELS.values()},
        )

    def offline(slug: str) -> OfflinePage:
        return OfflinePage(f"/dor/{slug}/app", FILES)

    @router.get("")
    async def choose() -> Response:
        """Whoever types the short address means the exchange of this evening."""
        todays = [exchange for exchange in await registrations.exchanges() if exchange.date == today(clock)]
        return RedirectResponse(f"/dor/{todays[0].slug}/app" if len(todays) == 1 else "/", 303)

    @router.get("/{slug}")
    async def enter(slug: str) -> Response:
        return RedirectResponse(f"/dor/{(await registrations.exchange(slug)).slug}/app", 303)

    @router.get("/{slug}/app")
    async def show_app(request: Request, slug: str) -> Response:
        return shell(request, await registrations.exchange(slug))

    @router.get("/{slug}/app.webmanifest")
    async def manifest(slug: str) -> Response:
        exchange = await registrations.exchange(slug)
        name = _("Døra på %(exchange)s", exchange=exchange.name)
        return offline(slug).manifest(assets, name=name, short_name=_("Døra"))

    @router.get("/{slug}/worker.js")
    async def worker(request: Request, slug: str) -> Response:
        page = shell(request, await registrations.exchange(slug))
        return offline(slug).worker(pages, assets, bytes(page.body))

    @router.get("/{slug}/navnelapp/{participant}.pdf")
    async def name_tag(request: Request, slug: str, participant: UUID, ark: str = "") -> Response:
        """A tag for each person that a participant comes with, to be shown by the browser, which prints it."""
        watch = await door.helper(request, slug)
        found = await registrations.find(watch.exchange.id, participant)
        if not found.expected:
            raise Refused("not_found", "Denne deltakeren har ikke plass, og får ingen navnelapp.")
        choice = Choice(PAPER.get(ark) or next(iter(LABELS.values())))
        pdf = await press.pdf(documents.TAGS, documents.tags(watch.exchange, [found], choice, public_url))
        return download(pdf, found.name, **{"content-disposition": "inline"})

    return router
