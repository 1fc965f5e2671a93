"""`borsen up`: the whole product on one machine, for one organisation or for a look at it."""

from contextlib import AsyncExitStack
from pathlib import Path
from time import monotonic
from typing import Annotated, Literal

import typer

from shared import logging
from shared.cli.console import HIGHEST_PORT, fail, out
from shared.cli.data import DataDirectory
from shared.cli.first_link import print_first_link
from shared.cli.stopping import run_until_stopped
from shared.clock import SystemClock
from shared.embedded import DirectoryInUse, DirectoryOutOfReach, ServerFailed
from shared.embedded.installation import PortTaken, running

app = typer.Typer(add_completion=False)


@app.command()
def up(
    data: DataDirectory,
    port: Annotated[
        int, typer.Option(min=0, max=HIGHEST_PORT, help="Where browsers reach it; 0 is any free port.")
    ] = 8080,
    host: Annotated[str, typer.Option(help="The address to listen on; 0.0.0.0 for other machines too.")] = "127.0.0.1",
    public_url: Annotated[str | None, typer.Option(help="What browsers call it, where that differs.")] = None,
    email: Annotated[str, typer.Option(help="The first organiser's address.")] = "organiser@localhost",
    organisation: Annotated[
        str | None, typer.Option(help="The municipality or district that arranges; it signs site and mails.")
    ] = None,
    retention_days: Annotated[
        int,
        typer.Option(min=1, envvar="BORSEN_RETENTION_DAYS", help="Days after an exchange until contacts are erased."),
    ] = 365,
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"], typer.Option(envvar="BORSEN_LOG_LEVEL", help="What is logged.")
    ] = "warning",
) -> None:
    """Run everything on this machine, with data kept between runs. Ctrl-C ends it.

    Mails go nowhere: at /utboks organisers read those about their own exchanges. Organisers' sign-in links are not
    shown there; `borsen organiser` makes one.
    """
    logging.configure("auto", log_level)
    settings: dict[str, object] = {
        "first_organiser": email,
        "first_organisation": organisation,
        "retention_days": retention_days,
    }
    if public_url is not None:
        settings["public_url"] = public_url.rstrip("/")
    try:
        run_until_stopped(_up(data, host, port, settings))
    except (DirectoryInUse, DirectoryOutOfReach, PortTaken, ServerFailed) as error:
        fail(str(error))


async def _up(data: Path, host: str, port: int, settings: dict[str, object]) -> None:
    started = monotonic()
    async with AsyncExitStack() as stack:
        run = running(data, SystemClock(), host=host, port=port, tell=_tell, **settings)
        installation = await stack.enter_async_context(run)
        out.print(f"Børsen is up after {monotonic() - started:.1f} s, with its data in {data}")
        out.print(f"  front page       {installation.url}")
        out.print(f"  for organisers   {installation.url}/arrangor")
        out.print(f"  sent mails       {installation.url}/utboks")
        await print_first_link(installation.apps["registration"])
        out.print("Ctrl-C ends it.")
        stack.callback(out.print, "stopping", style="dim")
        await installation.keep_running()


def _tell(part: str) -> None:
    out.print(f"starting {part}", style="dim")
