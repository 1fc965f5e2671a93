"""`borsen up` killed in mid-evening, and started again on the same directory."""

import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import pytest

from shared.auth import Tokens
from shared.clock import SystemClock
from tests.containers import free_port
from tests.faults.conftest import assert_all_tell_the_same
from tests.faults.evening import an_evening
from tests.program import Program, borsen

UP = "Ctrl-C ends it"


class Installation:
    """A data directory, and what is started on it one after the other."""

    def __init__(self, data: Path, programs: ExitStack) -> None:
        self.data = data
        self.port = free_port()
        self._programs = programs

    async def start(self) -> Program:
        """Start everything and wait until it answers."""
        output = self.data.with_suffix(f".{uuid4().hex}.output")
        program = Program(output, "up", "--data", self.data, "--port", self.port)
        self._programs.enter_context(program)
        await program.says(UP)
        return program

    def addresses(self, _service: str) -> list[str]:
        """Everything is at one address."""
        return [f"http://127.0.0.1:{self.port}"]

    def tokens(self) -> Tokens:
        """Issues what an organiser would get who signs in."""
        return Tokens.from_files(SystemClock(), private=self.data / "secrets" / "signing.pem", public=None)


@pytest.fixture
def installation(server_directory: Path) -> Iterator[Installation]:
    """A new data directory on which nothing runs yet."""
    with ExitStack() as programs:
        yield Installation(server_directory / uuid4().hex, programs)


@pytest.mark.storm
async def test_everything_killed_in_mid_evening_has_lost_and_doubled_nothing_when_it_is_up_again(
    installation: Installation,
) -> None:
    up = await installation.start()
    async with an_evening(installation.addresses, installation.tokens()) as evening:
        async with evening.in_full_swing():
            await up.end(signal.SIGKILL)
            await installation.start()
        assert borsen("verify", "--data", installation.data, "--wait", 30).returncode == 0
        await assert_all_tell_the_same(evening)
