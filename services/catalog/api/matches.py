"""Suggestions: for those who run the evening all of an exchange, for a participant its own."""

from collections.abc import Iterable, Sequence
from typing import Protocol
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from services.catalog.access import Access
from services.catalog.api.listings import ListingView, Owner, listing_view
from services.catalog.matching.meetings import Meeting
from services.catalog.matching.reasons import clue, reason
from services.catalog.matching.rings import Ring
from services.catalog.matching.suggestions import Match
from services.catalog.matchmaking import Matchmaker, Suggested
from shared.contracts.vocabulary import Sector
from shared.directory import Directory, Exchange


class MatchView(BaseModel):
    """An offer that may meet a need."""

    need: ListingView
    offer: ListingView
    strength: float = Field(description="Ranks within one exchange; has no unit.")
    reason: str
    clue: str
    agreed: bool = Field(description="Somebody else has an agreement on this offer.")


class MeetingView(BaseModel):
    """Two who should talk; the strongest match first."""

    participants: list[Owner]
    mutual: bool
    matches: list[MatchView]


class RingView(BaseModel):
    """Three who can give in a ring what no two of them could exchange."""

    gifts: list[MatchView]


class MatchesView(BaseModel):
    """The most promising first."""

    meetings: list[MeetingView]
    rings: list[RingView]


class ExchangeMatchesView(MatchesView):
    """All of an exchange; `without` has those that nobody is suggested for."""

    without: list[Owner]


class OwnMatchesView(MatchesView):
    """Those of one participant; `unanswered` has its lines that nobody else's fit."""

    unanswered: list[ListingView]


class _Named(Protocol):
    @property
    def id(self) -> UUID: ...
    @property
    def name(self) -> str: ...
    @property
    def sector(self) -> Sector: ...


def routes(directory: Directory, access: Access, matchmaker: Matchmaker) -> APIRouter:
    """Reading only."""
    router = APIRouter(prefix="/api/catalog/{slug}/matches")

    @router.get("")
    async def all_matches(request: Request, slug: str, sector: Sector | None = None) -> ExchangeMatchesView:
        exchange = await access.evening(request, slug)
        suggested = await matchmaker.suggest(exchange.id)
        meeting = {party.id for one in suggested.meetings for party in one.parties}
        without = [one for one in await directory.participants(exchange.id) if one.id not in meeting]
        return ExchangeMatchesView(
            meetings=_meetings(suggested.among(sector), suggested),
            rings=_rings(suggested.rings, suggested),
            without=[_owner(one) for one in without],
        )

    @router.get("/mine")
    async def my_matches(request: Request, slug: str) -> OwnMatchesView:
        exchange, participant = await access.oneself(request, slug)
        return await own(exchange, participant.id, participant.id)

    @router.get("/{participant}")
    async def matches_of(request: Request, slug: str, participant: UUID) -> OwnMatchesView:
        exchange = await access.evening(request, slug)
        return await own(exchange, (await access.participant(exchange, participant)).id)

    async def own(exchange: Exchange, participant: UUID, reader: UUID | None = None) -> OwnMatchesView:
        suggested = await matchmaker.suggest(exchange.id)
        return OwnMatchesView(
            meetings=_meetings(suggested.meetings_of(participant), suggested, reader),
            rings=_rings(suggested.rings_of(participant), suggested, reader),
            unanswered=[listing_view(line, suggested.agreed.listings) for line in suggested.unanswered(participant)],
        )

    return router


def _meetings(found: Iterable[Meeting], suggested: Suggested, reader: UUID | None = None) -> list[MeetingView]:
    return [
        MeetingView(
            participants=[_owner(party) for party in one.parties],
            mutual=one.mutual,
            matches=_matches(one.matches, suggested, reader),
        )
        for one in found
    ]


def _rings(found: Iterable[Ring], suggested: Suggested, reader: UUID | None = None) -> list[RingView]:
    return [RingView(gifts=_matches(ring.gifts, suggested, reader)) for ring in found]


def _matches(found: Sequence[Match], suggested: Suggested, reader: UUID | None) -> list[MatchView]:
    return [
        MatchView(
            need=listing_view(match.need, suggested.agreed.listings),
            offer=listing_view(match.offer, suggested.agreed.listings),
            strength=round(match.strength, 3),
            reason=reason(match, reader),
            clue=clue(match),
            agreed=match.offer.id in suggested.agreed.listings,
        )
        for match in found
    ]


def _owner(one: _Named) -> Owner:
    return Owner(id=one.id, name=one.name, sector=one.sector)
