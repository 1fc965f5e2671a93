"""Garbage is refused: never an error of ours, never stored, and never anything that a projection stops at."""

import re
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import count, cycle, repeat
from pathlib import Path
from urllib.parse import quote_plus, urlencode
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi.routing import APIRoute, iter_route_contexts

from shared.auth import Identity, Role, Tokens
from shared.clock import SystemClock, today
from shared.embedded.installation import Installation, running
from shared.jetstream import Bus
from shared.paths import SERVICES
from shared.problems import MEDIA_TYPE
from shared.verify import Auditor
from tests.evening import ORGANISATION
from tests.faults.evening import Evening, an_evening
from tests.garbage import HUGE, WRONG_PLACES, WRONG_QUERIES, Garbage, Schema, garbage_for

NUL = "a\0b"
FAR_DAYS = ("0001-01-01", "9999-12-31")
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=x"

BUTTONS = {
    "/arrangor/borser/{slug}/deltakere/{participant}/trekk",
    "/arrangor/borser/{slug}/deltakere/{participant}/lenke",
    "/marked/{slug}/apne",
    "/marked/{slug}/pause",
    "/marked/{slug}/fortsett",
    "/marked/{slug}/konferansier/pin",
    "/marked/{slug}/konferansier/pin/trekk",
    "/marked/{slug}/pin",
    "/marked/{slug}/pin/trekk",
    "/min-side/trekk",
    "/min-side/slett",
    "/logg-ut",
    "/p/{token}",
    "/logg-inn/{token}",
    "/oppfolging/{slug}/{agreement}/spor",
}
"""Forms without a text: they do what they say whatever else is sent with them."""


TEXTS = (
    "name",
    "contact_name",
    "needs-0-text",
    "offers-0-text",
    "municipality",
    "venue",
    "contact",
    "search",
    "pin",
    "reason",
    "one_gives",
    "other_gives",
    "why",
    "help",
    "sok",
    "emne",
    "tekst",
)
"""The free texts of all forms."""


@dataclass(frozen=True)
class Answer:
    """What came back for garbage."""

    garbage: Garbage
    status: int
    media_type: str

    @property
    def is_refusal(self) -> bool:
        """Whether it was refused as the sender's mistake, or, where that may be, answered."""
        return 400 <= self.status < 500 or (not self.garbage.refused and self.status < 400)

    @property
    def is_problem(self) -> bool:
        """Whether a program can read it."""
        return self.is_refusal and (self.status < 400 or self.media_type == MEDIA_TYPE)

    def __repr__(self) -> str:
        garbage = self.garbage
        return f"{garbage.method} {garbage.address[:90]} with {garbage.wrong}: {self.status} {self.media_type}"


@dataclass(frozen=True)
class Town:
    """An installation with an evening on it, and a client whose browser is signed in as everything at once."""

    installation: Installation
    evening: Evening
    client: httpx.AsyncClient
    agreement: str

    async def send(self, garbage: Garbage) -> Answer:
        """Send garbage. Of what is answered to it only the beginning is waited for."""
        request = self.client.stream(
            garbage.method, garbage.address, content=garbage.body, headers={**garbage.headers, "accept": "text/html"}
        )
        async with request as response:
            return Answer(garbage, response.status_code, response.headers.get("content-type", ""))

    async def openapi(self, service: str) -> Schema:
        """What a service says of its addresses."""
        found: Schema = (await self.client.get(f"/api/{service}/openapi.json")).json()
        return found

    def places(self) -> dict[str, Iterator[str]]:
        """Right values for what stands in addresses, as far as there are any."""
        known = {
            "slug": repeat(self.evening.slug),
            "participant": repeat(self.evening.participants[0]),
            "agreement": repeat(self.agreement),
            "name": repeat("AgreementMade"),
            "schema": repeat("1"),
        }
        return defaultdict(lambda: repeat("unknown"), known)

    def address(self, pattern: str, **wrong: str) -> str:
        """A pattern with right values in it, but for what is wrong."""
        places = self.places()
        return pattern.format(**{name: next(places[name]) for name in names_in(pattern)} | wrong)

    def members(self) -> dict[str, Iterator[str]]:
        """Right values for what has a form of its own in bodies."""
        now = SystemClock().now()
        return {
            "participant": cycle(self.evening.participants[:2]),
            "first_contact": repeat(self.evening.participants[0]),
            "email": repeat("kari@example.org"),
            "phone": repeat("22 33 44 55"),
            "slug": (f"storevik-{number}" for number in count()),
            "doors_at": repeat((now + timedelta(hours=1)).isoformat()),
            "opens_at": repeat((now + timedelta(hours=2)).isoformat()),
            "closes_at": repeat((now + timedelta(hours=3)).isoformat()),
            "at": repeat(now.isoformat()),
        }

    def pages(self, method: str) -> dict[str, list[str]]:
        """The addresses of what browsers ask for in one way, as patterns, and the names in their queries."""
        return {
            route.path: [parameter.alias for parameter in route.dependant.query_params]
            for app in self.installation.apps.values()
            for route in iter_route_contexts(app.routes)
            if isinstance(route.original_route, APIRoute)
            and route.path
            and method in (route.methods or ())
            and not route.path.startswith(("/api/", "/internal/"))
        }

    def fields(self) -> dict[str, str]:
        """Every field that any form has, rightly filled in."""
        day = str(today(SystemClock()) + timedelta(days=1))
        return {
            **dict.fromkeys(TEXTS, "Noe"),
            "command_id": str(uuid4()),
            "sector": "voluntary",
            "email": "kari@example.org",
            "phone": "22 33 44 55",
            "people": "2",
            "needs-0-category": "place",
            "offers-0-category": "courses",
            "consent": "true",
            "capacity": "100",
            "guests": "Noe; kari@example.org",
            "categories": "place",
            "slug": f"sted-{uuid4().hex}",
            "date": day,
            "doors": "17:00",
            "opens": "18:00",
            "closes": "19:00",
            "participant": self.evening.participants[0],
            "one": self.evening.participants[0],
            "other": self.evening.participants[1],
            "commitment": "firm",
            "deadline": day,
            "first_contact": "one",
            "step": "save",
            "outcome": "kept",
        }


@pytest.fixture(scope="module")
async def town(server_directory: Path) -> AsyncIterator[Town]:
    """One for all garbage: what is refused leaves nothing behind."""
    async with running(server_directory / uuid4().hex, SystemClock(), port=0) as installation:
        settings = installation.settings["registration"]
        tokens = Tokens.from_files(SystemClock(), private=settings.signing_key_file, public=None)
        async with (
            an_evening(lambda _service: [installation.url], tokens) as evening,
            httpx.AsyncClient(base_url=installation.url, headers={"origin": installation.url}, timeout=30) as client,
        ):
            await evening.join()
            made = await evening.register()
            exchange = (await client.get(f"/api/registration/exchanges/{evening.slug}")).json()["id"]
            for identity in (
                Identity(Role.ORGANISER, "organiser-1", ORGANISATION),
                Identity(Role.PARTICIPANT, evening.participants[2], exchange=UUID(exchange)),
            ):
                client.cookies[f"borsen-{identity.role}"] = tokens.issue(identity, lifetime=timedelta(hours=1))
            yield Town(installation, evening, client, str(made.agreement))


@pytest.mark.parametrize("service", SERVICES)
async def test_a_programs_garbage_is_refused_with_problem_details(town: Town, service: str) -> None:
    openapi = await town.openapi(service)
    answers = [await town.send(garbage) for garbage in garbage_for(openapi, town.places(), town.members())]
    assert [answer for answer in answers if not answer.is_problem] == []


async def test_a_browsers_garbage_addresses_are_refused(town: Town) -> None:
    answers = [await town.send(garbage) for garbage in garbage_for_pages(town)]
    assert [answer for answer in answers if not answer.is_refusal] == []


async def test_a_browsers_garbage_forms_are_refused(town: Town) -> None:
    answers = [await town.send(garbage) for garbage in garbage_for_forms(town, await csrf(town))]
    assert [answer for answer in answers if not answer.is_refusal] == []


@pytest.mark.parametrize(
    "spoilt",
    [
        pytest.param(TEXTS, id="all at once"),
        *(pytest.param((name,), id=f"{name} alone", marks=pytest.mark.storm) for name in TEXTS),
    ],
)
async def test_a_browsers_garbage_texts_are_refused_or_taken(town: Town, spoilt: Sequence[str]) -> None:
    form, wrong = forms(await csrf(town)), dict.fromkeys(spoilt, NUL)
    garbage = [
        form(town.address(pattern), "NUL", town.fields() | wrong, refused=False)
        for pattern in sorted(set(town.pages("POST")) - BUTTONS)
    ]
    assert [answer for answer in [await town.send(one) for one in garbage] if not answer.is_refusal] == []


@pytest.mark.parametrize("page", ["/", "/arrangor", "/megler", "/api/registration/exchanges"])
async def test_after_all_garbage_what_lists_everything_is_still_there(town: Town, page: str) -> None:
    assert (await town.client.get(page, follow_redirects=True)).status_code == 200


async def test_after_all_garbage_nothing_is_stuck_and_everything_agrees(town: Town) -> None:
    settings = town.installation.settings["registration"]
    assert settings.nats_password is not None
    bus = Bus(
        settings.nats_url, user=settings.nats_user, password=settings.nats_password.get_secret_value(), name="auditor"
    )
    await bus.start()
    secret = settings.service_secret.get_secret_value()
    auditor = Auditor(town.client, lambda _service: town.installation.url, secret, bus)
    findings = await auditor.settled(within=20)
    await bus.stop()
    assert [finding for finding in findings if not finding.right] == []


async def csrf(town: Town) -> str:
    """The token of this browser's forms."""
    page = await town.client.get(f"/b/{town.evening.slug}/pamelding")
    found = re.search(r'name="csrf" value="(\w+)"', page.text)
    assert found is not None
    return found[1]


def names_in(pattern: str) -> list[str]:
    """The parameters of an address."""
    return re.findall(r"{(\w+)}", pattern)


def garbage_for_pages(town: Town) -> Iterator[Garbage]:
    """Garbage for every address that a browser asks for."""
    for pattern, names in town.pages("GET").items():
        for name in names_in(pattern):
            for wrong, place in WRONG_PLACES.items():
                yield Garbage("GET", town.address(pattern, **{name: place}), f"{name}: {wrong}")
        for name in names:
            for wrong, text in WRONG_QUERIES.items():
                address = f"{town.address(pattern)}?{name}={text}"
                yield Garbage("GET", address, f"{name}: {wrong}", refused=False)


def forms(csrf: str) -> Callable[..., Garbage]:
    """Makes what a browser sends of a form."""

    def form(address: str, wrong: str, fields: dict[str, str], *, refused: bool = True) -> Garbage:
        body = urlencode({"csrf": csrf, **fields}).encode()
        return Garbage("POST", address, wrong, body, {"content-type": FORM}, refused)

    return form


def garbage_for_forms(town: Town, csrf: str) -> Iterator[Garbage]:
    """Garbage for every form, but for its texts."""
    form = forms(csrf)
    for pattern in sorted(town.pages("POST")):
        address = town.address(pattern)
        for wrong, body, media_type in wrong_forms(csrf):
            yield Garbage("POST", address, wrong, body, {"content-type": media_type})
        if pattern not in BUTTONS:
            for day in FAR_DAYS:
                yield form(address, day, {**town.fields(), "date": day, "deadline": day}, refused=False)
        for name in names_in(pattern):
            for wrong, place in WRONG_PLACES.items():
                yield form(town.address(pattern, **{name: place}), f"{name}: {wrong}", town.fields())


def wrong_forms(csrf: str) -> Iterator[tuple[str, bytes, str]]:
    """Bodies that no form sends."""
    yield "no token", b"command_id=" + str(uuid4()).encode(), FORM
    yield "a token that is not this browser's", b"csrf=abc", FORM
    yield "a token that is no ASCII", f"csrf={quote_plus('æ')}".encode(), FORM
    yield "JSON", b'{"csrf": "' + csrf.encode() + b'"}', "application/json"
    yield "half a part", b'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n' + csrf.encode(), MULTIPART
    yield "no part", b"\xff\x00", MULTIPART
    yield (
        "a file for a token",
        b'--x\r\nContent-Disposition: form-data; name="csrf"; filename="a"\r\n\r\na\r\n--x--',
        (MULTIPART),
    )
    yield "ten megabytes", b"csrf=" + csrf.encode() + b"&name=" + b"x" * HUGE, FORM
    yield "fields without end", b"a=1&" * 200_000, FORM
