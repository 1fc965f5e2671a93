"""Copy the browser's part of the locked npm packages to where the web layer serves it from.

Runs after `npm ci` at set-up and in the image (`python -m shared.cli.vendor`): nothing is built, nothing is
fetched from elsewhere while people use the pages.
"""

import shutil
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "shared" / "web" / "static" / "vendor"

FILES = {
    "designsystemet.css": "@digdir/designsystemet-css/dist/src/index.css",
    "designsystemet-theme.css": "@digdir/designsystemet-theme/src/themes/designsystemet.css",
    "designsystemet-web.js": "@digdir/designsystemet-web/dist/umd/index.js",
    "htmx.js": "htmx.org/dist/htmx.min.js",
    "htmx-sse.js": "htmx.org/dist/ext/hx-sse.min.js",
    "inter/inter.css": "@fontsource-variable/inter/wght.css",
    "inter/LICENSE": "@fontsource-variable/inter/LICENSE",
}
"""Path under the vendor directory -> path under node_modules."""

FONTS = "@fontsource-variable/inter/files"
"""`inter.css` refers to its files as `./files/…`; a browser fetches only the alphabets that a page uses."""


def vendor(modules: Path = MODULES, target: Path = VENDOR) -> None:
    """Replace `target` as a whole, so that nothing from an older lock file stays behind.

    Raises FileNotFoundError, naming the file, when a package is missing or has been rearranged.
    """
    fresh = target.with_name(target.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fonts = {f"inter/files/{font.name}": font for font in (modules / FONTS).glob("*-wght-normal.woff2")}
    for name, source in ({name: modules / path for name, path in FILES.items()} | fonts).items():
        copy = fresh / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, copy)
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)


if __name__ == "__main__":
    vendor()
