"""Agreements on paper: what a numbered form is in the log, and when the agreement on it was made."""

from collections.abc import Collection
from datetime import datetime, time, timedelta, tzinfo
from itertools import pairwise
from uuid import UUID, uuid5

from services.agreements.domain.market import Closed, Market, opened_at, was_open
from shared.refusal import Refused

MOST_FORMS = 999
"""The highest number of a form: three digits are read and typed without a mistake."""


def agreement_of_form(exchange: UUID, number: int, turn: int = 1) -> UUID:
    """The id of the agreement that a form tells of: whoever keys the form in means this one, at whichever tablet.

    A form whose agreement was cancelled, because its number was typed wrongly for example, has one more `turn`.
    """
    return uuid5(exchange, f"form {number}" if turn == 1 else f"form {number}, turn {turn}")


def gaps(keyed_in: Collection[int]) -> list[range]:
    """The numbers below the highest that has been keyed in which have not: forms that nobody used, or that are lost."""
    ends = [0, *sorted(keyed_in)]
    return [range(one + 1, other) for one, other in pairwise(ends) if other > one + 1]


def moment_of_form(written: time | None, market: Market, now: datetime, zone: tzinfo) -> datetime:
    """When the agreement on a form was made: at the time that is written on it, by the clocks of `zone`.

    Where none is written it was made before the gong that closed the market, or it is being made now. Raises
    `Refused` (`outside_the_hour`) for a time at which the market was not open.
    """
    begun = opened_at(market)
    ended = market.at if isinstance(market, Closed) else now
    if begun is None or written is None:
        return ended
    for day in (begun, begun + timedelta(days=1)):  # an hour that began before midnight may end after it
        moment = datetime.combine(day.astimezone(zone).date(), written, zone)
        # What is written has no seconds: it may be the minute in which the gong went.
        if moment <= begun < moment + timedelta(minutes=1):
            return begun
        if moment <= ended and was_open(market, moment):
            return moment
    raise Refused(
        "outside_the_hour",
        "Børsen var ikke åpen da. Skriv klokkeslettet avtalen ble gjort, eller la feltet stå tomt.",
    )
