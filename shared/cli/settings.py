"""`borsen settings`: the table of all settings, for a terminal or for the documentation."""

from collections.abc import Iterator
from typing import Annotated, NamedTuple

import typer
from pydantic import SecretStr
from rich.table import Column, Table

from shared.cli.console import out
from shared.settings import PREFIX, Settings

app = typer.Typer(add_completion=False)

HEADINGS = ("Setting", "Default", "What it is")


class Row(NamedTuple):
    """One setting, in words."""

    name: str
    default: str
    description: str


def rows() -> Iterator[Row]:
    """Every setting, in the order of the model."""
    for name, field in Settings.model_fields.items():
        secret = " Secret." if SecretStr in (field.annotation, *getattr(field.annotation, "__args__", ())) else ""
        yield Row(PREFIX + name.upper(), _default(field.default, field.is_required()), f"{field.description}{secret}")


def markdown() -> str:
    """The table of docs/operations.md."""
    lines = [HEADINGS, ("---",) * len(HEADINGS)]
    lines += [(f"`{row.name}`", row.default, row.description) for row in rows()]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _default(value: object, required: bool) -> str:
    if required:
        return "required"
    return "" if value is None else f"`{value}`"


@app.command()
def settings(as_markdown: Annotated[bool, typer.Option("--markdown", help="As the manual has it.")] = False) -> None:
    """Show every setting: its name, its default, and what it is."""
    if as_markdown:
        print(markdown(), end="")  # noqa: T201
        return
    table = Table(Column(HEADINGS[0], no_wrap=True), *HEADINGS[1:])
    for row in rows():
        table.add_row(row.name, row.default.strip("`"), row.description)
    out.print(table)
