"""What other processes need to talk to a running installation: a file in its data directory, for its owner only."""

import json
from pathlib import Path

from pydantic import BaseModel, SecretStr

from shared.embedded.credentials import write_private
from shared.settings import Settings


class NotRunning(Exception):
    """Nothing runs on the data directory."""


class RunRecord(BaseModel):
    """Where a running installation answers on this machine, and the settings of each of its services."""

    url: str
    settings: dict[str, Settings]

    def write(self, data: Path) -> None:
        """Leave the record in the data directory."""
        settings = {service: _plain(settings) for service, settings in self.settings.items()}
        write_private(_file(data), json.dumps({"url": self.url, "settings": settings}, indent=2, default=str))


def read(data: Path) -> RunRecord:
    """The record of what runs on a data directory, or did until it was killed. Raises `NotRunning`."""
    try:
        return RunRecord.model_validate_json(_file(data).read_text())
    except FileNotFoundError:
        raise NotRunning(f"nothing runs on {data}") from None


def forget(data: Path) -> None:
    """Remove the record."""
    _file(data).unlink(missing_ok=True)


def _file(data: Path) -> Path:
    return data / "run.json"


def _plain(settings: Settings) -> dict[str, object]:
    """All fields with their secrets, as JSON has them."""
    return {
        name: value.get_secret_value() if isinstance(value, SecretStr) else value
        for name, value in settings.model_dump(exclude_none=True).items()
    }
