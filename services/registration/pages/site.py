"""What everybody reads first: which exchanges there are, and what each is about."""

from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response

from services.registration.calendar import evening
from services.registration.queries import Registrations
from services.registration.site.reading import Site, Sites
from services.registration.site.sharing import Sharing, version_of
from services.registration.site.showcase import Showcase
from shared.clock import Clock
from shared.contracts.site import SiteColours
from shared.refusal import Refused
from shared.web.assets import ASK_EACH_TIME, FOREVER
from shared.web.colours import STANDARD, digest, palette, stylesheet
from shared.web.i18n import speaking
from shared.web.rendering import Pages


def routes(
    pages: Pages,
    registrations: Registrations,
    showcase: Showcase,
    sites: Sites,
    sharing: Sharing,
    public_url: str,
    clock: Clock,
) -> APIRouter:
    """The front page; each exchange's page, with its agreements, colours, calendar entry and share picture."""
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    async def front(request: Request) -> Response:
        exchanges, now = await registrations.exchanges(), clock.now()
        return pages.render(
            request,
            "registration/front.html",
            coming=[exchange for exchange in reversed(exchanges) if exchange.closes_at > now],
            past=[exchange for exchange in exchanges if exchange.closes_at <= now],
            sites=await sites.all(),
            untouched=Site(),
            palette=lambda site: palette(site.colours or STANDARD),
        )

    @router.get("/b/{slug}")
    async def exchange(request: Request, slug: str) -> Response:
        return await showcase.published(request, await registrations.exchange(slug))

    @router.get("/b/{slug}/avtaler")
    async def agreements(request: Request, slug: str) -> Response:
        return await showcase.concluded(request, await registrations.exchange(slug))

    @router.get("/b/{slug}/kalender.ics")
    async def calendar(slug: str) -> Response:
        found = await registrations.exchange(slug)
        entry = evening(found, public_url, clock.now(), of=str(found.id))
        headers = {"content-disposition": f'attachment; filename="{slug}.ics"', "cache-control": ASK_EACH_TIME}
        return Response(entry, media_type="text/calendar", headers=headers)

    @router.get("/b/{slug}/delebilde-{lang}.png")
    async def share_picture(slug: str, lang: Literal["nb", "nn", "en"], v: str = "") -> Response:
        found = await registrations.exchange(slug)
        site = await sites.of(found.id)
        # In the address, not in a parameter: other sites fetch it, and nobody's choice of language is to be kept.
        with speaking(lang):
            png = await sharing.picture(found, site)
            headers = {"cache-control": FOREVER if v == version_of(found, site) else ASK_EACH_TIME}
        return Response(png, media_type="image/png", headers=headers)

    @router.get("/farger/{main}-{highlight}.css")
    async def colours(main: str, highlight: str, v: str = "") -> Response:
        try:
            chosen = SiteColours(main=f"#{main}", highlight=f"#{highlight}")
        except ValueError as mistake:
            raise Refused("not_found", "Vi finner ikke disse fargene.") from mistake
        headers = {"cache-control": FOREVER if v == digest(chosen) else ASK_EACH_TIME}
        return Response(stylesheet(chosen), media_type="text/css", headers=headers)

    return router
