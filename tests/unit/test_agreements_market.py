"""What the market hour decides, in sentences."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from services.agreements.domain.market import (
    LONGEST,
    MARKET,
    MOST_LATE_DAYS,
    CloseMarket,
    ExtendMarket,
    OpenMarket,
    PauseMarket,
    ResumeMarket,
    closing_time,
)
from shared.contracts.agreements import MarketClosed, MarketExtended, MarketOpened, MarketPaused, MarketResumed
from tests.specification import Specification

given_market = Specification(MARKET)

SIX = datetime(2027, 4, 22, 16, 0, tzinfo=UTC)
HALF_PAST = SIX + timedelta(minutes=30)
SEVEN = SIX + timedelta(hours=1)
TEN_PAST_SEVEN = SEVEN + timedelta(minutes=10)
ANOTHER_YEAR = SEVEN.replace(year=2199)
TODAY = date(2027, 4, 22)
EXCHANGE = uuid4()

opened = MarketOpened(exchange=EXCHANGE, at=SIX, closes_at=SEVEN)
paused = MarketPaused(exchange=EXCHANGE, at=HALF_PAST)
extended = MarketExtended(exchange=EXCHANGE, at=HALF_PAST, closes_at=TEN_PAST_SEVEN)
closed = MarketClosed(exchange=EXCHANGE, at=SEVEN, late_until=date(2027, 4, 29))


class TestTheMarket:
    def test_opens(self) -> None:
        given_market().when(OpenMarket(EXCHANGE, SIX, SEVEN)).then(opened)

    def test_stays_open_when_it_is_opened_again(self) -> None:
        given_market(opened).when(OpenMarket(EXCHANGE, SIX, SEVEN)).nothing()

    def test_closes(self) -> None:
        given_market(opened).when(CloseMarket(EXCHANGE, SEVEN, TODAY)).then(closed)

    def test_stays_closed_when_it_is_closed_again(self) -> None:
        given_market(opened, closed).when(CloseMarket(EXCHANGE, SEVEN, TODAY)).nothing()

    def test_cannot_close_before_it_has_opened(self) -> None:
        given_market().when(CloseMarket(EXCHANGE, SEVEN, TODAY)).refused("market_not_open", "ikke åpnet")

    def test_cannot_open_again_after_it_has_closed(self) -> None:
        given_market(opened, closed).when(OpenMarket(EXCHANGE, SEVEN, SEVEN)).refused("market_closed", "stengt")

    def test_cannot_close_before_it_opens(self) -> None:
        given_market().when(OpenMarket(EXCHANGE, SEVEN, SIX)).refused("closes_before_opening", "senere enn nå")

    def test_cannot_open_for_longer_than_a_day_of_agreements(self) -> None:
        given_market().when(OpenMarket(EXCHANGE, SIX, SIX + LONGEST)).then(
            MarketOpened(exchange=EXCHANGE, at=SIX, closes_at=SIX + LONGEST)
        )
        given_market().when(OpenMarket(EXCHANGE, SIX, ANOTHER_YEAR)).refused("too_long", "12 timer")

    def test_closes_as_planned_even_when_it_opens_late(self) -> None:
        assert closing_time(SIX + timedelta(minutes=10), opens_at=SIX, closes_at=SEVEN) == SEVEN

    def test_lasts_as_long_as_planned_when_the_planned_closing_has_passed(self) -> None:
        assert closing_time(SEVEN, opens_at=SIX, closes_at=SEVEN) == SEVEN + timedelta(hours=1)

    def test_lasts_as_long_as_planned_when_it_opens_on_an_earlier_day(self) -> None:
        two_days_before = SIX - timedelta(days=2)
        assert closing_time(two_days_before, opens_at=SIX, closes_at=SEVEN) == two_days_before + timedelta(hours=1)

    def test_of_which_the_plan_asks_too_much_lasts_as_long_as_any_may(self) -> None:
        assert closing_time(SIX, opens_at=SIX, closes_at=ANOTHER_YEAR) == SIX + LONGEST


class TestAPause:
    def test_stops_the_countdown(self) -> None:
        given_market(opened).when(PauseMarket(EXCHANGE, HALF_PAST)).then(paused)

    def test_happens_once_however_often_it_is_asked_for(self) -> None:
        given_market(opened, paused).when(PauseMarket(EXCHANGE, SEVEN)).nothing()

    def test_gives_back_as_much_time_as_it_took(self) -> None:
        resumed_at = HALF_PAST + timedelta(minutes=4)
        given_market(opened, paused).when(ResumeMarket(EXCHANGE, resumed_at)).then(
            MarketResumed(exchange=EXCHANGE, at=resumed_at, closes_at=SEVEN + timedelta(minutes=4))
        )

    def test_that_is_not_there_cannot_end(self) -> None:
        given_market(opened).when(ResumeMarket(EXCHANGE, HALF_PAST)).nothing()

    def test_is_over_when_the_market_goes_on(self) -> None:
        resumed = MarketResumed(exchange=EXCHANGE, at=HALF_PAST, closes_at=SEVEN)
        given_market(opened, paused, resumed).when(PauseMarket(EXCHANGE, SEVEN)).then(
            MarketPaused(exchange=EXCHANGE, at=SEVEN)
        )

    def test_ends_with_the_market(self) -> None:
        given_market(opened, paused).when(CloseMarket(EXCHANGE, SEVEN, TODAY)).then(closed)


class TestMoreTime:
    def test_moves_the_end(self) -> None:
        given_market(opened).when(ExtendMarket(EXCHANGE, HALF_PAST, TEN_PAST_SEVEN)).then(extended)

    def test_is_given_once_when_two_give_the_same(self) -> None:
        given_market(opened, extended).when(ExtendMarket(EXCHANGE, HALF_PAST, TEN_PAST_SEVEN)).nothing()

    def test_is_not_less_time(self) -> None:
        given_market(opened, extended).when(ExtendMarket(EXCHANGE, HALF_PAST, SEVEN)).refused("not_longer", "senere")

    def test_does_not_end_before_now(self) -> None:
        late = TEN_PAST_SEVEN + timedelta(minutes=5)
        given_market(opened).when(ExtendMarket(EXCHANGE, late, TEN_PAST_SEVEN)).refused("not_longer", "senere enn nå")

    def test_is_not_a_night_more(self) -> None:
        given_market(opened).when(ExtendMarket(EXCHANGE, HALF_PAST, ANOTHER_YEAR)).refused("too_long", "12 timer")

    def test_is_kept_through_a_pause(self) -> None:
        resumed_at = HALF_PAST + timedelta(minutes=4)
        given_market(opened, paused, extended).when(ResumeMarket(EXCHANGE, resumed_at)).then(
            MarketResumed(exchange=EXCHANGE, at=resumed_at, closes_at=TEN_PAST_SEVEN + timedelta(minutes=4))
        )


@pytest.mark.parametrize(
    "command",
    [
        PauseMarket(EXCHANGE, HALF_PAST),
        ResumeMarket(EXCHANGE, HALF_PAST),
        ExtendMarket(EXCHANGE, HALF_PAST, TEN_PAST_SEVEN),
    ],
    ids=["pause", "resumption", "more time"],
)
class TestWhatBelongsToTheHour:
    def test_waits_for_the_opening(self, command: PauseMarket | ResumeMarket | ExtendMarket) -> None:
        given_market().when(command).refused("market_not_open", "ikke åpnet")

    def test_is_over_with_it(self, command: PauseMarket | ResumeMarket | ExtendMarket) -> None:
        given_market(opened, closed).when(command).refused("market_closed", "stengt")


class TestLateAgreements:
    def test_are_taken_for_a_week_if_nobody_says_otherwise(self) -> None:
        given_market(opened).when(CloseMarket(EXCHANGE, SEVEN, TODAY)).then(closed)

    def test_are_taken_for_as_many_days_as_the_host_says(self) -> None:
        given_market(opened).when(CloseMarket(EXCHANGE, SEVEN, TODAY, late_days=2)).then(
            closed.model_copy(update={"late_until": date(2027, 4, 24)})
        )

    def test_may_be_left_out(self) -> None:
        given_market(opened).when(CloseMarket(EXCHANGE, SEVEN, TODAY, late_days=0)).then(
            closed.model_copy(update={"late_until": None})
        )

    @pytest.mark.parametrize("days", [-1, MOST_LATE_DAYS + 1])
    def test_are_not_taken_for_ever(self, days: int) -> None:
        given_market(opened).when(CloseMarket(EXCHANGE, SEVEN, TODAY, late_days=days)).refused("late_days", "fra 0 til")
