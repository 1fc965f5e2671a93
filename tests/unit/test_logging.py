"""Logs: one form for all lines, and no words of anybody in them."""

import asyncio
import logging as standard
import sys
from typing import Any

import pytest
import structlog
from aiosmtplib import SMTPRecipientRefused
from pydantic import BaseModel, ValidationError

from shared import logging
from tests.logs import SECRET, Log, log

__all__ = ["log"]


class Entry(BaseModel):
    """Something that is typed."""

    people: int


def invalid() -> None:
    Entry.model_validate({"people": SECRET})


def refused() -> None:
    raise SMTPRecipientRefused(550, f"no such mailbox: {SECRET}", SECRET)


def looked_up() -> None:
    dict[str, str]()[SECRET]


def counted() -> None:
    int(SECRET)


def together() -> None:
    raise ExceptionGroup(SECRET, [ValueError(SECRET), KeyError(SECRET)])


def in_another() -> None:
    try:
        invalid()
    except ValidationError as error:
        raise RuntimeError(SECRET) from error


@pytest.mark.parametrize("fails", [invalid, refused, looked_up, counted, together, in_another])
def test_an_error_is_logged_by_its_type_and_place_and_without_its_words(log: Log, fails: Any) -> None:
    try:
        fails()
    except Exception as error:
        structlog.get_logger().exception("it failed", error=error)
        standard.getLogger("uvicorn.error").exception("it failed: %s", error)
        standard.getLogger("uvicorn.error").error(f"it failed: {error}", exc_info=error)
    assert SECRET not in log.getvalue()
    ours, *_ = log.lines()
    assert ours["exception"]["frames"][-1] != ""
    assert [line["exception"] for line in log.lines()] == [ours["exception"]] * 3


async def test_an_error_of_a_task_that_nobody_waited_for_is_logged_without_its_words(log: Log) -> None:
    async def fail() -> None:
        raise ValueError(SECRET)

    task = asyncio.create_task(fail())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    del task
    assert [line["exception"]["type"] for line in log.lines()] == ["ValueError"]
    assert SECRET not in log.getvalue()


def test_what_a_server_says_about_itself_is_kept(log: Log) -> None:
    structlog.get_logger().warning("waits", error=ConnectionRefusedError(111, "Connection refused"))
    assert log.lines()[0]["error"] == "ConnectionRefusedError: [Errno 111] Connection refused"


def test_lines_of_libraries_look_like_ours(log: Log) -> None:
    with logging.correlated("c-1"), logging.working_for("catalog"):
        structlog.get_logger().info("ours")
        standard.getLogger("nats.aio.client").warning("theirs: %s", "a fact")
    ours, theirs = log.lines()
    assert (theirs["event"], theirs["logger"]) == ("theirs: a fact", "nats.aio.client")
    assert theirs.keys() == ours.keys() | {"logger"}
    assert (theirs["correlation"], theirs["service"]) == ("c-1", "catalog")


def test_an_error_that_ends_the_process_is_a_line_too(log: Log) -> None:
    try:
        counted()
    except ValueError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    (line,) = log.lines()
    assert (line["level"], line["exception"]["type"]) == ("critical", "ValueError")
    assert SECRET not in log.getvalue()


def test_in_a_terminal_an_error_is_readable_and_as_silent() -> None:
    log = Log()
    logging.configure("console", "info", stream=log)
    try:
        in_another()
    except RuntimeError:
        structlog.get_logger().exception("it failed")
    logging.configure("json", "error")
    assert SECRET not in log.getvalue()
    assert "RuntimeError\n" in log.getvalue()
    assert "after\npydantic_core._pydantic_core.ValidationError" in log.getvalue()
