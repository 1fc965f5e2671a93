"""Files that an answer brings, under a name that may hold any letter."""

import re
import unicodedata
from urllib.parse import quote


def attachment(name: str, suffix: str) -> str:
    """The Content-Disposition of a file to keep (RFC 6266), with an ASCII form of its name for old programs."""
    whole = quote(f"{name}.{suffix}", safe="")
    return f"attachment; filename=\"{_ascii(name)}.{suffix}\"; filename*=UTF-8''{whole}"


_LETTERS = str.maketrans({"æ": "ae", "ø": "o"})


def _ascii(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.lower().translate(_LETTERS))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "dokument"
