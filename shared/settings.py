"""Settings of a service, from the environment (`BORSEN_…`), a `.env` file, or secrets in files.

`borsen settings` prints this as a table; docs/operations.md carries the same one, and a test holds it to it.
"""

import base64
import binascii
import os
from ipaddress import ip_network
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, FilePath, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "BORSEN_"

SECRETS_DIR = f"{PREFIX}SECRETS_DIR"
"""The environment variable that names the directory of secrets in files, where it is not Docker's own."""

KEY_BYTES = 32

ANYBODY = "*"
"""As a trusted proxy: whoever connects is one, because nobody but the gateway can."""

NEEDED = {
    "registration": ("signing_key_file", "key_encryption_key"),
    "agreements": ("signing_key_file",),
}
"""What a service needs beyond what all need: these two sign people in, and registration holds the subjects' keys."""


class SettingsInvalid(Exception):
    """Settings are missing or wrong. `problems` says which and why, one line each, and never a value."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class Settings(BaseModel):
    """Everything that differs between one installation and another."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)

    database_url: SecretStr = Field(description="PostgreSQL DSN of this service's own database.")
    nats_url: str = Field("nats://127.0.0.1:4222", description="Where NATS answers.")
    nats_user: str | None = Field(None, description="This service's NATS user.")
    nats_password: SecretStr | None = Field(None, description="The NATS user's password.")
    nats_replicas: int = Field(1, ge=1, le=5, description="Replicas of this service's stream; 3 in a cluster.")
    public_url: str = Field("http://localhost:8080", description="Where browsers reach the gateway; no trailing slash.")
    trusted_proxies: str = Field(
        "127.0.0.1",
        description="Proxies of your own before Børsen that say in X-Forwarded-For where a request comes from: "
        "addresses or networks, with spaces between.",
    )
    signing_key_file: FilePath | None = Field(
        None,
        description="Ed25519 private key (PEM) that signs sign-in tokens; only for services that sign people in.",
    )
    verifying_key_file: FilePath | None = Field(
        None, description="The public half (PEM) with which every service verifies tokens."
    )
    form_secret: SecretStr = Field(description="Secret that protects forms (CSRF tokens); the same for all services.")
    keys_secret: SecretStr | None = Field(
        None, description="Secret with which followup asks registration for subjects' keys; for those two only."
    )
    service_secret: SecretStr = Field(description="Secret with which operators ask services to report on themselves.")
    key_encryption_key: SecretStr | None = Field(
        None, description="32 bytes in base64 that wrap the subjects' keys; only for registration."
    )
    retention_days: int = Field(
        365, ge=1, description="Days after an exchange until registration erases the contacts of who took part."
    )
    registration_url: str = Field(
        "http://registration:8000",
        description="Where followup asks registration for keys and catalog for logos, inside the network.",
    )
    smtp_host: str = Field("127.0.0.1", description="Mail server.")
    smtp_port: int = Field(25, description="Its port.")
    smtp_user: str | None = Field(None, description="Mail user, where the server wants one.")
    smtp_password: SecretStr | None = Field(None, description="The mail user's password.")
    smtp_starttls: bool = Field(False, description="Whether to encrypt the mail connection (STARTTLS).")
    mail_from: str = Field("borsen@localhost", description="Sender address of all mails.")
    mailbox_port: int = Field(
        0, description="SMTP port of the mailbox that keeps mails and shows them at /utboks; 0 picks a free one."
    )
    mailbox_open: bool = Field(
        False,
        description="Show all mails at /utboks to everyone, sign-in links too; only for demonstrations.",
    )
    log_format: Literal["auto", "json", "console"] = Field("auto", description="How log lines look.")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="What is logged.")
    first_organiser: str | None = Field(
        None,
        description="E-mail of the first organiser; a one-time sign-in link is printed until it has been used.",
    )
    first_organisation: str | None = Field(
        None, description="The municipality or district that the first organiser belongs to."
    )
    service_url: str = Field(
        "http://{service}:8000", description="Where an operator's command reaches a service, {service} being its name."
    )

    @property
    def secure(self) -> bool:
        """Whether browsers come over HTTPS: cookies are then bound to it."""
        return self.public_url.startswith("https://")

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, proxies: str) -> str:
        for proxy in proxies.split():
            if proxy != ANYBODY:
                ip_network(proxy)
        return proxies

    @field_validator("key_encryption_key")
    @classmethod
    def _is_a_key(cls, key: SecretStr | None) -> SecretStr | None:
        if key is not None and not _has_bytes(key.get_secret_value(), KEY_BYTES):
            raise ValueError(f"{KEY_BYTES} bytes in base64 are wanted")
        return key


class _Environment(BaseSettings, Settings):
    """Settings of which those that are not given come from the environment."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", env_ignore_empty=True)


def from_environment(service: str | None = None, **given: object) -> Settings:
    """The settings of this process; with `service` also checked for what that service needs.

    `given` are fields that do not come from the environment. Secrets may lie in files named after their settings
    (`borsen_form_secret`), in `/run/secrets` or where `BORSEN_SECRETS_DIR` says. Raises `SettingsInvalid`.
    """
    directory = Path(os.environ.get(SECRETS_DIR, "/run/secrets"))
    try:
        settings = _Environment(_secrets_dir=directory if directory.is_dir() else None, **given)  # type: ignore[arg-type]
    except ValidationError as error:
        raise SettingsInvalid(
            [_problem(str(one["loc"][0]), one["type"], one["msg"]) for one in error.errors()]
        ) from None
    missing = [name for name in NEEDED.get(service or "", ()) if getattr(settings, name) is None]
    if settings.verifying_key_file is None and settings.signing_key_file is None and "signing_key_file" not in missing:
        missing.append("verifying_key_file")
    if service and missing:
        raise SettingsInvalid([_problem(name, "missing", "") for name in missing])
    return settings


def _problem(field: str, kind: str, message: str) -> str:
    name = PREFIX + field.upper()
    if kind == "missing":
        return f"{name} is missing: {Settings.model_fields[field].description}"
    return f"{name} is wrong: {message.removeprefix('Value error, ')}"


def _has_bytes(text: str, wanted: int) -> bool:
    try:
        return len(base64.b64decode(text, validate=True)) == wanted
    except binascii.Error:
        return False
