"""Participants' logos for posters: registration keeps them, under addresses whose content never changes."""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from io import BytesIO
from uuid import UUID

import httpx
from PIL import Image
from starlette.exceptions import HTTPException

from shared.directory import Participant
from shared.print import Picture
from shared.web.i18n import _
from shared.web.pictures import picture_address

AT_ONCE = 8
MOST_KEPT = 250
"""A large evening's; each is some ten kilobytes."""


class Logos:
    """Fetches logos, and keeps the latest."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._kept: OrderedDict[str, Picture] = OrderedDict()

    async def of(self, participants: Sequence[Participant]) -> Mapping[UUID, Picture]:
        """The logos of those who have one. Raises HTTPException 503 when registration does not answer."""
        wanted = {one.id: one.logo for one in participants if one.logo}
        try:
            found = await asyncio.gather(*(self._logo(digest) for digest in wanted.values()))
        except httpx.HTTPError as error:
            raise HTTPException(503, _("Vi får ikke tak i logoene akkurat nå. Vent litt og prøv igjen.")) from error
        return {id_: logo for id_, logo in zip(wanted, found, strict=True) if logo}

    async def _logo(self, digest: str) -> Picture | None:
        kept = self._kept.get(digest)
        if kept is None:
            async with self._turns:
                answer = await self._client.get(picture_address(digest))
            if answer.status_code == httpx.codes.NOT_FOUND:
                return None  # taken away a moment ago
            answer.raise_for_status()
            with Image.open(BytesIO(answer.content)) as image:
                kept = Picture(answer.content, answer.headers["content-type"], *image.size)
        self._kept[digest] = kept
        self._kept.move_to_end(digest)
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return kept
