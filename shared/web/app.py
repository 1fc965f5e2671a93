"""The FastAPI application of a service: its routes, and around them what every service answers alike."""

import time
from collections.abc import Sequence
from uuid import UUID, uuid4

import structlog
from fastapi import APIRouter, FastAPI
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared import audit, rebuilding
from shared.contracts import schemas
from shared.logging import correlated, working_for
from shared.service import Service
from shared.settings import Settings
from shared.telemetry import ServiceCollector
from shared.web.assets import Assets
from shared.web.errors import Errors, Unexpected
from shared.web.i18n import LanguageMiddleware
from shared.web.limits import BodyLimit
from shared.web.live import ServerWithinReach
from shared.web.rendering import Pages
from shared.web.security import CsrfProtection, SecurityHeaders

logger = structlog.get_logger()

CORRELATION_HEADER = "x-correlation-id"


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
    app.state.unready = service.unready
    return app


def complete(app: FastAPI, name: str, settings: Settings, *, pages: Pages, assets: Assets) -> None:
    """Give an application what all have around their routes: assets, error answers, protections, language, log."""
    assets.mount(app)
    errors = Errors(pages)
    errors.handle(app)
    public_url, secret = settings.public_url, settings.form_secret.get_secret_value()
    app.add_middleware(BodyLimit)
    app.add_middleware(Unexpected, errors=errors)
    app.add_middleware(CsrfProtection, secret=secret, public_url=public_url, refuse=errors.foreign)
    app.add_middleware(SecurityHeaders, public_url=public_url)
    app.add_middleware(LanguageMiddleware)
    app.add_middleware(CorrelationMiddleware, service=name)
    app.add_middleware(ServerWithinReach)


def nowhere(settings: Settings) -> FastAPI:
    """An application without any address, for those that are not for the outside: it says so as all others do."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    assets = Assets({})
    complete(app, "gateway", settings, pages=Pages(assets=assets), assets=assets)
    return app


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

        with correlated(id_), working_for(self.service):
            try:
                await self.app(scope, receive, answer)
            finally:
                route = getattr(scope.get("route"), "path", None)
                logger.debug(
                    "request",
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
