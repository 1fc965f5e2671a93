"""Passwords that are made at the first start and kept beside the data."""

import json
import os
import secrets
from pathlib import Path


def passwords(file: Path, users: tuple[str, ...]) -> dict[str, str]:
    """The password of each user, from `file` (JSON, readable by its owner only); missing ones are made."""
    known: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    missing = {user: f"p{secrets.token_hex(24)}" for user in users if user not in known}
    if missing:
        write_private(file, json.dumps(known | missing, indent=2))
    return known | missing


def write_private(file: Path, text: str) -> None:
    """Write a file that only its owner can read; whole or not at all."""
    fresh = file.with_name(file.name + ".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as output:
        output.write(text)
    fresh.replace(file)
