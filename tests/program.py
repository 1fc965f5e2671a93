"""`borsen …` as a process of its own, as a person or a container runs it."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import Self
from uuid import uuid4

import httpx
import psutil

from shared.auth import Identity, Role, Tokens
from shared.clock import SystemClock
from shared.contracts.vocabulary import Category
from shared.embedded.record import read
from tests.conftest import eventually
from tests.evening import ORGANISATION

CHECKOUT = Path(__file__).parents[1]
COMMAND = [sys.executable, "-P", "-m", "shared.cli"]
START_SECONDS = 60
PROXY = {"HTTP_PROXY": "http://127.0.0.1:9"}
"""An office's, where nobody answers: what is meant for another process of ours must not go there."""
STOP_SECONDS = 15
"""Five are promised, on a machine that does not run two test processes with browsers at the same time."""


def environment(**settings: object) -> dict[str, str]:
    """A process's environment with these settings and no others; what it compiles is kept, as the launcher does."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BORSEN_", "PYTHONDONTWRITE"))}
    named = {f"BORSEN_{name.upper()}": str(value) for name, value in settings.items()}
    python = {"PYTHONPATH": str(CHECKOUT), "PYTHONPYCACHEPREFIX": str(CHECKOUT / ".borsen" / "pycache")}
    return {**kept, **named, **python, "COLUMNS": "160"}


def borsen(*arguments: object, **settings: object) -> subprocess.CompletedProcess[str]:
    """A command that ends by itself, run outside the checkout so that no `.env` counts."""
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        cwd="/",
        env=environment(**settings) | PROXY,
    )


class Program:
    """A command that runs until it is ended. What it says goes to a file."""

    def __init__(
        self,
        output: Path,
        *arguments: object,
        settings: Mapping[str, object] | None = None,
        command: Sequence[str] = COMMAND,
    ) -> None:
        self._output = output
        with output.open("wb") as file:
            self.process = subprocess.Popen(
                [*command, *map(str, arguments)],
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                cwd="/",
                env=environment(**(settings or {})) | PROXY,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Leave nothing behind, however the test went."""
        family = self.family()
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for process in psutil.wait_procs(family, timeout=5)[1]:
            process.kill()

    @property
    def said(self) -> str:
        """Everything that it has printed so far."""
        return self._output.read_text()

    async def says(self, text: str) -> None:
        """Wait until it has printed a text. Fails when it ends before."""

        def said() -> bool:
            assert text in self.said or self.process.poll() is None, self.said
            return text in self.said

        await eventually(said, within=START_SECONDS)

    def family(self) -> list[psutil.Process]:
        """It and all its child processes."""
        try:
            process = psutil.Process(self.process.pid)
            return [process, *process.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    async def end(self, number: signal.Signals) -> tuple[float, list[psutil.Process]]:
        """Send a signal and wait for its end: how many seconds it took, and what of its family is left."""
        family, began = self.family(), monotonic()
        self.process.send_signal(number)
        await asyncio.to_thread(self.process.wait, 30)
        took = monotonic() - began
        return took, [process for process in psutil.wait_procs(family, timeout=1)[1] if process.is_running()]


class Up(Program):
    """`borsen up` on a data directory, at a free port."""

    def __init__(self, data: Path, **settings: object) -> None:
        super().__init__(data.with_suffix(".output"), "up", "--data", data, "--port", 0, settings=settings)
        self.data = data

    async def is_up(self) -> Self:
        """Wait until it answers."""
        await self.says("Ctrl-C ends it")
        return self

    @property
    def url(self) -> str:
        """Where it answers."""
        return read(self.data).url

    def kill_server(self, name: str) -> None:
        """Kill one of its servers, as the system does when memory runs out."""
        next(child for child in psutil.Process(self.process.pid).children() if child.name() == name).kill()

    async def plan_exchange(self, slug: str) -> None:
        """Plan an exchange as an organiser's program does."""
        clock = SystemClock()
        tokens = Tokens.from_files(clock, private=self.data / "secrets" / "signing.pem", public=None)
        organiser = Identity(Role.ORGANISER, str(uuid4()), organisation=ORGANISATION)
        now = clock.now()
        plan = {
            "slug": slug,
            "name": "Frivilligbørs Lillevik",
            "municipality": "Lillevik",
            "venue": "Kulturhuset",
            "doors_at": (now + timedelta(hours=1)).isoformat(),
            "opens_at": (now + timedelta(hours=2)).isoformat(),
            "closes_at": (now + timedelta(hours=3)).isoformat(),
            "capacity": 200,
            "categories": list(Category),
        }
        headers = {
            "authorization": f"Bearer {tokens.issue(organiser, lifetime=timedelta(minutes=5))}",
            "idempotency-key": str(uuid4()),
        }
        async with httpx.AsyncClient(base_url=self.url, timeout=30) as client:
            answer = await client.post("/api/registration/exchanges", json=plan, headers=headers)
            assert answer.status_code == 201, answer.text

            async def on_stage() -> bool:
                return (await client.get(f"/api/scoreboard/{slug}")).status_code == 200

            await eventually(on_stage)
