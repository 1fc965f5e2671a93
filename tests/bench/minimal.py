"""The least that gets an agreement from a POST to every viewer by way of PostgreSQL and JetStream.

No identity, no validation, no decision, no history: one INSERT, one publish that waits for its acknowledgement, one
subscription, and a queue per viewer. `python -m tests.bench.minimal DIRECTORY` serves until its input ends.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

import nats
import orjson
import uvloop
from nats.aio.client import Client
from nats.aio.msg import Msg
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from shared.database import Pool, make_pool, wait_for_database
from shared.embedded import EmbeddedNats, EmbeddedPostgres
from shared.nats_config import ADMIN
from shared.sql import statements
from shared.web.server import listen, serving
from tests.bench.target import Target, serve_until_told

sql = statements(Path(__file__).parent / "sql")
MINIMAL_TABLE = sql("minimal_table")
MINIMAL_INSERT = sql("minimal_insert")

STREAM = "MINIMAL"
SUBJECT = "minimal.made"


def make_app(pool: Pool, client: Client) -> Starlette:
    """The program."""
    js = client.jetstream()
    viewers: set[asyncio.Queue[bytes]] = set()

    async def make(request: Request) -> Response:
        body = await request.body()
        agreement = UUID(orjson.loads(body)["agreement"])
        async with pool.connection() as connection:
            await connection.execute(MINIMAL_INSERT, {"id": agreement, "data": body.decode()})
        await js.publish(SUBJECT, body)
        return Response(body, 201, media_type="application/json")

    async def tell(message: Msg) -> None:
        told = b"id: %d\nevent: made\ndata: %b\n\n" % (message.metadata.sequence.stream, message.data)
        for viewer in viewers:
            viewer.put_nowait(told)

    async def watch(viewer: asyncio.Queue[bytes]) -> AsyncIterator[bytes]:
        viewers.add(viewer)
        try:
            yield b"retry: 1000\n\n"
            while True:
                yield await viewer.get()
        finally:
            viewers.discard(viewer)

    async def events(_: Request) -> Response:
        return StreamingResponse(watch(asyncio.Queue()), media_type="text/event-stream")

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await js.add_stream(name=STREAM, subjects=[SUBJECT])
        await js.subscribe(SUBJECT, ordered_consumer=True, cb=tell)
        yield

    routes = [Route("/agreements", make, methods=["POST"]), Route("/events", events)]
    return Starlette(routes=routes, lifespan=lifespan)


async def main(directory: Path) -> None:
    """Serve, on servers of its own."""
    async with EmbeddedPostgres(directory / "postgres") as postgres, EmbeddedNats(directory / "nats") as server:
        pool = make_pool(postgres.dsn("agreements"))
        await wait_for_database(pool)
        async with pool.connection() as connection:
            await connection.execute(MINIMAL_TABLE)
        client = await nats.connect(server.url, user=ADMIN, password=server.password(ADMIN))
        app = make_app(pool, client)
        listener = listen("127.0.0.1", 0)
        async with app.router.lifespan_context(app), serving(app, listener, grace=1):
            await serve_until_told(Target(listener.getsockname()[1], "/agreements", "/events"))
        await client.close()
        await pool.close()


if __name__ == "__main__":
    uvloop.run(main(Path(sys.argv[1])))
