"""Languages: negotiation, catalogues and the middleware."""

from pathlib import Path

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from shared.web.i18n import LanguageMiddleware, _, language, negotiate, ngettext, read_catalogues, speaking

ALL = {"nb", "nn", "en"}

NYNORSK = """
msgid ""
msgstr ""
"Language: nn\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Påmeldingen er mottatt"
msgstr "Påmeldinga er motteken"
"""


def test_the_language_in_the_address_wins_over_the_remembered_one() -> None:
    assert negotiate("nn", "en", "nb", ALL) == "nn"


def test_the_remembered_language_wins_over_the_browsers() -> None:
    assert negotiate(None, "en", "nn", ALL) == "en"


def test_the_browsers_first_language_that_we_have_is_used() -> None:
    assert negotiate(None, None, "de, en;q=0.5, nn;q=0.8", ALL) == "nn"


def test_norwegian_without_a_variety_is_bokmaal() -> None:
    assert negotiate(None, None, "no-NO, en;q=0.9", ALL) == "nb"


def test_a_language_without_a_catalogue_is_never_chosen() -> None:
    assert negotiate("en", "nn", "en, nn", {"nb"}) == "nb"


def test_a_language_that_the_browser_refuses_is_not_chosen() -> None:
    assert negotiate(None, None, "en;q=0, nn;q=oops", ALL) == "nb"


def test_a_catalogue_is_read_from_its_po_file(tmp_path: Path) -> None:
    po = tmp_path / "nn" / "LC_MESSAGES" / "borsen.po"
    po.parent.mkdir(parents=True)
    po.write_text(NYNORSK, encoding="utf-8")
    catalogues = read_catalogues(tmp_path)
    assert set(catalogues) == {"nb", "nn"}
    assert catalogues["nn"].ugettext("Påmeldingen er mottatt") == "Påmeldinga er motteken"
    assert catalogues["nn"].ugettext("Ikke oversatt") == "Ikke oversatt"


def test_values_are_put_into_the_sentence() -> None:
    assert _("Hei, %(name)s", name="Kari") == "Hei, Kari"
    assert ngettext("%(num)s avtale", "%(num)s avtaler", 1) == "1 avtale"
    assert ngettext("%(num)s avtale", "%(num)s avtaler", 150) == "150 avtaler"


def test_a_mail_can_speak_another_language_than_the_request() -> None:
    with speaking("nn"):
        assert language() == "nn"
    assert language() == "nb"


async def test_a_request_for_a_language_is_answered_in_it_and_remembered() -> None:
    async def which(request: Request) -> PlainTextResponse:
        return PlainTextResponse(language())

    app = LanguageMiddleware(Starlette(routes=[Route("/", which)]))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bors") as browser:
        asked = await browser.get("/?lang=nb", headers={"accept-language": "en"})
        later = await browser.get("/", headers={"accept-language": "en"})
    assert asked.headers["content-language"] == asked.text == "nb"
    assert asked.cookies["lang"] == "nb"
    assert later.text == "nb"
    assert later.headers["vary"] == "Accept-Language"
