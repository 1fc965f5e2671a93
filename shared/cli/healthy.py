"""`borsen healthy`: what a container's health check runs."""

from typing import Annotated
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import typer

from shared.cli.console import fail

app = typer.Typer(add_completion=False)

PATIENCE_SECONDS = 4


@app.command()
def healthy(port: Annotated[int, typer.Option(help="Where the service listens.")] = 8000) -> None:
    """Ask the service on this machine whether it is ready.

    Exit status 1, with the reasons that it gives, when it is not.
    """
    try:
        urlopen(f"http://127.0.0.1:{port}/readyz", timeout=PATIENCE_SECONDS).close()
    except HTTPError as refusal:
        fail(refusal.read().decode(errors="replace"))
    except (URLError, OSError) as error:
        fail(f"nothing answers on port {port}: {error}")
