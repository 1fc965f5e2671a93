"""A child process that ends with its parent."""

import asyncio
import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from shared.embedded.system_user import SystemUser

PR_SET_PDEATHSIG = 1
"""From linux/prctl.h: the signal that the kernel sends to this process when the thread that made it ends."""


class Child:
    """A running child process. `exited` resolves to its return code.

    It has a session of its own: Ctrl-C in the terminal reaches the parent only, which stops its children in
    the order that it wants.
    """

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        log: Path,
        orphan_signal: signal.Signals,
        user: SystemUser | None = None,
        environment: Mapping[str, str] | None = None,
        inherit: Sequence[int] = (),
    ) -> None:
        """Start `command` as `user` (None: our own) with its output appended to `log`.

        `orphan_signal` is what ends it when we are killed; `inherit` are open files that it keeps.
        """
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env={**os.environ, **(environment or {})},
                user=user.uid if user else None,
                group=user.gid if user else None,
                extra_groups=[] if user else None,
                pass_fds=tuple(inherit),
                start_new_session=True,
                # A working directory that every user can reach, and that nobody wants to unmount.
                cwd="/",
                preexec_fn=_end_with_parent(orphan_signal),
            )
        self.pid = self._process.pid
        self.exited: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        threading.Thread(target=self._wait, args=[asyncio.get_running_loop()], daemon=True).start()

    def send(self, number: signal.Signals) -> None:
        """Send a signal; nothing happens when the process has ended."""
        self._process.send_signal(number)

    async def end(self, *steps: tuple[signal.Signals, float]) -> int:
        """End it: each step is a signal and the seconds to wait after it; the last resort is SIGKILL."""
        for number, patience in steps:
            self.send(number)
            done, _ = await asyncio.wait([self.exited], timeout=patience)
            if done:
                return self.exited.result()
        self.send(signal.SIGKILL)
        return await asyncio.shield(self.exited)

    def _wait(self, loop: asyncio.AbstractEventLoop) -> None:
        code = self._process.wait()
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(self._resolve, code)

    def _resolve(self, code: int) -> None:
        if not self.exited.done():
            self.exited.set_result(code)


def _end_with_parent(number: signal.Signals) -> Callable[[], None] | None:
    """What a child does between fork and exec, after it has changed its user (which clears the setting)."""
    if sys.platform != "linux":
        return None
    # Loaded before the fork: between fork and exec, no lock that another thread held may be waited for.
    prctl = ctypes.CDLL(None).prctl
    parent = os.getpid()

    def ask() -> None:
        prctl(PR_SET_PDEATHSIG, int(number))
        if os.getppid() != parent:  # it died before we could ask
            os._exit(1)

    return ask
