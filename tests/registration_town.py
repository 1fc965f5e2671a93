"""Registration on real servers, with a mailbox that takes its mails: what its tests stand on."""

import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import psycopg
from fastapi import FastAPI
from psycopg.rows import TupleRow
from psycopg.sql import SQL, Identifier

from services.registration.main import create_app
from shared.auth import Identity, Role, Tokens
from shared.clock import NORWAY, AdjustableClock, today
from shared.mailbox import create_mailbox
from shared.mailbox.store import Store, text_of
from shared.settings import Settings
from shared.web.server import listen, serving
from tests.conftest import eventually

MakeSettings = Callable[..., Settings]
Answer = dict[str, Any]

ORIGIN = {"origin": "http://localhost:8080"}
"""What a browser says of where a request comes from."""


def choir(**others: object) -> Answer:
    """A sign-up as JSON."""
    return {
        "name": "Lillevik kammerkor",
        "sector": "voluntary",
        "people": 3,
        "contact_name": "Kari Eksempel",
        "email": "kari@eksempel.no",
        "phone": "22 33 44 55",
        "needs": [{"text": "Øvingslokale på tirsdager", "category": "place"}],
        "offers": [{"text": "Sangkurs for nybegynnere", "category": "courses"}],
        "consent": True,
        **others,
    }


class Paths:
    """Where what belongs to one exchange is."""

    slug: str

    @property
    def participants(self) -> str:
        """Where the API has them."""
        return f"/{self.slug}/participants"

    @property
    def form(self) -> str:
        """Where one signs up."""
        return f"/b/{self.slug}/pamelding"

    @property
    def organisers(self) -> str:
        """Where the organiser's pages begin."""
        return f"/arrangor/borser/{self.slug}"


@dataclass
class Town(Paths):
    """One installation of registration, as a test acts in it.

    `organisation` is the municipality whose organiser it acts as, `slug` the address of the exchange that is planned
    and signed up for, and `email` that of whoever signs up.
    """

    app: FastAPI
    client: httpx.AsyncClient
    tokens: Tokens
    clock: AdjustableClock
    mails: Store
    settings: Settings
    organisation: UUID = field(default_factory=uuid4)
    slug: str = "lillevik"
    email: str = "kari@eksempel.no"

    def of_its_own(self) -> "Town":
        """The same installation for one more test: with all of the above, and a browser, that no other test has."""
        own = uuid4().hex[:8]
        return replace(
            self,
            client=a_browser(self.app),
            organisation=uuid4(),
            slug=f"lillevik-{own}",
            email=f"kari-{own}@eksempel.no",
        )

    def organiser(self, organisation: UUID | None = None) -> dict[str, str]:
        """The headers of a request by an organiser, of this organisation or of another."""
        identity = Identity(Role.ORGANISER, str(uuid4()), organisation or self.organisation)
        return {"authorization": f"Bearer {self.tokens.issue(identity, lifetime=timedelta(hours=1))}"}

    def plan(self, **others: object) -> Answer:
        """A plan as JSON, for an evening three weeks ahead (handbook: 'Kjøreplan')."""
        day = today(self.clock) + timedelta(weeks=3)

        def at(hour: int, minute: int) -> str:
            return datetime.combine(day, time(hour, minute), NORWAY).isoformat()

        return {
            "name": "Frivilligbørs Lillevik",
            "municipality": "Lillevik",
            "venue": "Kulturhuset",
            "slug": self.slug,
            "doors_at": at(17, 0),
            "opens_at": at(17, 45),
            "closes_at": at(18, 45),
            "capacity": 200,
            "categories": ["place", "equipment", "courses", "culture", "volunteering", "expertise"],
            "record": 51,
            **others,
        }

    async def post(
        self, path: str, body: Answer | None = None, *, who: dict[str, str] = ORIGIN, key: UUID | None = None
    ) -> httpx.Response:
        """A command to the API."""
        headers = {**who, "idempotency-key": str(key or uuid4())}
        return await self.client.post(f"/api/registration{path}", json=body, headers=headers)

    async def planned(self, **others: object) -> Answer:
        """The answer to a plan that is carried out."""
        answer = await self.post("/exchanges", self.plan(**others), who=self.organiser())
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def choir(self, **others: object) -> Answer:
        """A sign-up as JSON, with the test's address."""
        return choir(**{"email": self.email, **others})

    async def signed_up(self, **others: object) -> str:
        """The id of a participant who signs up for the exchange."""
        answer = await self.post(self.participants, self.choir(**others))
        assert answer.status_code == 201, answer.text
        return str(answer.json()["participant"])

    async def participant(self, id_: str) -> Answer:
        """A participant as its organiser sees it."""
        answer = await self.client.get(f"/api/registration{self.participants}/{id_}", headers=self.organiser())
        return dict(answer.json())

    async def mail_to(self, address: str, number: int = 1) -> str:
        """The text of an address's newest mail, once it has got so many."""
        await eventually(lambda: len(self.mails.envelopes(address)) == number)
        mail = self.mails.mail(self.mails.envelopes(address)[0].id)
        assert mail is not None
        return text_of(mail, "plain") or ""

    async def send(self, path: str, **fields: str) -> httpx.Response:
        """Open a page and send its form."""
        return await self.send_from(path, path, **fields)

    async def send_from(self, page: str, action: str, **fields: str) -> httpx.Response:
        """Open a page and send its form to another address."""
        html = (await self.client.get(page)).text
        data = {"csrf": hidden(html, "csrf"), "command_id": hidden(html, "command_id"), **fields}
        return await self.client.post(action, data=data)

    @contextmanager
    def holding_up(self, table: str) -> Iterator[None]:
        """Nothing is written to a table for a while: whoever tries waits."""
        with psycopg.connect(self.settings.database_url.get_secret_value()) as connection:
            connection.execute(SQL("lock table {} in share mode").format(Identifier(table)))
            yield

    def stored(self, query: str, **values: object) -> list[TupleRow]:
        """What the service's database holds."""
        with psycopg.connect(self.settings.database_url.get_secret_value()) as connection:
            return connection.execute(query.encode(), values).fetchall()


@dataclass
class Gathering(Paths):
    """One exchange of a town that tests share."""

    town: Town
    slug: str

    @classmethod
    async def planned(cls, town: Town, **others: object) -> "Gathering":
        """An exchange of its own."""
        slug = f"lillevik-{uuid4().hex[:8]}"
        await town.planned(slug=slug, **others)
        return cls(town, slug)

    async def sign_up(self, people: int, key: UUID | None = None, **others: object) -> str:
        """The id of a participant that signs up, who has an address of its own unless one is given."""
        own: Answer = {"email": f"{uuid4().hex[:12]}@eksempel.no", **others}
        answer = await self.town.post(self.participants, choir(people=people, **own), key=key)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["participant"])

    async def act(self, participant: str, what: str) -> httpx.Response:
        """What the organiser does with a participant."""
        return await self.town.post(f"{self.participants}/{participant}/{what}", who=self.town.organiser())

    async def make_room(self, capacity: int) -> httpx.Response:
        """Room for so many people."""
        headers = {**self.town.organiser(), "idempotency-key": str(uuid4())}
        path = f"/api/registration/exchanges/{self.slug}/capacity"
        return await self.town.client.put(path, json={"capacity": capacity}, headers=headers)

    async def change(self, participant: str, **others: object) -> httpx.Response:
        """A participant's details as they are, but for what is given."""
        kept = {key: value for key, value in choir(**others).items() if key not in ("needs", "offers", "consent")}
        path = f"/api/registration{self.participants}/{participant}"
        headers = {**self.town.organiser(), "idempotency-key": str(uuid4())}
        return await self.town.client.put(path, json=kept, headers=headers)

    async def listed(self) -> list[Answer]:
        """Everybody who signed up, as the organiser sees them, in the order of signing up."""
        path = f"/api/registration{self.participants}"
        answer = await self.town.client.get(path, headers=self.town.organiser())
        return sorted(answer.json(), key=lambda one: int(one["number"]))

    async def waiting(self) -> list[str]:
        """Who waits, the first in the queue first."""
        return [one["id"] for one in await self.listed() if one["waiting"] and not one["withdrawn"]]

    async def page(self, path: str) -> str:
        """What the organiser reads below its pages' beginning."""
        return (await self.town.client.get(self.organisers + path, headers=self.town.organiser())).text


@asynccontextmanager
async def a_served_town(
    service_settings: MakeSettings, clock: AdjustableClock, directory: Path
) -> AsyncIterator[tuple[Town, str]]:
    """A town that browsers can visit, and its address."""
    async with a_town(service_settings, clock, directory) as town:
        with listen("127.0.0.1", 0) as listener:
            async with serving(town.app, listener, grace=1):
                yield town, f"http://127.0.0.1:{listener.getsockname()[1]}"


def a_browser(app: FastAPI) -> httpx.AsyncClient:
    """Somebody's, without cookies yet."""
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://localhost:8080", headers={"accept": "text/html"}
    )


def hidden(html: str, name: str) -> str:
    """The value of a page's first hidden field of that name."""
    return str(re.findall(rf'name="{name}" value="([^"]*)"', html)[0])


def link_in(text: str) -> str:
    """The path of the link of ours in a mail that holds a secret."""
    return str(re.findall(r"http://localhost:8080(/(?:p|logg-inn|b/[a-z0-9-]+/invitasjon)/\S+)", text)[0])


@asynccontextmanager
async def a_town(
    service_settings: MakeSettings, clock: AdjustableClock, directory: Path, **settings: object
) -> AsyncIterator[Town]:
    """Registration and a mailbox, running."""
    mailbox = create_mailbox(directory, service_settings("mailbox"), clock)
    own = service_settings("registration", smtp_port=mailbox.state.smtp_port, **settings)
    app = create_app(own, clock)
    client = a_browser(app)
    tokens = Tokens.from_files(clock, private=own.signing_key_file, public=None)
    async with mailbox.router.lifespan_context(mailbox), app.router.lifespan_context(app), client:
        yield Town(app, client, tokens, clock, mailbox.state.mails, own)
