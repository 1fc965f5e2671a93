"""Requests that no honest program sends, made from what a service says of its own addresses (OpenAPI 3.1)."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from shared.clock import SystemClock, today

Schema = Mapping[str, Any]
Values = Mapping[str, Iterator[str]]
"""Right values by name: garbage in one place shall not be refused for another place's sake."""

HUGE = 10_000_000
Place = tuple[str | int, ...]
"""The names and numbers that lead to a value inside a JSON value."""

METHODS = ("get", "post", "put", "delete")

WRONG_BODIES: dict[str, bytes] = {
    "nothing": b"",
    "half an object": b'{"name": "',
    "no JSON": b"\x00\x01\x02",
    "invalid UTF-8": b'{"name": "\xff\xfe"}',
    "half a surrogate pair": b'{"name": "\\ud800"}',
    "a list": b"[]",
    "a number": b"17",
    "a number without end": b"1e99999",
    "nesting without end": b"[" * 100_000,
    "ten megabytes": b'{"name": "' + b"x" * HUGE + b'"}',
    "unknown fields": b'{"\\u0000": 1, "__proto__": {}}',
    "half a surrogate pair as a name": b'{"\\ud800": 1}',
}
WRONG_PLACES: dict[str, str] = {
    "NUL": "%00",
    "NUL in a word": "a%00b",
    "invalid UTF-8": "%ff%fe",
    "nothing known": str(uuid4()),
    "a quote": "'%20or%201=1--",
    "dots": "%2e%2e%2f%2e%2e",
    "five thousand letters": "x" * 5_000,
}
WRONG_QUERIES: dict[str, str] = {
    "NUL": "%00",
    "invalid UTF-8": "%ff",
    "a number without end": "9" * 5_000,
    "sixty thousand letters": "x" * 60_000,
}
WRONG_LEAVES: dict[str, Any] = {
    "NUL": "a\0b",
    "half a surrogate pair": "a\ud800b",
    "a million letters": "x" * 900_000,
    "an object": {},
    "a list": [[]],
    "a number without end": 10**400,
}
FAR_TIMES = ("0001-01-01", "9999-12-31", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00")
"""Days and moments that exist, and with which hardly anything can be calculated."""
WRONG_KEYS: dict[str, str] = {"nothing": "", "a word": "key", "ten thousand letters": "x" * 10_000}


@dataclass(frozen=True)
class Garbage:
    """One request, and what is wrong with it. `refused` says whether nothing but a refusal is right."""

    method: str
    address: str
    wrong: str
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    refused: bool = True


def garbage_for(openapi: Schema, places: Values, members: Values) -> Iterator[Garbage]:
    """Garbage for every operation of a service, wherever it takes anything.

    `places` are right values of the addresses' parameters, `members` of bodies' members that are no free texts.
    """
    for path, operations in openapi["paths"].items():
        for method in METHODS:
            if method in operations:
                yield from _garbage_for(_Operation(openapi, path, method, operations[method], places, members))


class _Operation:
    """One operation, and how to ask it rightly but for one thing."""

    def __init__(
        self, openapi: Schema, path: str, method: str, described: Schema, places: Values, members: Values
    ) -> None:
        self.path = path
        self.method = method.upper()
        self.described = described
        self.openapi = openapi
        self.places = places
        self.members = members

    def parameters(self, place: str) -> list[str]:
        return [one["name"] for one in self.described.get("parameters", ()) if one["in"] == place]

    def address(self, **wrong: str) -> str:
        filled = {name: quote(next(self.places[name]), safe="") for name in self.parameters("path")} | wrong
        return self.path.format(**filled)

    def headers(self, **wrong: str) -> dict[str, str]:
        right = {"content-type": "application/json", "Idempotency-Key": str(uuid4())} | wrong
        return {name: value for name, value in right.items() if value}

    @property
    def body(self) -> Schema | None:
        content: Schema | None = self.described.get("requestBody", {}).get("content", {}).get("application/json")
        return content and content["schema"]

    def example(self) -> Any:
        """A right body."""
        assert self.body is not None
        return _Examples(self.openapi, self.members).of(self.body)


def _garbage_for(operation: _Operation) -> Iterator[Garbage]:
    right = json.dumps(operation.example()).encode() if operation.body else None
    for name in operation.parameters("path"):
        for wrong, place in WRONG_PLACES.items():
            yield Garbage(
                operation.method, operation.address(**{name: place}), f"{name}: {wrong}", right, operation.headers()
            )
    for name in operation.parameters("query"):
        for wrong, text in WRONG_QUERIES.items():
            address = f"{operation.address()}?{name}={text}"
            yield Garbage(operation.method, address, f"{name}: {wrong}", refused=False)
    if "Idempotency-Key" in operation.parameters("header"):
        for wrong, key in WRONG_KEYS.items():
            headers = operation.headers(**{"Idempotency-Key": key})
            yield Garbage(operation.method, operation.address(), f"key: {wrong}", right, headers)
    if operation.body:
        yield from _wrong_bodies(operation)


def _wrong_bodies(operation: _Operation) -> Iterator[Garbage]:
    for wrong, body in WRONG_BODIES.items():
        if body or operation.described["requestBody"].get("required"):
            yield Garbage(operation.method, operation.address(), f"body: {wrong}", body, operation.headers())
    for place, value in _leaves(operation.example()):
        for wrong, leaf in WRONG_LEAVES.items():
            yield _with_leaf(operation, place, leaf, wrong, refused=True)
        if re.match(r"\d{4}-\d\d-\d\d", str(value)):
            for time in FAR_TIMES:
                yield _with_leaf(operation, place, time, time, refused=False)


def _with_leaf(operation: _Operation, place: Place, leaf: Any, wrong: str, *, refused: bool) -> Garbage:
    """A right body but for one leaf."""
    body = json.dumps(_replaced(operation.example(), place, leaf)).encode()
    name = "/".join(map(str, place))
    return Garbage(operation.method, operation.address(), f"{name}: {wrong}", body, operation.headers(), refused)


def _leaves(value: Any, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Everything in a JSON value that holds nothing else, and where it is."""
    if isinstance(value, dict | list):
        for key, member in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _leaves(member, (*place, key))
    else:
        yield place, value


def _replaced(value: Any, place: Place, leaf: Any) -> Any:
    """A JSON value with another leaf in one place."""
    holder = value
    for key in place[:-1]:
        holder = holder[key]
    holder[place[-1]] = leaf
    return value


class _Examples:
    """Right values of schemas."""

    def __init__(self, openapi: Schema, members: Values) -> None:
        self._openapi = openapi
        self._members = members

    def of(self, schema: Schema) -> Any:
        """A value of one schema."""
        schema = self._resolved(schema)
        if "enum" in schema:
            return schema["enum"][0]
        match schema.get("type"):
            case "object":
                return dict(self._members_of(schema))
            case "array":
                return [self.of(item) for item in schema.get("prefixItems") or [schema["items"]]]
            case "integer" | "number":
                return schema.get("minimum", 1)
            case "boolean":
                return True
        return _formatted(schema.get("format")) or "Noe"

    def _members_of(self, schema: Schema) -> Iterator[tuple[str, Any]]:
        """All members but optional ids, which are made where they are left out."""
        for name, member in schema.get("properties", {}).items():
            if name in schema.get("required", ()) or self._resolved(member).get("format") != "uuid":
                yield name, next(self._members[name]) if name in self._members else self.of(member)

    def _resolved(self, schema: Schema) -> Schema:
        """What a reference, or the first of several possibilities, stands for."""
        if "anyOf" in schema:
            return self._resolved(schema["anyOf"][0])
        if "$ref" not in schema:
            return schema
        found: Any = self._openapi
        for part in schema["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        return self._resolved(found)


def _formatted(form: str | None) -> str | None:
    return {"uuid": str(uuid4()), "date": str(today(SystemClock()) + timedelta(days=1))}.get(form or "")
