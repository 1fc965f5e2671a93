"""The places of an exchange: as many people as there is room for, and never one more."""

from dataclasses import replace
from uuid import UUID

import pytest

from services.registration.domain.participant import Prospect
from services.registration.domain.places import (
    PLACES,
    AwaitPlaces,
    ChangePlaces,
    Command,
    GiveBackPlaces,
    Places,
    TakePlaces,
    asked_by,
    in_view,
)
from shared.contracts.base import Event
from shared.contracts.registration import ParticipantErased, PlacesAwaited, PlacesGivenBack, PlacesTaken
from tests.specification import Specification
from tests.unit.test_registration_domain import (
    CHOIR,
    EXCHANGE_ID,
    changed,
    checked_in,
    promoted,
    register,
    registered,
    waitlisted,
    withdrawn,
)

given = Specification(PLACES)

FIRM = UUID("00000000-0000-4000-8000-0000000000c2")
CLUB = UUID("00000000-0000-4000-8000-0000000000c3")
ROOM = 10

take_3 = TakePlaces(EXCHANGE_ID, CHOIR, people=3, capacity=ROOM)
change_to_5 = ChangePlaces(EXCHANGE_ID, CHOIR, people=5, capacity=ROOM)
change_to_1 = replace(change_to_5, people=1)
await_3 = AwaitPlaces(EXCHANGE_ID, CHOIR, people=3, capacity=ROOM)
give_back = GiveBackPlaces(EXCHANGE_ID, CHOIR)
took_3 = PlacesTaken(exchange=EXCHANGE_ID, participant=CHOIR, people=3)
took_5 = took_3.model_copy(update={"people": 5})
took_1 = took_3.model_copy(update={"people": 1})
waits_for_3 = PlacesAwaited(exchange=EXCHANGE_ID, participant=CHOIR, people=3)
waits_for_1 = waits_for_3.model_copy(update={"people": 1})
gave_back = PlacesGivenBack(exchange=EXCHANGE_ID, participant=CHOIR)


firm_left = PlacesGivenBack(exchange=EXCHANGE_ID, participant=FIRM)


def firm_took(people: int) -> PlacesTaken:
    return PlacesTaken(exchange=EXCHANGE_ID, participant=FIRM, people=people)


def club_waits(people: int) -> PlacesAwaited:
    return PlacesAwaited(exchange=EXCHANGE_ID, participant=CLUB, people=people)


def places_after(*events: Event) -> Places:
    return PLACES.fold(events)


def test_places_are_taken() -> None:
    given().when(take_3).then(took_3)


def test_the_last_places_can_be_taken() -> None:
    given(firm_took(7)).when(take_3).then(took_3)


def test_there_is_no_place_for_one_too_many() -> None:
    given(firm_took(8)).when(take_3).refused("full", "Ledige plasser nå: 2")


def test_the_same_places_again_change_nothing() -> None:
    given(took_3, firm_took(7)).when(take_3).nothing()


def test_who_comes_with_more_needs_only_the_places_that_it_has_not() -> None:
    given(took_3, firm_took(5)).when(change_to_5).then(took_5)


def test_who_comes_with_too_many_more_keeps_what_it_has() -> None:
    given(took_3, firm_took(6)).when(change_to_5).refused("full", "Ledige plasser nå: 1")


def test_who_comes_with_fewer_needs_no_room() -> None:
    given(took_3, firm_took(12)).when(change_to_1).then(took_1)


def test_places_are_given_back() -> None:
    given(took_3).when(give_back).then(gave_back)


def test_places_are_given_back_once() -> None:
    given(took_3, gave_back).when(give_back).nothing()


def test_places_that_were_given_back_can_be_taken() -> None:
    given(firm_took(7), took_3, gave_back).when(take_3).then(took_3)


# The queue


def test_who_finds_no_room_waits() -> None:
    given(firm_took(8)).when(await_3).then(waits_for_3)


def test_nobody_waits_for_more_places_than_there_are() -> None:
    given().when(replace(await_3, people=11)).refused("full", "ikke plass til flere enn 10")


def test_who_waits_may_come_with_fewer_and_goes_on_waiting() -> None:
    given(firm_took(10), waits_for_3).when(change_to_1).then(waits_for_1)


def test_who_waits_gives_nothing_back_but_the_wait() -> None:
    given(firm_took(10), waits_for_3).when(give_back).then(gave_back)


def test_who_waits_takes_places_that_are_free() -> None:
    given(firm_took(7), waits_for_3).when(take_3).then(took_3)


def test_who_waits_does_not_get_places_that_are_not_there() -> None:
    given(firm_took(8), waits_for_3).when(take_3).refused("full", "Ledige plasser nå: 2")


def test_who_waits_may_be_let_in_before_those_who_are_next() -> None:
    given(firm_took(7), club_waits(2), waits_for_3).when(take_3).then(took_3)


def test_nobody_who_comes_now_gets_places_that_somebody_waits_for() -> None:
    given(firm_took(7), club_waits(2)).when(take_3).refused("full", "Ledige plasser nå: 1")


def test_the_first_that_fits_is_next() -> None:
    assert places_after(firm_took(8), waits_for_3, club_waits(2)).due(ROOM) == (CLUB,)


def test_as_many_are_due_as_there_is_room_for_in_the_order_of_the_queue() -> None:
    assert places_after(firm_took(5), waits_for_3, club_waits(2)).due(ROOM) == (CHOIR, CLUB)


def test_who_comes_with_fewer_after_all_keeps_its_place_in_the_queue() -> None:
    assert places_after(firm_took(8), waits_for_3, club_waits(2), waits_for_1).due(ROOM) == (CHOIR,)


def test_nobody_is_due_where_there_are_too_many() -> None:
    assert places_after(firm_took(12), waits_for_1).due(ROOM) == ()


# Numbers


def test_numbers_are_given_in_the_order_of_signing_up() -> None:
    assert in_view(register, places_after(firm_took(2), club_waits(9)), ROOM).prospect.number == 3


def test_no_number_is_given_twice() -> None:
    assert in_view(register, places_after(firm_took(2), firm_took(3), firm_left), ROOM).prospect.number == 2


def test_who_finds_room_has_a_place() -> None:
    assert in_view(register, places_after(firm_took(7)), ROOM).prospect == Prospect(2, room=True)


def test_who_finds_too_little_room_waits() -> None:
    assert in_view(register, places_after(firm_took(8)), ROOM).prospect == Prospect(2, room=False)


def test_who_comes_now_finds_no_room_where_somebody_waits_for_it() -> None:
    assert in_view(register, places_after(firm_took(5), club_waits(4)), ROOM).prospect == Prospect(3, room=False)


def test_a_large_group_that_waits_holds_up_no_small_one() -> None:
    assert in_view(register, places_after(firm_took(6), club_waits(5)), ROOM).prospect == Prospect(3, room=True)


@pytest.mark.parametrize(
    ("events", "command"),
    [
        ([registered], take_3),
        ([waitlisted], await_3),
        ([promoted], take_3),
        ([changed], change_to_5),
        ([withdrawn], give_back),
        ([withdrawn, ParticipantErased(exchange=EXCHANGE_ID, participant=CHOIR)], give_back),
        ([checked_in], None),
        ([ParticipantErased(exchange=EXCHANGE_ID, participant=CHOIR)], None),
    ],
)
def test_what_happens_to_a_participant_asks_for_places(events: list[Event], command: Command | None) -> None:
    assert asked_by(events, ROOM) == command
