"""A browser without a screen: it keeps cookies, follows links, and sends forms as the page made them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import httpx

from shared.cli.demo.trouble import Trouble

LONGEST_COMPLAINT = 400
Typed = str | Sequence[str]
"""What is typed in a field, or chosen in a group of boxes."""


class NotAsExpected(Trouble):
    """An answer that the play has no line for. The address is left out: personal links are secrets."""

    def __init__(self, wanted: str, answer: httpx.Response) -> None:
        super().__init__(f"{wanted}: {answer.status_code} {_complaint(answer)}".strip())
        self.status = answer.status_code


@dataclass
class Form:
    """A form of a page: where it goes, and its fields as the page filled them in."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)

    def filled(self, typed: Mapping[str, Typed]) -> dict[str, list[str]]:
        """All fields as a browser sends them. Raises `Trouble` for a field that the form does not have."""
        if unknown := typed.keys() - self.names:
            raise Trouble(f"the form has no field {', '.join(sorted(unknown))}")
        values: dict[str, list[str]] = {}
        for name, value in self.fields:
            if name not in typed:
                values.setdefault(name, []).append(value)
        return values | {name: [value] if isinstance(value, str) else list(value) for name, value in typed.items()}


@dataclass
class Link:
    """A link: where it leads, and what it says."""

    address: str
    text: str = ""

    @property
    def path(self) -> str:
        """Where it leads on this site."""
        return urlsplit(self.address).path


@dataclass
class Page:
    """A page that was opened."""

    address: str
    forms: list[Form] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    text: str = ""

    @property
    def path(self) -> str:
        """Its path, redirections followed."""
        return urlsplit(self.address).path

    def form(self, name: str) -> Form:
        """The form with a field of that name. Raises `Trouble`."""
        for form in self.forms:
            if name in form.names:
                return form
        raise Trouble(f"no form of the page has a field {name}")

    def links_to(self, path: str) -> list[Link]:
        """The links whose path begins so."""
        return [link for link in self.links if link.path.startswith(path)]

    def link_to(self, path: str) -> str:
        """The address of the first of them. Raises `Trouble`."""
        if links := self.links_to(path):
            return links[0].address
        raise Trouble(f"the page has no link to {path}…")


class Browser:
    """One person's browser."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def open(self, address: str) -> Page:
        """Open a page. Raises `NotAsExpected` where there is none."""
        answer = await self.client.get(address, headers={"accept": "text/html"})
        if answer.status_code != 200:
            raise NotAsExpected("opening a page", answer)
        return read(str(answer.url), answer.text)

    async def send(self, form: Form, typed: Mapping[str, Typed]) -> Page:
        """Fill in a form and send it; the page that follows. Raises `NotAsExpected` when it is turned down."""
        answer = await self.client.request(
            form.method,
            form.action,
            data=form.filled(typed),
            headers={"accept": "text/html"},
        )
        if answer.status_code != 200:
            raise NotAsExpected("sending a form", answer)
        return read(str(answer.url), answer.text)


def read(address: str, html: str) -> Page:
    """What a page offers: its forms, its links, and its text."""
    reader = _Reader(address)
    reader.feed(html)
    return reader.page


class _Reader(HTMLParser):
    """Gathers forms and links while the parser walks through the page."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.page = Page(address)
        self._form: Form | None = None
        self._select: tuple[str, list[str], list[str]] | None = None
        self._area: tuple[str, list[str]] | None = None
        self._link: Link | None = None
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        match tag:
            case "a" if "href" in given:
                self._link = Link(urljoin(self.page.address, given["href"]))
                self.page.links.append(self._link)
            case "form":
                action = urljoin(self.page.address, given.get("action") or self.page.address)
                self._form = Form(action, given.get("method", "get").upper())
                self.page.forms.append(self._form)
            case "input":
                self._input(given)
            case "button":
                # Sent only when it is the one that was pressed.
                self._note(given.get("name", ""))
            case "select":
                self._select = (given.get("name", ""), [], [])
            case "option" if self._select:
                _, options, chosen = self._select
                options.append(given.get("value", ""))
                if "selected" in given:
                    chosen.append(given.get("value", ""))
            case "textarea":
                self._area = (given.get("name", ""), [])
            case "script" | "style" | "title":
                self._silent += 1

    def handle_endtag(self, tag: str) -> None:
        match tag:
            case "a":
                self._link = None
            case "form":
                self._form = None
            case "select" if self._select:
                name, options, chosen = self._select
                self._note(name, *(chosen or options[:1]))
                self._select = None
            case "textarea" if self._area:
                name, parts = self._area
                self._note(name, "".join(parts).removeprefix("\n"))
                self._area = None
            case "script" | "style" | "title":
                self._silent -= 1

    def handle_data(self, data: str) -> None:
        if self._area:
            self._area[1].append(data)
        elif not self._silent:
            self.page.text += data
            if self._link:
                self._link.text += data

    def _input(self, given: Mapping[str, str]) -> None:
        name, kind = given.get("name", ""), given.get("type", "text")
        if kind in ("submit", "button", "reset", "image", "file"):
            return
        ticked = kind not in ("checkbox", "radio") or "checked" in given
        self._note(name, *([given.get("value", "on" if kind in ("checkbox", "radio") else "")] if ticked else []))

    def _note(self, name: str, *values: str) -> None:
        if self._form is not None and name:
            self._form.names.add(name)
            self._form.fields += [(name, value) for value in values]


def _complaint(answer: httpx.Response) -> str:
    """What the product says is wrong: a problem's title (RFC 9457), or what the page says."""
    if "json" in answer.headers.get("content-type", ""):
        problem = answer.json()
        return f"{problem.get('title', '')} {problem.get('errors', '')}".strip()
    return " ".join(read("", answer.text).text.split())[:LONGEST_COMPLAINT]
