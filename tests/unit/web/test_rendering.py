"""Pages and static files, as a service serves them."""

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from jinja2 import UndefinedError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from shared.web.assets import Assets
from shared.web.rendering import Pages
from shared.web.security import CsrfProtection


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    (tmp_path / "templates").mkdir()
    return tmp_path / "templates"


@pytest.fixture
def write(templates: Path) -> Callable[[str, str], None]:
    def write_template(name: str, source: str) -> None:
        (templates / name).write_text(source, encoding="utf-8")

    return write_template


@pytest.fixture
def assets(tmp_path: Path) -> Assets:
    static = tmp_path / "static"
    static.mkdir()
    (static / "stage.js").write_text("export {};", encoding="utf-8")
    return Assets({"scoreboard": static})


@pytest.fixture
def pages(templates: Path, assets: Assets) -> Pages:
    return Pages(templates, assets, service="scoreboard")


def browser(app: Starlette) -> httpx.AsyncClient:
    protected = CsrfProtection(
        app, secret="s", public_url="http://bors.test", refuse=lambda _: Response(status_code=403)
    )
    return httpx.AsyncClient(transport=httpx.ASGITransport(protected), base_url="http://bors.test")


def test_a_value_in_a_sentence_is_escaped(pages: Pages, write: Callable[[str, str], None]) -> None:
    write("hello.html", '{{ _("Hei, %(name)s", name=name) }}')
    assert pages.text("hello.html", name="<b>Kari</b>") == "Hei, &lt;b&gt;Kari&lt;/b&gt;"


def test_a_mail_in_plain_text_is_not_escaped(pages: Pages, write: Callable[[str, str], None]) -> None:
    write("mail.txt", '{{ _("Hei, %(name)s", name=name) }}')
    assert pages.text("mail.txt", name="Ås & Moe") == "Hei, Ås & Moe"


def test_a_name_that_a_page_was_not_given_is_an_error(pages: Pages, write: Callable[[str, str], None]) -> None:
    write("page.html", "{{ missing }}")
    with pytest.raises(UndefinedError, match="missing"):
        pages.text("page.html")


def test_every_page_of_a_service_knows_what_the_service_gave(pages: Pages, write: Callable[[str, str], None]) -> None:
    write("page.html", "{{ service }}")
    assert pages.text("page.html") == "scoreboard"


def test_the_vocabulary_has_its_norwegian_names(pages: Pages, write: Callable[[str, str], None]) -> None:
    write("page.html", "{{ 'voluntary' | sector_name }}, {{ 'place' | category_name }}")
    assert pages.text("page.html") == "Frivillighet, Sted å være"


async def test_a_page_carries_its_forms_token_and_is_kept_by_nobody_else(
    pages: Pages, write: Callable[[str, str], None]
) -> None:
    write("form.html", "{{ csrf_field() }}")

    async def show(request: Request) -> Response:
        return pages.render(request, "form.html", status_code=422)

    async with browser(Starlette(routes=[Route("/", show)])) as client:
        answer = await client.get("/")
    assert answer.status_code == 422
    assert answer.text.startswith('<input type="hidden" name="csrf" value="')
    assert answer.headers["cache-control"] == "private, no-cache"


async def test_a_file_is_kept_for_ever_only_under_its_present_hash(assets: Assets) -> None:
    app = Starlette()
    assets.mount(app)
    address = assets.url("scoreboard/stage.js")
    async with browser(app) as client:
        present = await client.get(address)
        old = await client.get(address.replace("?v=", "?v=0"))
        shared = await client.get(assets.url("borsen.js"))
    assert present.text == "export {};"
    assert present.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert old.headers["cache-control"] == "public, no-cache"
    assert "immutable" in shared.headers["cache-control"]


def test_the_address_changes_with_the_content(assets: Assets, tmp_path: Path) -> None:
    before = assets.url("scoreboard/stage.js")
    (tmp_path / "static" / "stage.js").write_text("export const changed = 1;", encoding="utf-8")
    # Another one's, since each looks at a file once a second.
    assert Assets({"scoreboard": tmp_path / "static"}).url("scoreboard/stage.js") != before


def test_a_page_cannot_refer_to_a_file_that_is_not_there(assets: Assets) -> None:
    with pytest.raises(FileNotFoundError):
        assets.url("scoreboard/stages.js")
