"""The contracts as documents for others: a JSON Schema per event, and AsyncAPI per service."""

from typing import Any

from fastapi import APIRouter

from shared.contracts.base import Contract, Event
from shared.refusal import Refused

ASYNCAPI = "3.0.0"


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

    @router.get("/schemas/{name}/{schema}")
    async def schema_of(name: str, schema: int) -> dict[str, Any]:
        event = contract.events.get(name)
        if event is None or schema != event.SCHEMA:
            raise Refused("not_found", "Denne hendelsen finnes ikke.")
        return json_schema(event)

    return router
