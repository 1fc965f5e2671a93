"""Languages: the message id is the bokmål sentence, a catalogue gives the others.

`_("Hei, %(name)s", name=…)` translates at request time, in Python as in templates. `N_("…")` marks a sentence
that is written down once, at module level, and translated where it is shown: `_(SECTORS[sector])`. A sentence
is always %-formatted, so a percent sign is written `%%`.

Catalogues are plain `.po` files, compiled in memory. docs/contributing.md says how sentences get into them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SOURCE_LANGUAGE = "nb"
TERRITORIES = {"nb": "nb_NO", "nn": "nn_NO", "en": "en_GB"}
"""Language -> the locale whose dates and numbers it is written with."""
COOKIE = "lang"
COOKIE_LIFETIME = 365 * 24 * 60 * 60
LOCALE_DIRECTORY = Path(__file__).parent / "locale"

_language: ContextVar[str] = ContextVar("language", default=SOURCE_LANGUAGE)


def language() -> str:
    """The language of what is being answered: `nb`, `nn` or `en`."""
    return _language.get()


def locale() -> Locale:
    """Whose dates and numbers the current language uses."""
    return Locale.parse(TERRITORIES[language()])


def territory() -> str:
    """The country whose use of the language is meant: `NO` or `GB`."""
    return TERRITORIES[language()].partition("_")[2]


@contextmanager
def speaking(chosen: str) -> Iterator[None]:
    """Everything inside is said in this language, for example a mail to somebody who asked for nynorsk."""
    token = _language.set(chosen)
    try:
        yield
    finally:
        _language.reset(token)


def _(message: str, **values: object) -> str:
    """The sentence in the current language, or in bokmål where its catalogue lacks it."""
    return sentence(message) % values


def ngettext(singular: str, plural: str, n: int, **values: object) -> str:
    """`_` for a sentence that counts; `%(num)s` is the number."""
    return counting_sentence(singular, plural, n) % {"num": n, **values}


def sentence(message: str) -> str:
    """The translated sentence with the places for its values still open, as Jinja wants it: it escapes them."""
    return catalogues()[language()].ugettext(message)


def counting_sentence(singular: str, plural: str, n: int) -> str:
    """`sentence` in the form that the number `n` asks for."""
    return catalogues()[language()].ungettext(singular, plural, n)


def N_(message: str) -> str:  # noqa: N802 - the name that gettext's tools look for
    """Mark a sentence for the catalogues without translating it yet."""
    return message


@cache
def catalogues() -> dict[str, NullTranslations]:
    """Language -> its sentences: bokmål, and each language that has a catalogue."""
    return read_catalogues(LOCALE_DIRECTORY)


def read_catalogues(directory: Path) -> dict[str, NullTranslations]:
    """Read `<directory>/<language>/LC_MESSAGES/borsen.po` for each language that we know the numbers of."""
    files = {name: directory / name / "LC_MESSAGES" / "borsen.po" for name in TERRITORIES}
    translated = {name: _compiled(file) for name, file in files.items() if file.exists()}
    return {SOURCE_LANGUAGE: NullTranslations(), **translated}


def _compiled(po: Path) -> Translations:
    compiled = BytesIO()
    with po.open("rb") as source:
        write_mo(compiled, read_po(source))
    compiled.seek(0)
    return Translations(compiled)


def negotiate(asked: str | None, remembered: str | None, accepted: str, available: set[str]) -> str:
    """The language to answer in: asked for in the address, else remembered, else the browser's first choice.

    `accepted` is an Accept-Language header (RFC 9110 §12.5.4). `no` counts as bokmål, whose macrolanguage it is
    in the IANA registry.
    """
    for wish in (asked, remembered, *_by_preference(accepted)):
        if wish in available:
            return str(wish)
    return SOURCE_LANGUAGE


def _by_preference(accepted: str) -> list[str]:
    weighed: list[tuple[float, str]] = []
    for entry in accepted.split(","):
        tag, _sep, parameter = entry.strip().partition(";")
        primary = tag.strip().lower().split("-")[0]
        try:
            weight = float(parameter.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        weighed.append((-weight, "nb" if primary == "no" else primary))
    return [name for weight, name in sorted(weighed, key=lambda pair: pair[0]) if weight < 0]


class LanguageMiddleware:
    """Each request is answered in its reader's language; `?lang=nn` is remembered in a cookie."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = HTTPConnection(scope)
        asked = request.query_params.get("lang")
        accepted = request.headers.get("accept-language", "")
        chosen = negotiate(asked, request.cookies.get(COOKIE), accepted, set(catalogues()))

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("content-language", chosen)
                headers.add_vary_header("Accept-Language")
                if asked == chosen:
                    headers.append(
                        "set-cookie",
                        f"{COOKIE}={chosen}; Path=/; Max-Age={COOKIE_LIFETIME}; SameSite=Lax; HttpOnly",
                    )
            await send(message)

        with speaking(chosen):
            await self.app(scope, receive, answer)
