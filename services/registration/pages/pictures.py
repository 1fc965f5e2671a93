"""Pictures for everybody."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from services.registration.pictures import Gallery
from shared.web.pictures import picture_address

ONE_DAY = "public, max-age=86400, immutable"
"""The content of an address never changes. But who takes a logo away wants it gone, from caches as well."""


def routes(gallery: Gallery) -> APIRouter:
    """One address per picture, named after its content."""
    router = APIRouter(include_in_schema=False)

    @router.get(picture_address("{digest}"))
    async def picture(request: Request, digest: str) -> Response:
        found = await gallery.shown(digest)
        headers = {
            "etag": f'"{digest}"',
            "cache-control": ONE_DAY,
            # Opened by itself, it is a picture and nothing else.
            "content-security-policy": "default-src 'none'; sandbox",
        }
        if request.headers.get("if-none-match") == headers["etag"]:
            return Response(status_code=304, headers=headers)
        return Response(found.content, media_type=found.media_type, headers=headers)

    return router
