"""The contracts as documents for others: a JSON Schema per event, and AsyncAPI per service."""

from pathlib import Path
from typing import Any

from fastapi import APIRouter
from fastapi.responses import FileResponse

from shared.contracts.base import Contract, Event
from shared.refusal import Refused

ASYNCAPI = "3.0.0"
PUBLISHED = Path(__file__).parent / "published"
"""The JSON Schema of every event and schema number that was ever published: events name theirs for ever."""


def file_of(service: str, event: str, schema: int) -> Path:
    """Where the published schema of an event is kept, if there is one."""
    return PUBLISHED / service / f"{event}.{schema}.json"


def json_schema(event: type[Event]) -> dict[str, Any]:
    """The JSON Schema (2020-12) of an event's data as published: without `type`, which is an attribute.

    Sealed personal fields are texts here as everywhere.
    """
    schema = event.model_json_schema(mode="serialization")
    schema["properties"].pop("type")
    schema["required"] = [name for name in schema.get("required", []) if name != "type"]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def asyncapi(contract: Contract) -> dict[str, Any]:
    """The AsyncAPI document of what a service publishes on NATS."""
    messages = {
        name: {
            "name": name,
            "title": name,
            "summary": (event.__doc__ or "").strip().splitlines()[0],
            "contentType": "application/json",
            "payload": {"$ref": f"/api/{contract.service}/schemas/{name}/{event.SCHEMA}"},
        }
        for name, event in contract.events.items()
    }
    address = f"bors.{contract.service}.{{exchange}}.{{type}}"
    return {
        "asyncapi": ASYNCAPI,
        "info": {"title": f"Børsen: {contract.service}", "version": "1"},
        "channels": {
            contract.service: {
                "address": address,
                "parameters": {"exchange": {"description": "The exchange's UUID."}, "type": {"enum": [*messages]}},
                "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in messages},
            }
        },
        "operations": {
            "publish": {"action": "send", "channel": {"$ref": f"#/channels/{contract.service}"}},
        },
        "components": {"messages": messages},
    }


def routes(contract: Contract) -> APIRouter:
    """Serves the documents of one contract."""
    router = APIRouter(prefix=f"/api/{contract.service}", tags=["contract"])

    @router.get("/asyncapi.json")
    async def document() -> dict[str, Any]:
        return asyncapi(contract)

    @router.get("/schemas/{name}/{schema}", response_class=FileResponse)
    async def schema_of(name: str, schema: int) -> FileResponse:
        if name not in contract.events or not (file := file_of(contract.service, name, schema)).is_file():
            raise Refused("not_found", "Denne hendelsen finnes ikke.")
        return FileResponse(file, media_type="application/schema+json")

    return router
