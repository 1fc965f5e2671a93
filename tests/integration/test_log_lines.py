"""What is logged of errors that only a real server makes."""

from typing import Any

import pytest
import structlog
from psycopg import AsyncConnection
from psycopg.errors import UniqueViolation

from shared.database import Pool
from tests.logs import SECRET, Log, log

__all__ = ["log"]


async def test_an_error_of_the_database_is_logged_by_its_sqlstate(pool: Pool, log: Log) -> None:
    async with pool.connection() as connection:
        await connection.execute("create table organiser (email text unique)")
        await insert(connection)
        with pytest.raises(UniqueViolation, match=SECRET) as raised:
            await insert(connection)
    structlog.get_logger().error("it failed", error=raised.value, exc_info=raised.value)
    (line,) = log.lines()
    assert SECRET not in log.getvalue()
    assert (line["error"], line["exception"]["sqlstate"]) == ("UniqueViolation 23505", "23505")
    assert line["exception"]["frames"][1].startswith(f"{__name__}:")


async def insert(connection: AsyncConnection[Any]) -> None:
    await connection.execute("insert into organiser values (%s)", [SECRET])
