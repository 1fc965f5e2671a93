"""A printed document as an answer."""

import re
import unicodedata
from urllib.parse import quote

from starlette.responses import Response


def download(pdf: bytes, name: str, **headers: str) -> Response:
    """The PDF, to be kept under a name that may hold any letter (RFC 6266, with the ASCII form for old programs)."""
    return Response(
        pdf,
        media_type="application/pdf",
        headers={
            "content-disposition": f"attachment; filename=\"{_ascii(name)}.pdf\"; filename*=UTF-8''{quote(name)}.pdf",
            "cache-control": "private, no-cache",
            **headers,
        },
    )


_LETTERS = str.maketrans({"æ": "ae", "ø": "o"})


def _ascii(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.lower().translate(_LETTERS))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "dokument"
