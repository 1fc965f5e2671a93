"""Where an agreement stands for the organiser, from what its parties say."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from services.followup.queries import Agreement, Answer, Party, Standing, summarise
from shared.contracts.vocabulary import Commitment, Outcome

MADE = datetime(2027, 4, 22, 16, 0, tzinfo=UTC)
MAILED = datetime(2027, 4, 22, 17, 0, tzinfo=UTC)
REACHED = datetime(2027, 5, 6, 7, 0, tzinfo=UTC)
ANSWERED = datetime(2027, 5, 8, 7, 0, tzinfo=UTC)

CHOIR = Party(uuid4(), "Lillevik skolekorps", "Spiller på sommerfesten", MAILED, None)
FIRM = Party(uuid4(), "Nordhavn Elektro AS", None, MAILED, None)
WAITING = Agreement(
    uuid4(), uuid4(), Commitment.FIRM, date(2027, 5, 6), CHOIR.participant, MADE, None, None, (CHOIR, FIRM), 1
)
ASKED = replace(WAITING, reached_at=REACHED)
CANCELLED = replace(ASKED, cancelled_at=REACHED)


def answered(first: Outcome | None, second: Outcome | None) -> Agreement:
    """The agreement with what its two parties said, if anything."""
    one = replace(CHOIR, answer=Answer(first, "", "", ANSWERED) if first else None)
    other = replace(FIRM, answer=Answer(second, "", "", ANSWERED) if second else None)
    return replace(ASKED, parties=(one, other))


def test_before_its_deadline_an_agreement_waits_and_is_contacted_the_day_after_its_deadline() -> None:
    assert (WAITING.standing, WAITING.last_contact, WAITING.next_contact) == (
        Standing.WAITING,
        MAILED,
        date(2027, 5, 7),
    )


def test_after_its_deadline_an_unanswered_agreement_is_contacted_again_two_weeks_later() -> None:
    assert (ASKED.standing, ASKED.last_contact, ASKED.next_contact) == (
        Standing.UNANSWERED,
        REACHED,
        date(2027, 5, 20),
    )


def test_a_cancelled_agreement_is_not_contacted_again() -> None:
    assert (CANCELLED.standing, CANCELLED.next_contact) == (Standing.CANCELLED, None)


@pytest.mark.parametrize(
    ("first", "second", "standing", "disputed"),
    [
        (Outcome.DONE, None, Standing.DONE, False),
        (Outcome.DONE, Outcome.DONE, Standing.DONE, False),
        (Outcome.DONE, Outcome.UNDER_WAY, Standing.UNDER_WAY, True),
        (Outcome.STUCK, Outcome.DONE, Standing.STUCK, True),
        (Outcome.STUCK, Outcome.NOT_HAPPENING, Standing.NOT_HAPPENING, True),
    ],
)
def test_the_most_cautious_answer_counts(
    first: Outcome, second: Outcome | None, standing: Standing, disputed: bool
) -> None:
    agreement = answered(first, second)
    assert (agreement.standing, agreement.disputed) == (standing, disputed)


@pytest.mark.parametrize(
    ("outcome", "next_contact"),
    [
        (Outcome.DONE, None),
        (Outcome.NOT_HAPPENING, None),
        (Outcome.UNDER_WAY, date(2027, 5, 22)),
        (Outcome.STUCK, date(2027, 5, 22)),
    ],
)
def test_an_open_agreement_is_contacted_two_weeks_after_its_latest_answer(
    outcome: Outcome, next_contact: date | None
) -> None:
    assert answered(outcome, None).next_contact == next_contact


def test_outcomes_are_counted_among_the_agreements_that_were_asked_about() -> None:
    summary = summarise(
        [WAITING, ASKED, CANCELLED, answered(Outcome.DONE, None), answered(Outcome.STUCK, Outcome.DONE)]
    )
    assert (summary.agreements, summary.cancelled, summary.waiting, summary.asked) == (4, 1, 1, 3)
    assert (summary.done, summary.stuck, summary.unanswered, summary.disputed) == (1, 1, 1, 1)


def test_a_search_finds_all_its_words_in_names_and_contributions() -> None:
    assert WAITING.speaks_of("KORPS sommerfest")
    assert not WAITING.speaks_of("korps vinterfest")
