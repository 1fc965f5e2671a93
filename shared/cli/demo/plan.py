"""What a world asks for: the numbers that the play must end with."""

from collections import Counter

from shared.cli.demo.model import Deal, Twist, World
from shared.cli.demo.record import Count
from shared.contracts.vocabulary import Commitment

DEADLINES_PLAYED = 2
"""So many different deadlines are reached: two weeks and a month after the evening."""


def days_until_deadline(deal: Deal) -> int:
    """Days from the evening, as the agreement stands in the end."""
    return deal.correction.deadline_days if deal.correction else deal.deadline_days


def stands(deal: Deal) -> bool:
    """Whether the agreement is not called off."""
    return deal.twist is not Twist.CANCEL


def first_deadlines(world: World) -> list[int]:
    """The days after the evening that the play goes on to."""
    return sorted({days_until_deadline(deal) for deal in world.deals if stands(deal)})[:DEADLINES_PLAYED]


def planned(world: World, brokers: int) -> Counter[Count]:
    """Everything that the play counts, as the world has it."""
    standing = [deal for deal in world.deals if stands(deal)]
    played = set(first_deadlines(world))
    asked = {number for number, deal in enumerate(world.deals) if stands(deal) and days_until_deadline(deal) in played}
    answers = sum(answer.deal in asked for answer in world.answers)
    twists = Counter(deal.twist for deal in world.deals)
    return Counter(
        {
            Count.SIGNED_UP: len(world.participants),
            Count.CONFIRMATIONS: len(world.participants),
            Count.LISTED: sum(len(org.needs) + len(org.offers) for org in world.participants),
            Count.CHECKED_IN: len(world.participants),
            Count.BROKERS: brokers,
            Count.REGISTERED: len(world.deals),
            Count.INTENTS: sum(deal.kind is Commitment.INTENT for deal in world.deals),
            Count.ONE_WAY: sum(not deal.mutual for deal in world.deals),
            Count.CORRECTED: twists[Twist.CORRECT],
            Count.CANCELLED: twists[Twist.CANCEL],
            Count.MONEY: twists[Twist.MONEY_CONFIRM],
            Count.DOUBLE_TAPS: twists[Twist.DOUBLE_TAP],
            Count.LOST_REPLIES: twists[Twist.LOST_REPLY],
            Count.STANDING: len(standing),
            Count.ON_STAGE: len(standing),
            Count.FOLLOWED: len(standing),
            Count.LETTERS: len({party for deal in standing for party in deal.parties}),
            Count.QUESTIONS: 2 * len(asked),
            Count.ANSWERS: answers,
            Count.REPORTED: answers,
        }
    )
