"""One owner per data directory."""

import asyncio
import fcntl
import os
from pathlib import Path
from time import monotonic

from shared.embedded.system_user import DirectoryOutOfReach

PATIENCE_SECONDS = 10.0


class DirectoryInUse(Exception):
    """Another process runs on the directory."""


class DirectoryLock:
    """A lock file that names its owner.

    Children inherit the lock (`fileno`), so it is free only when the owner and all its children are gone: who
    holds it may treat every trace of an earlier run as stale.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._file: int | None = None

    async def acquire(self) -> None:
        """Take the lock, waiting for the children of an owner that was killed to end.

        Raises:
            DirectoryInUse: the owner is alive, or its children do not end.
            DirectoryOutOfReach: nothing can be written there.
        """
        try:
            file = os.open(self._directory / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise DirectoryOutOfReach(f"{self._directory} cannot be written to: {error.strerror}") from error
        try:
            deadline = monotonic() + PATIENCE_SECONDS
            while not _try_lock(file):
                owner = _owner(file)
                if _is_alive(owner):
                    raise DirectoryInUse(f"{self._directory} is in use by process {owner}")
                if monotonic() > deadline:
                    raise DirectoryInUse(f"{self._directory} is in use by what process {owner} left behind")
                await asyncio.sleep(0.05)
            os.ftruncate(file, 0)
            os.pwrite(file, str(os.getpid()).encode(), 0)
        except BaseException:
            os.close(file)
            raise
        self._file = file

    def release(self) -> None:
        """Give the lock back; nothing happens where it is not held."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def fileno(self) -> int:
        """The open file that a child inherits; only while the lock is held."""
        if self._file is None:
            raise ValueError(f"{self._directory} is not locked")
        return self._file


def _try_lock(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _owner(file: int) -> int | None:
    """The process id in the lock file; None in the moment before a new owner has written its own."""
    text = os.pread(file, 32, 0)
    return int(text) if text.isdigit() else None


def _is_alive(process: int | None) -> bool:
    if process is None:
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
