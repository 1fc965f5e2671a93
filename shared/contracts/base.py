"""What an event is, and how a stored one becomes a model again."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, Literal, get_args
from uuid import UUID

from pydantic import BaseModel, ConfigDict, TypeAdapter
from pydantic_core import from_json

type_key = "type"

Data = dict[str, Any]
Upcaster = Callable[[Data], Data]
Validate = Callable[[Any], "Event"]


class Event(BaseModel):
    """A fact in the past tense. Every event belongs to one exchange.

    `type` is the stored name (chosen by us, never an import path) and `SCHEMA` the number of its shape.
    """

    # An error must not carry what may be personal into a log.
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    SCHEMA: ClassVar[int] = 1

    type: str
    exchange: UUID


class UnknownEvent(Exception):
    """A stored `(type, schema)` that this version of the contract does not know."""


class Contract:
    """The events that one service publishes.

    `service` gives the subject prefix, `stream` the JetStream stream. `upcasters` maps `(type, schema)` to a
    function from that schema's data to the next one's; they run until the current schema is reached.
    """

    def __init__(
        self,
        service: str,
        events: Iterable[type[Event]],
        upcasters: Mapping[tuple[str, int], Upcaster] | None = None,
    ) -> None:
        self.service = service
        self.stream = service.upper()
        self.events: dict[str, type[Event]] = {stored_name(event): event for event in events}
        self.upcasters = dict(upcasters or {})
        validators = {name: TypeAdapter(event).validator for name, event in self.events.items()}
        self._validate: dict[str, Validate] = {name: each.validate_python for name, each in validators.items()}
        self._validate_json: dict[tuple[str, int], Validate] = {
            (name, self.events[name].SCHEMA): each.validate_json for name, each in validators.items()
        }

    def encode(self, event: Event) -> Data:
        """The event's data as plain JSON values, without its `type`, which is stored beside it."""
        return event.model_dump(mode="json", exclude={type_key})

    def decode(self, type_: str, schema: int, data: bytes | str | Data) -> Event:
        """The model of a stored event; `data` is JSON text or already parsed.

        Raises `UnknownEvent` for a type or schema that is not known, and pydantic's `ValidationError` for data
        that breaks the contract.
        """
        current = self._validate_json.get((type_, schema))
        if current is not None and not isinstance(data, dict):
            return current(data)
        event = self.events.get(type_)
        if event is None or schema > event.SCHEMA:
            raise UnknownEvent(f"{self.service} knows no event {type_} with schema {schema}")
        parsed: Data = data if isinstance(data, dict) else from_json(data)
        return self._validate[type_](self.upcast(type_, schema, parsed))

    def upcast(self, type_: str, schema: int, data: Data) -> Data:
        """Data of an old schema in the shape of the current one. Raises `UnknownEvent` for a missing step."""
        for number in range(schema, self.events[type_].SCHEMA):
            step = self.upcasters.get((type_, number))
            if step is None:
                raise UnknownEvent(f"{self.service} has no upcaster for {type_} schema {number}")
            data = step(data)
        return data


def stored_name(event: type[Event]) -> str:
    """The name under which events of this class are stored: the value of its `type` literal."""
    annotation = event.model_fields[type_key].annotation
    (name,) = get_args(annotation)
    return str(name)


__all__ = ["Contract", "Data", "Event", "Literal", "UnknownEvent", "Upcaster", "stored_name"]
