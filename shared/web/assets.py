"""Static files: `/static/…` for what is shared, `/static/<service>/…` for what one service adds.

A page refers to a file by `/static/name?v=<hash of its content>`, which browsers may keep for ever; without the
hash, or with an old one, they ask each time.
"""

import time
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.datastructures import QueryParams
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

SHARED_STATIC = Path(__file__).parent / "static"
FOREVER = "public, max-age=31536000, immutable"
ASK_EACH_TIME = "public, no-cache"

WORKER = "offline-worker.js"
"""Answers for pages outside its own folder, which it may only if its answer says so (Service Workers, §7.5)."""


class Assets:
    """The static files that one service's pages may use."""

    def __init__(self, services: Mapping[str, Path] | None = None) -> None:
        """`services` gives the static directory of each service by its name."""
        self._services = dict(services or {})

    def url(self, name: str) -> str:
        """The address of `borsen.css`, or of a service's own `scoreboard/stage.js`, with its content's hash.

        Raises FileNotFoundError for a file that is not there: a page must not go out half dressed.
        """
        return self._url(name, int(time.monotonic()))

    @lru_cache(maxsize=512)  # noqa: B019 - lives as long as the application
    def _url(self, name: str, _second: int) -> str:
        # A page names its icons two hundred times: each file is looked at once in a second.
        return f"/static/{quote(name)}?v={content_hash(self._file(name))}"

    def mount(self, app: Starlette) -> None:
        """Serve these files from `app`."""
        for service, directory in self._services.items():
            app.mount(f"/static/{service}", _CachedFiles(directory=directory), name=f"static-{service}")
        app.mount("/static", _CachedFiles(directory=SHARED_STATIC), name="static")

    def _file(self, name: str) -> Path:
        service, _slash, rest = name.partition("/")
        return self._services[service] / rest if service in self._services else SHARED_STATIC / name


def content_hash(file: Path) -> str:
    """Twelve hexadecimal digits that change with the content; read again only when the file changes."""
    return _hash_of(file, file.stat().st_mtime_ns)


@lru_cache(maxsize=512)
def _hash_of(file: Path, _changed: int) -> str:
    return sha256(file.read_bytes()).hexdigest()[:12]


class _CachedFiles(StaticFiles):
    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        file, _stat = self.lookup_path(path)
        asked = QueryParams(scope["query_string"]).get("v")
        current = bool(file) and asked == content_hash(Path(file))
        response.headers["cache-control"] = FOREVER if current else ASK_EACH_TIME
        if path == WORKER:
            response.headers["service-worker-allowed"] = "/"
        return response
