"""A projection turns events into tables: named, versioned, with one checkpoint that moves with its tables.

Each generation of a projection has a PostgreSQL schema of its own; views in `public` show the live one, and
queries read those. A new version fills a new schema from position 1 while the old one still answers; when it has
caught up, the views swap in one transaction.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from logging import DEBUG
from pathlib import Path
from typing import Any, TypeVar

import structlog
from nats.errors import Error as NatsError
from psycopg import AsyncConnection, DatabaseError
from psycopg.rows import TupleRow
from psycopg.sql import SQL, Composed, Identifier

from shared.checkpoint import Astray, Checkpoint, Source, confirm
from shared.contracts.base import Contract, Event
from shared.database import UNAVAILABLE, Pool, Statement, run_together
from shared.eventlog import Recorded
from shared.logging import correlated
from shared.signal import Signal
from shared.sql import statements
from shared.tasks import end

logger = structlog.get_logger()
sql = statements(Path(__file__).parent / "projections")
FIND_GENERATION = sql("find_generation")
FIND_OWN_GENERATION = sql("find_own_generation")
FIND_SUCCESSOR = sql("find_successor")
NEW_GENERATION = sql("new_generation")
ADVANCE_CHECKPOINT = sql("advance_checkpoint")
READ_CHECKPOINT = sql("read_checkpoint")
GO_LIVE = sql("go_live")
DROP_RETIRED = sql("drop_retired")
TABLES_OF_SCHEMA = sql("tables_of_schema")

MIGRATIONS = Path(__file__).parent / "projections" / "schema"
CHECKPOINT_MOVED = "BR001"
"""What `advance_checkpoint` raises (SQLSTATE)."""

RETRY_SECONDS = 0.25
ASTRAY_SECONDS = 1
"""How often one that has gone astray looks whether an operator has helped."""
POLL_SECONDS = 0.1
TRANSIENT = (*UNAVAILABLE, NatsError, TimeoutError, OSError)
"""Errors that say nothing about an event: a server is away, and waiting helps."""

E = TypeVar("E", bound=Event)
Handler = Callable[[Any, Recorded], Iterable[Statement]]


Opener = Callable[[Sequence[tuple[Recorded, Event]]], Awaitable[list[tuple[Recorded, Event]]]]
"""Opens the personal fields of a batch of events."""


@dataclass
class Projection:
    """What one projection is: its tables, and for each event type the statements that it leads to.

    `tables` is the DDL of its tables, run inside its own schema. `source` is the publishing service's contract.
    Change `version` whenever tables or handlers change: it is then rebuilt while the old one stays live.
    """

    name: str
    version: int
    source: Contract
    tables: SQL | Composed
    handlers: dict[type[Event], Handler] = field(default_factory=dict)

    def on(self, event: type[E]) -> Callable[[Callable[[E, Recorded], Iterable[Statement]]], Handler]:
        """Registers the function that says which statements an event of this type leads to."""

        def register(handler: Callable[[E, Recorded], Iterable[Statement]]) -> Handler:
            self.handlers[event] = handler
            return handler

        return register

    def statements(self, event: Event, recorded: Recorded) -> Iterable[Statement]:
        """The statements for one event; none for a type that the projection has no use for."""
        handler = self.handlers.get(type(event))
        return handler(event, recorded) if handler else ()


class State(StrEnum):
    """Where a runner stands, for health checks and for people."""

    STARTING = "starting"
    CATCHING_UP = "catching up"
    LIVE = "live"
    STUCK = "stuck"
    ASTRAY = "astray"
    RETIRED = "retired"


class CheckpointMoved(Exception):
    """Another replica has applied these events already: its checkpoint is not where this runner left it."""


class Retired(Exception):
    """A newer version has taken over and this one's tables are gone."""


class RebuildStuck(Exception):
    """A rebuild met an event that it cannot apply."""


class Runner:
    """Runs one projection: applies batches, each in one transaction with the move of the checkpoint.

    `opener` decrypts personal fields before the handlers see them; without one they stay sealed.
    """

    def __init__(
        self,
        projection: Projection,
        pool: Pool,
        source: Source,
        *,
        opener: Opener | None = None,
        rebuild: bool = False,
    ) -> None:
        self.projection = projection
        self.state = State.STARTING
        self.checkpoint = Checkpoint()
        self.error: str | None = None
        self.advanced = Signal()
        self.live = asyncio.Event()
        """Set once whoever reads finds the tables in the form that this version gives them."""
        self._pool = pool
        self._source = source
        self._opener = opener
        self._rebuild = rebuild
        self._generation = 0
        self._poison: Recorded | None = None

    @property
    def position(self) -> int:
        """The position of the last event that was applied."""
        return self.checkpoint.position

    @property
    def schema(self) -> str:
        """The PostgreSQL schema of the generation that this runner fills."""
        return schema_of(self.projection.name, self._generation)

    async def prepare(self) -> None:
        """Find this version's generation or make one; the first generation of a projection is live at once.

        Called again, it finds where its own generation stands, or the one that a rebuild of the same version has
        put in its place. Raises `Retired` when a newer version has.
        """
        async with self._pool.connection() as connection, connection.transaction():
            await connection.execute("select pg_advisory_xact_lock(hashtext('projection'))")
            what = self.projection
            names = {"name": what.name, "version": what.version, "source": what.source.service}
            found = None
            if self._generation:
                here = {"name": self.projection.name, "generation": self._generation}
                found = await (await connection.execute(FIND_OWN_GENERATION, here)).fetchone()
                if found is None:
                    found = await (await connection.execute(FIND_SUCCESSOR, names)).fetchone()
                if found is None:
                    raise Retired(self.projection.name)
            elif not self._rebuild:
                found = await (await connection.execute(FIND_GENERATION, names)).fetchone()
            if found is None:
                found = await (await connection.execute(NEW_GENERATION, names)).fetchone()
                assert found is not None
                schema = Identifier(schema_of(self.projection.name, found[0]))
                await connection.execute(SQL("create schema {}").format(schema))
                await connection.execute(SQL("set local search_path to {}, public").format(schema))
                await connection.execute(self.projection.tables)
            self._generation, position, event, live, first = found
            self.checkpoint = Checkpoint(position, event)
            if first and not live:
                await self._go_live(connection)
        if first or live:
            self.live.set()

    async def run(self) -> None:
        """Apply the source's events for ever; ends when retired, waits for a person when stuck on an event.

        One that has gone astray looks again and again whether it was rebuilt.
        """
        while True:
            try:
                if self.state in (State.STARTING, State.ASTRAY):
                    await self.prepare()
                await self._follow()
            except CheckpointMoved:
                self.state = State.STARTING
                self.advanced.notify()
            except Retired:
                self.state = State.RETIRED
                logger.info("projection retired", projection=self.projection.name, generation=self._generation)
                return
            except TRANSIENT as error:
                # The database, the stream or the key store is away: nothing is wrong with the event.
                logger.warning("projection waits", projection=self.projection.name, error=error)
                self.state = State.STARTING
                await asyncio.sleep(RETRY_SECONDS)
            except Astray as astray:
                if self.state is not State.ASTRAY:
                    logger.critical("projection astray", projection=self.projection.name, reason=str(astray))
                self.state, self.error = State.ASTRAY, str(astray)
                await asyncio.sleep(ASTRAY_SECONDS)
            except Exception as error:
                self.state = State.STUCK
                self.error = f"after position {self.position}: {type(error).__name__}"
                with correlated(self._poison.meta.get("correlationid") if self._poison else None):
                    logger.critical(
                        "projection stuck", projection=self.projection.name, position=self.position, exc_info=error
                    )
                return

    async def rebuild(self) -> int:
        """Fill a new generation from the first event while this one answers; it has then taken over, at a position.

        This runner, and those of other replicas, go on with the new generation at the next event. Raises
        `RebuildStuck` when an event cannot be applied: the old generation stays.
        """
        fresh = Runner(self.projection, self._pool, self._source, opener=self._opener, rebuild=True)
        filling = asyncio.create_task(fresh.run(), name=f"rebuild {self.projection.name}")
        try:
            while fresh.state is not State.LIVE:
                if filling.done():
                    raise RebuildStuck(fresh.error or fresh.state)
                await asyncio.sleep(POLL_SECONDS)
        finally:
            await end(filling)
        return fresh.position

    async def reached(self, position: int, *, within: float = 2) -> bool:
        """Wait until the live tables show a position, at most `within` seconds; whether they do.

        Looks in the database too, because another replica may be the one that gets there first.
        """
        deadline = asyncio.get_running_loop().time() + within
        while True:
            seen = self.advanced.count
            if self.position >= position or await self._checkpoint() >= position:
                return True
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0:
                return False
            await self.advanced.wait(seen, timeout=min(left, POLL_SECONDS))

    async def _checkpoint(self) -> int:
        async with self._pool.connection() as connection:
            cursor = await connection.execute(READ_CHECKPOINT, {"name": self.projection.name})
            row = await cursor.fetchone()
        return int(row[0]) if row else 0

    async def _follow(self) -> None:
        await confirm(self.checkpoint, self._source)
        self.state, self.error = State.CATCHING_UP, None
        head = await self._source.head()
        await self._caught_up(head)
        async for batch in self._source.batches(self.position):
            await self._apply_isolating(batch)
            await self._caught_up(head)

    async def _caught_up(self, head: int) -> None:
        if self.state is not State.LIVE and self.position >= head:
            if not self.live.is_set():
                async with self._pool.connection() as connection, connection.transaction():
                    await connection.execute("select pg_advisory_xact_lock(hashtext('projection'))")
                    await self._go_live(connection)
                self.live.set()
            self.state = State.LIVE

    async def _apply_isolating(self, batch: Sequence[Recorded]) -> None:
        """Apply a batch; if one event is poison, everything before it is still applied."""
        try:
            await self._apply(batch)
        except (CheckpointMoved, *TRANSIENT):
            raise
        except Exception:
            if len(batch) == 1:
                self._poison = batch[0]
                raise
            for recorded in batch:
                await self._apply_isolating([recorded])

    async def _apply(self, batch: Sequence[Recorded]) -> None:
        contract = self._source.contract
        events = [(r, contract.decode(r.type, r.schema, r.data)) for r in batch]
        if self._opener is not None:
            events = await self._opener(events)
        todo = [statement for r, event in events for statement in self.projection.statements(event, r)]
        here = {"name": self.projection.name, "generation": self._generation}
        reached = Checkpoint(batch[-1].position, batch[-1].id)
        step = {"old": self.position, "new": reached.position, "event": reached.event}
        try:
            await run_together(self._pool, [(ADVANCE_CHECKPOINT, {**here, **step}), *todo])
        except DatabaseError as error:
            if error.sqlstate == CHECKPOINT_MOVED:
                raise CheckpointMoved(self.projection.name) from error
            raise
        self.checkpoint = reached
        self.advanced.notify()
        self._log_applied(batch)

    def _log_applied(self, batch: Sequence[Recorded]) -> None:
        if not logger.is_enabled_for(DEBUG):
            return  # asked once a batch: a rebuild applies a hundred thousand events a second
        for recorded in batch:
            with correlated(recorded.meta.get("correlationid")):
                logger.debug("applied", projection=self.projection.name, position=recorded.position, type=recorded.type)

    async def _go_live(self, connection: AsyncConnection[TupleRow]) -> None:
        """Point the views at this generation and drop the older ones, all in the caller's transaction."""
        names = {"name": self.projection.name, "generation": self._generation}
        # The rows before the tables, in the order in which a runner takes them: the other order can deadlock.
        retired = await (await connection.execute(DROP_RETIRED, names)).fetchall()
        for (generation,) in retired:
            schema = Identifier(schema_of(self.projection.name, generation))
            await connection.execute(SQL("drop schema if exists {} cascade").format(schema))
        tables = await (await connection.execute(TABLES_OF_SCHEMA, {"schema": self.schema})).fetchall()
        for (table,) in tables:
            await connection.execute(
                SQL("create or replace view public.{view} as select * from {schema}.{table}").format(
                    view=Identifier(table), schema=Identifier(self.schema), table=Identifier(table)
                )
            )
        await connection.execute(GO_LIVE, names)


def schema_of(name: str, generation: int) -> str:
    """The PostgreSQL schema of one generation of a projection."""
    return f"{name}_{generation}"
