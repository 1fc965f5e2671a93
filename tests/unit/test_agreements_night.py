"""When a market that nobody closes is closed."""

from datetime import datetime

import pytest

from services.agreements.night import closes_by_itself_at
from shared.clock import NORWAY


@pytest.mark.parametrize(
    ("planned_end", "by_itself"),
    [
        ("2027-04-22T21:00", "2027-04-23T04:00"),
        ("2027-04-23T00:30", "2027-04-23T04:00"),
        ("2027-04-23T02:00", "2027-04-24T04:00"),
    ],
)
def test_it_is_closed_at_the_first_four_in_the_morning_that_is_long_after_its_planned_end(
    planned_end: str, by_itself: str
) -> None:
    assert closes_by_itself_at(norwegian(planned_end)) == norwegian(by_itself)


def norwegian(text: str) -> datetime:
    """An instant, written in Norwegian time."""
    return datetime.fromisoformat(text).replace(tzinfo=NORWAY)
