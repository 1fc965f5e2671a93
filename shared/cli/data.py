"""The option that names a data directory."""

from pathlib import Path
from typing import Annotated

import typer

from shared.embedded.system_user import default_data_directory

CHECKOUT = Path(__file__).parents[2]


def usual_directory() -> Path:
    """Where `borsen up` keeps its data unless told otherwise."""
    return default_data_directory(CHECKOUT)


DataDirectory = Annotated[
    Path, typer.Option("--data", default_factory=usual_directory, help="Where the data are kept.", file_okay=False)
]
