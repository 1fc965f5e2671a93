"""The organiser's own synonyms, a group on each line."""

import re
from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, Field
from starlette.datastructures import FormData

from services.catalog.access import Access
from services.catalog.domain.synonyms import SYNONYMS, ChooseSynonyms, Groups, synonyms_stream
from services.catalog.queries import Catalogue
from shared.aggregate import Aggregates
from shared.auth import Identity
from shared.eventlog import Meta
from shared.problems import sentence_of
from shared.projection import Runner
from shared.refusal import Refused
from shared.web.forms import blank_form, parse_form
from shared.web.rendering import Pages
from shared.web.security import verified_form

_BETWEEN_WORDS = re.compile(r"\s*[,;]\s*")


class SynonymsForm(BaseModel):
    """What the organiser typed; nothing takes all groups away."""

    command_id: UUID
    groups: Annotated[str, Field(max_length=20_000)] = ""


def routes(
    access: Access,
    catalogue: Catalogue,
    aggregates: Aggregates,
    meta: Callable[[Identity, UUID], Meta],
    synonyms: Runner,
    pages: Pages,
) -> APIRouter:
    """The page; `synonyms` is the projection that shows what was saved."""
    router = APIRouter(prefix="/katalog/{slug}/ord", include_in_schema=False)

    @router.get("")
    async def show(request: Request, slug: str, lagret: str = "") -> Response:
        _, exchange = await access.organiser(request, slug)
        form = blank_form(groups=_written(await catalogue.synonyms(exchange.id)))
        return pages.render(request, "catalog/synonyms.html", exchange=exchange, form=form, saved=bool(lagret))

    @router.post("")
    async def choose(request: Request, slug: str, typed: Annotated[FormData, Depends(verified_form)]) -> Response:
        organiser, exchange = await access.organiser(request, slug)
        form = parse_form(SynonymsForm, typed.multi_items())
        if form.instance:
            try:
                handled = await aggregates.handle(
                    SYNONYMS,
                    synonyms_stream(exchange.id),
                    ChooseSynonyms(exchange.id, _read(form.instance.groups)),
                    command_id=form.instance.command_id,
                    meta=meta(organiser, exchange.organisation),
                )
            except Refused as refused:
                form = form._replace(instance=None, errors={"groups": sentence_of(refused)})
            else:
                await synonyms.reached(handled.position)
                return RedirectResponse(f"/katalog/{slug}/ord?lagret=ja", 303)
        return pages.render(
            request, "catalog/synonyms.html", status_code=422, exchange=exchange, form=form, saved=False
        )

    return router


def _read(text: str) -> Groups:
    lines = (tuple(filter(None, _BETWEEN_WORDS.split(line.strip().casefold()))) for line in text.splitlines())
    return tuple(line for line in lines if line)


def _written(groups: Groups) -> str:
    return "\n".join(", ".join(group) for group in groups)
