"""`borsen bench`: how fast it is, side by side with its peers and its limits, in one run each."""

import shutil
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated

import typer

from shared import logging
from shared.cli.console import out
from shared.cli.stopping import run_until_stopped
from tests.bench import appending, living, printing, replaying, searching
from tests.bench.measuring import Report

app = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__)

AsJson = Annotated[bool, typer.Option("--json", help="Print every figure as JSON.")]
Rounds = Annotated[int, typer.Option(min=1, help="How often each contestant works; they take turns.")]


RATES = [10, 150]


@app.command()
def append(
    rounds: Rounds = 5,
    seconds: Annotated[float, typer.Option(min=0.1, help="How long each of them works in a round.")] = 2,
    as_json: AsJson = False,
) -> None:
    """One event per command, with 1, 32 and 256 concurrent writers."""
    _run(lambda directory: appending.compare(directory, rounds=rounds, seconds=seconds), as_json)


@app.command()
def replay(
    rounds: Rounds = 3,
    events: Annotated[int, typer.Option(min=1, help="How long the log is.")] = 1_000_000,
    as_json: AsJson = False,
) -> None:
    """A long log read, validated and folded."""
    _run(lambda directory: replaying.compare(directory, rounds=rounds, events=events), as_json)


@app.command()
def live(
    rounds: Rounds = 3,
    seconds: Annotated[float, typer.Option(min=0.1, help="How long each of them works in a round.")] = 10,
    rate: Annotated[list[int], typer.Option(min=1, help="Agreements per second; may be given several times.")] = RATES,
    viewers: Annotated[int, typer.Option(min=1, help="How many watch.")] = 200,
    as_json: AsJson = False,
) -> None:
    """From the POST of an agreement to the stage's stream."""
    _run(
        lambda directory: living.compare(directory, rounds=rounds, seconds=seconds, rates=rate, viewers=viewers),
        as_json,
    )


@app.command("print")
def print_(
    rounds: Rounds = 3,
    participants: Annotated[int, typer.Option(min=1, help="Organisations that take part.")] = 200,
    as_json: AsJson = False,
) -> None:
    """The catalogue, posters, name tags and slips of an evening."""
    _run(lambda directory: printing.compare(directory, rounds=rounds, participants=participants), as_json)


@app.command()
def search(
    rounds: Rounds = 3,
    listings: Annotated[int, typer.Option(min=1, help="Needs and offers of the exchange.")] = 1000,
    times: Annotated[int, typer.Option(min=1, help="How often each query is asked in a round.")] = 30,
    as_json: AsJson = False,
) -> None:
    """The catalogue's page, searched and filtered."""
    _run(lambda directory: searching.compare(directory, rounds=rounds, listings=listings, times=times), as_json)


def _run(compare: Callable[[Path], Awaitable[Report]], as_json: bool) -> None:
    logging.configure("auto", "error")
    directory = Path(tempfile.mkdtemp(prefix="borsen-bench-"))
    directory.chmod(0o755)  # the server runs as an unprivileged user
    try:
        report = run_until_stopped(_made(compare(directory)))
    finally:
        shutil.rmtree(directory, ignore_errors=True)
    if report is None:
        raise typer.Exit(130)
    if as_json:
        typer.echo(report.as_json())
    else:
        report.show(out)


async def _made(report: Awaitable[Report]) -> Report:
    return await report
