"""`borsen bench live`: from the POST of an agreement to the stage's stream, with many viewers.

The product and the minimal program run as one process each, with PostgreSQL and NATS servers of their own; brokers
and viewers are a third process. While one contestant works the other is idle.
"""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import orjson

from tests.bench.measuring import Aim, Contestant, Measured, Report, alternate
from tests.bench.target import Target, python, started

OURS = "Børsen"
MINIMAL = "minimal program"
FIGURES = ("p50", "p99", "max")

Figures = dict[str, float]
"""Milliseconds."""


async def compare(directory: Path, *, rounds: int, seconds: float, rates: Sequence[int], viewers: int) -> Report:
    """Both contestants at each rate, `seconds` at a time."""
    report = Report("live")
    async with AsyncExitStack() as stack:
        ours = await stack.enter_async_context(started("tests.bench.product", directory / "product"))
        minimal = await stack.enter_async_context(started("tests.bench.minimal", directory / "minimal"))
        for rate in rates:
            work = partial(_watch, ours.examples, viewers, rate, seconds)
            contestants: dict[str, Contestant[Figures]] = {OURS: partial(work, ours), MINIMAL: partial(work, minimal)}
            for name, found in (await alternate(rounds, contestants)).items():
                report.measured += [
                    Measured(_name(name, rate, figure), "ms", [each[figure] for each in found]) for figure in FIGURES
                ]
            report.aims += [_aim(report, rate, "p50", 1.5), _aim(report, rate, "p99", 2)]
    report.notes = [f"{viewers} viewers"]
    return report


def _name(contestant: str, rate: int, figure: str) -> str:
    return f"{contestant}, {rate}/s, {figure}"


def _aim(report: Report, rate: int, figure: str, at_most: float) -> Aim:
    ours, minimal = (report.median(_name(contestant, rate, figure)) for contestant in (OURS, MINIMAL))
    return Aim(f"{OURS} / {MINIMAL}, {rate}/s, {figure}", ours / minimal, at_most=at_most)


async def _watch(examples: list[dict[str, Any]], viewers: int, rate: float, seconds: float, target: Target) -> Figures:
    job = {"target": asdict(target), "examples": examples, "viewers": viewers, "rate": rate, "seconds": seconds}
    process = await python("tests.bench.spectators")
    output, _ = await process.communicate(orjson.dumps(job))
    if process.returncode:
        raise RuntimeError("the spectators went home")
    taken = sorted(1000 * second for second in orjson.loads(output))
    return {"p50": taken[len(taken) // 2], "p99": taken[len(taken) * 99 // 100], "max": taken[-1]}
