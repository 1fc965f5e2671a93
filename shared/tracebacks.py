"""Errors as logs may tell them: what kind, and where in the code; hardly ever their own words.

PostgreSQL's errors quote the row, pydantic's the input, a mail server's the address, and a `KeyError` or a
`ValueError` whatever was looked up or read: personal data, all of it. A line of code says what went wrong as well.
"""

from traceback import walk_tb
from typing import Any

OWN_WORDS = ("nats.", "shared.eventlog.", "shared.keys", "shared.projection", "shared.relay", "shared.subscription")
"""Modules whose errors speak of servers, streams and positions, and of nothing that anybody typed."""


def brief(error: BaseException) -> str:
    """An error in a few words, for a line that is about something else."""
    words = words_of(error)
    state = sqlstate_of(error)
    return type(error).__qualname__ + (f" {state}" if state else "") + (f": {words}" if words else "")


def told(error: BaseException) -> dict[str, Any]:
    """An error as JSON values: `type`, `frames` (outermost first), and of what led to it the same under `after`."""
    return _told(error, set())


def as_text(error: dict[str, Any], indent: str = "") -> str:
    """What `told` gives, for a person at a terminal."""
    head = " ".join(str(error[name]) for name in ("type", "sqlstate", "message") if name in error)
    lines = [indent + head, *(f"{indent}  {frame}" for frame in error["frames"])]
    lines += [as_text(one, indent + "  ") for one in error.get("errors", ())]
    if "after" in error:
        lines += [f"{indent}after", as_text(error["after"], indent)]
    return "\n".join(lines)


def words_of(error: BaseException) -> str | None:
    """What an error says, where that cannot be personal data."""
    kind = type(error)
    # The operating system's own classes, and not what libraries have made of them.
    if isinstance(error, OSError) and kind.__module__ in ("builtins", "socket"):
        return str(error) or None
    return str(error) or None if kind.__module__.startswith(OWN_WORDS) else None


def sqlstate_of(error: BaseException) -> str | None:
    """PostgreSQL's code of an error (its manual's appendix A), where it has one."""
    state = getattr(error, "sqlstate", None)
    return state if isinstance(state, str) else None


def _told(error: BaseException, seen: set[int]) -> dict[str, Any]:
    seen.add(id(error))
    kind = type(error)
    described: dict[str, Any] = {"type": f"{kind.__module__}.{kind.__qualname__}".removeprefix("builtins.")}
    if state := sqlstate_of(error):
        described["sqlstate"] = state
    if words := words_of(error):
        described["message"] = words
    described["frames"] = [
        f"{frame.f_globals.get('__name__')}:{line} {frame.f_code.co_name}"
        for frame, line in walk_tb(error.__traceback__)
    ]
    if isinstance(error, BaseExceptionGroup):
        described["errors"] = [_told(one, seen) for one in error.exceptions if id(one) not in seen]
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None and id(before) not in seen:
        described["after"] = _told(before, seen)
    return described
