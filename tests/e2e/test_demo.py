"""`borsen demo` as a process: a small evening to its end, and an end in the middle of it."""

import re
import signal
from pathlib import Path
from uuid import uuid4

import pytest

from tests.conftest import eventually
from tests.program import STOP_SECONDS, Program

SMALL = ("--participants", 20, "--agreements", 12, "--brokers", 3, "--port", 0)
PLAY_SECONDS = 150


@pytest.fixture
def temporary(server_directory: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An own place for temporary files, which PostgreSQL's user can pass through."""
    directory = server_directory / uuid4().hex[:8]
    directory.mkdir(mode=0o755)
    monkeypatch.setenv("TMPDIR", str(directory))
    return directory


def playing(temporary: Path, *options: object) -> Program:
    """A demo of a small evening."""
    return Program(temporary.with_suffix(".output"), "demo", *SMALL, *options)


@pytest.mark.storm
async def test_a_small_evening_has_the_planned_numbers_and_leaves_nothing_after_ctrl_c(temporary: Path) -> None:
    with playing(temporary, "--minutes", 0.05) as demo:
        await demo.says("Everything stays up until Ctrl-C")
        seconds, left = await demo.end(signal.SIGINT)
    assert re.search(r"agreements registered +│ +12 │ +12 │", demo.said)
    assert re.search(r"agreements standing +│ +11 │ +11 │", demo.said)
    assert re.search(r"agreements agree +│ 11 in agreements, followup, scoreboard +│ ✓", demo.said)
    assert demo.process.returncode == 0
    assert seconds < STOP_SECONDS
    assert left == []
    assert list(temporary.iterdir()) == []


@pytest.mark.storm
async def test_ctrl_c_in_the_middle_ends_everything_soon(temporary: Path) -> None:
    with playing(temporary, "--minutes", 1) as demo:
        await demo.says("The market is open")
        seconds, left = await demo.end(signal.SIGINT)
    assert seconds < STOP_SECONDS
    assert left == []
    assert demo.process.returncode == 130
    assert list(temporary.iterdir()) == []


@pytest.mark.storm
async def test_an_evening_of_a_minute_ends_by_itself_where_that_is_asked_for(temporary: Path) -> None:
    with playing(temporary, "--minutes", 1, "--exit") as demo:
        await demo.says("The market is open")
        family = demo.family()
        await eventually(lambda: demo.process.poll() is not None, within=PLAY_SECONDS)
    assert demo.process.returncode == 0, demo.said
    assert [process for process in family if process.is_running()] == []
    assert list(temporary.iterdir()) == []
