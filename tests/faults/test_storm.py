"""A long storm: several things are hit at once, at random, round after round.

Not part of the ordinary run: `./borsen test tests/faults -m storm`. The environment may say how long and which:
STORM_ROUNDS and STORM_SEED.
"""

import asyncio
import os
from collections.abc import Callable, Coroutine
from random import Random
from secrets import randbelow

import pytest

from shared.paths import SERVICES
from tests.faults.conftest import assert_nothing_is_lost_or_doubled
from tests.faults.evening import Evening
from tests.faults.product import Product

ROUNDS = int(os.environ.get("STORM_ROUNDS", "10"))
AT_ONCE = 3
LONGEST_PAUSE_SECONDS = 2.0

Fault = Callable[[Product, Random], Coroutine[None, None, None]]


def killed(service: str) -> Fault:
    async def fault(product: Product, dice: Random) -> None:
        await product[service].kill()
        await pause(dice)
        await product[service].start()

    return fault


def frozen(service: str) -> Fault:
    async def fault(product: Product, dice: Random) -> None:
        product[service].freeze()
        await pause(dice)
        product[service].thaw()

    return fault


def killed_as_it_starts(service: str) -> Fault:
    """Killed while it still catches up with what it missed."""

    async def fault(product: Product, dice: Random) -> None:
        await product[service].kill()
        product[service].launch()
        await pause(dice)
        await product[service].kill()
        await product[service].start()

    return fault


async def nats_killed(product: Product, dice: Random) -> None:
    await product.nats.kill()
    await pause(dice)
    await product.nats.start()


async def nats_wiped(product: Product, dice: Random) -> None:
    await product.nats.kill()
    product.nats.wipe_storage()
    await pause(dice)
    await product.nats.start()


async def postgres_killed(product: Product, dice: Random) -> None:
    await product.postgres.kill()
    await pause(dice)
    await product.postgres.start()


async def pause(dice: Random) -> None:
    await asyncio.sleep(dice.uniform(0, LONGEST_PAUSE_SECONDS))


FAULTS: dict[str, list[Fault]] = {
    **{service: [killed(service), frozen(service), killed_as_it_starts(service)] for service in SERVICES},
    "nats": [nats_killed, nats_wiped],
    "postgres": [postgres_killed],
}
"""What can be hit, and how; one thing is hit in one way at a time."""


@pytest.fixture
def dice() -> Random:
    """Chooses the faults; a failed run shows the seed with which the same ones come again."""
    seed = int(os.environ.get("STORM_SEED", randbelow(1_000_000)))
    print(f"STORM_SEED={seed}")  # noqa: T201
    return Random(seed)  # noqa: S311


async def strike(product: Product, dice: Random) -> None:
    """Hit some of it at once, and wait until it has been mended."""
    chosen = {thing: dice.choice(FAULTS[thing]) for thing in dice.sample(sorted(FAULTS), dice.randint(1, AT_ONCE))}
    print(", ".join(f"{thing}: {fault.__qualname__.partition('.')[0]}" for thing, fault in chosen.items()))  # noqa: T201
    async with asyncio.TaskGroup() as faults:
        for fault in chosen.values():
            faults.create_task(fault(product, dice))


@pytest.mark.storm
async def test_a_long_storm_loses_and_doubles_nothing(product: Product, evening: Evening, dice: Random) -> None:
    for _ in range(ROUNDS):
        async with evening.in_full_swing():
            await strike(product, dice)
        await assert_nothing_is_lost_or_doubled(product, evening)
