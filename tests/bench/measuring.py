"""Rounds, medians and spreads, as a table for people and as JSON for programs."""

import statistics
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import TypeVar

import orjson
from rich.console import Console
from rich.table import Table

Figure = TypeVar("Figure")
Contestant = Callable[[], Awaitable[Figure]]
"""Does its work once, and gives the figure, or figures, that are compared."""

err = Console(stderr=True, highlight=False)


@dataclass(frozen=True)
class Measured:
    """The figures of all rounds under one name."""

    name: str
    unit: str
    rounds: list[float]

    @property
    def median(self) -> float:
        """The figure that stands for all rounds."""
        return statistics.median(self.rounds)


@dataclass(frozen=True)
class Aim:
    """A ratio of two figures, and what it should be: at least, or at most, so much."""

    text: str
    ratio: float
    at_least: float | None = None
    at_most: float | None = None

    @property
    def reached(self) -> bool:
        """Whether the ratio is on the right side."""
        return (self.at_least is None or self.ratio >= self.at_least) and (
            self.at_most is None or self.ratio <= self.at_most
        )


@dataclass
class Report:
    """What a benchmark found."""

    name: str
    measured: list[Measured] = field(default_factory=list)
    aims: list[Aim] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def median(self, name: str) -> float:
        """The median of a name. Raises `StopIteration` for one that was not measured."""
        return next(measured.median for measured in self.measured if measured.name == name)

    def as_json(self) -> str:
        """All figures: each round, and the median."""
        return orjson.dumps(
            {
                "bench": self.name,
                "measured": [asdict(m) | {"median": m.median} for m in self.measured],
                "aims": [asdict(aim) | {"reached": aim.reached} for aim in self.aims],
                "notes": self.notes,
            },
            option=orjson.OPT_INDENT_2,
        ).decode()

    def show(self, console: Console) -> None:
        """Tables for a terminal."""
        figures = Table(
            "", "median", "lowest", "highest", "", title=f"{self.name}, {len(self.measured[0].rounds)} rounds"
        )
        for m in self.measured:
            figures.add_row(m.name, _number(m.median), _number(min(m.rounds)), _number(max(m.rounds)), m.unit)
        console.print(figures)
        aims = Table("aim", "wanted", "found", "")
        for aim in self.aims:
            wanted = f"≥ {aim.at_least}" if aim.at_least is not None else f"≤ {aim.at_most}"
            aims.add_row(aim.text, wanted, f"{aim.ratio:.2f}", "reached" if aim.reached else "not reached")
        console.print(aims)
        for note in self.notes:
            console.print(note)


async def alternate(rounds: int, contestants: Mapping[str, Contestant[Figure]]) -> dict[str, list[Figure]]:
    """Let each contestant work once per round, and each round another one first: what disturbs, disturbs all."""
    figures: dict[str, list[Figure]] = {name: [] for name in contestants}
    names = list(contestants)
    with err.status("") as status:
        for number in range(rounds):
            first = number % len(names)
            for name in names[first:] + names[:first]:
                status.update(f"round {number + 1} of {rounds}: {name}")
                figures[name].append(await contestants[name]())
    return figures


def rates(figures: Mapping[str, list[float]]) -> list[Measured]:
    """Figures that are events per second."""
    return [Measured(name, "events/s", values) for name, values in figures.items()]


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"
