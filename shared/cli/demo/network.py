"""How devices reach the product: with patience, and over connections that may break."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from time import perf_counter
from typing import Any

import httpx

IDLE_SECONDS = 2
ANSWER_SECONDS = 20.0
TOO_MANY_REQUESTS = 429
WAIT_SECONDS = 2.0
LONGEST_WAIT_SECONDS = 90.0


class ReplyLost(Exception):
    """The connection broke after the request had left and before a byte of the reply was read."""


def losing_the_reply(after: float) -> dict[str, Any]:
    """Extensions of a request whose connection breaks so many seconds after it was sent whole.

    httpcore calls `trace` between the steps of a request, and closes the connection when that raises.
    """

    async def trace(step: str, _: Mapping[str, Any]) -> None:
        if step == "http11.send_request_body.complete":
            await asyncio.sleep(after)
            raise ReplyLost

    hook: Callable[[str, Mapping[str, Any]], Awaitable[None]] = trace
    return {"trace": hook}


def new_client(base_url: str, told_to_wait: Callable[[], None]) -> httpx.AsyncClient:
    """A client with cookies and connections of its own, as each person's device has.

    Like a browser it says of each request that a page of ours asked for it. Where the product answers that
    somebody is at it too often, it tells so, waits and tries again: a whole town here comes from one address.
    """
    return httpx.AsyncClient(
        base_url=base_url,
        headers={"accept-language": "nb", "sec-fetch-site": "same-origin"},
        follow_redirects=True,
        timeout=ANSWER_SECONDS,
        transport=_Patient(told_to_wait),
    )


class _Patient(httpx.AsyncHTTPTransport):
    def __init__(self, told_to_wait: Callable[[], None]) -> None:
        # The server lets an idle connection go after five seconds: whoever uses it in that moment gets no answer.
        limits = httpx.Limits(keepalive_expiry=IDLE_SECONDS)
        super().__init__(verify=_certificates(), trust_env=False, limits=limits)
        self._told_to_wait = told_to_wait

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        deadline = perf_counter() + LONGEST_WAIT_SECONDS
        answer = await self._answer(request)
        while answer.status_code == TOO_MANY_REQUESTS and perf_counter() < deadline:
            self._told_to_wait()
            await answer.aclose()
            await asyncio.sleep(WAIT_SECONDS)
            answer = await self._answer(request)
        return answer

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        """Asked again, once, where a connection broke: on a busy machine the server may let go of it all the same.

        A browser repeats only what changes nothing (RFC 9112 §9.3.1). Here every write carries the id of its command.
        """
        try:
            return await super().handle_async_request(request)
        except (httpx.NetworkError, httpx.RemoteProtocolError):
            return await super().handle_async_request(request)


@cache
def _certificates() -> ssl.SSLContext:
    """Made once: reading the machine's certificates takes longer than a request."""
    return ssl.create_default_context()
