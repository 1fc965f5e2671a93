"""The board of an exchange for programs: a snapshot, and the stream of what happens after it. Public."""

from typing import Annotated

from fastapi import APIRouter, Header, Response
from pydantic import Field

from services.scoreboard.feed import Feed
from services.scoreboard.queries import Boards
from services.scoreboard.snapshot import Snapshot, snapshot_of
from shared.clock import Clock
from shared.directory import Directory
from shared.web.live import EventStream

Position = Annotated[int, Field(ge=0, lt=2**63)]
"""A position in the log of agreements: PostgreSQL's bigint."""

ONE_SECOND = "public, max-age=1"
# A gateway passes a stream on as it comes.
UNBUFFERED = {"cache-control": "no-store", "x-accel-buffering": "no"}


def routes(directory: Directory, boards: Boards, feed: Feed, clock: Clock) -> APIRouter:
    """Reading only: agreements are made at the brokers' tables."""
    router = APIRouter(prefix="/api/scoreboard")

    @router.get("/{slug}")
    async def snapshot(slug: str, response: Response) -> Snapshot:
        exchange = await directory.exchange(slug)
        response.headers["cache-control"] = ONE_SECOND
        return snapshot_of(exchange, await boards.board(exchange.id), clock.now())

    @router.get("/{slug}/events", response_class=EventStream)
    async def events(
        slug: str, after: Position | None = None, last_event_id: Annotated[Position | None, Header()] = None
    ) -> EventStream:
        """Server-sent events after the position that the viewer has; a browser that comes back says it in a header."""
        exchange = await directory.exchange(slug)
        messages = feed.watch(exchange.id, after if last_event_id is None else last_event_id)
        return EventStream(messages, headers=UNBUFFERED)

    return router
