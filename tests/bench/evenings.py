"""Events like those of real evenings: the agreements of the demo's fictional district, evening after evening."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID

from shared.cli.demo.model import Deal, Gives, Twist, World
from shared.cli.demo.world import make_world
from shared.contracts.agreements import (
    AgreementCancelled,
    AgreementCorrected,
    AgreementMade,
    MarketClosed,
    MarketOpened,
    Party,
)
from shared.contracts.base import Event

OPENS = datetime(2026, 4, 22, 17, 45, tzinfo=UTC)
HOUR = timedelta(hours=1)
SEED = 2022


@dataclass(frozen=True, slots=True)
class Happened:
    """An event, and which one it is of its stream."""

    stream: str
    version: int
    event: Event


def evenings() -> Iterator[Happened]:
    """What the market hours of one exchange after the other record, without an end; the same in every run."""
    world, random = make_world(SEED), Random(SEED)  # noqa: S311 – no secrets
    while True:
        yield from _evening(world, random)


def agreements() -> Iterator[AgreementMade]:
    """New agreements, without an end."""
    return (happened.event for happened in evenings() if isinstance(happened.event, AgreementMade))


def _evening(world: World, random: Random) -> Iterator[Happened]:
    exchange = _uuid(random)
    participants = [_uuid(random) for _ in world.participants]
    market = f"market-{exchange}"
    yield Happened(market, 1, MarketOpened(exchange=exchange, at=OPENS, closes_at=OPENS + HOUR))
    for deal in world.deals:
        agreement = _uuid(random)
        stream = f"agreement-{agreement}"
        at = OPENS + timedelta(minutes=deal.minute)
        broker = f"broker-{deal.broker}"
        made = AgreementMade(
            exchange=exchange,
            agreement=agreement,
            parties=_parties(world, participants, deal, deal.gives),
            commitment=deal.kind,
            deadline=_deadline(deal.deadline_days),
            first_contact=participants[deal.first_contact],
            at=at,
            broker=broker,
        )
        yield Happened(stream, 1, made)
        if deal.correction:
            corrected = AgreementCorrected(
                exchange=exchange,
                agreement=agreement,
                parties=_parties(world, participants, deal, deal.correction.gives),
                commitment=deal.kind,
                deadline=_deadline(deal.correction.deadline_days),
                first_contact=made.first_contact,
                at=at,
                broker=broker,
            )
            yield Happened(stream, 2, corrected)
        if deal.twist is Twist.CANCEL:
            cancelled = AgreementCancelled(
                exchange=exchange, agreement=agreement, at=at, reason=deal.cancel_reason, broker=broker
            )
            yield Happened(stream, 2, cancelled)
    yield Happened(market, 2, MarketClosed(exchange=exchange, at=OPENS + HOUR))


def _parties(world: World, participants: list[UUID], deal: Deal, gives: Gives) -> tuple[Party, ...]:
    return tuple(
        Party(participant=participants[party], name=world.participants[party].name, gives=gift.text if gift else None)
        for party, gift in zip(deal.parties, gives, strict=True)
    )


def _deadline(days: int) -> date:
    return OPENS.date() + timedelta(days=days)


def _uuid(random: Random) -> UUID:
    return UUID(int=random.getrandbits(128), version=4)
