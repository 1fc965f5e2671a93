"""Carrying out a command on an aggregate: load, decide, append, and again if somebody was faster."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar
from uuid import UUID

from shared.contracts.base import Event
from shared.decider import Decider
from shared.eventlog import Append, Conflict, EventLog, GroupWriter, Meta, NewEvent, event_id
from shared.personal import Keys, personal_fields, seal_fields, subjects_of
from shared.refusal import Refused

C = TypeVar("C")
S = TypeVar("S")

MOST_TRIES = 20

STALE = "changed_meanwhile"
"""The code of a refusal because the aggregate is not in the version any more that the command was meant for."""

UNWRITABLE = re.compile("[\0\ud800-\udfff]")
"""NUL, which PostgreSQL's texts cannot hold, and halves of surrogate pairs, which UTF-8 cannot."""

__all__ = ["STALE", "Aggregates", "Consequence", "Decider", "Handled"]


@dataclass(frozen=True, slots=True)
class Handled:
    """What a command did: the stream's version and the log's position after it, and its events.

    `repeated` says that the command had been carried out before; nothing was done this time.
    """

    position: int
    version: int
    events: tuple[Event, ...]
    repeated: bool = False


@dataclass(frozen=True)
class Consequence(Generic[C, S]):
    """What a command's events ask of another aggregate in the same breath: both are changed, or none.

    `command` gives that aggregate's command, None where the events do not concern it. `informs` is there where the
    first command depends on that aggregate's state: it gives the command as it is decided in view of it.
    """

    decider: Decider[C, S]
    stream: str
    command: Callable[[Sequence[Event]], C | None]
    informs: Callable[[Any, S], Any] | None = None


class Aggregates:
    """Carries out commands on the aggregates of one service.

    `keys` must be given where events have personal fields: those are sealed before they are stored.
    """

    def __init__(self, log: EventLog, writer: GroupWriter, keys: Keys | None = None) -> None:
        self._log = log
        self._writer = writer
        self._keys = keys

    async def load(self, decider: Decider[C, S], stream: str) -> tuple[S, int]:
        """The state of an aggregate and its version. Personal fields are sealed texts here."""
        recorded = await self._log.read_stream(stream)
        events = [self._log.contract.decode(r.type, r.schema, r.data) for r in recorded]
        return decider.fold(events), len(recorded)

    async def handle(
        self,
        decider: Decider[C, S],
        stream: str,
        command: C,
        *,
        command_id: UUID,
        meta: Meta,
        only_at: Collection[int] | None = None,
        consequence: Consequence[Any, Any] | None = None,
    ) -> Handled:
        """Carry out a command once, however often it comes with the same `command_id`.

        `only_at` are the versions of the aggregate that the command is meant for. Raises `Refused` when the domain
        says no or a text cannot be stored (`STALE` when the aggregate has moved on), `CommandReused` when the id was
        used on another stream, and `LogUnavailable` when the database does not answer. A conflict with another
        command is retried here.
        """
        contract = self._log.contract
        first_id = event_id(command_id, 0)
        for _ in range(MOST_TRIES):
            recorded = await self._log.read_stream(stream)
            before = [contract.decode(r.type, r.schema, r.data) for r in recorded]
            done = [number for number, r in enumerate(recorded) if r.meta.get("commandid") == str(command_id)]
            if done and recorded[done[0]].id == first_id:
                last = recorded[done[-1]]
                return Handled(last.position, last.version, tuple(before[n] for n in done), repeated=True)
            if only_at is not None and len(recorded) not in only_at:
                raise Refused(STALE, "Noen andre har endret dette siden du åpnet det. Se over og lagre på nytt.")
            seen, asked = None, command
            if consequence is not None and consequence.informs is not None:
                seen = await self.load(consequence.decider, consequence.stream)
                asked = consequence.informs(command, seen[0])
            decided = tuple(decider.decide(asked, decider.fold(before)))
            if not decided:
                return Handled(recorded[-1].position if recorded else 0, len(recorded), ())
            try:
                also = await self._also(consequence, seen, decided, command_id, meta)
            except Refused:
                if len(await self._log.read_stream(stream)) > len(recorded):
                    # Another replica may have carried out this very command: what refuses it is its own consequence.
                    continue
                raise
            events = await self._sealed(decided, command_id, meta)
            try:
                appended = await self._writer.append(Append(stream, len(recorded), events, also))
            except Conflict:
                continue
            if appended.repeated:
                # The same command was carried out since we read the stream: its events count, not ours.
                continue
            return Handled(appended.position, appended.version, decided)
        raise Conflict(stream, len(recorded), len(recorded))

    async def begin(self, decider: Decider[C, S], stream: str, command: C, *, command_id: UUID, meta: Meta) -> Handled:
        """`handle` for a command that should be the first of its stream, which is read only if it is not."""
        try:
            if decided := tuple(decider.decide(command, decider.initial)):
                appended = await self._writer.append(Append(stream, 0, await self._sealed(decided, command_id, meta)))
                if not appended.repeated:
                    return Handled(appended.position, appended.version, decided)
        except (Refused, Conflict):
            pass  # what stands in the stream may be the answer
        return await self.handle(decider, stream, command, command_id=command_id, meta=meta)

    async def _also(
        self,
        consequence: Consequence[Any, Any] | None,
        seen: tuple[Any, int] | None,
        events: Sequence[Event],
        command_id: UUID,
        meta: Meta,
    ) -> tuple[Append, ...]:
        """What the events ask of the other aggregate, in the state in which it was `seen` where that was needed."""
        command = consequence.command(events) if consequence else None
        if consequence is None or command is None:
            return ()
        state, version = seen or await self.load(consequence.decider, consequence.stream)
        decided = consequence.decider.decide(command, state)
        return (Append(consequence.stream, version, await self._sealed(decided, command_id, meta, len(events))),)

    async def _sealed(
        self, events: Sequence[Event], command_id: UUID, meta: Meta, first: int = 0
    ) -> tuple[NewEvent, ...]:
        """The events as they are stored; `first` is the number of the first one among all of the command."""
        contract = self._log.contract
        new = tuple(
            NewEvent(
                event_id(command_id, number),
                event.type,
                event.SCHEMA,
                contract.encode(event),
                {**meta, "commandid": str(command_id)},
            )
            for number, event in enumerate(events, first)
        )
        # Before anything is sealed, which would hide it from the database until projections open it, and get stuck.
        if any(UNWRITABLE.search(text) for stored in new for text in texts(stored.data)):
            raise Refused("unwritable", "Teksten inneholder et tegn som ikke kan lagres.")
        subjects = {
            subject
            for event, stored in zip(events, new, strict=True)
            for subject in subjects_of(type(event), stored.data)
        }
        if not subjects:
            return new
        if self._keys is None:
            raise RuntimeError("events with personal fields need a key store")
        keys = await self._keys.find(subjects)
        return tuple(
            replace(stored, data=seal_fields(type(event), stored.id, stored.data, keys))
            if personal_fields(type(event))
            else stored
            for event, stored in zip(events, new, strict=True)
        )


def texts(data: Any) -> Iterator[str]:
    """Every text in plain JSON values."""
    match data:
        case str():
            yield data
        case dict():
            for value in data.values():
                yield from texts(value)
        case list():
            for value in data:
                yield from texts(value)
