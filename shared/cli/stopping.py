"""How a command that runs for ever ends."""

import asyncio
import signal
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, TypeVar

import uvloop

Result = TypeVar("Result")

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""Ctrl-C, a supervisor's request, and the terminal that was closed."""

PATIENCE_SECONDS = 6
"""Five are promised for cleaning up."""


def run_until_stopped(main: Coroutine[Any, Any, Result]) -> Result | None:
    """Run a coroutine until it ends, or until a signal cancels it and it has cleaned up: None in that case."""
    return uvloop.run(_cancelled_by_signals(main))


async def _cancelled_by_signals(main: Coroutine[Any, Any, Result]) -> Result | None:
    task = asyncio.ensure_future(main)
    loop = asyncio.get_running_loop()

    asked = False

    def stop() -> None:
        # Once: a second Ctrl-C out of impatience must not cancel the cleaning up. The task's own count of
        # cancellations cannot tell: whoever cancels a wait in it and forgets to take that back is counted too.
        nonlocal asked
        if not asked:
            asked = True
            cancel()

    def cancel() -> None:
        # Whatever hangs in cleaning up is passed over: child processes end with us in any case.
        if not task.done():
            task.cancel()
            loop.call_later(PATIENCE_SECONDS, cancel)

    for number in SIGNALS:
        loop.add_signal_handler(number, stop)
    with suppress(asyncio.CancelledError):
        return await task
    return None
