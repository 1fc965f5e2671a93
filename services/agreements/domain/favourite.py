"""The room's favourite: each participant has one vote, for an agreement of others, and may change it.

It is open from the first gong until `VOTING` after the last one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.agreements.domain.agreement import Agreement, Guest, Standing
from services.agreements.domain.market import Closed, Market, NotOpened
from shared.contracts.agreements import VOTING, FavouriteChosen
from shared.contracts.base import Event
from shared.decider import Decider
from shared.refusal import Refused


@dataclass(frozen=True)
class ChooseFavourite:
    """Give the vote of a participant, who is `guest` if it is known, to an agreement, which is `chosen`."""

    exchange: UUID
    participant: UUID
    guest: Guest | None
    agreement: UUID
    chosen: Agreement
    market: Market
    at: datetime


Vote = UUID | None
"""The agreement that a participant has chosen."""


def voting_ends(market: Market) -> datetime | None:
    """When votes are no longer taken; None while nobody knows, or before they are."""
    return market.at + VOTING if isinstance(market, Closed) else None


def decide_favourite(command: ChooseFavourite, vote: Vote) -> Sequence[Event]:
    ends = voting_ends(command.market)
    if isinstance(command.market, NotOpened):
        raise Refused("market_not_open", "Børsen er ikke åpnet ennå.")
    if ends and command.at > ends:
        raise Refused("voting_over", "Avstemningen er over.")
    if command.guest is None or command.guest.withdrawn:
        raise Refused("not_taking_part", "Bare de som er med på børsen, kan stemme.")
    match command.chosen:
        case Standing(exchange=exchange, terms=terms) if exchange == command.exchange:
            if command.participant in (side.participant for side in terms.sides):
                raise Refused("own_agreement", "Dere kan ikke stemme på en avtale som dere selv er med på.")
        case _:
            raise Refused("not_standing", "Denne avtalen gjelder ikke lenger. Velg en annen.")
    if command.agreement == vote:
        return []
    return [
        FavouriteChosen(
            exchange=command.exchange, agreement=command.agreement, participant=command.participant, at=command.at
        )
    ]


def evolve_favourite(vote: Vote, event: Event) -> Vote:
    return event.agreement if isinstance(event, FavouriteChosen) else vote


FAVOURITE = Decider[ChooseFavourite, Vote](None, decide_favourite, evolve_favourite)
