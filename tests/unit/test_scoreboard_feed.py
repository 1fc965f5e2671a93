"""The channel that the viewers of one exchange share."""

import asyncio

import pytest

from services.scoreboard.feed import MEMORY, Channel, TooSlow


def test_a_viewer_gets_every_message_from_its_place_on() -> None:
    channel = Channel()
    channel.push(b"1")
    place = channel.end
    channel.push(b"2")
    channel.push(b"3")

    assert channel.since(place) == b"23"


def test_a_viewer_that_has_everything_gets_nothing() -> None:
    channel = Channel()
    channel.push(b"1")

    assert channel.since(channel.end) == b""


def test_a_viewer_within_the_channels_memory_misses_nothing() -> None:
    channel = Channel()
    place = channel.end
    for _ in range(MEMORY):
        channel.push(b".")

    assert channel.since(place) == b"." * MEMORY


def test_a_viewer_far_behind_is_sent_away() -> None:
    channel = Channel()
    place = channel.end
    for _ in range(3 * MEMORY):
        channel.push(b".")

    with pytest.raises(TooSlow):
        channel.since(place)


def test_a_channel_forgets_what_is_old() -> None:
    channel = Channel()
    for _ in range(100 * MEMORY):
        channel.push(b".")

    assert len(channel.since(channel.end - MEMORY)) == MEMORY
    with pytest.raises(TooSlow):
        channel.since(channel.end - 2 * MEMORY - 1)


async def test_every_viewer_wakes_when_a_message_is_pushed() -> None:
    channel = Channel()
    async with asyncio.timeout(1), asyncio.TaskGroup() as viewers:
        viewers.create_task(channel.grown())
        viewers.create_task(channel.grown())
        await asyncio.sleep(0)
        channel.push(b"1")


async def test_a_viewer_that_goes_away_wakes_nobody_else() -> None:
    channel = Channel()
    leaving, staying = asyncio.create_task(channel.grown()), asyncio.create_task(channel.grown())
    await asyncio.sleep(0)
    leaving.cancel()
    await asyncio.sleep(0)

    assert not staying.done()
    channel.push(b"1")
    await asyncio.wait_for(staying, 1)
