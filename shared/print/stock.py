"""What many ask for is printed once."""

import asyncio
import json
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Mapping
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from shared.print.press import Press

MOST_KEPT = 8
"""Documents; a catalogue of 200 participants is some hundred kilobytes."""


class Stock:
    """Keeps the latest documents that hold nothing personal, and lets those who ask at once wait for one printing."""

    def __init__(self, press: Press) -> None:
        self._press = press
        self._kept: OrderedDict[str, asyncio.Task[bytes]] = OrderedDict()

    async def pdf(self, template: Path, data: Mapping[str, Any]) -> bytes:
        """The document, printed now or kept. Raises what `Press.pdf` raises."""
        return await self.kept(fingerprint(template, data), partial(self._press.pdf, template, data))

    async def kept(self, key: str, print_: Callable[[], Coroutine[Any, Any, bytes]]) -> bytes:
        """What is kept under a key that says all that it is made from, or printed now."""
        printing = self._kept.get(key)
        if printing is None or (printing.done() and (printing.cancelled() or printing.exception())):
            printing = self._kept[key] = asyncio.create_task(print_())
        self._kept.move_to_end(key)
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        # Whoever leaves must not take the document from the others who wait for it.
        return await asyncio.shield(printing)


def fingerprint(template: Path, data: Mapping[str, Any]) -> str:
    """Changes with what is printed."""
    return sha256(f"{template.name}{json.dumps(data, sort_keys=True)}".encode()).hexdigest()[:32]
