"""The organiser: signs in by one-time links, plans the exchange, lets people in, and opens and closes the market."""

from datetime import datetime
from typing import Any
from uuid import uuid4

import httpx

from shared.cli.demo.browser import Browser, NotAsExpected
from shared.cli.demo.mailbox import Mailbox
from shared.cli.demo.model import Exchange
from shared.cli.demo.trouble import until
from shared.contracts.vocabulary import Category

SIGN_IN = "/logg-inn"


class Organiser:
    """The organiser's browser."""

    def __init__(self, browser: Browser, email: str) -> None:
        self._browser = browser
        self._email = email
        self._mailbox = Mailbox(browser, email)
        self._participants: dict[str, str] = {}

    async def sign_in(self, link: str) -> None:
        """Follow a one-time link, and confirm: reading the page alone signs nobody in."""
        page = await self._browser.open(link)
        await self._browser.send(page.forms[0], {})

    async def ask_for_link(self) -> str:
        """Ask for a one-time link, and find it in the mail."""
        await self._mailbox.new()
        page = await self._browser.open(SIGN_IN)
        await self._browser.send(page.form("email"), {"email": self._email})
        (mail,) = await self._mailbox.wait()
        return (await self._mailbox.open(mail)).link_to(f"{SIGN_IN}/")

    async def plan(self, exchange: Exchange, doors: datetime, opens: datetime, closes: datetime) -> str:
        """Plan an exchange with the form; times are local. The exchange's slug."""
        page = await self._browser.open("/arrangor/borser/ny")
        planned = await self._browser.send(
            page.form("municipality"),
            {
                "name": exchange.name,
                "municipality": exchange.municipality,
                "venue": exchange.venue,
                "capacity": str(exchange.capacity),
                "date": f"{opens:%Y-%m-%d}",
                "doors": f"{doors:%H:%M}",
                "opens": f"{opens:%H:%M}",
                "closes": f"{closes:%H:%M}",
                "categories": list(Category),
            },
        )
        return planned.path.removeprefix("/arrangor/borser/").partition("/")[0]

    async def new_pin(self, slug: str) -> str:
        """A PIN for the brokers, once the exchange is known where they register."""

        async def known() -> bool:
            return (await self._browser.client.get(f"/api/agreements/{slug}/market")).status_code == 200

        await until(known, "the exchange to be known to the brokers")
        answer = await self._post(f"/api/agreements/{slug}/pin", 201)
        return str(answer.json()["pin"])

    async def new_hosts_pin(self, slug: str) -> str:
        """A PIN for the host."""
        answer = await self._post(f"/api/agreements/{slug}/host/pin", 201)
        return str(answer.json()["pin"])

    async def check_in(self, slug: str, name: str) -> None:
        """Let a participant in at the door."""
        if not self._participants:
            listed = await self._get(f"/api/registration/{slug}/participants")
            self._participants = {participant["name"]: participant["id"] for participant in listed}
        await self._post(f"/api/registration/{slug}/participants/{self._participants[name]}/check-in", 200)

    async def open_market(self, slug: str, closes_at: datetime) -> None:
        """Sound the gong."""
        await self._post(f"/api/agreements/{slug}/market/open", 200, {"closes_at": closes_at.isoformat()})

    async def close_market(self, slug: str) -> None:
        """Sound it again."""
        await self._post(f"/api/agreements/{slug}/market/close", 200)

    async def registered(self, slug: str) -> list[dict[str, Any]]:
        """All agreements as the brokers' desk has them."""
        return await self._get(f"/api/agreements/{slug}/agreements")

    async def followed(self, slug: str) -> list[dict[str, Any]]:
        """All agreements, and how they go."""
        return await self._get(f"/api/followup/{slug}/agreements")

    async def _get(self, address: str) -> list[dict[str, Any]]:
        answer = await self._browser.client.get(address)
        if answer.status_code != 200:
            raise NotAsExpected("the organiser reads", answer)
        found: list[dict[str, Any]] = answer.json()
        return found

    async def _post(self, address: str, expected: int, content: dict[str, Any] | None = None) -> httpx.Response:
        headers = {"idempotency-key": str(uuid4())}
        answer = await self._browser.client.post(address, json=content, headers=headers)
        if answer.status_code != expected:
            raise NotAsExpected("the organiser acts", answer)
        return answer
