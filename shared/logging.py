"""Structured logs: JSON for machines, readable in a terminal; every line names the request it belongs to."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal
from uuid import uuid4

import structlog
from structlog.typing import EventDict, WrappedLogger

_correlation: ContextVar[str | None] = ContextVar("correlation", default=None)


def correlation() -> str:
    """The correlation id of what is going on: from the gateway's request through every event it leads to."""
    return _correlation.get() or str(uuid4())


@contextmanager
def correlated(id_: str | None) -> Iterator[None]:
    """Everything inside belongs to this correlation id."""
    token = _correlation.set(id_)
    try:
        yield
    finally:
        _correlation.reset(token)


def _add_correlation(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    id_ = _correlation.get()
    if id_ is not None:
        line["correlation"] = id_
    return line


def configure(form: Literal["auto", "json", "console"] = "auto", level: str = "info") -> None:
    """Set up logging for the process. `auto`: readable when standard error is a terminal, JSON otherwise."""
    readable = form == "console" or (form == "auto" and sys.stderr.isatty())
    renderer = structlog.dev.ConsoleRenderer() if readable else structlog.processors.JSONRenderer()
    common: list[structlog.typing.Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _add_correlation,
    ]
    structlog.configure(
        processors=[*common, structlog.processors.format_exc_info, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    for name in ("uvicorn", "uvicorn.error", "asyncio", "psycopg.pool", "nats"):
        logging.getLogger(name).setLevel(logging.WARNING)
