"""The group writer: the appends of all requests that wait are written in one call and one commit."""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import orjson
import structlog
from psycopg import AsyncConnection, DatabaseError, InterfaceError, OperationalError
from psycopg.rows import TupleRow

from shared.eventlog.record import Append, Appended, CommandReused, Conflict, LogUnavailable
from shared.sql import statements
from shared.tasks import end

logger = structlog.get_logger()
sql = statements(Path(__file__).parent / "sql")
APPEND_EVENTS = sql("append_events")

MOST_IN_A_GROUP = 512
RETRY_SECONDS = 0.2
CONNECT_SECONDS = 3


@dataclass(slots=True)
class Waiting:
    """An append, its JSON text for the database, and whom to tell what came of it."""

    append: Append
    text: bytes
    result: asyncio.Future[Appended]


class GroupWriter:
    """Writes appends to one event log, over a connection of its own.

    `give_up_after` is how long, in seconds, an append is tried while the database does not answer. `on_append` is
    called after each group that wrote something: whoever follows the log in this process wakes up at once.
    """

    def __init__(self, dsn: str, *, on_append: Callable[[], None] = lambda: None, give_up_after: float = 15) -> None:
        self._dsn = dsn
        self._on_append = on_append
        self._give_up_after = give_up_after
        self._waiting: deque[Waiting] = deque()
        self._something_waits = asyncio.Event()
        self._connection: AsyncConnection[TupleRow] | None = None
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to write. `stop` ends it."""
        self._task = asyncio.create_task(self._run(), name="group writer")

    @property
    def running(self) -> bool:
        """Whether it takes appends: it has been started, and neither stopped nor failed."""
        return self._task is not None and not self._task.done()

    async def stop(self) -> None:
        """Stop; appends still waiting raise `LogUnavailable`."""
        if self._task is not None:
            await end(self._task)
        for waiting in self._waiting:
            _fail(waiting, LogUnavailable("the writer has stopped"))
        self._waiting.clear()
        await self._disconnect()

    async def append(self, append: Append) -> Appended:
        """Append one command's events.

        Raises `Conflict` when the stream, or one that it `also` writes to, has moved on, `CommandReused` when the
        command id belongs to another stream, and `LogUnavailable` when the database does not answer in time: then
        repeat the same append.
        Raises `TypeError` for data that are not plain JSON values.
        """
        if not append.events:
            raise ValueError("an append needs at least one event")
        waiting = Waiting(append, orjson.dumps(append), asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        self._something_waits.set()
        return await waiting.result

    async def _run(self) -> None:
        while True:
            await self._something_waits.wait()
            group = self._take_group()
            if not self._waiting:
                self._something_waits.clear()
            if group:
                await self._write(group)

    def _take_group(self) -> list[Waiting]:
        """The longest waiting, without those that have given up."""
        size = min(len(self._waiting), MOST_IN_A_GROUP)
        group = [self._waiting.popleft() for _ in range(size)]
        return [waiting for waiting in group if not waiting.result.done()]

    async def _write(self, group: list[Waiting]) -> None:
        try:
            rows = await self._call_until_answered(group)
        except asyncio.CancelledError:
            for waiting in group:
                _fail(waiting, LogUnavailable("the writer has stopped"))
            raise
        except LogUnavailable as error:
            for waiting in group:
                _fail(waiting, error)
            return
        except DatabaseError as error:
            # One append that the database cannot take (a NUL in a text, say) must not take the others with it.
            if len(group) == 1:
                _fail(group[0], error)
            else:
                for waiting in group:
                    await self._write([waiting])
            return
        if any(outcome == "appended" for outcome, *_ in rows):
            self._on_append()
        for waiting, row in zip(group, rows, strict=True):
            _tell(waiting, *row)

    async def _call_until_answered(self, group: list[Waiting]) -> list[tuple[str, int, int, str]]:
        """A commit whose reply was lost is simply asked for again: the ids make the second time harmless."""
        commands = b"[" + b",".join(waiting.text for waiting in group) + b"]"
        deadline = asyncio.get_running_loop().time() + self._give_up_after
        while True:
            try:
                async with asyncio.timeout_at(deadline):
                    connection = await self._connected()
                    cursor = await connection.execute(APPEND_EVENTS, {"commands": commands.decode()})
                    return await cursor.fetchall()
            except (OperationalError, InterfaceError, TimeoutError) as error:
                await self._disconnect()
                if asyncio.get_running_loop().time() + RETRY_SECONDS >= deadline:
                    raise LogUnavailable("the database does not answer") from error
                logger.warning("append repeated", error=type(error).__name__)
                await asyncio.sleep(RETRY_SECONDS)

    async def _connected(self) -> AsyncConnection[TupleRow]:
        if self._connection is None or self._connection.closed:
            self._connection = await AsyncConnection.connect(
                self._dsn, autocommit=True, connect_timeout=CONNECT_SECONDS, application_name="borsen writer"
            )
        return self._connection

    async def _disconnect(self) -> None:
        if self._connection is not None:
            with suppress(OperationalError, InterfaceError):
                await self._connection.close()
            self._connection = None


def _tell(waiting: Waiting, outcome: str, version: int, position: int, stream: str) -> None:
    append = waiting.append
    if outcome == "conflict":
        expected = {also.stream: also.expected for also in (append, *append.also)}
        _fail(waiting, Conflict(stream, expected[stream], version))
    elif stream != append.stream:
        _fail(waiting, CommandReused(f"the command wrote to {stream} before, now to {append.stream}"))
    elif not waiting.result.done():
        waiting.result.set_result(Appended(position, version, repeated=outcome == "repeated"))


def _fail(waiting: Waiting, error: Exception) -> None:
    if not waiting.result.done():
        waiting.result.set_exception(error)
