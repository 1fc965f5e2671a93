"""A policy reacts to events with commands: 'whenever this happened, do that'.

Its checkpoint is saved now and then, after the reactions, so an event may come twice; reactions are idempotent because
the command's id is made from the event's. Unlike a projection it is not rebuilt, but it may start over.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid5

import structlog

from shared.checkpoint import Astray, Checkpoint, Source, confirm
from shared.contracts.base import Contract, Event
from shared.database import UNAVAILABLE, Pool
from shared.eventlog import LogUnavailable, Meta, Recorded
from shared.logging import correlated
from shared.projection import ASTRAY_SECONDS, RETRY_SECONDS, TRANSIENT, Opener, State
from shared.sql import statements
from shared.tasks import end

logger = structlog.get_logger()
sql = statements(Path(__file__).parent / "projections")
READ_POLICY = sql("read_policy")
SAVE_POLICY = sql("save_policy")
RESET_POLICY = sql("reset_policy")

SAVE_SECONDS = 0.5
"""How often the checkpoint is saved: most events call for nothing, and a write for each would cost more than that."""


@dataclass(frozen=True)
class Policy:
    """What one policy is: `react` carries out whatever commands an event of `source` calls for.

    `name` is one word, as an operator types it and as it stands in the address of `shared.rebuilding`.
    """

    name: str
    source: Contract
    react: Callable[[Event, Recorded], Awaitable[None]]

    def __post_init__(self) -> None:
        if not self.name.isidentifier():
            raise ValueError(f"{self.name!r} is not one word")


def command_after(recorded: Recorded, purpose: str) -> UUID:
    """The id of the command with which a policy answers an event: the same each time it is seen."""
    return uuid5(recorded.id, purpose)


def meta_after(recorded: Recorded, *, actor: str) -> Meta:
    """The meta of events that an event leads to: same organisation and correlation, caused by it."""
    carried = ("organisation", "correlationid")
    kept: Meta = {key: value for key, value in recorded.meta.items() if key in carried}
    return {**kept, "causationid": str(recorded.id), "actor": actor}


class PolicyRunner:
    """Runs one policy for ever; stops and raises an alarm on an event that it cannot react to."""

    def __init__(self, policy: Policy, pool: Pool, source: Source, *, opener: Opener | None = None) -> None:
        self.policy = policy
        self.state = State.STARTING
        self.checkpoint = Checkpoint()
        self._saved = Checkpoint()
        self.error: str | None = None
        self._pool = pool
        self._source = source
        self._opener = opener
        self._correlation: str | None = None

    @property
    def position(self) -> int:
        """The position of the last event that was reacted to."""
        return self.checkpoint.position

    async def start_over(self) -> None:
        """React to all events anew, from the first; what was done after them is not done again.

        The way out for a policy that has gone astray. It looks for this itself.
        """
        async with self._pool.connection() as connection:
            await connection.execute(RESET_POLICY, {"name": self.policy.name})

    async def run(self) -> None:
        """React, for ever; returns when stuck. One that has gone astray looks whether it may start over."""
        while True:
            try:
                await self._follow()
            except (LogUnavailable, *TRANSIENT) as error:
                logger.warning("policy waits", policy=self.policy.name, error=error)
                await asyncio.sleep(RETRY_SECONDS)
            except Astray as astray:
                if self.state is not State.ASTRAY:
                    logger.critical("policy astray", policy=self.policy.name, reason=str(astray))
                self.state, self.error = State.ASTRAY, str(astray)
                await asyncio.sleep(ASTRAY_SECONDS)
            except Exception as error:
                self.state = State.STUCK
                self.error = f"after position {self.position}: {type(error).__name__}"
                with correlated(self._correlation):
                    logger.critical("policy stuck", policy=self.policy.name, position=self.position, exc_info=error)
                return

    async def _follow(self) -> None:
        self.checkpoint = await self._read()
        if self.position == 0:
            await self._save()  # an auditor sees it before its first event, too
        await confirm(self.checkpoint, self._source)
        self.state, self.error = State.CATCHING_UP, None
        head = await self._source.head()
        if self.position >= head:
            self.state = State.LIVE
        saving = asyncio.create_task(self._save_now_and_then(), name=f"checkpoint of {self.policy.name}")
        try:
            async for batch in self._source.batches(self.position):
                await self._react(batch)
                if self.position >= head:
                    self.state = State.LIVE
        finally:
            await end(saving)
            await self._save()

    async def _react(self, batch: Sequence[Recorded]) -> None:
        contract = self._source.contract
        events = [(r, contract.decode(r.type, r.schema, r.data)) for r in batch]
        if self._opener is not None:
            events = await self._opener(events)
        for recorded, event in events:
            self._correlation = recorded.meta.get("correlationid")
            with correlated(self._correlation):
                await self.policy.react(event, recorded)
                logger.debug("reacted", policy=self.policy.name, position=recorded.position, type=recorded.type)
            self.checkpoint = Checkpoint(recorded.position, recorded.id)

    async def _save_now_and_then(self) -> None:
        while True:
            await asyncio.sleep(SAVE_SECONDS)
            if self.checkpoint != self._saved:
                with suppress(*UNAVAILABLE):
                    await self._save()

    async def _read(self) -> Checkpoint:
        async with self._pool.connection() as connection:
            row = await (await connection.execute(READ_POLICY, {"name": self.policy.name})).fetchone()
        return Checkpoint(*row) if row else Checkpoint()

    async def _save(self) -> None:
        reached = self.checkpoint
        async with self._pool.connection() as connection:
            names = {"name": self.policy.name, "source": self.policy.source.service}
            await connection.execute(SAVE_POLICY, {**names, "position": reached.position, "event": reached.event})
        self._saved = reached
