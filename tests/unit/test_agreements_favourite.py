"""The room's favourite: one vote for each participant, for what others have agreed on."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from services.agreements.domain.agreement import Cancelled, Guest, NotMade, Side, Standing, Terms
from services.agreements.domain.favourite import FAVOURITE, ChooseFavourite
from services.agreements.domain.market import Closed, NotOpened, Open
from shared.contracts.agreements import VOTING, FavouriteChosen
from shared.contracts.vocabulary import Commitment
from tests.specification import Specification

given = Specification(FAVOURITE)

EXCHANGE, VOTER, CHOIR, LIBRARY, CONCERT, READING = (uuid4() for _ in range(6))
OPENED = datetime(2027, 4, 22, 16, 0, tzinfo=UTC)
CLOSED = OPENED + timedelta(hours=1)
SIDES = (Side(CHOIR, "En minikonsert"), Side(LIBRARY))
BETWEEN_OTHERS = Standing(EXCHANGE, Terms(SIDES, Commitment.FIRM, date(2027, 5, 6), CHOIR))
CHOOSE = ChooseFavourite(
    EXCHANGE, VOTER, Guest("Turlaget"), CONCERT, BETWEEN_OTHERS, Open(OPENED, CLOSED), OPENED + timedelta(minutes=30)
)
CHANGE = replace(CHOOSE, agreement=READING)
chosen = FavouriteChosen(exchange=EXCHANGE, agreement=CONCERT, participant=VOTER, at=CHOOSE.at)


def test_a_participant_votes_for_what_others_have_agreed_on() -> None:
    given().when(CHOOSE).then(chosen)


def test_the_same_vote_once_more_changes_nothing() -> None:
    given(chosen).when(CHOOSE).nothing()


def test_a_vote_can_be_changed_and_changed_back() -> None:
    changed = chosen.model_copy(update={"agreement": READING})
    given(chosen).when(CHANGE).then(changed)
    given(chosen, changed).when(CHOOSE).then(chosen)


def test_nobody_votes_for_an_agreement_of_its_own() -> None:
    given().when(replace(CHOOSE, participant=LIBRARY)).refused("own_agreement")


def test_what_does_not_stand_at_this_exchange_cannot_be_chosen() -> None:
    given().when(replace(CHOOSE, chosen=NotMade())).refused("not_standing")
    given().when(replace(CHOOSE, chosen=Cancelled(EXCHANGE))).refused("not_standing")
    given().when(replace(CHOOSE, chosen=replace(BETWEEN_OTHERS, exchange=uuid4()))).refused("not_standing")


def test_voting_begins_with_the_first_gong() -> None:
    given().when(replace(CHOOSE, market=NotOpened())).refused("market_not_open")


def test_voting_goes_on_a_little_while_after_the_last_gong() -> None:
    after = replace(CHOOSE, market=Closed(OPENED, CLOSED), at=CLOSED + VOTING)
    given().when(after).then(chosen.model_copy(update={"at": after.at}))
    given().when(replace(after, at=after.at + timedelta(seconds=1))).refused("voting_over")


def test_only_who_takes_part_votes() -> None:
    given().when(replace(CHOOSE, guest=None)).refused("not_taking_part")
    given().when(replace(CHOOSE, guest=Guest("Turlaget", withdrawn=True))).refused("not_taking_part")
