"""Statements that run together: one transaction, one round trip, and the error that tells why."""

import psycopg
import pytest
from psycopg.sql import SQL

from shared.database import Pool, Statement, run_together

MAKE = SQL("create table note (number integer)")
WRITE = SQL("insert into note values (%(number)s)")
DIVIDE = SQL("insert into note values (1 / %(number)s)")
NOTES = "select number from note order by number"


def notes(*numbers: object) -> list[Statement]:
    return [(WRITE, {"number": number}) for number in numbers]


@pytest.fixture
async def database_with_notes(pool: Pool) -> Pool:
    await run_together(pool, [(MAKE, {})])
    return pool


async def written(pool: Pool) -> list[int]:
    async with pool.connection() as connection:
        return [number for (number,) in await (await connection.execute(NOTES)).fetchall()]


async def test_all_of_them_are_done_in_order(database_with_notes: Pool) -> None:
    await run_together(database_with_notes, notes(1, 2, 3))
    assert await written(database_with_notes) == [1, 2, 3]


async def test_when_one_fails_none_is_done_and_its_error_is_raised(database_with_notes: Pool) -> None:
    for _ in range(20):  # psycopg prepares what it runs again and again
        with pytest.raises(psycopg.errors.DivisionByZero):
            await run_together(database_with_notes, [*notes(1, 2), (DIVIDE, {"number": 0}), *notes(3, 4)])
    assert await written(database_with_notes) == []


async def test_when_one_cannot_even_be_sent_none_is_done(database_with_notes: Pool) -> None:
    with pytest.raises(psycopg.ProgrammingError):
        await run_together(database_with_notes, notes(1, object(), 2))
    assert await written(database_with_notes) == []
