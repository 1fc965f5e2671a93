"""A participant of an exchange. Public, without personal data."""

from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from services.catalog.api.listings import ListingView, Owner, listing_view
from services.catalog.profiles import Profiles
from shared.contracts.vocabulary import Sector


class ParticipantView(BaseModel):
    """A participant with its needs and offers, in Norwegian alphabetical order."""

    id: UUID
    name: str
    sector: Sector
    listings: list[ListingView]
    agreed_with: list[Owner] = Field(description="Those that it has an agreement with.")


def routes(profiles: Profiles) -> APIRouter:
    """Reading only: what a participant says of itself comes from the sign-up form."""
    router = APIRouter(prefix="/api/catalog")

    @router.get("/{slug}/participants/{participant}")
    async def participant_of(slug: str, participant: UUID) -> ParticipantView:
        found = await profiles.profile(slug, participant)
        return ParticipantView(
            id=found.participant.id,
            name=found.participant.name,
            sector=found.participant.sector,
            listings=[listing_view(line, found.agreed) for line in found.lines],
            agreed_with=[Owner(id=one.id, name=one.name, sector=one.sector) for one in found.partners],
        )

    return router
