"""What goes wrong in a play: the product does not do what is asked of it."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from time import perf_counter

PATIENCE_SECONDS = 60.0
LOOK_SECONDS = 0.1


class Trouble(Exception):
    """The product does not do what the play asks of it."""


class Stuck(Trouble):
    """Something that must happen does not."""


async def until(true: Callable[[], Awaitable[bool]], what: str) -> None:
    """Wait for something that must happen. Raises `Stuck` when it does not in time."""
    deadline = perf_counter() + PATIENCE_SECONDS
    while not await true():
        if perf_counter() > deadline:
            raise Stuck(f"waited {PATIENCE_SECONDS:.0f} s for {what}")
        await asyncio.sleep(LOOK_SECONDS)


def single(group: BaseExceptionGroup[BaseException]) -> Iterator[BaseException]:
    """The exceptions of a group and of the groups in it, one by one."""
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            yield from single(error)
        else:
            yield error
