"""Organisations, their organisers, and the one-time links by which organisers sign in."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from secrets import token_urlsafe
from typing import Any
from uuid import UUID, uuid4

from psycopg import AsyncConnection
from psycopg.rows import TupleRow
from psycopg.sql import SQL

from shared.auth import Identity, Role, hash_token
from shared.clock import Clock
from shared.database import Pool
from shared.sql import statements

sql = statements(Path(__file__).parent / "sql")
INSERT_ORGANISATION = sql("insert_organisation")
FIND_ORGANISATION = sql("find_organisation")
INSERT_ORGANISER = sql("insert_organiser")
FIND_ORGANISER_BY_EMAIL = sql("find_organiser_by_email")
FIND_ORGANISER_ADDRESS = sql("find_organiser_address")
INSERT_SIGN_IN_LINK = sql("insert_sign_in_link")
FIND_SIGN_IN_LINK = sql("find_sign_in_link")
USE_SIGN_IN_LINK = sql("use_sign_in_link")

LIFETIME = timedelta(minutes=20)


@dataclass(frozen=True, slots=True)
class Organiser:
    """Somebody who arranges an organisation's exchanges; `signed_in_at` is None before the first time."""

    id: UUID
    organisation: UUID
    signed_in_at: datetime | None

    @property
    def identity(self) -> Identity:
        """Whom a signed-in organiser's token names."""
        return Identity(Role.ORGANISER, str(self.id), organisation=self.organisation)


class Organisers:
    """Knows who the organisers are, and signs them in."""

    def __init__(self, pool: Pool, clock: Clock, public_url: str) -> None:
        self._pool = pool
        self._clock = clock
        self._public_url = public_url

    async def organisation_name(self, organisation: UUID) -> str:
        """What an organisation is called; empty for one that is not known here."""
        row = await self._row(FIND_ORGANISATION, id=organisation)
        return str(row[1]) if row else ""

    async def with_email(self, email: str) -> Organiser | None:
        """The organiser with this address; case does not count."""
        row = await self._row(FIND_ORGANISER_BY_EMAIL, email=email.strip().lower())
        return Organiser(*row) if row else None

    async def address_of(self, actor: str) -> str | None:
        """Where answers go to what an organiser, as the log names it, has caused to be sent."""
        row = await self._row(FIND_ORGANISER_ADDRESS, actor=actor)
        return str(row[0]) if row else None

    async def add(self, email: str, organisation: str) -> Organiser:
        """The organiser with this address, made an organiser of the named organisation if there was none."""
        async with self._pool.connection() as connection, connection.transaction():
            await connection.execute(INSERT_ORGANISATION, {"id": uuid4(), "name": organisation})
            address = email.strip().lower()
            await connection.execute(INSERT_ORGANISER, {"id": uuid4(), "organisation": organisation, "email": address})
        added = await self.with_email(email)
        assert added is not None
        return added

    async def make_link(self, organiser: Organiser, connection: AsyncConnection[TupleRow] | None = None) -> str:
        """The address of a new one-time link, good for 20 minutes; in the caller's transaction where one is given."""
        token = token_urlsafe(32)
        values = {
            "token_hash": hash_token(token),
            "organiser": organiser.id,
            "expires_at": self._clock.now() + LIFETIME,
        }
        if connection is not None:
            await connection.execute(INSERT_SIGN_IN_LINK, values)
        else:
            async with self._pool.connection() as own:
                await own.execute(INSERT_SIGN_IN_LINK, values)
        return f"{self._public_url}/logg-inn/{token}"

    async def is_open(self, token: str) -> bool:
        """Whether a link can still be used."""
        return await self._row(FIND_SIGN_IN_LINK, token_hash=hash_token(token), now=self._clock.now()) is not None

    async def use_link(self, token: str) -> Organiser | None:
        """Whom a link signs in, once; None for one that was used, is too old, or never existed."""
        row = await self._row(USE_SIGN_IN_LINK, token_hash=hash_token(token), now=self._clock.now())
        return Organiser(*row) if row else None

    async def first_link(self, email: str | None, organisation: str) -> str | None:
        """A link for the installation's first organiser, until they have signed in once."""
        if email is None:
            return None
        first = await self.add(email, organisation)
        return None if first.signed_in_at else await self.make_link(first)

    async def _row(self, statement: SQL, **values: Any) -> TupleRow | None:
        async with self._pool.connection() as connection:
            return await (await connection.execute(statement, values)).fetchone()
