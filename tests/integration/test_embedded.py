"""The embedded servers: they start fast, keep what they have acknowledged, guard their data and end with us."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import nats
import psutil
import psycopg
import pytest
from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js.api import AckPolicy, ConsumerConfig, StreamConfig
from psycopg import AsyncConnection

from shared.embedded import DirectoryInUse, EmbeddedNats, EmbeddedPostgres, ServerFailed
from shared.embedded import postgres as postgres_module
from shared.embedded.credentials import passwords
from shared.embedded.system_user import DirectoryOutOfReach, SystemUser
from shared.nats_config import ADMIN, PUBLISHING, READING
from tests.servers import NatsServer

from . import embedded_owner

REFUSED = (NatsError, TimeoutError)
"""A refused publish never gets an answer: the server tells the connection, not the request."""


@pytest.fixture
def data(server_directory: Path) -> Path:
    """A new data directory."""
    return server_directory / uuid4().hex


@pytest.fixture(scope="module")
async def old_data(server_directory: Path) -> Path:
    """A data directory that tests use one after the other: each leaves it stopped, or as a crash does."""
    data = server_directory / uuid4().hex
    async with EmbeddedPostgres(data / "postgres"):
        return data


@pytest.fixture
def postgres(embedded_postgres: EmbeddedPostgres) -> EmbeddedPostgres:
    """Here it is the embedded one in any case."""
    return embedded_postgres


@pytest.fixture
async def streams(clean_nats: NatsServer) -> NatsServer:
    """A NATS server on which every publishing service has made its stream."""
    for service in PUBLISHING:
        async with connected(clean_nats, service) as client:
            await make_stream(client, service)
    return clean_nats


@asynccontextmanager
async def connected(server: NatsServer, user: str) -> AsyncIterator[Client]:
    """A connection of a user, which keeps the server's complaints to itself."""

    async def ignore(_: Exception) -> None: ...

    client = await nats.connect(server.url, user=user, password=server.password(user), error_cb=ignore)
    yield client
    await client.close()


async def make_stream(client: Client, service: str) -> None:
    await client.jetstream().add_stream(StreamConfig(name=service.upper(), subjects=[f"bors.{service}.>"]))


async def messages_in(server: NatsServer, stream: str) -> int:
    async with connected(server, ADMIN) as client:
        return (await client.jetstream().stream_info(stream)).state.messages


async def execute(dsn: str, statement: str) -> list[tuple[object, ...]]:
    async with await AsyncConnection.connect(dsn, autocommit=True) as connection:
        cursor = await connection.execute(statement.encode())
        return await cursor.fetchall() if cursor.description else []


class Owner:
    """Another process that owns both servers on a directory."""

    def __init__(self, directory: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", embedded_owner.__name__, directory], stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        self.children = [psutil.Process(int(pid)) for pid in self.process.stdout.readline().split()]

    def end(self, number: signal.Signals) -> None:
        self.process.send_signal(number)
        self.process.wait(60)

    def wait_for_children(self, seconds: float) -> list[psutil.Process]:
        """The children that are still there after so many seconds."""
        return psutil.wait_procs(self.children, timeout=seconds)[1]


@pytest.fixture
def owner(old_data: Path) -> Iterator[Owner]:
    owner = Owner(old_data)
    yield owner
    owner.process.kill()
    owner.process.wait(60)
    for orphan in owner.wait_for_children(5):
        orphan.kill()


# starting and ending


async def test_both_servers_open_an_existing_directory_again_and_leave_no_process(old_data: Path) -> None:
    async with EmbeddedPostgres(old_data / "postgres"), EmbeddedNats(old_data / "nats"):
        pass
    async with EmbeddedPostgres(old_data / "postgres") as postgres, EmbeddedNats(old_data / "nats") as server:
        pids = {postgres.pid, server.pid}
    assert not pids & set(psutil.pids())


async def test_a_second_instance_on_the_same_directory_is_refused_by_name(data: Path) -> None:
    async with EmbeddedNats(data):
        with pytest.raises(DirectoryInUse, match=f"{data} is in use by process {os.getpid()}"):
            await EmbeddedNats(data).__aenter__()


async def test_an_instance_in_another_process_is_refused_by_its_number(old_data: Path, owner: Owner) -> None:
    with pytest.raises(DirectoryInUse, match=f"process {owner.process.pid}"):
        await EmbeddedPostgres(old_data / "postgres").__aenter__()


async def test_a_server_that_cannot_start_says_why_and_gives_the_directory_back(old_data: Path) -> None:
    configuration = old_data / "postgres" / "cluster" / "postgresql.conf"
    sound = configuration.read_text()
    configuration.write_text(sound + "\nshared_buffers = nonsense\n")
    with pytest.raises(ServerFailed, match="shared_buffers"):
        await EmbeddedPostgres(old_data / "postgres").__aenter__()
    configuration.write_text(sound)
    async with EmbeddedPostgres(old_data / "postgres") as postgres:
        assert await execute(postgres.dsn("catalog"), "select 1") == [(1,)]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent was killed")
def test_no_child_outlives_a_parent_that_is_killed(owner: Owner) -> None:
    owner.end(signal.SIGKILL)
    assert owner.wait_for_children(15) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_no_child_outlives_a_parent_that_is_asked_to_end(owner: Owner, number: signal.Signals) -> None:
    owner.end(number)
    assert owner.wait_for_children(15) == []


async def test_the_data_open_again_after_the_parent_was_killed(old_data: Path) -> None:
    async with EmbeddedPostgres(old_data / "postgres") as postgres:
        await execute(
            postgres.dsn("catalog"), "create table kept_by_owner (answer int); insert into kept_by_owner values (42)"
        )
    Owner(old_data).end(signal.SIGKILL)
    async with EmbeddedPostgres(old_data / "postgres") as postgres, EmbeddedNats(old_data / "nats"):
        assert await execute(postgres.dsn("catalog"), "select answer from kept_by_owner") == [(42,)]


async def test_an_interrupted_initialisation_is_begun_anew(data: Path) -> None:
    half_made = data / "cluster.new"
    half_made.mkdir(parents=True)
    (half_made / "PG_VERSION").write_text("18\n")
    data.chmod(0o711)
    async with EmbeddedPostgres(data) as postgres:
        assert await execute(postgres.dsn("catalog"), "select 1") == [(1,)]


async def test_a_process_file_whose_number_now_belongs_to_another_does_not_hinder_the_start(
    old_data: Path, postgres: EmbeddedPostgres
) -> None:
    async with EmbeddedPostgres(old_data / "postgres") as killed:
        await killed.kill()
    cluster = old_data / "postgres" / "cluster"
    (cluster / "postmaster.pid").write_text(f"{postgres.pid}\n{cluster}\n")
    async with EmbeddedPostgres(old_data / "postgres") as again:
        assert await execute(again.dsn("catalog"), "select 1") == [(1,)]


# PostgreSQL


async def test_every_service_has_a_database_of_its_own(postgres: EmbeddedPostgres) -> None:
    assert await execute(postgres.dsn("catalog"), "select current_user::text, current_database()::text") == [
        ("catalog", "catalog")
    ]


async def test_a_service_cannot_open_the_database_of_another(postgres: EmbeddedPostgres) -> None:
    foreign = psycopg.conninfo.make_conninfo(postgres.dsn("catalog"), dbname="registration")
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        await AsyncConnection.connect(foreign)


async def test_a_role_needs_its_password(postgres: EmbeddedPostgres) -> None:
    guess = psycopg.conninfo.make_conninfo(postgres.dsn("catalog"), password="guess")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        await AsyncConnection.connect(guess)


async def test_every_commit_waits_for_the_disk(old_data: Path) -> None:
    settings = "select current_setting('fsync'), current_setting('synchronous_commit')"
    async with EmbeddedPostgres(old_data / "postgres") as postgres:
        assert await execute(postgres.dsn("catalog"), settings) == [("on", "on")]


async def test_the_servers_log_quotes_no_row(old_data: Path) -> None:
    async with EmbeddedPostgres(old_data / "postgres") as postgres:
        async with await AsyncConnection.connect(postgres.dsn("catalog")) as connection:
            await connection.execute("create temporary table person (email text unique)")
            await connection.execute("insert into person values (%s)", ["kari@eksempel.no"])
            with pytest.raises(psycopg.errors.UniqueViolation, match="kari"):
                await connection.execute("insert into person values (%s)", ["kari@eksempel.no"])
        log = postgres.log.read_text()
    assert "duplicate key value" in log
    assert "kari" not in log


async def test_norwegian_letters_have_upper_and_lower_case(postgres: EmbeddedPostgres) -> None:
    assert await execute(postgres.dsn("catalog"), "select lower('ÆØÅ')") == [("æøå",)]


async def test_a_restart_keeps_the_address(old_data: Path) -> None:
    async with EmbeddedPostgres(old_data / "postgres") as postgres:
        before = postgres.dsn("catalog")
        await postgres.restart()
        assert await execute(before, "select 1") == [(1,)]


async def test_a_commit_survives_a_crash_of_the_server(old_data: Path) -> None:
    async with EmbeddedPostgres(old_data / "postgres") as postgres:
        await execute(postgres.dsn("catalog"), "create table kept (answer int); insert into kept values (42)")
        await postgres.kill()
        await postgres.start()
        assert await execute(postgres.dsn("catalog"), "select answer from kept") == [(42,)]


async def test_a_crash_is_noticed_and_the_server_can_be_started_again(old_data: Path) -> None:
    async with EmbeddedPostgres(old_data / "postgres") as postgres:
        watch = asyncio.create_task(postgres.crashed())
        os.kill(postgres.pid, signal.SIGQUIT)
        await asyncio.wait_for(watch, 5)
        assert not postgres.is_running
        await postgres.start()
        assert await execute(postgres.dsn("catalog"), "select 1") == [(1,)]


async def test_an_end_that_was_asked_for_is_no_crash(data: Path) -> None:
    async with EmbeddedNats(data) as server:
        watch = asyncio.create_task(server.crashed())
        await server.restart()
        await asyncio.sleep(0.2)
        assert not watch.done()
        watch.cancel()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's server runs as another user")
async def test_a_directory_that_the_servers_user_cannot_reach_is_refused_with_advice(data: Path) -> None:
    data.mkdir(mode=0o700)
    with pytest.raises(DirectoryOutOfReach, match="Choose a data directory outside root's home"):
        await EmbeddedPostgres(data / "postgres").__aenter__()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's server needs binaries that another user can read")
async def test_binaries_that_the_servers_user_cannot_reach_are_copied(
    data: Path, server_directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out_of_reach = SystemUser.reaches
    monkeypatch.setattr(SystemUser, "reaches", lambda user, path: path.name != "postgres" and out_of_reach(user, path))
    monkeypatch.setattr(postgres_module, "SYSTEM_CACHE", server_directory / "cache")
    async with EmbeddedPostgres(data) as server:
        assert psutil.Process(server.pid).exe().startswith(str(server_directory / "cache"))


# NATS


@pytest.mark.parametrize("service", PUBLISHING)
async def test_a_service_publishes_to_its_own_stream(streams: NatsServer, service: str) -> None:
    async with connected(streams, service) as client:
        acknowledged = await client.jetstream().publish(f"bors.{service}.exchange.Event", b"{}")
    assert (acknowledged.stream, acknowledged.seq) == (service.upper(), 1)


@pytest.mark.parametrize("service", [*PUBLISHING, *READING])
async def test_a_service_reads_every_stream(streams: NatsServer, service: str) -> None:
    async with connected(streams, "registration") as client:
        await client.jetstream().publish("bors.registration.exchange.Event", b"{}")
    async with connected(streams, service) as client:
        subscription = await client.jetstream().pull_subscribe_bind(
            (await client.jetstream().add_consumer("REGISTRATION", ConsumerConfig(ack_policy=AckPolicy.NONE))).name,
            "REGISTRATION",
        )
        assert [message.data for message in await subscription.fetch(1, timeout=2)] == [b"{}"]


@pytest.mark.parametrize("service", ["registration", "agreements", "followup", "scoreboard"])
async def test_a_service_cannot_publish_in_the_name_of_another(streams: NatsServer, service: str) -> None:
    async with connected(streams, service) as client:
        with pytest.raises(REFUSED):
            await client.jetstream().publish("bors.catalog.exchange.Event", b"{}", timeout=0.5)
    assert await messages_in(streams, "CATALOG") == 0


async def test_a_service_cannot_delete_a_stream_not_even_its_own(streams: NatsServer) -> None:
    async with connected(streams, "catalog") as client:
        with pytest.raises(REFUSED):
            await client.jetstream(timeout=0.5).delete_stream("CATALOG")
    assert await messages_in(streams, "CATALOG") == 0


async def test_a_service_cannot_purge_a_stream_not_even_its_own(streams: NatsServer) -> None:
    async with connected(streams, "catalog") as client:
        await client.jetstream().publish("bors.catalog.exchange.Event", b"{}")
        with pytest.raises(REFUSED):
            await client.jetstream(timeout=0.5).purge_stream("CATALOG")
    assert await messages_in(streams, "CATALOG") == 1


async def test_a_service_cannot_delete_a_message(streams: NatsServer) -> None:
    async with connected(streams, "catalog") as client:
        await client.jetstream().publish("bors.catalog.exchange.Event", b"{}")
        with pytest.raises(REFUSED):
            await client.jetstream(timeout=0.5).delete_msg("CATALOG", 1)
    assert await messages_in(streams, "CATALOG") == 1


async def test_a_service_cannot_make_the_stream_of_another(clean_nats: NatsServer) -> None:
    async with connected(clean_nats, "catalog") as client:
        with pytest.raises(REFUSED):
            await client.jetstream(timeout=0.5).add_stream(
                StreamConfig(name="REGISTRATION", subjects=["bors.registration.>"])
            )
    async with connected(clean_nats, ADMIN) as client:
        assert await client.jetstream().streams_info() == []


async def test_a_service_cannot_change_the_stream_of_another(streams: NatsServer) -> None:
    async with connected(streams, "catalog") as client:
        with pytest.raises(REFUSED):
            await client.jetstream(timeout=0.5).update_stream(
                StreamConfig(name="REGISTRATION", subjects=["bors.registration.>"], max_msgs=1)
            )


async def test_nobody_connects_without_a_password(nats_server: NatsServer) -> None:
    with pytest.raises(NatsError, match=r"(?i)authorization"):
        await nats.connect(nats_server.url, allow_reconnect=False)


async def test_an_acknowledged_message_survives_a_crash_of_the_server(data: Path) -> None:
    async with EmbeddedNats(data) as server:
        async with connected(server, "catalog") as client:
            await make_stream(client, "catalog")
            await client.jetstream().publish("bors.catalog.exchange.Event", b"{}")
        before = server.url
        await server.kill()
        await server.start()
        assert server.url == before
        assert await messages_in(server, "CATALOG") == 1


async def test_wiped_storage_is_an_empty_server(data: Path) -> None:
    async with EmbeddedNats(data) as server:
        async with connected(server, "catalog") as client:
            await make_stream(client, "catalog")
        await server.kill()
        server.wipe_storage()
        await server.start()
        async with connected(server, ADMIN) as client:
            assert await client.jetstream().streams_info() == []


async def test_storage_in_use_is_not_wiped(data: Path) -> None:
    async with EmbeddedNats(data) as server:
        with pytest.raises(ServerFailed, match="stop it first"):
            server.wipe_storage()


# passwords


def test_passwords_are_kept_between_starts_and_readable_by_their_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "passwords.json"
    first = passwords(file, ("catalog",))
    assert passwords(file, ("catalog", "registration"))["catalog"] == first["catalog"]
    assert file.stat().st_mode & 0o777 == 0o600
