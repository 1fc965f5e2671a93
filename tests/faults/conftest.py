"""The product in many processes, and an evening on it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.faults.evening import Evening, an_evening
from tests.faults.product import Product, running_product


@pytest.fixture(scope="package")
async def product(server_directory: Path, signing_key: Path) -> AsyncIterator[Product]:
    """One product for all tests here: what it has been through before is part of the test."""
    async with running_product(server_directory, signing_key) as product:
        yield product


@pytest.fixture
async def evening(product: Product) -> AsyncIterator[Evening]:
    """An exchange of this test's own, its market open and its stage watched."""
    async with an_evening(product.addresses, product.tokens) as evening:
        yield evening


async def assert_nothing_is_lost_or_doubled(product: Product, evening: Evening) -> None:
    """Every acknowledged agreement once in the log, on the board, in followup and before the viewer, in order."""
    assert await product.differences() == []
    await assert_all_tell_the_same(evening)


async def assert_all_tell_the_same(evening: Evening) -> None:
    """What was acknowledged is what every service has, and what the viewer was told, in order and without a gap."""
    expected = evening.expected
    assert await evening.registered() == expected
    assert await evening.counted() == len(expected)
    assert await evening.followed_up() == set(expected)
    assert await evening.told() == expected
    assert evening.viewer.positions == sorted(set(evening.viewer.positions))
