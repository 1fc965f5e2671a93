"""An exchange's page for everybody, put together from what it is, what its organiser wrote, and who comes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import Response
from markupsafe import Markup

from services.registration.organisers import Organisers
from services.registration.pictures import Gallery
from services.registration.queries import Registrations
from services.registration.site.markup import marked_up
from services.registration.site.reading import Site, Sites
from services.registration.site.results import Outcomes, Results
from services.registration.site.sharing import Sharing
from services.registration.site.texts import EXAMPLES, REASONS, RULES, Section, saying
from shared.clock import NORWAY, Clock, today
from shared.directory import Exchange
from shared.web.i18n import _
from shared.web.pictures import picture_address
from shared.web.rendering import Pages

MOST_SHOWN = 24
"""Participants on the page; the catalogue has all of them."""


class Phase(StrEnum):
    """Where an exchange stands, for whoever comes by."""

    COMING = "coming"
    TODAY = "today"
    OVER = "over"


@dataclass(frozen=True)
class Illustration:
    """The picture of a page as a browser gets it."""

    address: str
    description: str
    width: int
    height: int


def phase_of(exchange: Exchange, results: Results, now: datetime) -> Phase:
    """It is over when the market was closed, which may be later than planned, or when its day has gone by."""
    if results.closed_at is not None or exchange.date < now.astimezone(NORWAY).date():
        return Phase.OVER
    return Phase.TODAY if exchange.doors_at <= now else Phase.COMING


def map_address(exchange: Exchange) -> str:
    """Where a map shows the place: an ordinary link, to OpenStreetMap, which asks nobody who they are."""
    return f"https://www.openstreetmap.org/search?query={quote(f'{exchange.venue}, {exchange.municipality}')}"


class Showcase:
    """Renders the public page of exchanges."""

    def __init__(
        self,
        pages: Pages,
        registrations: Registrations,
        organisers: Organisers,
        sites: Sites,
        gallery: Gallery,
        outcomes: Outcomes,
        sharing: Sharing,
        clock: Clock,
    ) -> None:
        self._pages = pages
        self._registrations = registrations
        self._organisers = organisers
        self._sites = sites
        self._gallery = gallery
        self._outcomes = outcomes
        self._sharing = sharing
        self._clock = clock

    async def published(self, request: Request, exchange: Exchange) -> Response:
        """The page as everybody sees it."""
        return await self._render(request, exchange, await self._sites.of(exchange.id))

    async def preview(self, request: Request, exchange: Exchange, site: Site, **form: Any) -> Response:
        """The page as it would be. `form` goes back to where it was written, or on to the public."""
        return await self._render(request, replace(exchange, colours=site.colours), site, **form)

    async def concluded(self, request: Request, exchange: Exchange) -> Response:
        """All agreements of an exchange, once its market is closed."""
        site = await self._sites.of(exchange.id)
        results = await self._outcomes.results(exchange.id)
        signed_up = await self._registrations.of_exchange(exchange.id)
        sectors = {one.id: one.sector for one in signed_up}
        found = await self._outcomes.concluded(exchange.id, sectors) if results.closed_at else []
        return self._pages.render(
            request,
            "registration/agreements.html",
            exchange=exchange,
            phase=phase_of(exchange, results, self._clock.now()).value,
            results=results,
            concluded=found,
            share=self._sharing.card(exchange, site),
        )

    async def _render(self, request: Request, exchange: Exchange, site: Site, **form: Any) -> Response:
        now = self._clock.now()
        results = await self._outcomes.results(exchange.id)
        taking_part = [
            one for one in await self._registrations.of_exchange(exchange.id) if not one.withdrawn and not one.waiting
        ]
        shown = sorted(taking_part, key=lambda one: one.logo is None)[:MOST_SHOWN]
        return self._pages.render(
            request,
            "registration/exchange.html",
            exchange=exchange,
            organisation=await self._organisers.organisation_name(exchange.organisation),
            phase=phase_of(exchange, results, now).value,
            days_left=(exchange.date - today(self._clock)).days,
            free=await self._registrations.free_places(exchange),
            taking_part=len(taking_part),
            shown=shown,
            results=results,
            welcome=_said(Section.WELCOME, site.texts),
            about=_said(Section.ABOUT, site.texts),
            practical=_said(Section.PRACTICAL, site.texts),
            rules=[(sign, _(name), _said(section, site.texts)) for section, sign, name in RULES],
            examples=[(category, _said(section, site.texts)) for category, section in EXAMPLES.items()],
            reasons=[(sector, _said(section, site.texts)) for sector, section in REASONS.items()],
            illustration=await self._illustration(site, inline=bool(form)),
            map_address=map_address(exchange),
            share=self._sharing.card(exchange, site),
            **{"preview": None, **form},
        )

    async def _illustration(self, site: Site, *, inline: bool) -> Illustration | None:
        if site.picture is None:
            return None
        digest, description = site.picture.digest, site.picture.description
        if inline:  # one that is not published yet has no address of its own
            picture = await self._gallery.find(digest)
            return Illustration(picture.inline, description, picture.width, picture.height) if picture else None
        size = await self._gallery.size(digest)
        return Illustration(picture_address(digest), description, *size) if size else None


def _said(section: Section, texts: Mapping[str, str]) -> Markup:
    return marked_up(saying(section, texts))
