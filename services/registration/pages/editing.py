"""The organiser's page for what the public site says and shows: written, looked at, and only then published."""

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from services.registration.access import Access
from services.registration.pages.mistakes import with_refusal
from services.registration.pictures import Purpose, Uploads
from services.registration.site.publishing import OWN, PALETTES, Publisher, SiteForm, Step, filled_in
from services.registration.site.reading import Sites
from services.registration.site.showcase import Showcase
from services.registration.site.texts import DEFAULTS, EXAMPLES, LONGEST, REASONS, RULES
from shared.aggregate import STALE
from shared.auth import Identity
from shared.contracts.site import SiteColours
from shared.directory import Exchange
from shared.eventlog import Meta
from shared.refusal import Refused
from shared.web.colours import STANDARD, adjustments, palette
from shared.web.forms import Submitted, blank_form, parse_form
from shared.web.i18n import _
from shared.web.rendering import Pages
from shared.web.security import verified_form
from shared.web.versions import beside_saved


def routes(
    pages: Pages,
    access: Access,
    sites: Sites,
    showcase: Showcase,
    publisher: Publisher,
    uploads: Uploads,
    meta: Callable[[Identity | str, UUID], Meta],
) -> APIRouter:
    """Below /arrangor/borser/{slug}/nettside."""
    router = APIRouter(prefix="/arrangor/borser/{slug}/nettside", include_in_schema=False)

    @router.get("")
    async def edit(request: Request, slug: str, publisert: bool = False) -> Response:
        _identity, exchange = await access.own_exchange(request, slug)
        form = blank_form(**filled_in(await sites.of(exchange.id)))
        return await page(request, exchange, form, published=publisert)

    @router.post("")
    async def send(request: Request, slug: str, sent: Annotated[FormData, Depends(verified_form)]) -> Response:
        identity, exchange = await access.own_exchange(request, slug)
        taken = await uploads.take(request, sent, "picture", Purpose.HERO)
        form = taken.beside_file(parse_form(SiteForm, taken.items))
        if form.value("step") == Step.EDIT:
            return await page(request, exchange, form._replace(instance=None, errors={}))
        if form.instance is not None and form.instance.picture and not form.instance.description:
            wanted = _("Skriv hva bildet viser, for dem som ikke kan se det.")
            form = form._replace(instance=None, errors={"description": wanted})
        if form.instance is None:
            return await page(request, exchange, form, status_code=422)
        site = form.instance.site
        if form.instance.step is Step.PREVIEW:
            return await showcase.preview(request, exchange, site, preview=form)
        try:
            await publisher.publish(
                exchange, site, command_id=form.instance.command_id, meta=meta(identity, exchange.organisation)
            )
        except Refused as refused:
            return await page(request, exchange, await refused_form(exchange, form, refused), status_code=422)
        return RedirectResponse(f"/arrangor/borser/{slug}/nettside?publisert=true", 303)

    async def refused_form(exchange: Exchange, form: Submitted[SiteForm], refused: Refused) -> Submitted[SiteForm]:
        if refused.code != STALE:
            return with_refusal(form, refused)
        saved = await sites.of(exchange.id)
        names = {name: _(label) for name, (label, _colours) in PALETTES.items()}
        return beside_saved(form, refused, saved.version, filled_in(saved), names)

    async def page(
        request: Request,
        exchange: Exchange,
        form: Submitted[Any],
        *,
        status_code: int = 200,
        published: bool = False,
    ) -> Response:
        chosen = _colours(form)
        return pages.render(
            request,
            "registration/editing.html",
            status_code=status_code,
            exchange=exchange,
            form=form,
            published=published,
            picture=await uploads.shown(form, "picture"),
            palettes=[(name, _(label), colours or STANDARD) for name, (label, colours) in PALETTES.items()],
            own=OWN,
            chosen=palette(chosen),
            adjustments=adjustments(chosen),
            rules=[(section, _(name)) for section, _sign, name in RULES],
            examples=list(EXAMPLES.items()),
            reasons=list(REASONS.items()),
            defaults=DEFAULTS,
            longest=LONGEST,
        )

    return router


def _colours(form: Submitted[Any]) -> SiteColours:
    """The colours that a form has, the usual ones where it has none that are any."""
    named = PALETTES.get(form.value("colours"))
    if named is not None:
        return named[1] or STANDARD
    try:
        return SiteColours(main=form.value("main_colour"), highlight=form.value("highlight_colour"))
    except ValueError:
        return STANDARD
