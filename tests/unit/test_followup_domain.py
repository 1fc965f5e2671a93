"""What followup decides (handbook: 'Oppfølging av avtaler i etterkant')."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from services.followup.domain import (
    FOLLOW_UP,
    MAILING,
    MOST_CHARACTERS,
    EndFollowUp,
    ReachDeadline,
    RecordMailed,
    ReportOutcome,
    SetDeadline,
)
from shared.contracts.followup import AgreementsMailed, DeadlineReached, DeadlineSet, FollowUpEnded, OutcomeReported
from shared.contracts.vocabulary import Outcome
from tests.specification import Specification

given = Specification(FOLLOW_UP)
given_mailing = Specification(MAILING)

EXCHANGE, AGREEMENT, CHOIR, FIRM, LIBRARY = (uuid4() for _ in range(5))
DEADLINE = date(2027, 5, 6)
LATER = DEADLINE + timedelta(days=30)
NOW = datetime(2027, 5, 7, 6, 0, tzinfo=UTC)

deadline_set = DeadlineSet(
    exchange=EXCHANGE, agreement=AGREEMENT, version=1, participants=(CHOIR, FIRM), deadline=DEADLINE
)
deadline_moved = deadline_set.model_copy(update={"version": 3, "deadline": LATER})
party_replaced = deadline_set.model_copy(update={"version": 3, "participants": (CHOIR, LIBRARY)})
reached = DeadlineReached(exchange=EXCHANGE, agreement=AGREEMENT, participants=(CHOIR, FIRM), deadline=DEADLINE, at=NOW)
ended = FollowUpEnded(exchange=EXCHANGE, agreement=AGREEMENT)
under_way = OutcomeReported(
    exchange=EXCHANGE, agreement=AGREEMENT, participant=CHOIR, outcome=Outcome.UNDER_WAY, why="", help="", at=NOW
)
stuck = under_way.model_copy(update={"outcome": Outcome.STUCK, "why": "Ingen dirigent", "help": "En vikar"})

set_deadline = SetDeadline(EXCHANGE, AGREEMENT, 1, (CHOIR, FIRM), DEADLINE)
correct_text = replace(set_deadline, version=2)
move_deadline = replace(set_deadline, version=3, deadline=LATER)
replace_party = replace(set_deadline, version=3, participants=(CHOIR, LIBRARY))
reach = ReachDeadline(EXCHANGE, AGREEMENT, DEADLINE, over=DEADLINE, at=NOW)
end = EndFollowUp(EXCHANGE, AGREEMENT)
say_under_way = ReportOutcome(EXCHANGE, AGREEMENT, CHOIR, Outcome.UNDER_WAY, "", "", NOW)
say_stuck = replace(say_under_way, outcome=Outcome.STUCK, why="Ingen dirigent", help="En vikar")


def test_an_agreement_is_followed_up_at_its_deadline() -> None:
    given().when(set_deadline).then(deadline_set)


def test_the_same_deadline_of_a_corrected_agreement_changes_nothing() -> None:
    given(deadline_set).when(correct_text).nothing()


def test_what_was_agreed_before_a_correction_does_not_come_back_when_it_is_seen_again() -> None:
    given(deadline_set, deadline_moved).when(correct_text).nothing()


def test_what_was_agreed_before_a_correction_does_not_come_back_after_the_parties_were_asked() -> None:
    given(deadline_set, deadline_moved, reached).when(correct_text).nothing()


def test_a_corrected_deadline_is_set_anew() -> None:
    given(deadline_set).when(move_deadline).then(deadline_moved)


def test_a_corrected_party_sets_the_deadline_anew() -> None:
    given(deadline_set, reached).when(replace_party).then(party_replaced)


def test_a_deadline_is_reached_when_it_is_over() -> None:
    given(deadline_set).when(reach).then(reached)


def test_a_deadline_is_reached_late_when_nobody_looked_before() -> None:
    given(deadline_set).when(replace(reach, over=LATER)).then(reached)


def test_a_deadline_is_not_reached_as_long_as_it_is_not_over() -> None:
    given(deadline_set).when(replace(reach, over=DEADLINE - timedelta(days=1))).nothing()


def test_a_deadline_is_reached_once() -> None:
    given(deadline_set, reached).when(reach).nothing()


def test_a_deadline_that_was_moved_meanwhile_is_not_reached() -> None:
    given(deadline_set, deadline_moved).when(reach).nothing()


def test_a_new_deadline_is_reached_again() -> None:
    given(deadline_set, reached, deadline_moved).when(replace(reach, deadline=LATER, over=LATER)).then(
        reached.model_copy(update={"deadline": LATER})
    )


def test_a_cancelled_agreement_is_followed_up_no_more() -> None:
    given(deadline_set).when(end).then(ended)


def test_a_cancelled_agreement_stays_cancelled() -> None:
    given(deadline_set, ended).when(end).nothing()


def test_nobody_is_asked_about_a_cancelled_agreement() -> None:
    given(deadline_set, ended).when(reach).nothing()


def test_a_cancelled_agreement_gets_no_new_deadline() -> None:
    given(deadline_set, ended).when(move_deadline).nothing()


def test_a_party_tells_how_it_went() -> None:
    given(deadline_set, reached).when(say_under_way).then(under_way)


def test_a_party_may_say_why_it_is_stuck_and_what_would_help() -> None:
    given(deadline_set, reached).when(say_stuck).then(stuck)


def test_reasons_left_beside_a_good_answer_are_dropped() -> None:
    given(deadline_set, reached).when(replace(say_stuck, outcome=Outcome.UNDER_WAY)).then(under_way)


def test_the_same_answer_again_is_no_news() -> None:
    given(deadline_set, reached, under_way).when(say_under_way).nothing()


def test_a_party_may_change_its_mind() -> None:
    given(deadline_set, reached, under_way).when(say_stuck).then(stuck)


def test_the_same_answer_to_a_new_deadline_is_news() -> None:
    given(deadline_set, reached, under_way, deadline_moved).when(say_under_way).then(under_way)


def test_only_a_party_tells_how_it_went() -> None:
    given(deadline_set, reached).when(replace(say_under_way, participant=LIBRARY)).refused("forbidden", "med i avtalen")


def test_a_party_that_was_replaced_is_no_party_any_more() -> None:
    given(deadline_set, reached, party_replaced).when(replace(say_under_way, participant=FIRM)).refused("forbidden")


def test_a_cancelled_agreement_takes_no_answers() -> None:
    given(deadline_set, reached, ended).when(say_under_way).refused("gone", "avlyst")


def test_an_unknown_agreement_takes_no_answers() -> None:
    given().when(say_under_way).refused("not_found")


def test_a_reason_has_a_longest_length() -> None:
    given(deadline_set, reached).when(replace(say_stuck, why="a" * (MOST_CHARACTERS + 1))).refused("too_long", "1000")


def test_a_mail_that_a_server_took_is_recorded() -> None:
    given_mailing().when(RecordMailed(EXCHANGE, CHOIR, (AGREEMENT,), NOW)).then(
        AgreementsMailed(exchange=EXCHANGE, participant=CHOIR, agreements=(AGREEMENT,), at=NOW)
    )
