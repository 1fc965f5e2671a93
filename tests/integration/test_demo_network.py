"""The demo's network: replies that are lost although the request was carried out, and patience."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from shared.cli.demo import network
from shared.cli.demo.network import ReplyLost, losing_the_reply, new_client
from shared.web.server import listen, serving
from tests.conftest import eventually


class Counting:
    """A server that carries out what it is sent, and turns away whoever comes before it is ready."""

    def __init__(self) -> None:
        self.carried_out: list[bytes] = []
        self.turned_away = 0
        self.busy = 0

    async def answer(self, request: Request) -> Response:
        if self.busy:
            self.busy -= 1
            self.turned_away += 1
            return PlainTextResponse("too many", 429)
        self.carried_out.append(await request.body())
        await asyncio.sleep(0.1)
        return PlainTextResponse("done")


@pytest.fixture
async def server() -> AsyncIterator[tuple[Counting, str]]:
    """A real server at a free port, and its address."""
    counting, listener = Counting(), listen("127.0.0.1", 0)
    async with serving(Starlette(routes=[Route("/", counting.answer, methods=["POST"])]), listener, grace=1):
        yield counting, f"http://127.0.0.1:{listener.getsockname()[1]}"


@asynccontextmanager
async def device(server: tuple[Counting, str], told_to_wait: list[None]) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody's device; it notes each time that it is told to wait."""
    async with new_client(server[1], lambda: told_to_wait.append(None)) as client:
        yield client


async def test_a_lost_reply_breaks_the_connection_and_the_request_is_carried_out(
    server: tuple[Counting, str],
) -> None:
    async with device(server, []) as client:
        with pytest.raises(ReplyLost):
            await client.post("/", content=b"tap", extensions=losing_the_reply(0.03))
        await eventually(lambda: server[0].carried_out == [b"tap"])


async def test_after_a_lost_reply_the_same_device_can_try_again(server: tuple[Counting, str]) -> None:
    async with device(server, []) as client:
        with pytest.raises(ReplyLost):
            await client.post("/", content=b"tap", extensions=losing_the_reply(0.03))
        assert (await client.post("/", content=b"tap")).text == "done"


async def test_who_is_told_that_it_is_too_much_waits_and_sends_the_same_again(
    server: tuple[Counting, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network, "WAIT_SECONDS", 0.01)
    server[0].busy = 2
    told_to_wait: list[None] = []
    async with device(server, told_to_wait) as client:
        assert (await client.post("/", content=b"tap")).text == "done"
    assert server[0].carried_out == [b"tap"]
    assert len(told_to_wait) == server[0].turned_away == 2


async def test_a_connection_that_the_server_has_let_go_of_is_made_anew() -> None:
    connections = 0

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        await reader.readuntil(b"tap")
        if connections > 1:
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\nconnection: close\r\n\r\ndone")
            await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as listener:
        host, port = listener.sockets[0].getsockname()
        async with new_client(f"http://{host}:{port}", lambda: None) as client:
            assert (await client.post("/", content=b"tap")).text == "done"
    assert connections == 2
