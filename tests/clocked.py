"""`borsen …` by a clock that a test moves: `python -m tests.clocked FILE up …`.

It is the command itself, but for what it asks for the time: the machine's clock, moved forward by the seconds that the
file says. They outlive the process, as time does.
"""

import sys
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from unittest.mock import patch

from shared.cli import app
from shared.embedded.credentials import write_private

COMMAND = [sys.executable, "-P", "-m", "tests.clocked"]


class KeptClock:
    """The machine's clock and the seconds that a file adds to it, for every process that reads the file."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def advance(self, by: timedelta) -> None:
        """Move the clock forward."""
        write_private(self._file, str((self._ahead + by).total_seconds()))

    @property
    def _ahead(self) -> timedelta:
        return timedelta(seconds=float(self._file.read_text())) if self._file.exists() else timedelta()


if __name__ == "__main__":
    with patch("shared.cli.up.SystemClock", partial(KeptClock, Path(sys.argv[1]))):
        app(sys.argv[2:], prog_name="borsen")
