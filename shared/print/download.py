"""A printed document as an answer."""

from starlette.responses import Response

from shared.web.downloads import attachment


def download(pdf: bytes, name: str, **headers: str) -> Response:
    """The PDF, to be kept under a name that may hold any letter."""
    return Response(
        pdf,
        media_type="application/pdf",
        headers={"content-disposition": attachment(name, "pdf"), "cache-control": "private, no-cache", **headers},
    )
