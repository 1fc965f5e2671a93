"""`python -m shared.cli`."""

from shared.cli import app

app(prog_name="borsen")
