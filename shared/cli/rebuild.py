"""`borsen rebuild`: a projection anew, from the first event, while its old tables still answer."""

import asyncio
from time import monotonic, sleep
from typing import Annotated

import httpx
import typer

from shared.cli.console import UNUSABLE, err, fail, out
from shared.cli.installed import Data, Installed, find
from shared.cli.verify import audit
from shared.paths import SERVICES
from shared.rebuilding import Rebuilt, rebuild_path
from shared.verify import ServiceSilent

app = typer.Typer(add_completion=False)

LOOK_AGAIN_SECONDS = 1


@app.command()
def rebuild(
    service: Annotated[
        str | None, typer.Argument(help="The service that has the projection.", show_default=False)
    ] = None,
    projection: Annotated[
        str | None,
        typer.Argument(
            help="Its name, or that of a policy that has gone astray, as `borsen verify` shows it.", show_default=False
        ),
    ] = None,
    astray: Annotated[
        bool, typer.Option("--astray", help="Instead of one: whatever has gone astray since a restore.")
    ] = False,
    wait: Annotated[float, typer.Option(help="With --astray: seconds that services are given to answer.")] = 5,
    data: Data = None,
) -> None:
    """Rebuild a projection from the first event while it is live; ends when the new tables have taken over.

    Nothing is sent and nothing is decided again: only tables are filled. A policy that has gone astray, because a
    database was restored, starts over with the first event; what it has done it does not do again. Exit status 1
    when the service refuses or an event cannot be applied (the old tables stay), 2 when it does not answer.
    """
    if astray == bool(service and projection) or (astray and service):
        fail("name a service and a projection, or say --astray", status=UNUSABLE)
    if service is not None and service not in SERVICES:
        fail(f"there is no service {service}, only {', '.join(SERVICES)}", status=UNUSABLE)
    installed = find(data)
    if service and projection:
        if refused := _rebuild(installed, service, projection):
            fail(refused)
    else:
        _rebuild_astray(installed, monotonic() + wait)


def _rebuild_astray(installed: Installed, deadline: float) -> None:
    """Rebuild until nothing is astray: a service sees for itself, some seconds after its start, that a policy is."""
    while True:
        refused = ""
        try:
            found = asyncio.run(audit(installed, wait=0))
        except ServiceSilent as silent:
            if monotonic() > deadline:
                fail(str(silent), status=UNUSABLE)
        else:
            for finding in found:
                if finding.astray:
                    refused = _rebuild(installed, finding.service, finding.astray) or refused
            if not refused:
                return
            if monotonic() > deadline:
                fail(refused)
        sleep(LOOK_AGAIN_SECONDS)


def _rebuild(installed: Installed, service: str, projection: str) -> str | None:
    """Have a service rebuild, and say what it has done; the reason when it has refused."""
    try:
        with err.status(f"rebuilding {projection} of {service}"):
            answer = _ask(installed, service, projection)
    except httpx.HTTPError as error:
        fail(f"{service} does not answer: {error}", status=UNUSABLE)
    if answer.status_code != httpx.codes.OK:
        return f"{service}: {answer.json()['title']}"
    position = Rebuilt.model_validate(answer.json()).position
    done = f"is live anew, at position {position}" if position is not None else "starts over"
    out.print(f"{projection} of {service} {done}")
    return None


def _ask(installed: Installed, service: str, projection: str) -> httpx.Response:
    # A long log takes its time: only the connection has a limit.
    with httpx.Client(timeout=httpx.Timeout(None, connect=5), trust_env=False) as client:
        return client.post(
            installed.address(service) + rebuild_path(service, projection),
            headers={"authorization": f"Bearer {installed.secret}"},
        )
