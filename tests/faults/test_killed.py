"""An evening goes on while one thing after another is killed: nothing acknowledged is lost, nothing is doubled."""

from uuid import uuid4

import pytest

from shared.paths import SERVICES
from tests.conftest import eventually
from tests.faults.conftest import assert_nothing_is_lost_or_doubled
from tests.faults.evening import Evening
from tests.faults.product import Product


@pytest.mark.parametrize(
    ("service", "table"),
    [
        pytest.param("agreements", "event_log", id="agreements writing its log"),
        pytest.param("scoreboard", "board_feed", id="scoreboard in mid-batch"),
        pytest.param("followup", "agreement", id="followup in mid-batch", marks=pytest.mark.storm),
        pytest.param("followup", "event_log", id="followup's policy in mid-command", marks=pytest.mark.storm),
    ],
)
async def test_a_service_killed_in_mid_transaction_loses_and_doubles_nothing(
    product: Product, evening: Evening, service: str, table: str
) -> None:
    async with evening.in_full_swing():
        async with product.halted(service, table):
            await product[service].kill()
        await product[service].start()
    await assert_nothing_is_lost_or_doubled(product, evening)


@pytest.mark.storm
async def test_two_processes_share_a_service_and_one_may_die(product: Product, evening: Evening) -> None:
    async with evening.in_full_swing(), product.another("agreements"):
        await evening.goes_on()
        await product["agreements"].kill()
        await evening.goes_on()
        await product["agreements"].start()
        await evening.goes_on()
    await assert_nothing_is_lost_or_doubled(product, evening)


@pytest.mark.storm
async def test_a_process_that_froze_wakes_up_harmless(product: Product, evening: Evening) -> None:
    async with evening.in_full_swing(), product.another("agreements") as second:
        second.freeze()
        await evening.goes_on()
        second.thaw()
        await evening.goes_on()
    await assert_nothing_is_lost_or_doubled(product, evening)


@pytest.mark.storm
async def test_brokers_register_on_while_nats_is_dead(product: Product, evening: Evening) -> None:
    async with evening.in_full_swing():
        await product.nats.kill()
        await evening.goes_on()
        await product.nats.start()
    await assert_nothing_is_lost_or_doubled(product, evening)


async def test_nats_comes_back_without_its_streams_and_gets_them_anew(product: Product, evening: Evening) -> None:
    async with evening.in_full_swing():
        await product.nats.kill()
        product.nats.wipe_storage()
        await evening.goes_on()
        await product.nats.start()
    await assert_nothing_is_lost_or_doubled(product, evening)


async def test_postgresql_shut_down_at_once_loses_and_doubles_nothing(product: Product, evening: Evening) -> None:
    async with evening.in_full_swing():
        await product.postgres.kill()
        await product.postgres.start()
    await assert_nothing_is_lost_or_doubled(product, evening)


@pytest.mark.storm
async def test_everything_at_once_is_survived_too(product: Product, evening: Evening) -> None:
    async with evening.in_full_swing():
        await product.postgres.kill()
        await product.nats.kill()
        product.nats.wipe_storage()
        for service in SERVICES:
            await product[service].kill()
        await product.postgres.start()
        await product.nats.start()
        await product.start(*SERVICES)
    await assert_nothing_is_lost_or_doubled(product, evening)


async def test_who_left_before_the_reply_finds_the_agreement_made(product: Product, evening: Evening) -> None:
    await evening.join()
    key = uuid4()
    await evening.register_without_listening(key)
    await eventually(evening.registered)
    assert (await evening.register(key)).repeated
    await assert_nothing_is_lost_or_doubled(product, evening)


async def test_who_asks_again_before_the_first_is_carried_out_makes_one_agreement(
    product: Product, evening: Evening
) -> None:
    await evening.join()
    for key in [uuid4() for _ in range(20)]:
        await evening.register_without_listening(key)
        await evening.register(key)
    await assert_nothing_is_lost_or_doubled(product, evening)
