"""A page that can be installed and opens without network: its manifest (W3C Web App Manifest) and its service worker.

The worker's script names every file by the hash of its content, so that it changes when anything does; a browser that
finds it changed fetches the whole new version before it uses any of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from starlette.responses import JSONResponse, Response

from shared.web.assets import Assets
from shared.web.i18n import language
from shared.web.rendering import Pages

PINE = "#0d3a2b"

FRAME = (
    "vendor/designsystemet.css",
    "vendor/designsystemet-theme.css",
    "vendor/inter/inter.css",
    "vendor/inter/files/inter-latin-wght-normal.woff2",
    "vendor/inter/files/inter-latin-ext-wght-normal.woff2",
    "theme.css",
    "base.css",
    "forms.css",
    "tablet.css",
    "print.css",
    "favicon.svg",
    "icons.svg",
    "borsen.js",
    "uuid.js",
)
"""The files of every page in the tablets' layout."""

APP = (
    "app.css",
    *(f"app/{file.name}" for file in sorted((Path(__file__).parent / "static" / "app").glob("*.js"))),
    "database.js",
    "icons/apple-touch-icon.png",
    "outbox.js",
    "scanner.js",
    "scanner-worker.js",
    "vendor/idb.js",
    "vendor/qr/decode.js",
    "vendor/qr/index.js",
)
"""What apps for helpers are made of besides: they scan, and keep a queue."""

ICONS = (
    ("icon-192.png", "192x192", "any"),
    ("icon-512.png", "512x512", "any"),
    ("icon-maskable.png", "512x512", "maskable"),
)


@dataclass(frozen=True)
class OfflinePage:
    """A page at `address` that is made of the static `files`, by their names as templates give them to `static`."""

    address: str
    files: Sequence[str]

    def worker(self, pages: Pages, assets: Assets, shell: bytes) -> Response:
        """The service worker; `shell` is the page itself, as whoever asks would get it."""
        files = [assets.url(name) for name in (*FRAME, *(f"icons/{file}" for file, _, _ in ICONS), *self.files)]
        version = sha256(b"\n".join([shell, *(file.encode() for file in files)])).hexdigest()[:12]
        script = pages.text("worker.js", kept={"version": version, "page": self.address, "files": files})
        return Response(script, media_type="text/javascript", headers={"cache-control": "no-cache"})

    def manifest(self, assets: Assets, *, name: str, short_name: str) -> Response:
        """The manifest; the app is the page alone."""
        content: dict[str, Any] = {
            "id": self.address,
            "name": name,
            "short_name": short_name,
            "lang": language(),
            "start_url": self.address,
            "scope": self.address,
            "display": "standalone",
            "background_color": PINE,
            "theme_color": PINE,
            "icons": [
                {"src": assets.url(f"icons/{file}"), "sizes": sizes, "type": "image/png", "purpose": purpose}
                for file, sizes, purpose in ICONS
            ],
        }
        return JSONResponse(content, media_type="application/manifest+json", headers={"cache-control": "no-cache"})
