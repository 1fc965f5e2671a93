"""What the embedded servers have in common: a directory, a lock on it, and one child process."""

import asyncio
import signal
from abc import ABC, abstractmethod
from collections import deque
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import ClassVar, Self

from shared.embedded.child import Child
from shared.embedded.lock import DirectoryLock
from shared.embedded.system_user import make_reachable

START_SECONDS = 60.0
"""Recovery after a crash reads what was written since the last checkpoint; this is far above what that takes."""


class ServerFailed(Exception):
    """A server did not start; the message ends with the last lines of its log."""


class EmbeddedServer(ABC):
    """A server as a child process on a directory of its own.

    `async with` locks the directory and starts the server, and stops it at the end. In between, `stop`, `kill`,
    `start` and `restart` act on the process alone, at the same address and on the same data.
    """

    stop_steps: ClassVar[tuple[tuple[signal.Signals, float], ...]]
    """Signals that ask for an orderly end, with the seconds that each is given; together below 5."""

    crash_signal: ClassVar[signal.Signals]
    """The signal that ends the server and all its processes at once, as a loss of power would."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory.absolute()
        self.log = self.directory / "log"
        self._lock = DirectoryLock(self.directory)
        self._child: Child | None = None

    async def __aenter__(self) -> Self:
        """Lock the directory, prepare it when it is new, and start.

        Raises:
            DirectoryInUse: another instance runs on the directory.
            DirectoryOutOfReach: the directory cannot be made or written to; or we are root, and the user that the
                server runs as cannot reach it.
            ServerFailed: the server does not start.
        """
        make_reachable(self.directory)
        await self._lock.acquire()
        try:
            await self._prepare()
            await self.start()
        except BaseException:
            await self.kill()
            self._lock.release()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            await self.stop()
        finally:
            self._lock.release()

    async def start(self) -> None:
        """Start the process and wait until it answers. Raises `ServerFailed`."""
        if self.is_running:
            return
        if self.log.exists():
            self.log.replace(self.directory / "log.previous")
        self._child = self._spawn()
        await self._until_ready(self._child)

    async def stop(self) -> None:
        """End the process in good order, within 5 seconds."""
        await self._end(*self.stop_steps)

    async def kill(self) -> None:
        """End the process as a crash would: nothing is flushed or said goodbye to."""
        await self._end((self.crash_signal, 3))

    async def restart(self) -> None:
        """Stop and start again, at the same address."""
        await self.stop()
        await self.start()

    async def crashed(self) -> int:
        """Wait until the process ends without having been asked to; its return code (negative: a signal)."""
        while True:
            child = self._child
            if child is None:
                await asyncio.sleep(0.1)
                continue
            code = await asyncio.shield(child.exited)
            if self._child is child:
                return code

    @property
    def is_running(self) -> bool:
        """Whether the process is there."""
        return self._child is not None and not self._child.exited.done()

    @property
    def pid(self) -> int:
        """The process id. Raises `ServerFailed` while stopped."""
        if self._child is None:
            raise ServerFailed(f"{type(self).__name__} is stopped")
        return self._child.pid

    @abstractmethod
    async def _prepare(self) -> None:
        """Make what a start needs, under the lock."""

    @abstractmethod
    def _spawn(self) -> Child: ...

    @abstractmethod
    async def _answers(self, child: Child) -> bool:
        """Whether the server takes connections."""

    async def _until_ready(self, child: Child) -> None:
        deadline = monotonic() + START_SECONDS
        while not await self._answers(child):
            if child.exited.done():
                raise self._failure(f"ended with {child.exited.result()}")
            if monotonic() > deadline:
                raise self._failure(f"did not answer within {START_SECONDS:.0f} s")
            await asyncio.sleep(0.02)

    async def _end(self, *steps: tuple[signal.Signals, float]) -> None:
        # Forgotten before it ends: `crashed` then knows that this end was asked for.
        child, self._child = self._child, None
        if child is not None:
            await child.end(*steps)

    def _failure(self, what: str) -> ServerFailed:
        with self.log.open(encoding="utf-8", errors="replace") as lines:
            tail = "".join(deque(lines, maxlen=20))
        return ServerFailed(f"{type(self).__name__} {what}:\n{tail}")
