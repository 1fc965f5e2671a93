"""The prizes of the evening."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from services.scoreboard.prizes import MOST_WINNERS, Favourite, Prize, Prizes, prizes

IDS: dict[str, UUID] = {}


@dataclass(frozen=True)
class Deal:
    parties: list[UUID]
    names: list[str]
    votes: int = 0


def between(*names: str, votes: int = 0) -> Deal:
    return Deal([IDS.setdefault(name, uuid4()) for name in names], list(names), votes)


def test_most_agreements_and_most_different_partners_are_two_prizes() -> None:
    again_and_again = [between("Koret", "Banken")] * 3

    won = prizes([*again_and_again, between("Turlaget", "Ås bibliotek"), between("Turlaget", "Øyas kafé")])

    assert won == Prizes(Prize(["Banken", "Koret"], 3), Prize(["Turlaget"], 2), None)


def test_an_agreement_of_three_counts_once_for_each_and_brings_two_partners() -> None:
    assert prizes([between("Koret", "Banken", "Museet")]) == Prizes(
        Prize(["Banken", "Koret", "Museet"], 1), Prize(["Banken", "Koret", "Museet"], 2), None
    )


def test_those_who_share_a_prize_stand_in_norwegian_order() -> None:
    won = prizes([between("Ås bibliotek", "Ærlig talt"), between("Zoo", "Ørneklubben")])

    assert won.most_agreements == Prize(["Zoo", "Ærlig talt", "Ørneklubben", "Ås bibliotek"], 1)


def test_the_rooms_favourite_is_the_agreement_with_the_most_votes() -> None:
    loved, liked = between("Koret", "Banken", votes=7), between("Turlaget", "Museet", votes=2)

    assert prizes([liked, loved]).favourite == Favourite([loved], 7)


def test_agreements_that_are_liked_equally_share_it() -> None:
    first, second = between("Koret", "Banken", votes=7), between("Turlaget", "Museet", votes=7)

    assert prizes([first, second]).favourite == Favourite([first, second], 7)


def test_a_prize_that_very_many_share_is_a_crowd() -> None:
    assert not Prize(["Koret"] * MOST_WINNERS, 1).crowded
    assert Prize(["Koret"] * (MOST_WINNERS + 1), 1).crowded
    assert not Favourite([between("Koret", "Banken")] * MOST_WINNERS, 1).crowded
    assert Favourite([between("Koret", "Banken")] * (MOST_WINNERS + 1), 1).crowded


def test_without_agreements_nobody_wins() -> None:
    assert prizes([]) == Prizes(None, None, None)
