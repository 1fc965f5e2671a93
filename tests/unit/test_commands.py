"""The command line: what it lists, how fast, and that the manual has every setting."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from typer.testing import CliRunner

from shared.cli import COMMANDS, app
from shared.cli.settings import markdown

CHECKOUT = Path(__file__).parents[2]
HEAVY = {"fastapi", "psycopg", "nats", "uvicorn", "pydantic"}


def test_help_lists_every_command() -> None:
    listed = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "200"}).output
    assert [name for name in COMMANDS if f" {name} " not in listed] == []


def test_help_imports_nothing_that_takes_time() -> None:
    program = (
        "import sys\nfrom shared.cli import app\n"
        "try: app(['--help'])\n"
        "except SystemExit: print(*sys.modules, file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", program], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    assert set(ran.stderr.split()) & HEAVY == set()


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_its_help_from_its_own_module(name: str) -> None:
    helped = CliRunner().invoke(app, [name, "--help"])
    assert helped.exit_code == 0
    assert import_module(f"shared.cli.{name}").app.registered_commands


@pytest.mark.parametrize("command", [["up"], ["demo"], ["serve", "catalog"]], ids=" ".join)
def test_a_port_that_there_cannot_be_is_refused_by_its_number(command: list[str]) -> None:
    refused = CliRunner().invoke(app, [*command, "--port", "65536"], env={"COLUMNS": "200"})
    assert (refused.exit_code, "Invalid value for '--port'" in refused.output) == (2, True)


def test_the_manual_has_the_table_that_the_settings_command_makes() -> None:
    assert markdown() in (CHECKOUT / "docs" / "operations.md").read_text()
