"""When a deadline is over, and its parties are asked."""

from datetime import UTC, date, datetime

import pytest

from services.followup.deadlines import over_by


@pytest.mark.parametrize(
    ("moment", "over"),
    [
        (datetime(2027, 5, 6, 21, 59, tzinfo=UTC), date(2027, 5, 5)),
        (datetime(2027, 5, 7, 5, 59, tzinfo=UTC), date(2027, 5, 5)),
        (datetime(2027, 5, 7, 6, 0, tzinfo=UTC), date(2027, 5, 6)),
        (datetime(2027, 12, 7, 7, 0, tzinfo=UTC), date(2027, 12, 6)),
    ],
    ids=["in the evening of its day", "in the night after it", "at eight in summer", "at eight in winter"],
)
def test_a_deadline_is_over_at_eight_in_the_norwegian_morning_after_it(moment: datetime, over: date) -> None:
    assert over_by(moment) == over
