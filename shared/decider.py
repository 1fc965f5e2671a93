"""The pure rules of one kind of aggregate."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from shared.contracts.base import Event

C = TypeVar("C")
S = TypeVar("S")


@dataclass(frozen=True)
class Decider(Generic[C, S]):
    """How commands become events, and events a state.

    `decide` gives the events that a command leads to in a state (none: it changes nothing) or raises
    `shared.refusal.Refused`; `evolve` gives the state after an event. Neither does I/O or asks for the time.
    """

    initial: S
    decide: Callable[[C, S], Sequence[Event]]
    evolve: Callable[[S, Event], S]

    def fold(self, events: Sequence[Event]) -> S:
        """The state after these events."""
        state = self.initial
        for event in events:
            state = self.evolve(state, event)
        return state
