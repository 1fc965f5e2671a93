"""The gateway of a deployment, in its container, before services that only say what reached them."""

import asyncio
import os
import platform
import re
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse
from testcontainers.core.container import DockerContainer

from shared.problems import MEDIA_TYPE
from shared.web.clients import address_of
from shared.web.server import listen, serving
from tests.conftest import eventually
from tests.containers import OWNER, free_port
from tests.servers import hindrance

DEPLOY = Path(__file__).parents[2] / "deploy"
SERVICE = f"127.{os.getpid() % 250 + 1}.0.2"
"""Where the services answer, all in one, on the port that the gateway knows."""
NOBODY = "127.255.255.254"
PAGE = {"accept": "text/html"}

IMAGE = "caddy:2"
MISSING = hindrance([IMAGE], may_fetch=False)
in_a_container = pytest.mark.skipif(MISSING is not None, reason=str(MISSING))


def services() -> FastAPI:
    """Tells from where a request comes, as a service counts it; and a stream whose first event is not its end."""
    app = FastAPI()

    async def one_and_no_more() -> AsyncIterator[bytes]:
        yield b"data: 1\n\n"
        await asyncio.Event().wait()

    @app.get("/events")
    async def stream() -> StreamingResponse:
        return StreamingResponse(one_and_no_more(), media_type="text/event-stream")

    @app.get("/{path:path}")
    async def told(request: Request) -> dict[str, str]:
        return {"address": address_of(request), "correlation": request.headers["x-correlation-id"]}

    return app


@asynccontextmanager
async def gateway(trusted_proxies: str = "") -> AsyncIterator[httpx.AsyncClient]:
    """The gateway, with a registration that answers and a catalogue that does not."""
    port = free_port()
    caddy = (
        DockerContainer(IMAGE, labels={OWNER: f"{platform.node()} {os.getpid()}"})
        .with_kwargs(network_mode="host", extra_hosts={"registration": SERVICE, "catalog": NOBODY})
        .with_volume_mapping(str(DEPLOY / "Caddyfile"), "/etc/caddy/Caddyfile", "ro")
        .with_volume_mapping(str(DEPLOY / "gateway"), "/etc/caddy/gateway", "ro")
        .with_env("BORSEN_SITE", f"http://:{port}")
    )
    if trusted_proxies:
        caddy = caddy.with_env("BORSEN_TRUSTED_PROXIES", trusted_proxies)
    with listen(SERVICE, 8000) as listener:
        async with serving(services(), listener, grace=1, trusted_proxies=("*",)):
            await asyncio.to_thread(caddy.start)
            try:
                async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:

                    async def answers() -> bool:
                        try:
                            return (await client.get("/")).status_code == 200
                        except httpx.TransportError:
                            return False

                    await eventually(answers, within=30)
                    yield client
            finally:
                await asyncio.to_thread(caddy.stop)


@in_a_container
async def test_a_request_comes_from_where_it_comes_from_whatever_it_says() -> None:
    async with gateway("192.0.2.0/24") as client:
        told = (await client.get("/", headers={"x-forwarded-for": "203.0.113.9"})).json()
    assert told["address"] == "127.0.0.1"


@in_a_container
async def test_a_trusted_proxy_says_from_where_it_comes_and_its_sender_does_not() -> None:
    async with gateway("127.0.0.0/8 192.0.2.0/24") as client:
        chain = {"x-forwarded-for": "198.51.100.66, 203.0.113.9, 192.0.2.7"}
        told = (await client.get("/", headers=chain)).json()
    assert told["address"] == "203.0.113.9"


@in_a_container
async def test_what_no_service_answers_is_told_in_the_form_and_the_language_of_who_asks() -> None:
    async with gateway() as client:
        page = await client.get("/katalog/lillevik", headers=PAGE | {"accept-language": "nn-NO,nn;q=0.9"})
        english = await client.get("/katalog/lillevik", headers=PAGE | {"accept-language": "nn", "cookie": "lang=en"})
        problem = await client.get("/api/catalog/lillevik/listings", headers=PAGE)
        internal = [await client.get(path, headers=PAGE) for path in ("/internal/keys", "/metrics")]
        program = await client.get("/readyz")
    assert (page.status_code, english.status_code, problem.status_code, program.status_code) == (502, 502, 502, 404)
    assert '<html lang="nn">' in page.text
    assert "Børsen svarar ikkje akkurat no" in page.text
    assert page.headers["x-correlation-id"] in page.text
    assert page.headers["content-type"].startswith("text/html")
    assert "Børsen is not answering right now" in english.text
    for answer in (problem, program):
        assert answer.headers["content-type"] == MEDIA_TYPE
        assert answer.json()["instance"] == f"urn:uuid:{answer.headers['x-correlation-id']}"
        assert answer.json()["status"] == answer.status_code
    assert [(answer.status_code, "Vi finner ikke siden" in answer.text) for answer in internal] == [(404, True)] * 2


@in_a_container
async def test_events_are_passed_on_as_they_come() -> None:
    headers = {"accept": "text/event-stream", "accept-encoding": "gzip, zstd"}
    async with gateway() as client, asyncio.timeout(10), client.stream("GET", "/events", headers=headers) as answer:
        assert await anext(answer.aiter_lines()) == "data: 1"


@in_a_container
async def test_the_gateway_gives_a_request_its_correlation_id() -> None:
    async with gateway() as client:
        told = (await client.get("/", headers={"x-correlation-id": "mine"})).json()
    assert re.fullmatch(r"[0-9a-f-]{36}", told["correlation"])


def test_the_gateways_own_page_may_use_its_style_and_nothing_else() -> None:
    style = re.findall(r"<style>(.*?)</style>", (DEPLOY / "gateway" / "error.html").read_text(), re.DOTALL)[0]
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in (DEPLOY / "Caddyfile").read_text()
