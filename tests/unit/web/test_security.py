"""What an unsafe request must show, and what every answer carries."""

import re
from collections.abc import AsyncIterator
from typing import Annotated

import httpx
import pytest
from fastapi import Depends, FastAPI, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from shared.web.security import CsrfProtection, SecurityHeaders, csrf_token, verified_form

OUR_SITE = "http://bors.test"
FORM = {"content-type": "application/x-www-form-urlencoded"}


def application() -> FastAPI:
    app = FastAPI()

    @app.get("/form")
    async def show(request: Request) -> str:
        return csrf_token(request)

    @app.get("/about")
    async def about() -> str:
        return "no form here"

    @app.post("/form")
    async def send(form: Annotated[FormData, Depends(verified_form)]) -> str:
        return str(form["name"])

    @app.post("/api")
    async def api(body: dict[str, str]) -> str:
        return body["name"]

    return app


def browser_at(url: str) -> httpx.AsyncClient:
    protected = CsrfProtection(application(), secret="s", public_url=url, refuse=lambda _: Response(status_code=403))
    app = SecurityHeaders(protected, public_url=url)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=url)


@pytest.fixture
async def browser() -> AsyncIterator[httpx.AsyncClient]:
    async with browser_at(OUR_SITE) as client:
        yield client


async def token_of(browser: httpx.AsyncClient) -> str:
    return str((await browser.get("/form")).json())


async def test_a_form_with_its_token_is_accepted(browser: httpx.AsyncClient) -> None:
    fields = {"name": "Korpset", "csrf": await token_of(browser)}
    assert (await browser.post("/form", data=fields, headers={"sec-fetch-site": "same-origin"})).json() == "Korpset"


async def test_a_form_without_its_token_is_refused(browser: httpx.AsyncClient) -> None:
    await token_of(browser)
    answer = await browser.post("/form", data={"name": "x"}, headers={"sec-fetch-site": "same-origin"})
    assert answer.status_code == 403


async def test_another_browsers_token_is_refused(browser: httpx.AsyncClient) -> None:
    async with browser_at(OUR_SITE) as other:
        stolen = await token_of(other)
    await token_of(browser)
    answer = await browser.post("/form", data={"name": "x", "csrf": stolen}, headers={"origin": OUR_SITE})
    assert answer.status_code == 403


async def test_a_token_without_the_cookie_is_refused(browser: httpx.AsyncClient) -> None:
    token = await token_of(browser)
    browser.cookies.clear()
    assert (await browser.post("/form", data={"name": "x", "csrf": token})).status_code == 403


async def test_the_token_stays_the_same_from_page_to_page(browser: httpx.AsyncClient) -> None:
    assert await token_of(browser) == await token_of(browser)


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_a_request_from_another_site_is_refused_even_with_a_token(browser: httpx.AsyncClient, site: str) -> None:
    fields = {"name": "x", "csrf": await token_of(browser)}
    assert (await browser.post("/form", data=fields, headers={"sec-fetch-site": site})).status_code == 403


@pytest.mark.parametrize("origin", ["https://evil.test", "null", "http://bors.test:81"])
async def test_without_fetch_metadata_the_origin_must_be_ours(browser: httpx.AsyncClient, origin: str) -> None:
    assert (await browser.post("/api", json={"name": "x"}, headers={"origin": origin})).status_code == 403


async def test_json_from_our_own_page_needs_no_token(browser: httpx.AsyncClient) -> None:
    answer = await browser.post("/api", json={"name": "Korpset"}, headers={"sec-fetch-site": "same-origin"})
    assert answer.json() == "Korpset"


async def test_a_program_needs_a_bearer_token(browser: httpx.AsyncClient) -> None:
    assert (await browser.post("/api", json={"name": "x"})).status_code == 403
    bearer = {"authorization": "Bearer abc"}
    assert (await browser.post("/api", json={"name": "x"}, headers=bearer)).status_code == 200


async def test_a_program_may_show_a_forms_token_instead(browser: httpx.AsyncClient) -> None:
    header = {"x-csrf-token": await token_of(browser)}
    assert (await browser.post("/api", json={"name": "x"}, headers=header)).status_code == 200


async def test_only_a_page_with_a_form_gives_a_cookie(browser: httpx.AsyncClient) -> None:
    assert "set-cookie" not in (await browser.get("/about")).headers
    assert re.fullmatch(
        r"csrf=[\w-]{43}; Path=/; HttpOnly; SameSite=Lax", (await browser.get("/form")).headers["set-cookie"]
    )


async def test_over_https_the_cookie_belongs_to_the_host_and_the_address_is_pinned() -> None:
    async with browser_at("https://bors.test") as client:
        answer = await client.get("/form")
    assert answer.headers["set-cookie"].startswith("__Host-csrf=")
    assert answer.headers["set-cookie"].endswith("; Secure")
    assert answer.headers["strict-transport-security"].startswith("max-age=")


async def test_every_answer_forbids_what_our_pages_never_do(browser: httpx.AsyncClient) -> None:
    headers = (await browser.post("/api", json={})).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-content-type-options"] == "nosniff"
    assert "strict-transport-security" not in headers
