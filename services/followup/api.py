"""JSON for programs of the organiser: how the agreements of an exchange go."""

from datetime import date, datetime
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel

from services.followup.queries import Agreement, FollowUps, Standing, Summary, summarise
from shared.contracts.vocabulary import Commitment, Outcome
from shared.directory import Directory
from shared.service import Service


class PartyView(BaseModel):
    """One side of an agreement and its latest answer."""

    participant: UUID
    name: str
    gives: str | None
    outcome: Outcome | None
    why: str
    help: str
    answered_at: datetime | None


class AgreementView(BaseModel):
    """An agreement and how it is followed up."""

    agreement: UUID
    commitment: Commitment
    made_at: datetime
    deadline: date
    standing: Standing
    disputed: bool
    last_contact: datetime | None
    next_contact: date | None
    parties: list[PartyView]


def routes(service: Service, follow_ups: FollowUps, directory: Directory) -> APIRouter:
    """Reading only, for organisers; parties answer on their page."""
    router = APIRouter(prefix="/api/followup")

    @router.get("/{slug}/agreements")
    async def agreements(request: Request, slug: str) -> list[AgreementView]:
        _organiser, exchange = await service.sign_in.own(request, slug, directory.exchange)
        return [_view(agreement) for agreement in await follow_ups.of_exchange(exchange.id)]

    @router.get("/{slug}/summary")
    async def summary(request: Request, slug: str) -> Summary:
        _organiser, exchange = await service.sign_in.own(request, slug, directory.exchange)
        return summarise(await follow_ups.of_exchange(exchange.id))

    return router


def _view(agreement: Agreement) -> AgreementView:
    return AgreementView(
        agreement=agreement.id,
        commitment=agreement.commitment,
        made_at=agreement.made_at,
        deadline=agreement.deadline,
        standing=agreement.standing,
        disputed=agreement.disputed,
        last_contact=agreement.last_contact,
        next_contact=agreement.next_contact,
        parties=[
            PartyView(
                participant=party.participant,
                name=party.name,
                gives=party.gives,
                outcome=party.answer.outcome if party.answer else None,
                why=party.answer.why if party.answer else "",
                help=party.answer.help if party.answer else "",
                answered_at=party.answer.at if party.answer else None,
            )
            for party in agreement.parties
        ],
    )
