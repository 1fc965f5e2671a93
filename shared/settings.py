"""Settings of a service, from the environment (`BORSEN_…`), a `.env` file, or secrets in files.

`borsen settings` prints this as a table; docs/operations.md carries the same one, and a test holds it to it.
"""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Everything that differs between one installation and another."""

    model_config = SettingsConfigDict(
        env_prefix="BORSEN_", env_file=".env", extra="ignore", frozen=True, secrets_dir=None
    )

    database_url: SecretStr = Field(description="PostgreSQL DSN of this service's own database.")
    nats_url: str = Field("nats://127.0.0.1:4222", description="Where NATS answers.")
    nats_user: str | None = Field(None, description="This service's NATS user.")
    nats_password: SecretStr | None = Field(None, description="The NATS user's password.")
    nats_replicas: int = Field(1, ge=1, le=5, description="Replicas of this service's stream; 3 in a cluster.")
    public_url: str = Field("http://localhost:8080", description="Where browsers reach the gateway; no trailing slash.")
    signing_key_file: Path | None = Field(
        None,
        description="Ed25519 private key (PEM) that signs sign-in tokens; only for services that sign people in.",
    )
    verifying_key_file: Path | None = Field(
        None, description="The public half (PEM) with which every service verifies tokens."
    )
    form_secret: SecretStr = Field(description="Secret that protects forms (CSRF tokens); the same for all services.")
    service_secret: SecretStr = Field(description="Secret with which services identify themselves to each other.")
    key_encryption_key: SecretStr | None = Field(
        None, description="32 bytes in base64 that wrap the subjects' keys; only for registration."
    )
    registration_url: str = Field(
        "http://registration:8000",
        description="Where followup asks registration for keys, inside the network.",
    )
    smtp_host: str = Field("127.0.0.1", description="Mail server.")
    smtp_port: int = Field(25, description="Its port.")
    smtp_user: str | None = Field(None, description="Mail user, where the server wants one.")
    smtp_password: SecretStr | None = Field(None, description="The mail user's password.")
    smtp_starttls: bool = Field(False, description="Whether to encrypt the mail connection (STARTTLS).")
    mail_from: str = Field("borsen@localhost", description="Sender address of all mails.")
    mailbox: bool = Field(
        False, description="Accept mails locally and show them at /utboks instead of sending; for trying out."
    )
    mailbox_port: int = Field(0, description="SMTP port of the local mailbox; 0 picks a free one.")
    mailbox_open: bool = Field(
        False, description="Show /utboks to everyone and not only to organisers; only for demonstrations."
    )
    log_format: Literal["auto", "json", "console"] = Field("auto", description="How log lines look.")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="What is logged.")
    first_organiser: str | None = Field(
        None,
        description="E-mail of the first organiser; a one-time sign-in link is printed at the first start.",
    )

    @property
    def secure(self) -> bool:
        """Whether browsers come over HTTPS: cookies are then bound to it."""
        return self.public_url.startswith("https://")
