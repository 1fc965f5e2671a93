"""The places of an exchange: as many people as there is room for, and never one more."""

from dataclasses import replace
from uuid import UUID

import pytest

from services.registration.domain.places import PLACES, Command, GiveBackPlaces, TakePlaces, asked_by
from shared.contracts.base import Event
from shared.contracts.registration import ParticipantErased, PlacesGivenBack, PlacesTaken
from tests.specification import Specification
from tests.unit.test_registration_domain import CHOIR, EXCHANGE_ID, changed, checked_in, registered, withdrawn

given = Specification(PLACES)

FIRM = UUID("00000000-0000-4000-8000-0000000000c2")
ROOM = 10

take_3 = TakePlaces(EXCHANGE_ID, CHOIR, people=3, capacity=ROOM)
take_5 = replace(take_3, people=5)
take_1 = replace(take_3, people=1)
give_back = GiveBackPlaces(EXCHANGE_ID, CHOIR)
took_3 = PlacesTaken(exchange=EXCHANGE_ID, participant=CHOIR, people=3)
took_5 = took_3.model_copy(update={"people": 5})
took_1 = took_3.model_copy(update={"people": 1})
gave_back = PlacesGivenBack(exchange=EXCHANGE_ID, participant=CHOIR)


def firm_took(people: int) -> PlacesTaken:
    return PlacesTaken(exchange=EXCHANGE_ID, participant=FIRM, people=people)


def test_places_are_taken() -> None:
    given().when(take_3).then(took_3)


def test_the_last_places_can_be_taken() -> None:
    given(firm_took(7)).when(take_3).then(took_3)


def test_there_is_no_place_for_one_too_many() -> None:
    given(firm_took(8)).when(take_3).refused("full", "Ledige plasser nå: 2")


def test_the_same_places_again_change_nothing() -> None:
    given(took_3, firm_took(7)).when(take_3).nothing()


def test_who_comes_with_more_needs_only_the_places_that_it_has_not() -> None:
    given(took_3, firm_took(5)).when(take_5).then(took_5)


def test_who_comes_with_too_many_more_keeps_what_it_has() -> None:
    given(took_3, firm_took(6)).when(take_5).refused("full", "Ledige plasser nå: 1")


def test_who_comes_with_fewer_needs_no_room() -> None:
    given(took_3, firm_took(12)).when(take_1).then(took_1)


def test_places_are_given_back() -> None:
    given(took_3).when(give_back).then(gave_back)


def test_places_are_given_back_once() -> None:
    given(took_3, gave_back).when(give_back).nothing()


def test_places_that_were_given_back_can_be_taken() -> None:
    given(firm_took(7), took_3, gave_back).when(take_3).then(took_3)


@pytest.mark.parametrize(
    ("events", "command"),
    [
        ([registered], take_3),
        ([changed], take_5),
        ([withdrawn], give_back),
        ([withdrawn, ParticipantErased(exchange=EXCHANGE_ID, participant=CHOIR)], give_back),
        ([checked_in], None),
        ([ParticipantErased(exchange=EXCHANGE_ID, participant=CHOIR)], None),
    ],
)
def test_what_happens_to_a_participant_asks_for_places(events: list[Event], command: Command | None) -> None:
    assert asked_by(events, ROOM) == command
