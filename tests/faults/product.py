"""The product as it is deployed, every service a process of its own, so that any of them can be killed."""

import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from uuid import uuid4

import httpx
import psycopg
from psycopg import AsyncConnection
from psycopg.sql import SQL, Identifier

from shared.auth import Tokens
from shared.clock import SystemClock
from shared.embedded import EmbeddedNats, EmbeddedPostgres
from shared.jetstream import Bus
from shared.nats_config import ADMIN
from shared.paths import SERVICES
from shared.verify import Auditor, Finding
from tests.conftest import KEY_ENCRYPTION_KEY, eventually
from tests.containers import free_port
from tests.program import Program

START_SECONDS = 60
SETTLE_SECONDS = 60
SERVICE_SECRET = "service secret of the faults"

COUNT_HALTED = "select count(*) from pg_stat_activity where datname = %s and wait_event_type = 'Lock'"


class Process:
    """One replica of a service. It keeps its address when it is killed and started again."""

    def __init__(self, service: str, port: int, settings: dict[str, object], directory: Path) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self._command = ("serve", service, "--host", "127.0.0.1", "--port", port)
        self._settings = settings
        self._output = directory / f"{service}-{port}.output"
        self._program: Program | None = None

    def launch(self) -> None:
        """Start it, without waiting until it answers."""
        self._program = Program(self._output, *self._command, settings=self._settings)

    async def start(self) -> None:
        """Start it, and wait until it may get requests."""
        self.launch()
        await self.is_ready()

    async def is_ready(self) -> None:
        """Wait until it may get requests."""
        async with httpx.AsyncClient(base_url=self.address) as client:

            async def ready() -> bool:
                try:
                    return (await client.get("/readyz")).status_code == 200
                except httpx.HTTPError:
                    return False

            try:
                await eventually(ready, within=START_SECONDS)
            except TimeoutError as late:
                raise AssertionError(f"not ready in time: {self._output.read_text()[-4000:]}") from late

    async def kill(self) -> None:
        """End it with SIGKILL: it gets no chance to finish or to say goodbye."""
        if self._program is not None:
            await self._program.end(signal.SIGKILL)
            self._program = None

    def freeze(self) -> None:
        """Let it stand still, as on a machine that swaps; its connections stay open."""
        assert self._program is not None
        self._program.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on where it stood, knowing nothing of the time that has passed."""
        assert self._program is not None
        self._program.process.send_signal(signal.SIGCONT)


class Product:
    """Five services, their PostgreSQL and their NATS."""

    def __init__(self, postgres: EmbeddedPostgres, nats: EmbeddedNats, tokens: Tokens, directory: Path) -> None:
        self.postgres = postgres
        self.nats = nats
        self.tokens = tokens
        self._directory = directory
        self._ports = {service: free_port() for service in SERVICES}
        self._processes = {service: [self._process(service, port)] for service, port in self._ports.items()}

    def __getitem__(self, service: str) -> Process:
        """A service's first process."""
        return self._processes[service][0]

    def addresses(self, service: str) -> list[str]:
        """Where a service's processes answer, or would."""
        return [process.address for process in self._processes[service]]

    async def start(self, *services: str) -> None:
        """Start the first process of each service, all at once."""
        for service in services:
            self[service].launch()
        for service in services:
            await self[service].is_ready()

    async def end(self) -> None:
        """Leave no process behind."""
        for processes in self._processes.values():
            for process in processes:
                await process.kill()

    @asynccontextmanager
    async def another(self, service: str) -> AsyncIterator[Process]:
        """A second process of a service beside the first, for a while."""
        second = self._process(service, free_port())
        await second.start()
        self._processes[service].append(second)
        try:
            yield second
        finally:
            self._processes[service].remove(second)
            await second.kill()

    @asynccontextmanager
    async def halted(self, service: str, table: str) -> AsyncIterator[None]:
        """Keep whoever writes to a table of a service in the middle of its transaction, which has begun to."""
        async with await AsyncConnection.connect(self.postgres.superuser_dsn(service)) as connection:
            await connection.execute(SQL("lock table {} in exclusive mode").format(Identifier(table)))
            await eventually(lambda: self._somebody_waits(service))
            yield

    async def differences(self) -> list[Finding]:
        """What the audit finds wrong, once copies and projections have had time to catch up."""
        bus = Bus(self.nats.url, user=ADMIN, password=self.nats.password(ADMIN), name="auditor")
        await bus.start()
        try:
            async with httpx.AsyncClient(timeout=30) as client:
                auditor = Auditor(client, lambda service: self[service].address, SERVICE_SECRET, bus)
                findings = await auditor.settled(within=SETTLE_SECONDS)
        finally:
            await bus.stop()
        return [finding for finding in findings if not finding.right]

    def _process(self, service: str, port: int) -> Process:
        key = self._directory / "signing.pem"
        settings: dict[str, object] = {
            "database_url": self.postgres.dsn(service),
            "nats_url": self.nats.url,
            "nats_user": service,
            "nats_password": self.nats.password(service),
            "signing_key_file": key,
            "form_secret": "form secret of the faults",
            "service_secret": SERVICE_SECRET,
            "keys_secret": "keys secret of the faults",
            "key_encryption_key": KEY_ENCRYPTION_KEY,
            "registration_url": f"http://127.0.0.1:{self._ports['registration']}",
            "log_format": "json",
        }
        return Process(service, port, settings, self._directory)

    def _somebody_waits(self, service: str) -> bool:
        with psycopg.connect(self.postgres.superuser_dsn()) as connection:
            row = connection.execute(COUNT_HALTED, [service]).fetchone()
        return bool(row and row[0])


@asynccontextmanager
async def running_product(directory: Path, signing_key: Path) -> AsyncIterator[Product]:
    """The product on fresh servers of its own, since they are killed too."""
    directory = directory / f"product-{uuid4().hex}"
    directory.mkdir(mode=0o755)
    key = directory / "signing.pem"
    key.write_text(signing_key.read_text())
    tokens = Tokens.from_files(SystemClock(), private=key, public=None)
    async with AsyncExitStack() as stack:
        postgres = await stack.enter_async_context(EmbeddedPostgres(directory / "postgres"))
        nats = await stack.enter_async_context(EmbeddedNats(directory / "nats"))
        product = Product(postgres, nats, tokens, directory)
        stack.push_async_callback(product.end)
        await product.start(*SERVICES)
        yield product
