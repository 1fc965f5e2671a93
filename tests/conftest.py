"""What tests stand on: real PostgreSQL and NATS servers, one pair per test process, and fresh databases."""

import asyncio
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from uuid import uuid4

import nats
import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier
from pydantic import SecretStr

from shared import eventlog, logging, mail, projection
from shared.auth import make_signing_key
from shared.clock import AdjustableClock
from shared.database import Pool, make_pool, migrate, wait_for_database
from shared.embedded import EmbeddedNats, EmbeddedPostgres
from shared.jetstream import Bus
from shared.nats_config import ADMIN
from shared.settings import Settings
from tests.containers import ContainerNats, ContainerPostgres, remove_orphans
from tests.servers import CONTAINERS, EMBEDDED, NatsServer, PostgresServer, Servers, choose

# A shell that runs us in the background lets us ignore Ctrl-C, and our children inherit that. Tests press it.
signal.signal(signal.SIGINT, signal.default_int_handler)

TESTS = Path(__file__).parent
ROOT = TESTS.parent
LONG_FOLDERS = ["faults", "e2e", "integration"]

KEY_ENCRYPTION_KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="


def pytest_addoption(parser: pytest.Parser) -> None:
    for servers, what in ((CONTAINERS, "containers, or fail"), (EMBEDDED, "child processes")):
        parser.addoption(
            f"--{servers}",
            dest="servers",
            action="store_const",
            const=servers,
            help=f"PostgreSQL and NATS as {what}; else containers where an engine has the images, else child processes",
        )


def pytest_configure(config: pytest.Config) -> None:
    # xdist's workers are given the options as they are by then: the choice is made once.
    if not isinstance(config.option.servers, Servers):
        remove_orphans()
        config.option.servers = choose(config.option.servers)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Folders with long files come first: the small ones at the end let processes that share the tests end together."""

    def rank(item: pytest.Item) -> int:
        folder = item.path.relative_to(TESTS).parts[0]
        return LONG_FOLDERS.index(folder) if folder in LONG_FOLDERS else len(LONG_FOLDERS)

    items.sort(key=rank)


def pytest_report_header(config: pytest.Config) -> str:
    return str(config.option.servers)


def pytest_unconfigure() -> None:
    remove_orphans()


@pytest.fixture(scope="session", autouse=True)
def _quiet_logs() -> None:
    logging.configure("json", "error")


MEMORY = Path("/dev/shm")  # noqa: S108
ROOMY_BYTES = 8 << 30


@pytest.fixture(scope="session")
def server_directory() -> Iterator[Path]:
    """A directory, in memory where there is enough, that an unprivileged server user can reach, short for sockets."""
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOMY_BYTES
    directory = Path(tempfile.mkdtemp(prefix="borsen-test-", dir=MEMORY if roomy else "/tmp"))  # noqa: S108
    directory.chmod(0o755)
    yield directory
    shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture(scope="session")
async def embedded_postgres(server_directory: Path) -> AsyncIterator[EmbeddedPostgres]:
    """One PostgreSQL as a child process for the test process."""
    async with EmbeddedPostgres(server_directory / "postgres") as server:
        yield server


@pytest.fixture(scope="session")
async def embedded_nats(server_directory: Path) -> AsyncIterator[EmbeddedNats]:
    """One NATS as a child process for the test process."""
    async with EmbeddedNats(server_directory / "nats") as server:
        yield server


@pytest.fixture(scope="session")
async def container_postgres() -> AsyncIterator[ContainerPostgres]:
    """One PostgreSQL in a container for the test process."""
    async with ContainerPostgres() as server:
        yield server


@pytest.fixture(scope="session")
async def container_nats() -> AsyncIterator[ContainerNats]:
    """One NATS in a container for the test process."""
    async with ContainerNats() as server:
        yield server


@pytest.fixture(scope="session")
def postgres(request: pytest.FixtureRequest) -> PostgresServer:
    """One PostgreSQL for the test process."""
    in_containers = request.config.option.servers.in_containers
    server: PostgresServer = request.getfixturevalue("container_postgres" if in_containers else "embedded_postgres")
    with psycopg.connect(server.superuser_dsn(), autocommit=True) as connection:
        connection.execute("create role tester login password 'tester'")
        # What it has written is safe when it is killed; only a loss of power, which no test plays, would tell.
        connection.execute("alter system set fsync = off")
        connection.execute("alter system set full_page_writes = off")
        # No database lives long enough to be worth it.
        connection.execute("alter system set autovacuum = off")
        connection.execute("select pg_reload_conf()")
    return server


@pytest.fixture(scope="session")
def nats_server(request: pytest.FixtureRequest) -> NatsServer:
    """One NATS for the test process."""
    in_containers = request.config.option.servers.in_containers
    server: NatsServer = request.getfixturevalue("container_nats" if in_containers else "embedded_nats")
    return server


# Copied file by file, without a word in the write-ahead log: a third of the work.
CREATE_DATABASE = SQL("create database {} template {} owner tester strategy file_copy")
KERNEL = "kernel"


@dataclass(frozen=True)
class Database:
    """A fresh database and the connection string of its owner, who is no superuser."""

    name: str
    dsn: str


@pytest.fixture(scope="session")
def make_database(postgres: PostgresServer) -> Callable[..., Database]:
    """Makes fresh databases with the kernel's tables and those of a service: copies of one that was migrated once.

    They end with their server: to drop each would take as long as to make it.
    """

    def copy(name: str, template: str) -> Database:
        with psycopg.connect(postgres.superuser_dsn(), autocommit=True) as connection:
            connection.execute(CREATE_DATABASE.format(Identifier(name), Identifier(template)))
        return Database(name, make_conninfo(postgres.superuser_dsn(name), user="tester", password="tester"))

    @cache
    def template(of: str) -> str:
        made = copy(f"template_{of}", "template1")
        with ThreadPoolExecutor() as thread:
            thread.submit(asyncio.run, migrate_once(made.dsn, of)).result()
        return made.name

    def make(of: str = KERNEL) -> Database:
        return copy(f"test_{uuid4().hex}", template(of))

    return make


async def migrate_once(dsn: str, service: str) -> None:
    """Do all at once that a service does to its database when it starts."""
    async with make_pool(dsn) as pool:
        await migrate(
            pool, eventlog.MIGRATIONS, projection.MIGRATIONS, mail.MIGRATIONS, ROOT / "services" / service / "schema"
        )


@pytest.fixture
def database(make_database: Callable[..., Database]) -> Database:
    """One fresh database with the kernel's tables."""
    return make_database()


@pytest.fixture
async def pool(database: Database) -> AsyncIterator[Pool]:
    """Connections to the fresh database."""
    pool = make_pool(database.dsn)
    await wait_for_database(pool)
    yield pool
    await pool.close(timeout=2)


async def delete_streams(server: NatsServer) -> None:
    """Leave a NATS server without any stream."""
    client = await nats.connect(server.url, user=ADMIN, password=server.password(ADMIN))
    for stream in await client.jetstream().streams_info():
        await client.jetstream().delete_stream(stream.config.name or "")
    await client.close()


@pytest.fixture
async def clean_nats(nats_server: NatsServer) -> NatsServer:
    """The NATS server without any stream."""
    await delete_streams(nats_server)
    return nats_server


@pytest.fixture
async def bus(clean_nats: NatsServer) -> AsyncIterator[Bus]:
    """A connection with all rights to a NATS server without streams."""
    bus = Bus(clean_nats.url, user=ADMIN, password=clean_nats.password(ADMIN), name="test")
    await bus.start()
    yield bus
    await bus.stop()


@pytest.fixture
def clock() -> AdjustableClock:
    """A clock that tests may move forward."""
    return AdjustableClock()


@pytest.fixture(scope="session")
def signing_key(server_directory: Path) -> Path:
    """The private key that signs tokens in tests."""
    file = server_directory / "signing.pem"
    file.write_text(make_signing_key()[0])
    return file


@pytest.fixture(scope="session")
def make_settings(
    make_database: Callable[..., Database], nats_server: NatsServer, signing_key: Path
) -> Callable[..., Settings]:
    """Settings for a service on a fresh database: `make_settings("catalog", smtp_port=…)`."""

    def make(service: str, **others: object) -> Settings:
        user, dsn = (service, make_database(service).dsn) if service != "mailbox" else (ADMIN, "postgresql://nowhere")
        return Settings.model_validate(
            {
                "database_url": SecretStr(dsn),
                "nats_url": nats_server.url,
                "nats_user": user,
                "nats_password": SecretStr(nats_server.password(user)),
                "public_url": "http://localhost:8080",
                "signing_key_file": signing_key,
                "form_secret": SecretStr("form secret of the tests"),
                "service_secret": SecretStr("service secret of the tests"),
                "keys_secret": SecretStr("keys secret of the tests"),
                "key_encryption_key": SecretStr(KEY_ENCRYPTION_KEY),
                **others,
            }
        )

    return make


@pytest.fixture
def service_settings(make_settings: Callable[..., Settings], clean_nats: NatsServer) -> Callable[..., Settings]:
    """The same, for services that start anew for each test: no stream of earlier ones is left."""
    return make_settings


@pytest.fixture(scope="module")
async def shared_settings(make_settings: Callable[..., Settings], nats_server: NatsServer) -> Callable[..., Settings]:
    """The same, for services that all tests of a module share; they cannot have `clean_nats` beside them."""
    await delete_streams(nats_server)
    return make_settings


@pytest.fixture(scope="module")
def shared_clock() -> AdjustableClock:
    """A clock that goes on, for a module's next test, from where one has moved it."""
    return AdjustableClock()


async def eventually(true: Callable[[], object], *, within: float = 30) -> None:
    """Wait until a condition holds. Raises `TimeoutError` when it does not in time (seconds)."""
    async with asyncio.timeout(within):
        while True:
            found = true()
            if asyncio.iscoroutine(found):
                found = await found
            if found:
                return
            await asyncio.sleep(0.02)
