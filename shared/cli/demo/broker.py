"""A broker (*børsmegler*) at a tablet: joins by the PIN, and registers what people come and tell."""

import asyncio
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx

from shared.cli.demo.browser import Browser, NotAsExpected
from shared.cli.demo.model import Deal, Gift, Gives, Org
from shared.cli.demo.network import ReplyLost, losing_the_reply
from shared.contracts.vocabulary import ListingKind

REPLY_LOST_AFTER_SECONDS = 0.03
"""Time enough for the request to be carried out, as a rule; the second try is harmless either way."""


@dataclass(frozen=True)
class Registered:
    """An agreement that the product has registered."""

    agreement: UUID
    position: int


@dataclass(frozen=True)
class Found:
    """A participant as the type-ahead shows it: its id, and its lines of the catalogue by kind and text."""

    id: str
    lines: dict[tuple[str, str], str]


class RefusedForMoney(Exception):
    """The text speaks of money, and nobody has confirmed that none changes hands."""


class BrokerTablet:
    """One broker's tablet at an exchange of that day."""

    def __init__(self, client: httpx.AsyncClient, slug: str, evening: date, orgs: tuple[Org, ...]) -> None:
        self._client = client
        self._table = f"/megler/{slug}"
        self._desk = f"/api/agreements/{slug}"
        self._evening = evening
        self._orgs = orgs

    async def join(self, pin: str) -> None:
        """Type the PIN; the tablet is signed in from then on."""
        browser = Browser(self._client)
        page = await browser.open(self._table)
        await browser.send(page.form("pin"), {"pin": pin})

    async def write_down(self, deal: Deal) -> dict[str, Any]:
        """What the tablet sends for an agreement: both parties looked up, and their lines chosen."""
        return {
            **await self._terms(deal, deal.gives, deal.deadline_days),
            "agreement": str(uuid4()),
        }

    async def register(self, written: dict[str, Any]) -> Registered:
        """Tap once. Raises `RefusedForMoney`."""
        return _registered(await self._tap(written, uuid4()))

    async def register_confirmed(self, written: dict[str, Any]) -> Registered:
        """Tap, having asked: no money changes hands."""
        return await self.register(written | {"money_confirmed": True})

    async def register_twice(self, written: dict[str, Any]) -> tuple[Registered, Registered]:
        """Tap twice: the same command is under way two times at once."""
        key = uuid4()
        one, other = await asyncio.gather(self._tap(written, key), self._tap(written, key))
        return _registered(one), _registered(other)

    async def register_unheard(self, written: dict[str, Any]) -> Registered:
        """Tap once, lose the connection before the reply, and send the same command again."""
        key = uuid4()
        try:
            await self._tap(written, key, lost=True)
        except ReplyLost:
            return _registered(await self._tap(written, key))
        raise AssertionError("a connection that breaks gives no reply")

    async def correct(self, made: Registered, deal: Deal) -> None:
        """Replace the terms by those of the deal's correction."""
        assert deal.correction
        terms = await self._terms(deal, deal.correction.gives, deal.correction.deadline_days)
        answer = await self._client.put(
            f"{self._desk}/agreements/{made.agreement}", json=terms, headers={"idempotency-key": str(uuid4())}
        )
        _registered(answer)

    async def cancel(self, made: Registered, reason: str) -> None:
        """Call the agreement off."""
        answer = await self._client.post(
            f"{self._desk}/agreements/{made.agreement}/cancel",
            json={"reason": reason},
            headers={"idempotency-key": str(uuid4())},
        )
        _registered(answer)

    async def _tap(self, written: dict[str, Any], key: UUID, *, lost: bool = False) -> httpx.Response:
        return await self._client.post(
            f"{self._desk}/agreements",
            json=written,
            headers={"idempotency-key": str(key)},
            extensions=losing_the_reply(REPLY_LOST_AFTER_SECONDS) if lost else {},
        )

    async def _terms(self, deal: Deal, gives: Gives, deadline_days: int) -> dict[str, Any]:
        one, other = [await self._find(self._orgs[party].name) for party in deal.parties]
        known = dict(zip(deal.parties, (one, other), strict=True))
        return {
            "parties": [
                {"participant": party.id, **self._gift(gift, known)}
                for party, gift in zip((one, other), gives, strict=True)
            ],
            "commitment": deal.kind,
            "deadline": (self._evening + timedelta(days=deadline_days)).isoformat(),
            "first_contact": known[deal.first_contact].id,
        }

    def _gift(self, gift: Gift | None, known: dict[int, Found]) -> dict[str, Any]:
        if gift is None:
            return {}
        if gift.line is None:
            return {"gives": gift.text}
        owner, line = self._orgs[gift.line.org], gift.line
        wish = (owner.offers if line.kind is ListingKind.OFFER else owner.needs)[line.index]
        return {"gives": gift.text, "listing": known[line.org].lines[line.kind, wish.written]}

    async def _find(self, name: str) -> Found:
        """Type a name, and choose it from the list. Raises `NotAsExpected` when it is not there."""
        answer = await self._client.get(f"{self._desk}/participants", params={"q": name})
        candidates = answer.json() if answer.status_code == 200 else []
        for candidate in candidates:
            if candidate["name"] == name:
                lines = {(line["kind"], line["text"]): line["id"] for line in candidate["listings"]}
                return Found(candidate["id"], lines)
        raise NotAsExpected("finding a participant", answer)


def _registered(answer: httpx.Response) -> Registered:
    if answer.status_code == 409 and answer.json()["type"].endswith(":money"):
        raise RefusedForMoney
    if answer.status_code not in (200, 201):
        raise NotAsExpected("registering an agreement", answer)
    content = answer.json()
    return Registered(UUID(content["agreement"]["id"]), content["position"])
