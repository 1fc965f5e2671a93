"""`borsen demo`: a whole evening, played through the public interfaces of an installation that is gone afterwards."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, suppress
from pathlib import Path
from typing import Annotated

import httpx
import typer

from shared import logging
from shared.cli.console import UNUSABLE, fail, out
from shared.cli.demo.browser import NotAsExpected
from shared.cli.demo.evening import Evening, Setting, Stuck
from shared.cli.demo.model import World
from shared.cli.demo.participant import UnknownQuestion
from shared.cli.demo.plan import planned
from shared.cli.demo.record import Count, Part, Record
from shared.cli.demo.stagehands import evening_clock, measured, temporary_directory
from shared.cli.demo.summary import differences, summary
from shared.cli.demo.view import showing
from shared.cli.demo.world import make_world
from shared.cli.stopping import run_until_stopped
from shared.clock import AdjustableClock
from shared.embedded import DirectoryOutOfReach, ServerFailed
from shared.embedded.installation import Installation, PortTaken, running
from shared.jetstream import Bus
from shared.verify import Auditor, Finding

app = typer.Typer(add_completion=False)

ORGANISER = "arrangor@lindevik.example"
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
    port: Annotated[int, typer.Option(help="Where to look at it; 0 picks a free one.")] = 8080,
    leave: Annotated[bool, typer.Option("--exit", help="End after the play, and do not wait for Ctrl-C.")] = False,
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
            failures = run_until_stopped(_play(world, directory, minutes, brokers, port, stay=not leave))
    except (DirectoryOutOfReach, PortTaken, ServerFailed) as error:
        fail(str(error))
    if failures is None:
        raise typer.Exit(INTERRUPTED)
    if failures:
        fail(*failures)


async def _play(world: World, directory: Path, minutes: float, brokers: int, port: int, *, stay: bool) -> list[str]:
    """Play, tell how it went, and wait for Ctrl-C where it shall stay up; what was not as it must be."""
    record, plan = Record(), planned(world, brokers)
    clock = evening_clock(minutes)
    async with AsyncExitStack() as stack:
        out.print(f"Everything starts in {directory}, which is gone at the end …")
        with record.part(Part.START):
            installation = await stack.enter_async_context(_running(directory, clock, port, world))
        await stack.enter_async_context(measured(record))
        evening = Evening(world, Setting(installation.url, clock, minutes, brokers, ORGANISER), record)
        stack.push_async_callback(evening.close)
        failures, findings = await _perform(evening, installation, record, plan)
        out.print(summary(record, plan, findings))
        failures = failures or differences(record, plan)
        failures += [f"verify: {one.service}: {one.check}: {one.found}" for one in findings if not one.right]
        if stay:
            await _stay(evening, installation, failures)
    return failures


async def _stay(evening: Evening, installation: Installation, failures: list[str]) -> None:
    """Stay up until Ctrl-C, which then is no interruption."""
    for failure in failures:
        out.print(f"✗ {failure}", style="red", markup=False)
    with suppress(NotAsExpected, TimeoutError):
        out.print(f"The organiser's pages a month later: {await evening.sign_in_link()}")
    out.print("Everything stays up until Ctrl-C.")
    with suppress(asyncio.CancelledError):
        await installation.keep_running()


async def _perform(
    evening: Evening, installation: Installation, record: Record, plan: Counter[Count]
) -> tuple[list[str], list[Finding]]:
    """Play it before the eyes of whoever sits at the terminal; what went wrong, and what the audit found."""
    findings: list[Finding] = []
    failures: list[str] = []
    try:
        await evening.prepare(await installation.apps["registration"].state.first_link())
        await _print_addresses(evening, installation.url)
        async with showing(record, plan, out):
            await evening.play()
            with record.part(Part.AUDIT):
                await evening.look_back()
                findings = await _audit(installation)
    except* (Stuck, NotAsExpected, UnknownQuestion, LookupError, httpx.HTTPError) as group:
        failures = [f"{type(error).__name__}: {error}" for error in _leaves(group)]
    return failures, findings


def _running(
    directory: Path, clock: AdjustableClock, port: int, world: World
) -> AbstractAsyncContextManager[Installation]:
    return running(
        directory / "data",
        clock,
        port=port,
        mailbox_open=True,
        first_organiser=ORGANISER,
        first_organisation=world.exchange.municipality,
    )


async def _print_addresses(evening: Evening, url: str) -> None:
    """Where to watch it in a browser."""
    out.print(f"  stage       {url}/scene/{evening.slug}")
    out.print(f"  catalogue   {url}/katalog/{evening.slug}")
    out.print(f"  broker      {url}/megler/{evening.slug} with the PIN {evening.pin}")
    out.print(f"  organiser   {await evening.sign_in_link()} (once, within 20 minutes)")
    out.print(f"  mails       {url}/utboks")


async def _audit(installation: Installation) -> list[Finding]:
    """What `borsen verify` does, from inside: internal addresses are not on the public port."""
    transports = {f"http://{name}": httpx.ASGITransport(app) for name, app in installation.apps.items()}
    settings = installation.settings["followup"]
    password = settings.nats_password.get_secret_value() if settings.nats_password else None
    bus = Bus(settings.nats_url, user=settings.nats_user, password=password, name="borsen demo")
    await bus.start()
    try:
        async with httpx.AsyncClient(mounts=transports) as client:
            auditor = Auditor(client, lambda name: f"http://{name}", settings.service_secret.get_secret_value(), bus)
            return await auditor.settled(within=AUDIT_SECONDS)
    finally:
        await bus.stop()


def _leaves(group: BaseExceptionGroup[BaseException]) -> Iterator[BaseException]:
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            yield from _leaves(error)
        else:
            yield error
