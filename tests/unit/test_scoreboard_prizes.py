"""The prizes of the evening."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from services.scoreboard.prizes import MOST_WINNERS, Prize, Prizes, prizes

IDS: dict[str, UUID] = {}


@dataclass(frozen=True)
class Deal:
    parties: list[UUID]
    names: list[str]


def between(*names: str) -> Deal:
    return Deal([IDS.setdefault(name, uuid4()) for name in names], list(names))


def test_most_agreements_and_most_different_partners_are_two_prizes() -> None:
    again_and_again = [between("Koret", "Banken")] * 3

    won = prizes([*again_and_again, between("Turlaget", "Ås bibliotek"), between("Turlaget", "Øyas kafé")])

    assert won == Prizes(Prize(["Banken", "Koret"], 3), Prize(["Turlaget"], 2))


def test_an_agreement_of_three_counts_once_for_each_and_brings_two_partners() -> None:
    assert prizes([between("Koret", "Banken", "Museet")]) == Prizes(
        Prize(["Banken", "Koret", "Museet"], 1), Prize(["Banken", "Koret", "Museet"], 2)
    )


def test_those_who_share_a_prize_stand_in_norwegian_order() -> None:
    won = prizes([between("Ås bibliotek", "Ærlig talt"), between("Zoo", "Ørneklubben")])

    assert won.most_agreements == Prize(["Zoo", "Ærlig talt", "Ørneklubben", "Ås bibliotek"], 1)


def test_a_prize_that_very_many_share_is_a_crowd() -> None:
    assert not Prize(["Koret"] * MOST_WINNERS, 1).crowded
    assert Prize(["Koret"] * (MOST_WINNERS + 1), 1).crowded


def test_without_agreements_nobody_wins() -> None:
    assert prizes([]) == Prizes(None, None)
