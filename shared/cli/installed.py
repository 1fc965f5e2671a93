"""Finding the running installation that an operator's command is about."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from shared.cli.console import UNUSABLE, fail
from shared.cli.data import usual_directory
from shared.embedded.record import NotRunning, read
from shared.settings import Settings, SettingsInvalid, from_environment

Data = Annotated[
    Path | None,
    typer.Option(
        "--data",
        help="The data directory of a running `borsen up`; without it the usual one, or what the settings name.",
    ),
]


@dataclass(frozen=True)
class Installed:
    """A running installation: registration's settings, and where each service answers."""

    settings: Settings
    service_url: str

    def address(self, service: str) -> str:
        """The base URL of a service's internal addresses."""
        return self.service_url.format(service=service)

    @property
    def secret(self) -> str:
        """What opens those addresses."""
        return self.settings.service_secret.get_secret_value()


def find(data: Path | None) -> Installed:
    """What runs on a data directory; for None on the usual one, or else what this process's settings name.

    Ends the program with status 2, saying why, where there is neither.
    """
    try:
        record = read(data or usual_directory())
    except NotRunning as absent:
        if data is not None:
            fail(str(absent), status=UNUSABLE)
        return _named_by_settings(absent)
    return Installed(record.settings["registration"], record.url)


def _named_by_settings(absent: NotRunning) -> Installed:
    try:
        settings = from_environment()
    except SettingsInvalid as invalid:
        fail(f"{absent}, and the settings name no other installation", *invalid.problems, status=UNUSABLE)
    return Installed(settings, settings.service_url)
