"""The JSON Schemas as published.

`python -m tests.contracts.published` writes those that are missing. It never rewrites one: whoever changes an
event's shape gives it a new schema number and an upcaster from the old one.
"""

import json
from typing import Any

from shared.contracts.all import CONTRACTS
from shared.contracts.schemas import file_of, json_schema


def current() -> dict[tuple[str, str, int], dict[str, Any]]:
    """The schema of every event as the code has it now, by service, type and number."""
    return {
        (service, name, event.SCHEMA): json_schema(event)
        for service, contract in CONTRACTS.items()
        for name, event in contract.events.items()
    }


def main() -> None:
    for key, schema in current().items():
        file = file_of(*key)
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(schema, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
