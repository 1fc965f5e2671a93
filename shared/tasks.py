"""Ending what runs beside."""

import asyncio

CANCEL_AGAIN_SECONDS = 0.5


async def end(*tasks: asyncio.Task[None]) -> None:
    """Cancel tasks until they have ended, however they end.

    Python 3.11's `wait_for` can lose a cancellation to a reply that comes at the same moment, and the task would go
    on for ever (fixed in 3.12: python/cpython#96764).
    """
    running = set(tasks)
    while running:
        for task in running:
            task.cancel()
        _, running = await asyncio.wait(running, timeout=CANCEL_AGAIN_SECONDS)
    await asyncio.gather(*tasks, return_exceptions=True)
