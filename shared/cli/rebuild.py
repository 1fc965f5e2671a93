"""`borsen rebuild`: a projection anew, from the first event, while its old tables still answer."""

from typing import Annotated

import httpx
import typer

from shared.cli.console import UNUSABLE, err, fail, out
from shared.cli.installed import Data, Installed, find
from shared.paths import SERVICES
from shared.rebuilding import Rebuilt, rebuild_path

app = typer.Typer(add_completion=False)


@app.command()
def rebuild(
    service: Annotated[str, typer.Argument(help="The service that has the projection.")],
    projection: Annotated[
        str, typer.Argument(help="Its name, or that of a policy that has gone astray, as `borsen verify` shows it.")
    ],
    data: Data = None,
) -> None:
    """Rebuild a projection from the first event while it is live; ends when the new tables have taken over.

    Nothing is sent and nothing is decided again: only tables are filled. A policy that has gone astray, because a
    database was restored, starts over with the first event; what it has done it does not do again. Exit status 1
    when the service refuses or an event cannot be applied (the old tables stay), 2 when it does not answer.
    """
    if service not in SERVICES:
        fail(f"there is no service {service}, only {', '.join(SERVICES)}", status=UNUSABLE)
    installed = find(data)
    try:
        with err.status(f"rebuilding {projection} of {service}"):
            answer = _ask(installed, service, projection)
    except httpx.HTTPError as error:
        fail(f"{service} does not answer: {error}", status=UNUSABLE)
    if answer.status_code != httpx.codes.OK:
        fail(f"{service}: {answer.json()['title']}")
    position = Rebuilt.model_validate(answer.json()).position
    done = f"is live anew, at position {position}" if position is not None else "starts over"
    out.print(f"{projection} of {service} {done}")


def _ask(installed: Installed, service: str, projection: str) -> httpx.Response:
    # A long log takes its time: only the connection has a limit.
    with httpx.Client(timeout=httpx.Timeout(None, connect=5)) as client:
        return client.post(
            installed.address(service) + rebuild_path(service, projection),
            headers={"authorization": f"Bearer {installed.secret}"},
        )
