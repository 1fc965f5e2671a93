"""A command that runs for ever ends when it is asked to, whatever has happened in it before."""

import asyncio
import os
import signal
from contextlib import suppress

import pytest

from shared.cli import stopping
from shared.cli.stopping import run_until_stopped


async def ask_to_end(number: signal.Signals) -> None:
    os.kill(os.getpid(), number)
    await asyncio.sleep(10)
    raise AssertionError("it went on")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it(number: signal.Signals) -> None:
    assert run_until_stopped(ask_to_end(number)) is None


def test_what_it_returns_without_a_signal_is_handed_on() -> None:
    assert run_until_stopped(asyncio.sleep(0, "done")) == "done"


def test_a_signal_ends_it_although_a_library_has_cancelled_a_wait_in_it_and_never_said_that_this_is_over() -> None:
    async def main() -> None:
        task = asyncio.current_task()
        assert task is not None
        task.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(30)
        await ask_to_end(signal.SIGINT)

    assert run_until_stopped(main()) is None


def test_a_second_signal_does_not_cut_the_cleaning_up_short() -> None:
    cleaned = []

    async def main() -> None:
        try:
            await ask_to_end(signal.SIGINT)
        finally:
            os.kill(os.getpid(), signal.SIGINT)
            await asyncio.sleep(0.2)
            cleaned.append(True)

    run_until_stopped(main())
    assert cleaned == [True]


def test_what_hangs_in_cleaning_up_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stopping, "PATIENCE_SECONDS", 0.1)

    async def main() -> None:
        try:
            await ask_to_end(signal.SIGINT)
        finally:
            await asyncio.sleep(30)

    assert run_until_stopped(main()) is None
