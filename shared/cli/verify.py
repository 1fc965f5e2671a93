"""`borsen verify`: the audit of a running installation, as a table."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

import httpx
import typer
from rich.table import Table

from shared import logging
from shared.cli.console import UNUSABLE, fail, out
from shared.cli.installed import Data, Installed, find
from shared.jetstream import Bus
from shared.verify import Auditor, Finding, ServiceSilent

app = typer.Typer(add_completion=False)

ANSWER_SECONDS = 30


@app.command()
def verify(
    data: Data = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    wait: Annotated[float, typer.Option(help="Seconds that copies are given to catch up.")] = 5,
) -> None:
    """Audit a running installation: logs, streams, projections and numbers must agree.

    Each log is gapless, each stream holds the same events as its log (compared id by id), each projection stands at
    the head of what it reads, and all services count the same agreements. Exit status 1 when anything differs, 2
    when something does not answer.
    """
    logging.configure("auto", "error")
    installed = find(data)
    try:
        findings = asyncio.run(audit(installed, wait))
    except ServiceSilent as silent:
        fail(str(silent), status=UNUSABLE)
    if as_json:
        print(json.dumps([asdict(finding) for finding in findings], indent=2))  # noqa: T201
    else:
        show(findings)
    first = next((finding for finding in findings if not finding.right), None)
    if first is not None:
        fail(f"{first.service}: {first.check}: {first.found}")


async def audit(installed: Installed, wait: float) -> list[Finding]:
    """The findings of an installation, once all are right or `wait` seconds later. Raises `ServiceSilent`."""
    settings = installed.settings
    password = settings.nats_password.get_secret_value() if settings.nats_password else None
    bus = Bus(settings.nats_url, user=settings.nats_user, password=password, name="borsen verify")
    await bus.start()
    try:
        async with httpx.AsyncClient(timeout=ANSWER_SECONDS, trust_env=False) as client:
            return await Auditor(client, installed.address, installed.secret, bus).settled(within=wait)
    finally:
        await bus.stop()


def show(findings: Sequence[Finding]) -> None:
    """Print the findings as a table."""
    table = Table("Service", "What is compared", "Found", "")
    for finding in findings:
        sign = "[green]✓[/green]" if finding.right else "[red]✗[/red]"
        table.add_row(finding.service, finding.check, finding.found, sign)
    out.print(table)
