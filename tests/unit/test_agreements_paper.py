"""Forms on paper: what their number makes impossible, when they were filled in, and which agreement they may repeat."""

from datetime import UTC, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest

from services.agreements.domain.agreement import Side
from services.agreements.domain.likeness import NEAR, Deal, look_alikes
from services.agreements.domain.market import Closed, Market, NotOpened, Open
from services.agreements.domain.paper import agreement_of_form, gaps, moment_of_form
from shared.clock import NORWAY
from shared.refusal import Refused

SIX = datetime(2027, 4, 22, 16, 0, 20, tzinfo=UTC)
"""Twenty seconds past six in Norway."""
SEVEN = SIX + timedelta(hours=1)
NEXT_DAY = SIX + timedelta(hours=15)
HOUR = Closed(opened_at=SIX, at=SEVEN)

EXCHANGE = uuid4()
CHOIR, LIBRARY, BANK = uuid4(), uuid4(), uuid4()
KNOWN = uuid4()


def moment(written: time | None, market: Market = HOUR, now: datetime = NEXT_DAY) -> datetime:
    return moment_of_form(written, market, now, NORWAY)


class TestTheNumber:
    def test_means_the_same_agreement_at_every_tablet(self) -> None:
        assert agreement_of_form(EXCHANGE, 17) == agreement_of_form(EXCHANGE, 17)

    def test_means_another_one_with_another_number_at_another_exchange_or_after_a_cancellation(self) -> None:
        forms = {
            agreement_of_form(EXCHANGE, 17),
            agreement_of_form(EXCHANGE, 18),
            agreement_of_form(uuid4(), 17),
            agreement_of_form(EXCHANGE, 17, turn=2),
        }
        assert len(forms) == 4


class TestWhatIsMissing:
    def test_is_every_number_below_the_highest_that_was_not_keyed_in(self) -> None:
        assert gaps({1, 2, 5, 7, 20}) == [range(3, 5), range(6, 7), range(8, 20)]

    def test_is_nothing_when_all_or_none_are_there(self) -> None:
        assert gaps({1, 2, 3}) == gaps(()) == []


class TestTheMoment:
    def test_is_what_is_written_on_the_form(self) -> None:
        assert moment(time(18, 40)) == datetime(2027, 4, 22, 16, 40, tzinfo=UTC)

    def test_is_now_while_the_market_is_open_and_nothing_is_written(self) -> None:
        assert moment(None, Open(SIX, SEVEN), SIX + timedelta(minutes=5)) == SIX + timedelta(minutes=5)

    def test_is_the_gong_when_the_form_is_keyed_in_the_day_after_and_nothing_is_written(self) -> None:
        assert moment(None) == SEVEN

    def test_is_not_before_the_opening_in_the_minute_of_the_gong(self) -> None:
        assert moment(time(18, 0)) == SIX

    @pytest.mark.parametrize("written", [time(17, 59), time(19, 1), time(3, 0)])
    def test_lies_in_the_market_hour(self, written: time) -> None:
        with pytest.raises(Refused, match="ikke åpen da"):
            moment(written)

    def test_lies_not_ahead(self) -> None:
        with pytest.raises(Refused, match="ikke åpen da"):
            moment(time(18, 30), Open(SIX, SEVEN), SIX + timedelta(minutes=10))

    def test_may_be_after_midnight(self) -> None:
        late = Closed(opened_at=SIX + timedelta(hours=5, minutes=30), at=SIX + timedelta(hours=7))
        assert moment(time(0, 15), late) == datetime(2027, 4, 22, 22, 15, tzinfo=UTC)

    def test_is_left_to_the_rules_of_agreements_before_the_market_opens(self) -> None:
        assert moment(time(18, 30), NotOpened(), SIX) == SIX


def a_deal(*sides: tuple[UUID, str | None], at: datetime | None = SIX) -> Deal:
    return Deal(tuple(Side(participant, gives) for participant, gives in sides), at)


class TestADoubleOfAnAgreement:
    CONCERT = a_deal((CHOIR, "En minikonsert i mai"), (LIBRARY, "Øvingslokale"))

    def may_be(self, deal: Deal) -> bool:
        return list(look_alikes(deal, {KNOWN: self.CONCERT})) == [KNOWN]

    def test_is_likely_between_the_same_parties_about_the_same_thing_at_the_same_time(self) -> None:
        assert self.may_be(a_deal((LIBRARY, None), (CHOIR, "minikonserter"), at=SIX + NEAR))

    def test_is_not_likely_between_others(self) -> None:
        assert not self.may_be(a_deal((CHOIR, "En minikonsert i mai"), (BANK, "Øvingslokale")))
        assert not self.may_be(a_deal((CHOIR, "En minikonsert"), (LIBRARY, "Øvingslokale"), (BANK, None)))

    def test_is_not_likely_about_something_else(self) -> None:
        assert not self.may_be(a_deal((CHOIR, "Hjelp til dugnaden i mai"), (LIBRARY, "Kaffe")))

    def test_is_not_likely_when_the_same_words_are_another_partys(self) -> None:
        assert not self.may_be(a_deal((LIBRARY, "En minikonsert"), (CHOIR, "Øvingslokale")))

    def test_is_not_likely_at_another_time_of_the_evening(self) -> None:
        assert not self.may_be(a_deal((CHOIR, "Minikonsert"), (LIBRARY, None), at=SIX + NEAR + timedelta(minutes=1)))

    def test_may_have_been_made_at_any_time_when_none_is_written(self) -> None:
        assert self.may_be(a_deal((CHOIR, "Minikonsert"), (LIBRARY, None), at=None))

    def test_may_be_any_agreement_of_theirs_when_the_form_does_not_say_what_is_given(self) -> None:
        assert self.may_be(a_deal((CHOIR, None), (LIBRARY, None)))

    def test_is_likely_when_both_took_the_same_line_of_the_catalogue(self) -> None:
        line = uuid4()
        tapped = Deal((Side(CHOIR, "Konsert på sykehjemmet", line), Side(LIBRARY)), SIX)
        typed = Deal((Side(CHOIR, "Underholdning", line), Side(LIBRARY)), SIX)
        assert list(look_alikes(typed, {KNOWN: tapped})) == [KNOWN]
