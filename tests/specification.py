"""Specifications of deciders, read as sentences: given these events, when this command, then these events.

given = Specification(MARKET)

def test_a_market_opens_once() -> None:
    given(opened).when(OpenMarket(…)).nothing()
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import pytest

from shared.contracts.base import Event
from shared.decider import Decider
from shared.refusal import Refused

C = TypeVar("C")
S = TypeVar("S")


@dataclass(frozen=True)
class Specification(Generic[C, S]):
    """Specifications of one decider; call it with what has happened, oldest first."""

    decider: Decider[C, S]

    def __call__(self, *events: Event) -> "Given[C, S]":
        return Given(self.decider, events)


@dataclass(frozen=True)
class Given(Generic[C, S]):
    """What has happened before the command."""

    decider: Decider[C, S]
    events: Sequence[Event]

    def when(self, command: C) -> "When[C, S]":
        return When(self, command)


@dataclass(frozen=True)
class When(Generic[C, S]):
    """A command in that situation; each method below is one way for it to end."""

    given: Given[C, S]
    command: C

    def then(self, *expected: Event) -> None:
        """Exactly these events happen."""
        assert self._decided() == expected

    def nothing(self) -> None:
        """It is accepted and changes nothing."""
        assert self._decided() == ()

    def refused(self, code: str, saying: str = "") -> None:
        """It is turned down with this code, and a sentence (bokmål) that contains `saying`."""
        with pytest.raises(Refused) as refusal:
            self._decided()
        assert refusal.value.code == code
        assert saying in str(refusal.value)

    def _decided(self) -> tuple[Event, ...]:
        decider = self.given.decider
        return tuple(decider.decide(self.command, decider.fold(self.given.events)))
