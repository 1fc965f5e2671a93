"""The deadlines that a broker can choose with one tap."""

from datetime import date

import pytest

from services.agreements.domain.deadline import proposals


def test_two_weeks_and_one_month_are_counted_from_the_evening() -> None:
    proposed = proposals(date(2027, 4, 22))
    assert (proposed["two_weeks"], proposed["one_month"]) == (date(2027, 5, 6), date(2027, 5, 22))


@pytest.mark.parametrize(
    ("evening", "end"),
    [
        (date(2027, 4, 22), date(2027, 6, 20)),
        (date(2027, 10, 14), date(2027, 12, 20)),
        (date(2027, 11, 23), date(2027, 12, 20)),
        (date(2027, 6, 1), date(2027, 12, 20)),
        (date(2027, 12, 1), date(2028, 6, 20)),
    ],
)
def test_a_term_ends_before_summer_or_christmas_and_not_within_three_weeks(evening: date, end: date) -> None:
    assert proposals(evening)["end_of_term"] == end
