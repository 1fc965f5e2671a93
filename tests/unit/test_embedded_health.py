"""All services of one process tell together whether they are ready."""

from collections.abc import Sequence

import httpx
from fastapi import FastAPI

from shared.embedded.health import health


def service(*reasons: str) -> FastAPI:
    """An application that has these reasons not to be ready."""

    async def unready() -> Sequence[str]:
        return reasons

    app = FastAPI()
    app.state.unready = unready
    return app


async def asked(path: str, **services: FastAPI) -> httpx.Response:
    """What is answered at an address where these services run in one process."""
    app = FastAPI()
    app.include_router(health(services))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://borsen") as client:
        return await client.get(path)


async def test_all_are_ready_when_each_is() -> None:
    answer = await asked("/readyz", catalog=service(), scoreboard=service())
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "reasons": {}})


async def test_none_is_ready_while_one_is_not_which_says_why() -> None:
    answer = await asked("/readyz", catalog=service(), scoreboard=service("nats is not connected"))
    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "reasons": {"scoreboard": ["nats is not connected"]}}


async def test_a_process_is_alive_whether_or_not_its_services_are_ready() -> None:
    assert (await asked("/healthz", catalog=service("database does not answer"))).status_code == 200
