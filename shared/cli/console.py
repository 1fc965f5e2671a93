"""How commands talk to the person at the terminal."""

from typing import NoReturn

import typer
from rich.console import Console

out = Console(highlight=False, soft_wrap=True)
err = Console(highlight=False, soft_wrap=True, stderr=True)

HIGHEST_PORT = 65_535

DIFFERENT = 1
"""Exit status: what was asked for did not come out right."""

UNUSABLE = 2
"""Exit status: it could not even be tried, because a setting is missing or something does not answer."""


def fail(*lines: str, status: int = DIFFERENT) -> NoReturn:
    """End with an exit status, saying why in one line each."""
    for line in lines:
        err.print(f"borsen: {line}", style="red", markup=False)
    raise typer.Exit(status)
