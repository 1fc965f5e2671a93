"""`borsen test`: everything that must hold before a change is taken in."""

import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Annotated

import typer

from shared.cli.console import err, out

app = typer.Typer(add_completion=False)

ROOT = Path(__file__).parents[2]
PROGRAMS = Path(sys.executable).parent

PROCESSES = 4
"""How many processes the tests run in. Each has its own PostgreSQL and NATS; a file's tests stay together.

Of two cores, three processes leave a third idle: much of what is tested is waiting.
"""


@dataclass(frozen=True)
class Step:
    """A program that must end well. What a quiet one says is shown only when it does not."""

    name: str
    command: Sequence[str]
    quiet: bool = True

    def passes(self) -> bool:
        """Run it in the checkout, and show how long it took."""
        started = monotonic()
        done = subprocess.run(
            [PROGRAMS / self.command[0], *self.command[1:]],
            cwd=ROOT,
            stdout=subprocess.PIPE if self.quiet else None,
            stderr=subprocess.STDOUT if self.quiet else None,
            text=True,
            check=False,
        )
        if done.returncode != 0 and self.quiet:
            err.print(done.stdout, markup=False)
        sign = "[red]failed[/red]" if done.returncode else "[green]passed[/green]"
        out.print(f"{self.name:<8} {sign} {monotonic() - started:6.1f} s")
        return done.returncode == 0


CHECKS = (
    Step("style", ("ruff", "check")),
    Step("format", ("ruff", "format", "--check")),
    Step("types", ("mypy",)),
    Step("imports", ("lint-imports",)),
)


@app.command(context_settings={"ignore_unknown_options": True})
def run(
    arguments: Annotated[list[str] | None, typer.Argument(metavar="[PYTEST ARGUMENTS]", show_default=False)] = None,
) -> None:
    """Check style, types and imports, then run the tests. Ends with status 1 when one of them fails.

    All arguments are handed to pytest: `borsen test tests/unit -k refused`. The tests' PostgreSQL and NATS are
    containers where an engine has their images, and child processes elsewhere; `--containers` and `--embedded` choose.
    """
    options = (f"--numprocesses={PROCESSES}", "--dist=loadfile", "--no-loadscope-reorder")
    tests = Step("tests", ("pytest", *options, *(arguments or [])), quiet=False)
    with out.status("style, format, types, imports"), ThreadPoolExecutor() as side_by_side:
        passed = list(side_by_side.map(Step.passes, CHECKS))
    if not all(passed) or not tests.passes():
        raise typer.Exit(1)
