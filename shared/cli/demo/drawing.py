"""Drawing at random, the same every time for the same seed."""

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Generic, TypeVar

Card = TypeVar("Card")


class Deck(Generic[Card]):
    """A shuffled deck that is shuffled anew when it is empty, so that no card comes up far more than another."""

    def __init__(self, rng: Random, cards: Sequence[Card]) -> None:
        self._rng = rng
        self._cards = cards
        self._left: list[Card] = []

    def draw(self) -> Card:
        if not self._left:
            self._left = self._rng.sample(self._cards, len(self._cards))
        return self._left.pop()

    def hand(self, size: int, fits: Callable[[Card], bool] = lambda _: True) -> list[Card]:
        """`size` different cards that fit; the deck must have as many."""
        hand: list[Card] = []
        while len(hand) < size:
            card = self.draw()
            if card not in hand and fits(card):
                hand.append(card)
        return hand


def weighted(rng: Random, weights: Mapping[Card, int]) -> Card:
    """One of the keys, as often as its weight says."""
    return rng.choices(list(weights), list(weights.values()))[0]


def filled(rng: Random, text: str, slots: Mapping[str, Sequence[str]]) -> str:
    """The text with its places, such as `{day}`, filled."""
    words = text.format_map({slot: rng.choice(values) for slot, values in slots.items()})
    return words[0].upper() + words[1:]
