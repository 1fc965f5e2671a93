"""The picture of who has an agreement with whom."""

from dataclasses import dataclass
from math import hypot
from uuid import UUID, uuid4

import pytest

from services.scoreboard.network import RADIUS, Between, Picture, picture
from shared.contracts.vocabulary import Sector

CHOIR, WALKERS, LIBRARY, BAKERY, STRANGER = (uuid4() for _ in range(5))


@dataclass(frozen=True)
class Somebody:
    id: UUID
    sector: Sector


GUESTS = [
    Somebody(BAKERY, Sector.BUSINESS),
    Somebody(CHOIR, Sector.VOLUNTARY),
    Somebody(LIBRARY, Sector.PUBLIC),
    Somebody(WALKERS, Sector.VOLUNTARY),
]


def test_everybody_has_a_place_on_the_ring_beside_those_of_the_same_sector() -> None:
    places = picture(GUESTS, []).places

    assert [place.participant for place in places] == [CHOIR, WALKERS, LIBRARY, BAKERY]
    assert [hypot(place.x, place.y) for place in places] == pytest.approx([RADIUS] * 4, abs=0.01)


def test_nobody_moves_while_the_picture_grows() -> None:
    before, after = picture(GUESTS, []), picture(GUESTS, [[CHOIR, LIBRARY]])

    assert [(place.x, place.y) for place in before.places] == [(place.x, place.y) for place in after.places]


def test_whoever_has_an_agreement_shines() -> None:
    assert {place.participant for place in picture(GUESTS, [[CHOIR, LIBRARY]]).places if place.met} == {CHOIR, LIBRARY}


def test_an_agreement_of_two_is_a_thread_and_one_of_three_is_three() -> None:
    assert len(picture(GUESTS, [[CHOIR, LIBRARY]]).threads) == 1
    assert len(picture(GUESTS, [[CHOIR, LIBRARY, BAKERY]]).threads) == 3


def test_the_threads_are_told_in_numbers_between_the_sectors_and_within_them() -> None:
    deals = [[CHOIR, LIBRARY], [LIBRARY, WALKERS], [CHOIR, WALKERS]]

    assert told(picture(GUESTS, deals)) == [
        Between(Sector.VOLUNTARY, Sector.VOLUNTARY, 1),
        Between(Sector.VOLUNTARY, Sector.PUBLIC, 2),
    ]


def test_a_party_that_nobody_knows_yet_is_left_out() -> None:
    assert picture(GUESTS, [[CHOIR, STRANGER]]).threads == []


def test_before_anybody_has_registered_there_is_no_ring() -> None:
    assert picture([], []).places == []


def told(shown: Picture) -> list[Between]:
    """What the numbers say where they say anything."""
    return [pair for pair in shown.between if pair.number]
