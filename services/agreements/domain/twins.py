"""Agreements between the very same parties: one that two brokers registered, or several that were made.

Only people know which, so that they are shown until somebody has cancelled one or told them apart; nothing is merged.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from uuid import UUID

from shared.contracts.agreements import AgreementsToldApart
from shared.contracts.base import Event
from shared.decider import Decider


@dataclass(frozen=True)
class TellApart:
    """Say that agreements between the same parties are all different ones."""

    exchange: UUID
    agreements: frozenset[UUID]
    at: datetime
    broker: str


ToldApart = frozenset[frozenset[UUID]]
"""The groups of agreements of an exchange of which somebody said that they are different ones."""


def twins(parties: Mapping[UUID, Collection[UUID]], told_apart: Collection[Collection[UUID]]) -> list[list[UUID]]:
    """Groups of agreements that have the same parties, where at least two have not been told apart.

    `parties` are those of each agreement that stands; each group keeps its order.
    """
    groups: defaultdict[frozenset[UUID], list[UUID]] = defaultdict(list)
    for agreement, participants in parties.items():
        groups[frozenset(participants)].append(agreement)
    different = {frozenset(pair) for group in told_apart for pair in combinations(group, 2)}
    return [group for group in groups.values() if not {frozenset(pair) for pair in combinations(group, 2)} <= different]


def decide_apart(command: TellApart, told: ToldApart) -> Sequence[Event]:
    if len(command.agreements) < 2 or any(command.agreements <= group for group in told):
        return []
    return [
        AgreementsToldApart(
            exchange=command.exchange,
            agreements=tuple(sorted(command.agreements)),
            at=command.at,
            broker=command.broker,
        )
    ]


def evolve_apart(told: ToldApart, event: Event) -> ToldApart:
    return told | {frozenset(event.agreements)} if isinstance(event, AgreementsToldApart) else told


TWINS = Decider[TellApart, ToldApart](frozenset(), decide_apart, evolve_apart)
