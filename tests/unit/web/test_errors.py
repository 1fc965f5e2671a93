"""Whatever cannot be answered is told in the form and the language of whoever asked, and nothing typed is lost."""

import re
from collections.abc import AsyncIterator
from html import unescape
from typing import Annotated
from uuid import UUID

import httpx
import pytest
from fastapi import Depends, FastAPI, Request
from starlette.datastructures import FormData
from starlette.responses import HTMLResponse, Response

from shared.auth import NotSignedIn, Role
from shared.embedded.router import Router
from shared.eventlog import CommandReused, Conflict, LogUnavailable
from shared.problems import MEDIA_TYPE
from shared.refusal import Refused
from shared.settings import Settings
from shared.web.app import complete, nowhere
from shared.web.assets import Assets
from shared.web.rendering import Pages
from shared.web.security import csrf_token, verified_form
from tests.logs import SECRET, Log, log

__all__ = ["log"]

PAGE = {"accept": "text/html", "accept-language": "nn", "sec-fetch-site": "same-origin"}
JSON = {"accept": "application/json", "authorization": "Bearer x"}
ID = "0a7f6f3e-7f0c-4a6e-9a51-0c3f2b6d8c11"

RAISED = {
    "refused": Refused("not_found", "Vi finner ikke denne børsen."),
    "signed-out": NotSignedIn(Role.ORGANISER),
    "reused": CommandReused("x"),
    "conflict": Conflict("exchange-1", 1, 2),
    "unavailable": LogUnavailable("x"),
    "unexpected": RuntimeError(SECRET),
}
STATUSES = {
    "refused": 404,
    "signed-out": 401,
    "reused": 409,
    "conflict": 409,
    "unavailable": 503,
    "unexpected": 500,
}


@pytest.fixture
def settings() -> Settings:
    """Neither database nor NATS is asked."""
    return Settings.model_validate(
        {"database_url": "postgresql://nowhere", "form_secret": "form secret", "service_secret": "service secret"}
    )


@pytest.fixture
async def client(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """A browser, or a program, before an application that fails in every way."""
    app, assets = FastAPI(), Assets({})
    pages = Pages(assets=assets)

    @app.get("/form")
    async def form(request: Request) -> Response:
        return HTMLResponse(f'<input type="hidden" name="csrf" value="{csrf_token(request)}">')

    @app.post("/send")
    async def send(sent: Annotated[FormData, Depends(verified_form)], how: str = "") -> dict[str, str]:
        if how:
            raise RAISED[how]
        return {name: str(value) for name, value in sent.items()}

    @app.post("/api/json")
    async def json(body: dict[str, int]) -> dict[str, int]:
        return body

    @app.get("/fail/{how}")
    @app.get("/api/fail/{how}")
    async def fail(how: str) -> None:
        raise RAISED[how]

    complete(app, "test", settings, pages=pages, assets=assets)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8080") as client:
        yield client


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of a page."""
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page)
    return {name: unescape(value) for name, value in found}


def is_problem(answer: httpx.Response, status: int) -> bool:
    """Whether an answer has all that RFC 9457 offers, the request's correlation id among it."""
    body = answer.json()
    return (
        answer.status_code == body["status"] == status
        and answer.headers["content-type"] == MEDIA_TYPE
        and body["type"].startswith("urn:borsen:problem:")
        and body["title"] != ""
        and body["instance"] == f"urn:uuid:{answer.headers['x-correlation-id']}"
    )


def is_page(answer: httpx.Response, status: int) -> bool:
    """Whether an answer is a designed page in the reader's language that names the reference and a way on."""
    page = answer.text
    return (
        answer.status_code == status
        and '<html lang="nn"' in page
        and 'class="site-header"' in page
        and 'href="/"' in page
        and answer.headers["x-correlation-id"] in page
        and "content-security-policy" in answer.headers
    )


@pytest.mark.parametrize("how", RAISED)
async def test_a_program_gets_problem_details(client: httpx.AsyncClient, how: str) -> None:
    assert is_problem(await client.get(f"/api/fail/{how}", headers=PAGE), STATUSES[how])
    assert is_problem(await client.get(f"/fail/{how}", headers=JSON), STATUSES[how])


@pytest.mark.parametrize("how", [how for how in RAISED if how != "signed-out"])
async def test_a_person_gets_a_page(client: httpx.AsyncClient, how: str) -> None:
    assert is_page(await client.get(f"/fail/{how}", headers=PAGE), STATUSES[how])


async def test_the_gateways_correlation_id_is_the_one_that_is_named(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/fail/refused", headers={"x-correlation-id": ID})
    assert answer.json()["instance"] == UUID(ID).urn


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/nothing", 404), ("DELETE", "/send", 405), ("GET", "/static/x.css", 404)]
)
async def test_what_the_framework_refuses_is_told_alike(
    client: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    assert is_page(await client.request(method, path, headers=PAGE), status)
    assert is_problem(await client.request(method, path, headers=JSON), status)


async def test_a_wrong_method_is_told_which_are_right(client: httpx.AsyncClient) -> None:
    assert (await client.delete("/send", headers=JSON)).headers["allow"] == "POST"


async def test_json_that_is_wrong_or_too_long_is_a_problem(client: httpx.AsyncClient) -> None:
    assert is_problem(await client.post("/api/json", json={"x": SECRET}, headers=JSON), 422)
    assert SECRET not in (await client.post("/api/json", json={"x": SECRET}, headers=JSON)).text
    assert is_problem(await client.post("/api/json", content=b"{" + b"x" * 2_000_000, headers=JSON), 413)


async def test_a_form_that_is_too_long_is_a_page(client: httpx.AsyncClient) -> None:
    assert is_page(await client.post("/send", data={"name": "x" * 2_000_000}, headers=PAGE), 413)


@pytest.mark.parametrize(("size", "status"), [(2_000_000, 200), (26_000_000, 413)])
async def test_a_form_with_a_file_may_be_longer_but_not_without_end(
    client: httpx.AsyncClient, size: int, status: int
) -> None:
    csrf = hidden((await client.get("/form")).text)["csrf"]
    answer = await client.post("/send", data={"csrf": csrf}, files={"f": ("a.png", bytes(size))}, headers=PAGE)
    assert answer.status_code == status


async def test_a_request_of_another_site_is_refused_in_the_same_way(client: httpx.AsyncClient) -> None:
    other = {"sec-fetch-site": "cross-site"}
    page = await client.post("/send", data={"name": "Korpset"}, headers=PAGE | other)
    assert is_page(page, 403)
    assert "Korpset" not in page.text
    assert is_problem(await client.post("/api/json", json={}, headers=JSON | other), 403)


async def test_a_form_that_has_expired_is_sent_again_with_everything_that_was_typed(client: httpx.AsyncClient) -> None:
    typed = {"name": 'Korpset "Lyd" & <Lys>', "csrf": "old"}
    expired = await client.post("/send", data=typed, headers=PAGE)
    assert is_page(expired, 403)
    assert expired.headers["cache-control"] == "private, no-cache"
    again = await client.post("/send", data=hidden(expired.text), headers=PAGE)
    assert again.json()["name"] == 'Korpset "Lyd" & <Lys>'


async def test_a_file_of_an_expired_form_is_chosen_again_and_the_rest_is_kept(client: httpx.AsyncClient) -> None:
    chosen = {"logo_file": ("logo.png", b"\x89PNG")}
    expired = await client.post("/send", data={"name": "Korpset", "csrf": "old"}, files=chosen, headers=PAGE)
    assert hidden(expired.text)["name"] == "Korpset"
    assert "logo_file" not in hidden(expired.text)


async def test_a_form_that_nobody_vouches_for_is_not_offered_again(client: httpx.AsyncClient) -> None:
    expired = await client.post("/send", data={"name": "Korpset"}, headers={"accept": "text/html"})
    assert expired.status_code == 403
    assert "Korpset" not in expired.text


@pytest.mark.parametrize("how", ["signed-out", "conflict", "unavailable", "unexpected"])
async def test_a_form_that_can_be_sent_again_later_is_kept(client: httpx.AsyncClient, how: str) -> None:
    csrf = hidden((await client.get("/form")).text)["csrf"]
    answer = await client.post(f"/send?how={how}", data={"name": "Korpset", "csrf": csrf}, headers=PAGE)
    assert is_page(answer, STATUSES[how])
    assert f'action="/send?how={how}"' in answer.text
    assert hidden(answer.text)["name"] == "Korpset"


async def test_whoever_was_signed_out_meanwhile_is_shown_where_to_sign_in(client: httpx.AsyncClient) -> None:
    csrf = hidden((await client.get("/form")).text)["csrf"]
    answer = await client.post("/send?how=signed-out", data={"csrf": csrf, "name": "x"}, headers=PAGE)
    assert 'href="/logg-inn" target="_blank"' in answer.text


async def test_what_nobody_expected_is_logged_once_with_its_request_and_without_its_words(
    client: httpx.AsyncClient, log: Log
) -> None:
    answer = await client.get("/fail/unexpected", headers=PAGE)
    (line,) = [line for line in log.lines() if line["level"] == "error"]
    assert line["correlation"] == answer.headers["x-correlation-id"]
    assert (line["service"], line["route"]) == ("test", "/fail/{how}")
    assert line["exception"]["type"] == "RuntimeError"
    assert SECRET not in log.getvalue() + answer.text


async def test_addresses_that_are_not_for_the_outside_are_not_found_in_the_same_way(settings: Settings) -> None:
    transport = httpx.ASGITransport(Router({}, nowhere=nowhere(settings)))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8080") as client:
        assert is_page(await client.get("/internal/keys", headers=PAGE), 404)
        assert is_problem(await client.get("/metrics"), 404)
