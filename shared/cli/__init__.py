"""The command line: `./borsen …`, or `python -m shared.cli …` where the environment is there already."""

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

COMMANDS = {
    "demo": "Play a whole evening, from sign-up to the answers at the first deadlines.",
    "up": "Run everything on this machine, with data kept between runs.",
    "verify": "Audit a running installation: logs, streams, projections and numbers must agree.",
    "organiser": "Make a one-time link with which an organiser signs in.",
    "rebuild": "Rebuild a projection from the first event while it is live.",
    "serve": "Run one service on the PostgreSQL and NATS that the settings name.",
    "settings": "Show every setting.",
    "test": "Check style, types and imports, then run the tests.",
    "bench": "Measure the event log and the way to the stage, beside their peers and limits.",
}
"""Name -> the line that `./borsen --help` shows. The command is the `app` of the module of that name."""


class Unloaded(TyperCommand):
    """A command of which only its line of help is known, until it is run."""

    def make_context(self, *args: Any, **extra: Any) -> Any:
        """The context of the command itself, whose module is imported now."""
        command = typer.main.get_command(import_module(f"{__name__}.{self.name}").app)
        return command.make_context(*args, **extra)


class Commands(TyperGroup):
    """All commands, without importing any: what they need takes seconds."""

    def list_commands(self, _: Any) -> list[str]:
        """In the order of the table."""
        return list(COMMANDS)

    def get_command(self, _: Any, name: str) -> Unloaded | None:
        """A command by its name, None for one that there is not."""
        return Unloaded(name, help=COMMANDS[name]) if name in COMMANDS else None


app = typer.Typer(
    name="borsen",
    cls=Commands,
    help="Børsen: event-sourced software for the frivilligbørs.",
    no_args_is_help=True,
    add_completion=False,
    # It would show local variables: secrets, and people's addresses.
    pretty_exceptions_enable=False,
)


@app.callback()
def borsen() -> None:
    """Børsen: event-sourced software for the frivilligbørs."""
