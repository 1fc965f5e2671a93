"""Suggestions as pages: a participant's own, and all of an exchange for those who run the evening."""

from collections.abc import Sequence, Set
from typing import NamedTuple
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from services.catalog.access import Access
from services.catalog.lines import Line
from services.catalog.matching.meetings import Meeting, spread
from services.catalog.matching.reasons import clue, reason
from services.catalog.matching.rings import Ring
from services.catalog.matchmaking import Matchmaker
from services.catalog.pages.catalogue import known
from shared.auth import Role
from shared.contracts.vocabulary import Sector
from shared.directory import Directory, Exchange, Participant
from shared.web.rendering import Pages

MOST_SHOWN = 30
"""Meetings, and rings, on the page of an exchange: what a host can read through before the opening."""

MOST_OF_ONE = 3
"""How often one participant is named among them."""


SAID = {"reason": reason, "clue": clue}
"""How templates say why."""


class Shown(NamedTuple):
    """What one participant is suggested."""

    meetings: Sequence[Meeting]
    rings: Sequence[Ring]
    unanswered: Sequence[Line]
    agreed: Set[UUID]


def routes(directory: Directory, access: Access, matchmaker: Matchmaker, pages: Pages) -> APIRouter:
    """The pages. Nothing on them is personal."""
    router = APIRouter(prefix="/katalog/{slug}", include_in_schema=False)

    @router.get("/for-dere")
    async def my_matches(request: Request, slug: str) -> HTMLResponse:
        exchange, participant = await access.oneself(request, slug)
        return await show_one(request, "catalog/mine.html", exchange, participant)

    @router.get("/forslag")
    async def all_matches(request: Request, slug: str, sector: str = "") -> HTMLResponse:
        exchange = await access.evening(request, slug)
        chosen = known(Sector, sector)
        suggested = await matchmaker.suggest(exchange.id)
        participants = await directory.participants(exchange.id)
        meeting = {party.id for one in suggested.meetings for party in one.parties}
        return pages.render(
            request,
            "catalog/matches.html",
            exchange=exchange,
            organiser=access.sign_in.find(request, Role.ORGANISER) is not None,
            meetings=spread(suggested.among(chosen), MOST_OF_ONE)[:MOST_SHOWN],
            rings=[ring for ring in suggested.rings if chosen is None or chosen in ring.sectors][:MOST_SHOWN],
            agreed=suggested.agreed.listings,
            without=[one for one in participants if one.id not in meeting and chosen in (None, one.sector)],
            participants=participants,
            sectors=list(Sector),
            chosen=chosen,
            said=SAID,
        )

    @router.get("/forslag/{participant}")
    async def matches_of(request: Request, slug: str, participant: UUID) -> HTMLResponse:
        exchange = await access.evening(request, slug)
        found = await access.participant(exchange, participant)
        return await show_one(request, "catalog/matches_of.html", exchange, found)

    async def show_one(request: Request, template: str, exchange: Exchange, participant: Participant) -> HTMLResponse:
        suggested = await matchmaker.suggest(exchange.id)
        return pages.render(
            request,
            template,
            exchange=exchange,
            organiser=access.sign_in.find(request, Role.ORGANISER) is not None,
            participant=participant,
            shown=Shown(
                suggested.meetings_of(participant.id),
                suggested.rings_of(participant.id),
                suggested.unanswered(participant.id),
                suggested.agreed.listings,
            ),
            said=SAID,
        )

    return router
