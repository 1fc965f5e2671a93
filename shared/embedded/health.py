"""Whether the process is alive and all its services are ready: for them together what each says where it runs alone."""

from collections.abc import Mapping

from fastapi import APIRouter, FastAPI
from starlette.responses import JSONResponse


def health(services: Mapping[str, FastAPI]) -> APIRouter:
    """`/healthz` and `/readyz` of these services together; the reasons stand under their names."""
    router = APIRouter(include_in_schema=False)

    @router.get("/healthz")
    async def alive() -> dict[str, str]:
        return {"status": "alive"}

    @router.get("/readyz")
    async def ready() -> JSONResponse:
        told = {name: list(await app.state.unready()) for name, app in services.items()}
        reasons = {name: why for name, why in told.items() if why}
        return JSONResponse({"ready": not reasons, "reasons": reasons}, 503 if reasons else 200)

    return router
