"""The secrets of a deployment, made at its first start: one directory per container, with only what it needs.

`python -m shared.deployment DIRECTORY` makes what is missing and changes nothing that is there: an operator may
put own values first, or replace them later. File names are those of the settings (`shared.settings`).
"""

import base64
import os
import secrets
import sys
from pathlib import Path

from shared.auth import make_signing_key
from shared.nats_config import ADMIN, USERS, password_variable
from shared.paths import SERVICES

SIGNING = ("registration", "agreements")
"""Services that sign people in: organisers and participants, and brokers."""

HANDLING_KEYS = ("registration", "followup")
"""Services that need contacts, and hence the keys of personal data."""

READABLE = 0o444
"""Each directory is mounted into one container only, whose user the host does not know by number."""


def make_secrets(directory: Path) -> None:
    """Make the secrets that are missing below `directory`."""
    shared_by_all = {
        "borsen_form_secret": _once(directory / "form_secret", secrets.token_urlsafe(32)),
        "borsen_service_secret": _once(directory / "service_secret", secrets.token_urlsafe(32)),
    }
    keys_secret = _once(directory / "keys_secret", secrets.token_urlsafe(32))
    private, public = make_signing_key()
    private = _once(directory / "signing.pem", private)
    public = _once(directory / "verifying.pem", public)
    nats = {user: _once(directory / "nats" / f"{user}_password", _password()) for user in USERS}
    lines = [f"{password_variable(user)}={nats[user]}" for user in USERS]
    _once(directory / "nats" / "passwords.env", "\n".join(lines) + "\n")
    _once(directory / "postgres" / "superuser_password", _password())
    for service in (*SERVICES, "mailbox"):
        own = directory / service
        for name, value in shared_by_all.items():
            _once(own / name, value)
        _once(own / "verifying.pem", public)
        if service in HANDLING_KEYS:
            _once(own / "borsen_keys_secret", keys_secret)
        if service in SIGNING:
            _once(own / "signing.pem", private)
        if service in SERVICES:
            database = _once(directory / "postgres" / f"{service}_password", _password())
            _once(own / "borsen_database_url", f"postgresql://{service}:{database}@postgres:5432/{service}")
            _once(own / "borsen_nats_password", nats[service])
    _once(directory / "registration" / "borsen_key_encryption_key", base64.b64encode(os.urandom(32)).decode())
    _once(directory / "admin" / "borsen_nats_password", nats[ADMIN])


def _password() -> str:
    # NATS reads a variable's value as configuration: it starts with a letter and has no signs.
    return f"p{secrets.token_hex(24)}"


def _once(file: Path, value: str) -> str:
    """The file's content; `value`, written there whole or not at all, where there was none."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_name(file.name + ".new")
        fresh.write_text(value)
        fresh.chmod(READABLE)
        fresh.replace(file)
    return file.read_text()


if __name__ == "__main__":
    make_secrets(Path(sys.argv[1]))
