"""Where an exchange stands for whoever comes by, and where it is on a map."""

from dataclasses import replace
from datetime import timedelta

from services.registration.site.results import Results
from services.registration.site.showcase import Phase, map_address, phase_of
from tests.paper import an_exchange

EXCHANGE = an_exchange("Frivilligbørs Lillevik")
OPEN = Results(12, None)
A_MINUTE = timedelta(minutes=1)


def test_until_the_doors_open_it_is_to_come() -> None:
    assert phase_of(EXCHANGE, OPEN, EXCHANGE.doors_at - A_MINUTE) is Phase.COMING


def test_while_it_lasts_it_is_under_way() -> None:
    assert phase_of(EXCHANGE, OPEN, EXCHANGE.closes_at - A_MINUTE) is Phase.TODAY


def test_it_is_under_way_when_the_market_stays_open_longer_than_planned() -> None:
    assert phase_of(EXCHANGE, OPEN, EXCHANGE.closes_at + A_MINUTE) is Phase.TODAY


def test_it_is_over_the_day_after_though_nobody_closed_the_market() -> None:
    assert phase_of(EXCHANGE, OPEN, EXCHANGE.closes_at + timedelta(days=1)) is Phase.OVER


def test_it_is_over_when_the_market_was_closed_before_its_time() -> None:
    closed = Results(12, EXCHANGE.closes_at - 2 * A_MINUTE)
    assert phase_of(EXCHANGE, closed, EXCHANGE.closes_at - A_MINUTE) is Phase.OVER


def test_a_map_is_asked_for_the_place_and_nothing_else() -> None:
    there = replace(EXCHANGE, venue="Kulturhuset & kaféen", municipality="Ås")
    assert (
        map_address(there) == "https://www.openstreetmap.org/search?query=Kulturhuset%20%26%20kaf%C3%A9en%2C%20%C3%85s"
    )
