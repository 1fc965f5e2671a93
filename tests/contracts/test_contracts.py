"""The published language never breaks: every event that was ever stored can still be read."""

import json
from pathlib import Path
from typing import Any, ClassVar, Literal

import httpx
import jsonschema
import pytest
from fastapi import FastAPI
from pydantic import ValidationError

from shared.contracts.all import CONTRACTS
from shared.contracts.base import Contract, Data, Event, UnknownEvent
from shared.contracts.schemas import asyncapi, file_of, routes
from tests.contracts.published import current

GOLDEN = Path(__file__).parent / "golden"
FILES = sorted(GOLDEN.glob("*/*.json"))


def parts(file: Path) -> tuple[str, str, int]:
    name, schema = file.stem.split(".")
    return file.parent.name, name, int(schema)


def is_current(file: Path) -> bool:
    service, name, schema = parts(file)
    return schema == CONTRACTS[service].events[name].SCHEMA


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_every_golden_event_still_loads(file: Path) -> None:
    service, name, schema = parts(file)
    assert CONTRACTS[service].decode(name, schema, file.read_text()).type == name


@pytest.mark.parametrize(
    "file", [file for file in FILES if is_current(file)], ids=lambda file: f"{file.parent.name}-{file.stem}"
)
def test_a_golden_event_of_the_current_schema_is_written_as_it_was_read(file: Path) -> None:
    service, name, schema = parts(file)
    contract = CONTRACTS[service]
    assert contract.encode(contract.decode(name, schema, file.read_text())) == json.loads(file.read_text())


def test_there_is_a_golden_event_for_every_schema_number() -> None:
    wanted = {
        (service, name, schema)
        for service, contract in CONTRACTS.items()
        for name, event in contract.events.items()
        for schema in range(1, event.SCHEMA + 1)
    }
    assert {parts(file) for file in FILES} == wanted


@pytest.mark.parametrize(("key", "schema"), current().items(), ids=lambda part: "-".join(map(str, part))[:60])
def test_a_published_schema_does_not_change_without_a_new_number(key: tuple[str, str, int], schema: Data) -> None:
    assert json.loads(file_of(*key).read_text()) == schema


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_golden_events_satisfy_the_schema_that_is_published_for_them(file: Path) -> None:
    published: dict[str, Any] = json.loads(file_of(*parts(file)).read_text())
    jsonschema.validate(json.loads(file.read_text()), published, format_checker=jsonschema.FormatChecker())


async def test_the_schema_that_an_event_names_is_served_as_long_as_the_event_is_stored() -> None:
    app = FastAPI()
    for contract in CONTRACTS.values():
        app.include_router(routes(contract))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:
        for file in FILES:
            service, name, schema = parts(file)
            answer = await client.get(f"/api/{service}/schemas/{name}/{schema}")
            assert answer.json() == json.loads(file_of(service, name, schema).read_text())


def test_each_service_documents_all_its_messages() -> None:
    documented = {service: set(asyncapi(contract)["components"]["messages"]) for service, contract in CONTRACTS.items()}
    assert documented == {service: set(contract.events) for service, contract in CONTRACTS.items()}


class Renamed(Event):
    """An event whose shape has changed twice."""

    SCHEMA: ClassVar[int] = 3
    type: Literal["Renamed"] = "Renamed"
    name: str
    people: int


GROWN = Contract(
    "example",
    [Renamed],
    {
        ("Renamed", 1): lambda data: {"exchange": data["exchange"], "name": data["title"]},
        ("Renamed", 2): lambda data: {**data, "people": 1},
    },
)
EXCHANGE = "0b0f6c52-6b0c-4f3e-9c7a-0d0a4c1f2a10"


def test_an_old_event_is_upcast_step_by_step() -> None:
    old = GROWN.decode("Renamed", 1, json.dumps({"exchange": EXCHANGE, "title": "Lindevik"}))
    assert old == Renamed.model_validate({"exchange": EXCHANGE, "name": "Lindevik", "people": 1})


def test_an_event_from_the_future_is_unknown() -> None:
    with pytest.raises(UnknownEvent):
        GROWN.decode("Renamed", 4, "{}")


def test_an_event_with_a_field_too_many_breaks_the_contract() -> None:
    with pytest.raises(ValidationError):
        GROWN.decode("Renamed", 3, json.dumps({"exchange": EXCHANGE, "name": "L", "people": 1, "more": 1}))
