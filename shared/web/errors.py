"""What is answered when a request cannot be: problem details (RFC 9457) for programs, a page for people."""

from collections.abc import Mapping

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from psycopg import DataError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.auth import NotSignedIn, Role
from shared.database import UNAVAILABLE
from shared.eventlog import CommandReused, Conflict, LogUnavailable
from shared.logging import correlation
from shared.problems import invalid_problem, problem, refused_problem, sentence_of, status_of, wants_page
from shared.refusal import Refused
from shared.web.i18n import N_, _
from shared.web.rendering import Pages
from shared.web.security import FormExpired, brought_file, typed_of

logger = structlog.get_logger()

SIGN_IN_PAGES = {
    Role.ORGANISER: "/logg-inn",
    Role.HELPER: "/dor",
    Role.BROKER: "/megler",
    Role.HOST: "/konferansier",
    Role.PARTICIPANT: "/min-side",
}

AGAIN = (401, 409, 429, 500, 503)
"""Statuses of a form that can be sent once more as it is: its command id keeps it from being carried out twice."""

FINAL = ("key_reused",)
"""Codes of refusals that sending the same again cannot change."""

SENTENCES = {
    400: N_("Noe i det du sendte, er ikke riktig."),
    404: N_("Vi finner ikke siden du leter etter."),
    405: N_("Denne adressen kan ikke brukes slik."),
    413: N_("Det du sendte, er for stort."),
}
"""What a person reads where a framework's own English would stand."""


class Errors:
    """The error answers of one application."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    def answer(
        self, request: Request, status: int, code: str, sentence: str, *, headers: Mapping[str, str] | None = None
    ) -> Response:
        """A refusal for whoever asks. A page keeps what was typed, where sending it again can help."""
        if not wants_page(request):
            return problem(status, code, sentence, headers=headers)
        return self._page(request, status, sentence, headers or {}, keep=status in AGAIN and code not in FINAL)

    def foreign(self, request: Request) -> Response:
        """An unsafe request that another site has caused."""
        return self.answer(request, 403, "csrf", _("Forespørselen kom fra et annet nettsted og ble avvist."))

    def unexpected(self, request: Request) -> Response:
        """A mistake of ours."""
        sentence = _("Det oppsto en feil hos oss, og den er registrert. Prøv igjen om litt.")
        return self.answer(request, 500, "unexpected", sentence)

    def handle(self, app: FastAPI) -> None:
        """Answer so whatever an application's routes raise, except what nobody expects: see `Unexpected`."""

        @app.exception_handler(Refused)
        async def refused(request: Request, error: Refused) -> Response:
            if wants_page(request):
                return self.answer(request, status_of(error), error.code, sentence_of(error))
            return refused_problem(error)

        @app.exception_handler(NotSignedIn)
        async def not_signed_in(request: Request, error: NotSignedIn) -> Response:
            headers = {"www-authenticate": "Bearer"}
            if not wants_page(request):
                return problem(401, "not_signed_in", _("Du må logge inn først."), headers=headers)
            page = SIGN_IN_PAGES[error.wanted]
            if not typed_of(request):
                return RedirectResponse(page, 303)
            sentence = _("Du er ikke logget inn lenger. Logg inn i en ny fane, og kom tilbake hit.")
            return self._page(request, 401, sentence, headers, keep=True, sign_in=page)

        @app.exception_handler(FormExpired)
        async def form_expired(request: Request, _error: FormExpired) -> Response:
            if not wants_page(request) or not typed_of(request):
                sentence = _("Skjemaet er for gammelt. Last siden på nytt og send det en gang til.")
                return self.answer(request, 403, "form_expired", sentence)
            sentence = _("Siden har vært åpen for lenge. Du kan sende skjemaet på nytt.")
            return self._page(request, 403, sentence, {}, keep=True)

        @app.exception_handler(RequestValidationError)
        async def invalid(request: Request, error: RequestValidationError) -> Response:
            if wants_page(request):
                return self.answer(request, 404, "not_found", _(SENTENCES[404]))
            return invalid_problem(error)

        @app.exception_handler(HTTPException)
        async def http(request: Request, error: HTTPException) -> Response:
            status = error.status_code
            sentence = _(SENTENCES[status]) if status in SENTENCES else error.detail
            return self.answer(request, status, f"http_{status}", sentence, headers=error.headers)

        @app.exception_handler(CommandReused)
        async def reused(request: Request, _error: CommandReused) -> Response:
            return self.answer(request, 409, "key_reused", _("Denne nøkkelen er allerede brukt til noe annet."))

        @app.exception_handler(Conflict)
        async def conflict(request: Request, _error: Conflict) -> Response:
            sentence = _("Mange endret det samme på en gang, og din endring ble ikke med. Prøv igjen.")
            return self.answer(request, 409, "conflict", sentence)

        @app.exception_handler(DataError)
        async def unstorable(request: Request, error: DataError) -> Response:
            # What the database has no place for came with the request: a NUL in an address, for example.
            logger.warning("unstorable", error=error)
            return self.answer(request, 422, "invalid", _(SENTENCES[400]))

        async def unavailable(request: Request, error: Exception) -> Response:
            logger.error("unavailable", error=error)
            sentence = _("Vi får ikke lagret akkurat nå. Vent litt og prøv igjen; ingenting er gått tapt.")
            return self.answer(request, 503, "unavailable", sentence, headers={"retry-after": "2"})

        for kind in (LogUnavailable, *UNAVAILABLE):
            app.add_exception_handler(kind, unavailable)

    def _page(
        self,
        request: Request,
        status: int,
        sentence: str,
        headers: Mapping[str, str],
        *,
        keep: bool,
        sign_in: str | None = None,
    ) -> Response:
        typed = typed_of(request) if keep else []
        return self._pages.render(
            request,
            "error.html",
            status_code=status,
            # What was typed is there still when the browser goes back to it, as on every page with a form.
            headers=headers if typed else {**headers, "cache-control": "no-store"},
            status=status,
            sentence=sentence,
            reference=correlation(),
            typed=typed,
            lost_file=brought_file(request),
            sign_in=sign_in,
        )


class Unexpected:
    """Answers what no handler expects, and logs it, inside of everything that belongs to a request.

    Starlette would do so outside of it: without the correlation id, the language and the protecting headers.
    """

    def __init__(self, app: ASGIApp, errors: Errors) -> None:
        self.app = app
        self.errors = errors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def answer(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, answer)
        except ClientDisconnect:
            return  # nobody is there to answer
        except Exception:
            if scope["type"] != "http" or begun:
                raise  # the web server logs it and closes the connection: half an answer must not look whole
            logger.exception("unexpected", method=scope["method"], route=getattr(scope.get("route"), "path", None))
            await self.errors.unexpected(Request(scope))(scope, receive, send)
