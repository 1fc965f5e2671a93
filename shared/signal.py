"""A wake-up call between tasks of one process that cannot be missed."""

import asyncio


class Signal:
    """Counts how often something happened; a waiter names the count it has already seen."""

    def __init__(self) -> None:
        self.count = 0
        self._waiters: set[asyncio.Future[None]] = set()

    def notify(self) -> None:
        """It happened once more: everyone who waits goes on."""
        self.count += 1
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)
        self._waiters.clear()

    async def wait(self, seen: int, *, timeout: float) -> None:
        """Returns when the count differs from `seen`, or after `timeout` seconds."""
        if self.count != seen:
            return
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiters.add(waiter)
        try:
            await asyncio.wait((waiter,), timeout=timeout)
        finally:
            self._waiters.discard(waiter)
