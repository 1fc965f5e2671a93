"""Deadlines that a broker can choose with one tap."""

from collections.abc import Mapping
from datetime import date, timedelta

TWO_WEEKS = timedelta(weeks=2)
ONE_MONTH = timedelta(days=30)

TERM_ENDS = ((6, 20), (12, 20))
"""Month and day of the last school week before summer and before Christmas: what associations mean by a term."""

SHORTEST_TERM = timedelta(weeks=3)
"""Whoever says 'by the end of the term' means more than the two weeks that are a proposal of their own."""


def proposals(day: date) -> Mapping[str, date]:
    """Days by what they are called: `two_weeks`, `one_month` and `end_of_term` from a day on."""
    ends = (date(year, *end) for year in (day.year, day.year + 1) for end in TERM_ENDS)
    return {
        "two_weeks": day + TWO_WEEKS,
        "one_month": day + ONE_MONTH,
        "end_of_term": next(end for end in ends if end >= day + SHORTEST_TERM),
    }
