"""The run sheet (*kjøreplan*) of the handbook, laid over an exchange: what is on now, and what comes next.

The handbook's example: welcome at 17.00, opening at 17.30, the exchange from 17.45 to 18.45, the end at 19.00. What the
host does counts more than what the clock says: the exchange is on from the gong, and until the gong.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

BEFORE_THE_MARKET = timedelta(minutes=15)
AFTER_THE_MARKET = timedelta(minutes=15)


class Part(StrEnum):
    """The posts of the evening."""

    WELCOME = "welcome"
    OPENING = "opening"
    MARKET = "market"
    SUMMARY = "summary"
    END = "end"


@dataclass(frozen=True, slots=True)
class Post:
    """When a post begins: as planned, and as it really was or will be."""

    part: Part
    at: datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """When doors, market and closing are planned, and what has become of it so far."""

    doors_at: datetime
    opens_at: datetime
    closes_at: datetime
    opened_at: datetime | None = None
    ends_at: datetime | None = None
    """Of the market that is open."""
    closed_at: datetime | None = None


def posts(plan: Plan) -> list[Post]:
    """The posts in their order. A market that is late moves what follows it."""
    opens = plan.opened_at or plan.opens_at
    closes = plan.closed_at or plan.ends_at or plan.closes_at
    opening = max(plan.doors_at, opens - BEFORE_THE_MARKET)
    return [
        Post(Part.WELCOME, plan.doors_at),
        Post(Part.OPENING, opening),
        Post(Part.MARKET, opens),
        Post(Part.SUMMARY, closes),
        Post(Part.END, closes + AFTER_THE_MARKET),
    ]


def now_and_next(plan: Plan, now: datetime) -> tuple[Post | None, Post | None]:
    """What is on, None before the doors open; and what comes next, None at the end."""
    sheet = posts(plan)
    current = _current(plan, sheet, now)
    begun = [post for post in sheet if post.part in current]
    to_come = sheet[len(begun) :]
    return (begun[-1] if begun else None), (to_come[0] if to_come else None)


def _current(plan: Plan, sheet: Sequence[Post], now: datetime) -> set[Part]:
    """The parts that have begun."""
    order = list(Part)
    if plan.closed_at:
        return set(order if now >= sheet[-1].at else order[:4])
    if plan.opened_at:
        return set(order[:3])
    return {post.part for post in sheet[:2] if post.at <= now}
