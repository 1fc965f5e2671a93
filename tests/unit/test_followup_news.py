"""What participants have not been told yet: their agreements held against what they were sent."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import uuid4

from services.followup.news import News, news, versions_told
from services.followup.queries import Agreement, Party
from shared.contracts.vocabulary import Commitment

MADE = datetime(2027, 4, 22, 16, 0, tzinfo=UTC)
CLOSED = datetime(2027, 4, 22, 17, 0, tzinfo=UTC)

CHOIR = Party(uuid4(), "Lillevik skolekorps", "Spiller på sommerfesten", None, None)
FIRM = Party(uuid4(), "Nordhavn Elektro AS", None, None, None)
LIBRARY = Party(uuid4(), "Lillevik bibliotek", None, None, None)
CONCERT = Agreement(
    uuid4(), uuid4(), Commitment.FIRM, date(2027, 5, 6), CHOIR.participant, MADE, None, None, (CHOIR, FIRM), 1
)
READING = replace(CONCERT, id=uuid4(), parties=(FIRM, LIBRARY))
MOVED = replace(CONCERT, deadline=date(2027, 6, 6), version=2)
HANDED_OVER = replace(CONCERT, parties=(CHOIR, LIBRARY), version=2)
CANCELLED = replace(CONCERT, cancelled_at=CLOSED, version=2)
TOLD = {party.participant: {CONCERT.id: 1} for party in (CHOIR, FIRM)}


def test_nobody_has_news_when_all_is_told() -> None:
    assert news([CONCERT], TOLD) == {}


def test_an_agreement_that_nobody_was_sent_is_news_to_both_parties() -> None:
    assert news([CONCERT], {}) == {
        CHOIR.participant: News(fresh=(CONCERT,)),
        FIRM.participant: News(fresh=(CONCERT,)),
    }


def test_a_late_agreement_is_news_to_its_parties_only() -> None:
    assert news([CONCERT, READING], TOLD) == {
        FIRM.participant: News(fresh=(READING,)),
        LIBRARY.participant: News(fresh=(READING,)),
    }


def test_a_changed_agreement_is_news_to_both_parties() -> None:
    assert news([MOVED], TOLD) == {
        CHOIR.participant: News(changed=(MOVED,)),
        FIRM.participant: News(changed=(MOVED,)),
    }


def test_a_cancelled_agreement_is_news_to_those_who_were_sent_it() -> None:
    assert news([CANCELLED], TOLD) == {
        CHOIR.participant: News(ended=(CANCELLED,)),
        FIRM.participant: News(ended=(CANCELLED,)),
    }


def test_a_cancelled_agreement_that_nobody_was_sent_is_no_news() -> None:
    assert news([CANCELLED], {}) == {}


def test_who_is_replaced_in_an_agreement_hears_that_it_is_another_s() -> None:
    assert news([HANDED_OVER], TOLD) == {
        CHOIR.participant: News(changed=(HANDED_OVER,)),
        FIRM.participant: News(ended=(HANDED_OVER,)),
        LIBRARY.participant: News(fresh=(HANDED_OVER,)),
    }


def test_what_is_told_is_each_standing_agreement_in_its_version() -> None:
    gone = replace(CANCELLED, id=uuid4())
    assert versions_told([MOVED, gone, READING], FIRM.participant) == {CONCERT.id: 2, READING.id: 1}
