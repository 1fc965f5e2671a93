"""Errors as problem details (RFC 9457) for programs, and as pages for people."""

from collections.abc import Mapping
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse

from shared.logging import correlation
from shared.refusal import Refused
from shared.web.forms import sentence_of_mistake
from shared.web.i18n import _

MEDIA_TYPE = "application/problem+json"
STATUS = {"not_found": 404, "forbidden": 403, "gone": 410, "changed_meanwhile": 412, "unwritable": 422, "too_many": 429}
"""HTTP statuses of refusal codes; any other refusal is a conflict with the state of things (409)."""


def status_of(refused: Refused) -> int:
    """The HTTP status of a refusal."""
    return STATUS.get(refused.code, 409)


def sentence_of(refused: Refused) -> str:
    """What a person reads, in the language of the request."""
    return _(refused.message, **refused.values)


def problem(
    status: int, code: str, title: str, *, headers: Mapping[str, str] | None = None, **members: Any
) -> JSONResponse:
    """A problem details response; `code` ends the type URI, `members` are extension members.

    `instance` is the correlation id of the request: what to look for in the logs.
    """
    kind, instance = f"urn:borsen:problem:{code}", f"urn:uuid:{correlation()}"
    body = {"type": kind, "title": title, "status": status, "instance": instance, **members}
    return JSONResponse(body, status, dict(headers or {}), MEDIA_TYPE)


def refused_problem(refused: Refused) -> JSONResponse:
    """A refusal as problem details; `title` is the sentence that a person reads."""
    return problem(status_of(refused), refused.code, sentence_of(refused))


def invalid_problem(error: RequestValidationError) -> JSONResponse:
    """Malformed input; `errors` says for each place (JSON pointer) what is wrong, never what all of the input was."""
    errors = [
        {
            "pointer": "/" + "/".join(str(part) for part in item["loc"]),
            "detail": sentence_of_mistake(item["ctx"]["error"]) if item["type"] == "value_error" else item["msg"],
        }
        for item in error.errors()
    ]
    return problem(422, "invalid", _("Noe i det du sendte, er ikke riktig."), errors=errors)


def wants_page(request: Request) -> bool:
    """Whether a person's browser asks for a page, rather than a program for data."""
    return not request.url.path.startswith("/api/") and "text/html" in request.headers.get("accept", "")
