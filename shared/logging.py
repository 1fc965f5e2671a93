"""Structured logs: JSON for machines, readable in a terminal; every line names the request it belongs to.

Our own lines and those of libraries come out alike, through one handler of the standard library's root logger.
No line quotes an error that may hold personal data (`shared.tracebacks`).
"""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from types import TracebackType
from typing import Any, Literal, TextIO
from uuid import uuid4

import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict, Processor, WrappedLogger

from shared.tracebacks import as_text, brief, told

OUR_LOGGER = "borsen"

_correlation: ContextVar[str | None] = ContextVar("correlation", default=None)
_service: ContextVar[str | None] = ContextVar("service", default=None)


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


@contextmanager
def working_for(service: str) -> Iterator[None]:
    """Everything inside, and every task that begins there, is done by this service."""
    token = _service.set(service)
    try:
        yield
    finally:
        _service.reset(token)


def configure(
    form: Literal["auto", "json", "console"] = "auto", level: str = "info", *, stream: TextIO | None = None
) -> None:
    """Set up logging for the process. `auto`: readable when standard error is a terminal, JSON otherwise.

    `level` is that of our own lines; libraries are heard from warnings on. An error that ends the process is logged
    like any other. `stream` is standard error where none is given.
    """
    stream = stream or sys.stderr
    readable = form == "console" or (form == "auto" and stream.isatty())
    common: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _add_context,
        _describe_errors,
    ]
    threshold = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[*common, ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=_our_logger,
        # Two microseconds a call; and what is configured later counts for loggers that were used before.
        cache_logger_on_first_use=False,
    )
    handler = _Handler(stream)
    handler.setFormatter(
        _Formatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *common],
            processors=[ProcessorFormatter.remove_processors_meta, *_rendering(readable)],
        )
    )
    root = logging.getLogger()
    root.handlers = [other for other in root.handlers if not isinstance(other, _Handler)] + [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger(OUR_LOGGER).setLevel(threshold)
    logging.captureWarnings(True)
    sys.excepthook = _log_uncaught


class _Handler(logging.StreamHandler[TextIO]):
    """The one handler of the process, told from those of a test runner."""


class _Formatter(ProcessorFormatter):
    """Libraries put errors into their messages, as arguments or, like asyncio, as part of a task's description."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, or several in a terminal."""
        record = copy(record)
        if isinstance(record.args, tuple):
            record.args = tuple(brief(arg) if isinstance(arg, BaseException) else arg for arg in record.args)
        if record.exc_info and record.name != OUR_LOGGER:
            record.msg, record.args = _without_words(record.getMessage(), record.exc_info[1]), ()
        return super().format(record)


def _without_words(message: str, error: BaseException | None) -> str:
    first_line = message.strip().partition("\n")[0]
    words = str(error)
    return first_line.replace(words, "…") if words else first_line


def _our_logger(*_: Any) -> logging.Logger:
    return logging.getLogger(OUR_LOGGER)


def _add_context(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    if (service := _service.get()) is not None:
        line.setdefault("service", service)
    if (id_ := _correlation.get()) is not None:
        line.setdefault("correlation", id_)
    return line


def _describe_errors(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    if (error := _raised(line.pop("exc_info", None))) is not None:
        line["exception"] = told(error)
    for name, value in line.items():
        if isinstance(value, BaseException):
            line[name] = brief(value)
    return line


def _raised(exc_info: Any) -> BaseException | None:
    """What the standard library and structlog both allow: an error, a triple, or True for the one at hand."""
    match exc_info:
        case BaseException():
            return exc_info
        case (_, error, _):
            return error if isinstance(error, BaseException) else None
        case True:
            return sys.exc_info()[1]
        case _:
            return None


def _rendering(readable: bool) -> list[Processor]:
    if readable:
        return [_exception_as_text, structlog.dev.ConsoleRenderer()]
    return [structlog.processors.JSONRenderer()]


def _exception_as_text(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    if "exception" in line:
        line["exception"] = as_text(line["exception"])
    return line


def _log_uncaught(kind: type[BaseException], error: BaseException, _: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    structlog.get_logger().critical("ended by an error", exc_info=error)
