"""`borsen demo`: a whole evening, played through the public interfaces of an installation that is gone afterwards."""

import asyncio
from collections import Counter
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import Annotated

import httpx
import typer

from shared import logging
from shared.cli.console import DIFFERENT, HIGHEST_PORT, UNUSABLE, fail, out
from shared.cli.demo.company import ORGANISER, Company
from shared.cli.demo.evening import Evening, Setting
from shared.cli.demo.model import World
from shared.cli.demo.plan import planned
from shared.cli.demo.record import Count, Part, Record
from shared.cli.demo.stagehands import evening_clock, measured, temporary_directory
from shared.cli.demo.summary import differences, summary
from shared.cli.demo.trouble import Trouble, single
from shared.cli.demo.view import showing
from shared.cli.demo.world import make_world
from shared.cli.installed import find
from shared.cli.stopping import run_until_stopped
from shared.cli.verify import audit, show
from shared.embedded import DirectoryOutOfReach, ServerFailed
from shared.embedded.installation import Installation, PortTaken, running
from shared.verify import ServiceSilent

app = typer.Typer(add_completion=False)

AUDIT_SECONDS = 30
INTERRUPTED = 130
"""Exit status: ended by Ctrl-C before the play was over (128 + SIGINT)."""


@app.command()
def demo(
    minutes: Annotated[float, typer.Option(min=0.02, help="How long the market hour takes.")] = 1,
    seed: Annotated[int, typer.Option(help="The same seed plays the same evening again.")] = 2022,
    participants: Annotated[int, typer.Option(help="Organisations that sign up.")] = 190,
    agreements: Annotated[int, typer.Option(help="Agreements that they make.")] = 150,
    brokers: Annotated[int, typer.Option(help="Brokers who register them.")] = 13,
    port: Annotated[int, typer.Option(min=0, max=HIGHEST_PORT, help="Where to look at it; 0 is any free port.")] = 8080,
    leave: Annotated[bool, typer.Option("--exit", help="End after the play instead of waiting for Ctrl-C.")] = False,
) -> None:
    """Play a whole evening, from sign-up to the answers at the first deadlines.

    Everything runs embedded in a temporary directory and is used as browsers and tablets would. At the end come a
    summary and an audit. Exit status 1 when a number is not as planned or the audit finds a difference.
    """
    try:
        world = make_world(seed, participants, agreements, brokers)
    except ValueError as mistake:
        fail(str(mistake), status=UNUSABLE)
    logging.configure(level="error")
    try:
        with temporary_directory() as directory:
            right = run_until_stopped(_demo(world, directory / "data", minutes, brokers, port, stay=not leave))
    except (DirectoryOutOfReach, PortTaken, ServerFailed, ServiceSilent) as error:
        fail(str(error))
    if not right:
        raise typer.Exit(INTERRUPTED if right is None else DIFFERENT)


async def _demo(world: World, data: Path, minutes: float, brokers: int, port: int, *, stay: bool) -> bool:
    """Play, tell how it went, and wait for Ctrl-C where it shall stay up; whether all was as it must be."""
    record, plan, clock = Record(minutes * 60), planned(world, brokers), evening_clock(minutes)
    out.print(f"Everything starts in {data}, which is gone at the end …")
    async with AsyncExitStack() as stack:
        with record.part(Part.START):
            installation = await stack.enter_async_context(
                running(
                    data,
                    clock,
                    port=port,
                    mailbox_open=True,
                    first_organiser=ORGANISER,
                    first_organisation=world.exchange.municipality,
                )
            )
        await stack.enter_async_context(measured(record))
        company = await stack.enter_async_context(Company(world, installation.url, record))
        evening = Evening(world, company, Setting(clock, minutes, brokers), record)
        trouble = await _play(evening, company, installation, record, plan)
        findings = await audit(find(data), AUDIT_SECONDS)
        out.print(summary(record, plan))
        show(findings)
        trouble = trouble or differences(record, plan)
        trouble += [f"verify: {one.service}: {one.check}: {one.found}" for one in findings if not one.right]
        for line in trouble:
            out.print(f"✗ {line}", style="red", markup=False)
        if stay:
            await _stay(company, installation)
    return not trouble


async def _play(
    evening: Evening, company: Company, installation: Installation, record: Record, plan: Counter[Count]
) -> list[str]:
    """Play before the eyes of whoever sits at the terminal; what went wrong."""
    trouble: list[str] = []
    try:
        await evening.prepare(await installation.apps["registration"].state.first_link())
        _print_addresses(evening, installation.url, await company.organiser.ask_for_link())
        async with showing(record, plan, out):
            await evening.play()
            await evening.play_on()
    except* (Trouble, httpx.HTTPError) as group:
        trouble = [f"{type(error).__name__}: {error}" for error in single(group)]
    return trouble


def _print_addresses(evening: Evening, url: str, sign_in_link: str) -> None:
    """Where to watch it in a browser."""
    out.print(f"  stage       {url}/scene/{evening.slug}")
    out.print(f"  catalogue   {url}/katalog/{evening.slug}")
    out.print(f"  broker      {url}/megler/{evening.slug} with the PIN {evening.pin}")
    out.print(f"  host        {url}/konferansier/{evening.slug} with the PIN {evening.hosts_pin}")
    out.print(f"  phones      {url}/scene/{evening.slug}/mobil")
    out.print(f"  organiser   {sign_in_link} (once, within 20 minutes)")
    out.print(f"  mails       {url}/utboks")


async def _stay(company: Company, installation: Installation) -> None:
    """Stay up until Ctrl-C, which is no interruption any more."""
    with suppress(Trouble, httpx.HTTPError):
        link = await company.organiser.ask_for_link()
        out.print(f"The organiser's pages, a month later: {link} (once, within 20 minutes)")
    out.print("Everything stays up until Ctrl-C.")
    with suppress(asyncio.CancelledError):
        await installation.keep_running()
