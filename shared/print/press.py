"""The press: a template and data become a PDF or a picture, in a thread beside the requests."""

import asyncio
import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from pathlib import Path
from typing import Any, Final

import typst

from shared.clock import Clock
from shared.print.characters import FONTS, Verbatim, printable
from shared.refusal import Refused

ROOT = Path(__file__).parents[2]
ACCESSIBLE: Final = "ua-1"
"""PDF/UA-1 (ISO 14289-1): tagged, with title and language, and an error instead of what a reader would miss."""
POINTS_PER_INCH = 72
MOST_WAITING = 20
REMEMBERED = 10
"""Documents for which typst keeps what it has set, in case the next one is nearly the same."""


class Press:
    """Prints one document at a time: a second one would only make both slower on a small machine.

    Typst releases Python's interpreter lock, so requests are answered meanwhile. It reads nothing but templates,
    icons and fonts of ours, and writes no file.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="press")
        self._waiting = 0

    async def pdf(self, template: Path, data: Mapping[str, Any]) -> bytes:
        """The document as PDF/UA-1. `data` is what JSON can say. Its texts may hold anything that people type; what
        is no text is `Verbatim`.

        Raises `Refused` (`too_many`) when many wait already.
        """
        return await self._run(partial(typeset, template, data, int(self._clock.now().timestamp())))

    async def png(self, template: Path, data: Mapping[str, Any]) -> bytes:
        """The document's one page as a picture: a point of the page is a pixel. Raises what `pdf` raises."""
        return await self._run(partial(drawn, template, data))

    async def _run(self, printing: Callable[[], bytes]) -> bytes:
        if self._waiting >= MOST_WAITING:
            raise Refused("too_many", "Det er mange som skriver ut nå. Vent litt og prøv igjen.")
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, _and_forget, printing)
        finally:
            self._waiting -= 1


def _and_forget(printing: Callable[[], bytes]) -> bytes:
    try:
        return printing()
    finally:
        _forget()


def _forget() -> None:
    """Let typst drop what it remembers of a document: it keeps everything for ten more, which was a gigabyte."""
    for _document in range(REMEMBERED + 1):
        typst.Compiler(font_paths=fonts(), ignore_system_fonts=True).compile(b"", format="pdf")


def typeset(template: Path, data: Mapping[str, Any], printed_at: int = 0) -> bytes:
    """What the press does, where one stands. `printed_at`: seconds since 1970. Raises `typst.TypstError`."""
    pdf = _compiler(template, data).compile(format="pdf", pdf_standards=ACCESSIBLE, timestamp=printed_at)
    assert isinstance(pdf, bytes)
    return pdf


def drawn(template: Path, data: Mapping[str, Any]) -> bytes:
    """The same for a picture (PNG) of a document with one page."""
    png = _compiler(template, data).compile(format="png", ppi=POINTS_PER_INCH)
    assert isinstance(png, bytes)
    return png


def _compiler(template: Path, data: Mapping[str, Any]) -> typst.Compiler:
    return typst.Compiler(
        input=template, root=ROOT, font_paths=fonts(), ignore_system_fonts=True, sys_inputs={"data": _as_json(data)}
    )


@cache
def fonts() -> typst.Fonts:
    """Only what we bring along: the same document looks the same on every machine."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


def _as_json(data: Mapping[str, Any]) -> str:
    return json.dumps(_printable(data), ensure_ascii=False)


def _printable(value: Any) -> Any:
    match value:
        case Verbatim():
            return value
        case str():
            return printable(value)
        case Mapping():
            return {key: _printable(item) for key, item in value.items()}
        case list() | tuple():
            return [_printable(item) for item in value]
        case _:
            return value
