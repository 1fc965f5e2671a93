"""The command line: `./borsen …`, or `python -m shared.cli …` where the environment is there already."""

import typer

app = typer.Typer(
    name="borsen",
    help="Børsen: event-sourced software for the frivilligbørs.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
)


@app.callback()
def borsen() -> None:
    """Børsen: event-sourced software for the frivilligbørs."""
