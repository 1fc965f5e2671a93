"""Copy what browsers and printed pages need out of the locked npm packages.

Runs after `npm ci` at set-up and in the image (`python -m shared.cli.vendor`): nothing is built, nothing is
fetched from elsewhere while people use the pages.
"""

import shutil
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "shared" / "web" / "static" / "vendor"
PRINT_FONTS = ROOT / "shared" / "print" / "fonts"

FILES = {
    "designsystemet.css": "@digdir/designsystemet-css/dist/src/index.css",
    "designsystemet-theme.css": "@digdir/designsystemet-theme/src/themes/designsystemet.css",
    "designsystemet-web.js": "@digdir/designsystemet-web/dist/umd/index.js",
    "htmx.js": "htmx.org/dist/htmx.min.js",
    "htmx-sse.js": "htmx.org/dist/ext/hx-sse.min.js",
    "idb.js": "idb/build/index.js",
    "idb.LICENSE": "idb/LICENSE",
    "inter/inter.css": "@fontsource-variable/inter/wght.css",
    "inter/LICENSE": "@fontsource-variable/inter/LICENSE",
    "qr/decode.js": "qr/decode.js",
    "qr/index.js": "qr/index.js",
    "qr/LICENSE": "qr/LICENSE",
}
"""Path under the vendor directory -> path under node_modules."""

FONTS = "@fontsource-variable/inter/files"
"""`inter.css` refers to its files as `./files/…`; a browser fetches only the alphabets that a page uses."""

FACES = {
    "inter": ("400Regular", "500Medium", "600SemiBold", "700Bold"),
    "noto-emoji": ("400Regular",),
    "noto-sans-arabic": ("400Regular", "700Bold"),
    "noto-sans-devanagari": ("400Regular", "700Bold"),
    "noto-sans-ethiopic": ("400Regular", "700Bold"),
    "noto-sans-hebrew": ("400Regular", "700Bold"),
    "noto-sans-symbols": ("400Regular",),
    "noto-sans-tamil": ("400Regular", "700Bold"),
    "noto-sans-thai": ("400Regular", "700Bold"),
}
"""What paper is set in: family -> weights. The alphabets are those in which organisations here write their names."""


def vendor(modules: Path = MODULES, target: Path = VENDOR, print_fonts: Path = PRINT_FONTS) -> None:
    """Replace both directories as wholes, so that nothing from an older lock file stays behind.

    Raises FileNotFoundError, naming the file, when a package is missing or has been rearranged.
    """
    web_fonts = {f"inter/files/{font.name}": font for font in (modules / FONTS).glob("*-wght-normal.woff2")}
    replace(target, {name: modules / path for name, path in FILES.items()} | web_fonts)
    replace(print_fonts, dict(file for family, weights in FACES.items() for file in _faces(modules, family, weights)))


def replace(target: Path, files: Mapping[str, Path]) -> None:
    """Put these files, by their names below it, in the place of a directory."""
    fresh = target.with_name(target.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    for name, source in files.items():
        copy = fresh / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, copy)
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)


def _faces(modules: Path, family: str, weights: tuple[str, ...]) -> list[tuple[str, Path]]:
    package = modules / "@expo-google-fonts" / family
    name = "".join(word.capitalize() for word in family.split("-"))
    faces = [package / weight / f"{name}_{weight}.ttf" for weight in weights]
    return [(f"{family}/{file.name}", file) for file in (*faces, package / "LICENSE_FONT")]


if __name__ == "__main__":
    vendor()
