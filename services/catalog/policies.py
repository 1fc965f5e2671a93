"""Whenever registration says this, the catalogue does that: lines come and go with their participant."""

import asyncio
from uuid import UUID

from services.catalog.domain.listing import LISTING, ListingCommand, PublishListing, WithdrawListing, listing_stream
from services.catalog.queries import Catalogue
from shared.aggregate import Aggregates
from shared.contracts import registration
from shared.contracts.base import Event
from shared.contracts.registration import (
    ParticipantPromoted,
    ParticipantRegistered,
    ParticipantWithdrawn,
    WishesChanged,
)
from shared.eventlog import Recorded
from shared.policy import Policy, command_after, meta_after

ACTOR = "catalog"


def follow_participants(aggregates: Aggregates, catalogue: Catalogue) -> Policy:
    """The lines of a participant that has a place are what it wishes for; it withdraws, and they are withdrawn."""

    async def handle(listing: UUID, command: ListingCommand, cause: Recorded) -> None:
        await aggregates.handle(
            LISTING,
            listing_stream(listing),
            command,
            command_id=command_after(cause, str(listing)),
            meta=meta_after(cause, actor=ACTOR),
        )

    async def react(event: Event, recorded: Recorded) -> None:
        match event:
            case ParticipantRegistered() | ParticipantPromoted() | WishesChanged(waiting=False):
                commands: dict[UUID, ListingCommand] = {}
                if isinstance(event, WishesChanged):
                    commands = {id_: WithdrawListing(id_) for id_ in await catalogue.published_by(event.participant)}
                for wish in event.wishes:
                    commands[wish.id] = PublishListing(
                        event.exchange, wish.id, event.participant, wish.kind, wish.category, wish.text
                    )
                await asyncio.gather(*(handle(id_, command, recorded) for id_, command in commands.items()))
            case ParticipantWithdrawn(participant=participant):
                published = await catalogue.published_by(participant)
                await asyncio.gather(*(handle(id_, WithdrawListing(id_), recorded) for id_ in published))
            case _:
                pass

    return Policy("listings_of_participants", registration.CONTRACT, react)
