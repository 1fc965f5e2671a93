"""What a participant writes in its plan, sent by a phone when it has a network."""

from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from services.catalog.access import Access
from services.catalog.plan.planner import Planner
from services.catalog.plan.written import Aspect, Written
from shared.auth import NotSignedIn, Role
from shared.web.forms import Instant

LONGEST = 40_000
"""Characters: the ids of a thousand participants."""


class WritingIn(BaseModel):
    """One thing that was written. Of two about the same the later one counts, so that sending it twice does no harm."""

    model_config = ConfigDict(extra="forbid")

    about: UUID = Field(description="Another participant; a line of the catalogue; oneself for the order.")
    aspect: Aspect
    value: str = Field(max_length=LONGEST, description="Nothing takes away what was there.")
    at: Instant = Field(description="When it was written, which may be long before it is sent.")


class Kept(BaseModel):
    """What was written is kept, or something later about the same was kept before."""

    about: UUID
    aspect: Aspect


def routes(access: Access, planner: Planner) -> APIRouter:
    """Writing. The address names whose plan is meant: the phone may have changed hands since it was written."""
    router = APIRouter(prefix="/api/catalog")

    @router.post("/{slug}/plan/{participant}")
    async def write(request: Request, slug: str, participant: UUID, sent: WritingIn) -> Kept:
        exchange, oneself = await access.oneself(request, slug)
        if oneself.id != participant:
            raise NotSignedIn(Role.PARTICIPANT)
        await planner.write(exchange, oneself, [Written(sent.about, sent.aspect, sent.value, sent.at)])
        return Kept(about=sent.about, aspect=sent.aspect)

    return router
