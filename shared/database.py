"""Connections to a service's own database, and its numbered migrations."""

import asyncio
import select
from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

import orjson
import structlog
from psycopg import AsyncConnection, InterfaceError, OperationalError
from psycopg.errors import PipelineAborted
from psycopg.rows import TupleRow
from psycopg.sql import SQL
from psycopg.types.json import set_json_loads
from psycopg_pool import AsyncConnectionPool, PoolTimeout

UNAVAILABLE = (OperationalError, InterfaceError, PoolTimeout)
"""What psycopg raises when the database is away, rather than the statement wrong."""

Pool = AsyncConnectionPool[AsyncConnection[TupleRow]]
Statement = tuple[SQL, Mapping[str, Any]]
"""A statement and its parameters."""

BEGIN, COMMIT = SQL("begin"), SQL("commit")

logger = structlog.get_logger()


def make_pool(dsn: str, *, size: int = 8) -> Pool:
    """A closed pool of autocommit connections; `await pool.open()` it. Broken connections are replaced."""
    return AsyncConnectionPool(
        dsn,
        min_size=1,
        max_size=size,
        open=False,
        kwargs={"autocommit": True, "application_name": "borsen"},
        configure=_parse_json_fast,
        check=_check_if_readable,
        timeout=10,
        reconnect_timeout=60,
    )


async def _parse_json_fast(connection: AsyncConnection[TupleRow]) -> None:
    set_json_loads(orjson.loads, connection)


async def _check_if_readable(connection: AsyncConnection[TupleRow]) -> None:
    """A server that has ended has closed its side, and a socket with its end to read is readable.

    To ask the server each time would double the round trips.
    """
    socket = select.poll()
    socket.register(connection.fileno(), select.POLLIN)
    if socket.poll(0):
        await AsyncConnectionPool.check_connection(connection)


async def run_together(pool: Pool, todo: Iterable[Statement]) -> None:
    """Run statements in order, as one transaction and in one round trip. Their results are not to be had.

    Raises the error of the first statement that fails.
    """
    async with pool.connection() as connection:
        try:
            async with connection.pipeline(), connection.cursor() as cursor:
                await cursor.execute(BEGIN)
                for _, group in groupby(todo, key=lambda statement: id(statement[0])):
                    same = list(group)
                    if len(same) == 1:
                        await cursor.execute(*same[0])
                    else:
                        await cursor.executemany(same[0][0], [parameters for _, parameters in same])
                await cursor.execute(COMMIT)
        except PipelineAborted as skipped:
            # That the rest was skipped may be raised in the place of the failure before it.
            raise skipped.__context__ or skipped from None


async def wait_for_database(pool: Pool, *, seconds: float = 60) -> None:
    """Returns when the database answers. Raises psycopg's `PoolTimeout` when it does not within `seconds`."""
    await pool.open(wait=True, timeout=seconds)


async def migrate(pool: Pool, *directories: Path) -> None:
    """Run every `NNNN_name.sql` of the directories that has not run yet, in order, in one transaction each.

    Safe when several processes start at once: a session lock lets one of them work at a time.
    """
    async with pool.connection() as connection:
        await connection.execute("select pg_advisory_lock(hashtext('migrate'))")
        try:
            await connection.execute(
                "create table if not exists migration "
                "(name text primary key, applied_at timestamptz not null default now())"
            )
            cursor = await connection.execute("select name from migration")
            done = {name for (name,) in await cursor.fetchall()}
            for directory in directories:
                for file in sorted(directory.glob("[0-9]*.sql")):
                    name = f"{directory.parent.name}/{file.stem}"
                    if name in done:
                        continue
                    async with connection.transaction():
                        await connection.execute(SQL(file.read_text(encoding="utf-8")))
                        await connection.execute("insert into migration (name) values (%s)", [name])
                    logger.info("migrated", migration=name)
        finally:
            await connection.execute("select pg_advisory_unlock(hashtext('migrate'))")


async def answers(pool: Pool) -> bool:
    """Whether the database answers now, within two seconds."""
    try:
        async with asyncio.timeout(2), pool.connection(timeout=2) as connection:
            await connection.execute("select 1")
    except (*UNAVAILABLE, TimeoutError):
        return False
    return True
