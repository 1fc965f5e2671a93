"""The FastAPI application of a service: its routes, and around them what every service answers alike."""

import time
from collections.abc import Sequence
from uuid import UUID, uuid4

import structlog
from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from psycopg import DataError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared import audit, rebuilding
from shared.auth import NotSignedIn, Role
from shared.contracts import schemas
from shared.database import UNAVAILABLE
from shared.eventlog import CommandReused, LogUnavailable
from shared.logging import correlated
from shared.problems import invalid_problem, problem, refused_problem, sentence_of, status_of, wants_page
from shared.refusal import Refused
from shared.service import Service
from shared.settings import Settings
from shared.telemetry import ServiceCollector
from shared.web.assets import Assets
from shared.web.i18n import LanguageMiddleware, _
from shared.web.limits import BodyLimit
from shared.web.rendering import Pages
from shared.web.security import CsrfProtection, SecurityHeaders

logger = structlog.get_logger()

CORRELATION_HEADER = "x-correlation-id"
SIGN_IN_PAGES = {Role.ORGANISER: "/logg-inn", Role.BROKER: "/megler", Role.PARTICIPANT: "/min-side"}


def make_app(service: Service, routers: Sequence[APIRouter], *, pages: Pages, assets: Assets) -> FastAPI:
    """The application of a service. Starting and stopping it starts and stops the service."""
    app = FastAPI(
        title=f"Børsen {service.name}",
        version="1",
        lifespan=service.lifespan,
        openapi_url=f"/api/{service.name}/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.include_router(_health(service))
    app.include_router(audit.routes(service))
    app.include_router(rebuilding.routes(service))
    if service.log is not None:
        app.include_router(schemas.routes(service.log.contract))
    for router in routers:
        app.include_router(router)
    complete(app, service.name, service.settings, pages=pages, assets=assets)
    app.state.closing = service.closing
    return app


def complete(app: FastAPI, name: str, settings: Settings, *, pages: Pages, assets: Assets) -> None:
    """Give an application what all have around their routes: assets, error answers, protections, language, log."""
    assets.mount(app)
    _handle_errors(app, name, pages)
    public_url, secret = settings.public_url, settings.form_secret.get_secret_value()
    app.add_middleware(BodyLimit)
    app.add_middleware(CsrfProtection, secret=secret, public_url=public_url)
    app.add_middleware(SecurityHeaders, public_url=public_url)
    app.add_middleware(LanguageMiddleware)
    app.add_middleware(CorrelationMiddleware, service=name)


def _health(service: Service) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    registry = CollectorRegistry()
    registry.register(ServiceCollector(service))

    @router.get("/healthz")
    async def alive() -> dict[str, str]:
        return {"status": "alive"}

    @router.get("/readyz")
    async def ready() -> JSONResponse:
        reasons = await service.unready()
        return JSONResponse({"ready": not reasons, "reasons": list(reasons)}, 503 if reasons else 200)

    @router.get("/metrics")
    async def metrics() -> Response:
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    return router


def _handle_errors(app: FastAPI, name: str, pages: Pages) -> None:
    def answer(request: Request, status: int, code: str, sentence: str) -> Response:
        if wants_page(request):
            return pages.render(request, "error.html", status_code=status, status=status, sentence=sentence)
        return problem(status, code, sentence)

    @app.exception_handler(Refused)
    async def refused(request: Request, error: Refused) -> Response:
        if wants_page(request):
            return answer(request, status_of(error), error.code, sentence_of(error))
        return refused_problem(error)

    @app.exception_handler(NotSignedIn)
    async def not_signed_in(request: Request, error: NotSignedIn) -> Response:
        if wants_page(request):
            return RedirectResponse(SIGN_IN_PAGES[error.wanted], 303)
        return problem(401, "not_signed_in", _("Du må logge inn først."), headers={"www-authenticate": "Bearer"})

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        if wants_page(request):
            return answer(request, 404, "not_found", _("Vi finner ikke siden du leter etter."))
        return invalid_problem(error)

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> Response:
        sentences = {
            404: _("Vi finner ikke siden du leter etter."),
            405: _("Denne adressen kan ikke brukes slik."),
            413: _("Det du sendte, er for stort."),
        }
        return answer(
            request, error.status_code, f"http_{error.status_code}", sentences.get(error.status_code, error.detail)
        )

    @app.exception_handler(CommandReused)
    async def reused(_request: Request, _error: CommandReused) -> Response:
        return problem(409, "key_reused", _("Denne nøkkelen er allerede brukt til noe annet."))

    @app.exception_handler(DataError)
    async def unstorable(request: Request, error: DataError) -> Response:
        # What the database has no place for came with the request: a NUL in an address, for example.
        logger.warning("unstorable", service=name, error=type(error).__name__)
        return answer(request, 422, "invalid", _("Noe i det du sendte, er ikke riktig."))

    async def unavailable(request: Request, error: Exception) -> Response:
        logger.error("unavailable", service=name, error=type(error).__name__)
        sentence = _("Vi får ikke lagret akkurat nå. Vent litt og prøv igjen; ingenting er gått tapt.")
        response = answer(request, 503, "unavailable", sentence)
        response.headers["retry-after"] = "2"
        return response

    for kind in (LogUnavailable, *UNAVAILABLE):
        app.add_exception_handler(kind, unavailable)


class CorrelationMiddleware:
    """Gives every request a correlation id, the gateway's if it sent one, and logs a line when it is answered.

    Logged is the route's pattern and never the address itself: addresses of personal links are secrets.
    """

    def __init__(self, app: ASGIApp, service: str) -> None:
        self.app = app
        self.service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        id_ = _as_uuid(dict(scope["headers"]).get(CORRELATION_HEADER.encode())) or str(uuid4())
        started = time.perf_counter()
        status = 500

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (CORRELATION_HEADER.encode(), id_.encode())]
            await send(message)

        with correlated(id_):
            try:
                await self.app(scope, receive, answer)
            finally:
                route = getattr(scope.get("route"), "path", None)
                logger.debug(
                    "request",
                    service=self.service,
                    method=scope["method"],
                    route=route,
                    status=status,
                    ms=round((time.perf_counter() - started) * 1000, 1),
                )


def _as_uuid(raw: bytes | None) -> str | None:
    try:
        return str(UUID((raw or b"").decode("ascii")))
    except ValueError:
        return None
