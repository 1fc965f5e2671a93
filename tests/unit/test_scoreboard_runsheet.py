"""What is on now, and what comes next."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from services.scoreboard.pace import ahead
from services.scoreboard.runsheet import Part, Plan, now_and_next, posts


def at(clock: str) -> datetime:
    """A time of the handbook's evening."""
    return datetime.fromisoformat(f"2027-04-22T{clock}").replace(tzinfo=UTC)


PLANNED = Plan(doors_at=at("17:00"), opens_at=at("17:45"), closes_at=at("18:45"))


def parts(plan: Plan, clock: str) -> tuple[Part | None, Part | None]:
    current, coming = now_and_next(plan, at(clock))
    return (current.part if current else None), (coming.part if coming else None)


def test_the_posts_are_those_of_the_handbook_at_its_times() -> None:
    assert [(post.part, post.at) for post in posts(PLANNED)] == [
        (Part.WELCOME, at("17:00")),
        (Part.OPENING, at("17:30")),
        (Part.MARKET, at("17:45")),
        (Part.SUMMARY, at("18:45")),
        (Part.END, at("19:00")),
    ]


@pytest.mark.parametrize(
    ("clock", "current", "coming"),
    [
        ("16:30", None, Part.WELCOME),
        ("17:10", Part.WELCOME, Part.OPENING),
        ("17:35", Part.OPENING, Part.MARKET),
        ("18:10", Part.OPENING, Part.MARKET),
    ],
)
def test_until_the_gong_the_clock_decides_but_only_the_gong_opens_the_market(
    clock: str, current: Part | None, coming: Part
) -> None:
    assert parts(PLANNED, clock) == (current, coming)


def test_the_market_is_on_from_the_gong_to_the_gong() -> None:
    opened = replace(PLANNED, opened_at=at("17:40"), ends_at=at("18:45"))
    assert parts(opened, "17:41") == (Part.MARKET, Part.SUMMARY)
    assert parts(opened, "18:55") == (Part.MARKET, Part.SUMMARY)


def test_more_time_moves_what_follows() -> None:
    extended = replace(PLANNED, opened_at=at("17:45"), ends_at=at("18:55"))
    assert [post.at for post in posts(extended)][3:] == [at("18:55"), at("19:10")]


def test_after_the_closing_the_host_sums_up_and_then_it_is_over() -> None:
    closed = replace(PLANNED, opened_at=at("17:45"), ends_at=at("18:45"), closed_at=at("18:50"))
    assert parts(closed, "18:52") == (Part.SUMMARY, Part.END)
    assert parts(closed, "19:06") == (Part.END, None)


@pytest.mark.parametrize(
    ("minutes", "count", "number"), [(0, 0, 0), (30, 60, 10), (30, 40, -10), (60, 100, 0), (90, 101, 1)]
)
def test_the_pace_is_the_record_spread_evenly_over_the_hour(minutes: int, count: int, number: int) -> None:
    opened, closes = at("17:45"), at("18:45")
    assert ahead(count, 100, opened, closes, opened + timedelta(minutes=minutes)) == number
