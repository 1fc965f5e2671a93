"""A participant's own page in the catalogue, which its QR code leads to."""

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse
from starlette.responses import HTMLResponse, Response

from services.catalog.access import Access
from services.catalog.plan.planner import NOTHING_WRITTEN, Planner
from services.catalog.profiles import Profiles, profile_address
from shared.badge import PREFIX, badge_address, participant_of
from shared.clock import Clock
from shared.directory import Directory
from shared.web.rendering import Pages


def routes(
    directory: Directory,
    access: Access,
    profiles: Profiles,
    planner: Planner,
    public_url: str,
    clock: Clock,
    pages: Pages,
) -> APIRouter:
    """The public page, and the short address on name tags, slips and posters. Nothing on it is personal."""
    router = APIRouter(include_in_schema=False)

    @router.get(profile_address("{slug}", "{participant}"))
    async def participant_page(request: Request, slug: str, participant: UUID) -> HTMLResponse:
        profile = await profiles.profile(slug, participant)
        reader = access.reader(request, profile.exchange)
        written = await planner.written(reader) if reader else NOTHING_WRITTEN
        return pages.render(
            request,
            "catalog/participant.html",
            exchange=profile.exchange,
            over=profile.exchange.closes_at <= clock.now(),
            profile=profile,
            reader=reader,
            planned=written.lines,
            mark=written.marks.get(participant),
            profile_address=profile_address,
            shared_address=badge_address(public_url, participant),
        )

    @router.get(PREFIX + "/{code}")
    async def badge(code: str) -> Response:
        participant = await directory.participant(participant_of(code))
        exchange = await directory.exchange_by_id(participant.exchange)
        return RedirectResponse(profile_address(exchange.slug, participant.id), 303)

    return router
