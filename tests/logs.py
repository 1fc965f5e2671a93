"""What is logged, for specifications of it."""

import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest

from shared import logging

SECRET = "kari.nordmann@eksempel.no"
"""What must not be logged."""


class Log(StringIO):
    """What was logged."""

    def lines(self) -> list[dict[str, Any]]:
        """Each line's members."""
        return [json.loads(line) for line in self.getvalue().splitlines()]


@pytest.fixture
def log() -> Iterator[Log]:
    """JSON lines, for one test."""
    log = Log()
    logging.configure("json", "debug", stream=log)
    yield log
    logging.configure("json", "error")
