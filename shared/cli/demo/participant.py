"""The contact person of an organisation: signs it up, reads its mails, and answers how its agreements went."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from shared.cli.demo.browser import Browser, NotAsExpected, Page
from shared.cli.demo.mailbox import Mailbox
from shared.cli.demo.model import Answer, Org, Wish
from shared.cli.demo.trouble import Trouble

ANSWER_LINK = "/svar/"
PERSONAL_LINK = "/p/"
MOST_LIKED = 3
"""Agreements that share a hall's votes."""


@dataclass(frozen=True)
class Partnership:
    """An agreement as one party knows it: with whom, what is given, and what it will answer, if it does."""

    partner: str
    gives: tuple[str, ...]
    answer: Answer | None

    def is_meant_by(self, mail: Page) -> bool:
        """Whether a mail asks about it."""
        return self.partner in mail.text and all(text in mail.text for text in self.gives)


class UnknownQuestion(Trouble):
    """A participant is asked about an agreement that it did not make, or twice about one."""


class Participant:
    """One participant's browser and mailbox."""

    def __init__(self, browser: Browser, org: Org) -> None:
        self._browser = browser
        self._mailbox = Mailbox(browser, org.email)
        self.org = org

    async def sign_up(self, slug: str) -> None:
        """Sign up by the API."""
        content = {**self._details(), "needs": _lines(self.org.needs), "offers": _lines(self.org.offers)}
        answer = await self._browser.client.post(
            f"/api/registration/{slug}/participants",
            json=content | {"people": self.org.people, "consent": True},
            headers={"idempotency-key": str(uuid4())},
        )
        if answer.status_code != 201:
            raise NotAsExpected("signing up", answer)

    async def sign_up_at_the_page(self, slug: str) -> None:
        """Sign up by the page's form, asking for more rows where there are too few."""
        page = await self._browser.open(f"/b/{slug}/pamelding")
        typed = self._details() | {"people": str(self.org.people), "consent": "true"}
        for group, wishes in (("needs", self.org.needs), ("offers", self.org.offers)):
            for row, wish in enumerate(wishes):
                if f"{group}-{row}-text" not in page.form("consent").names:
                    page = await self._browser.send(page.form("consent"), typed | {"add_row": group})
                typed |= {f"{group}-{row}-text": wish.written, f"{group}-{row}-category": wish.category}
        await self._browser.send(page.form("consent"), typed)

    async def read_latest_mail(self) -> Page:
        """Open the mail that came last. Raises `Trouble` when none has come since the last look."""
        new = await self._mailbox.new()
        if not new:
            raise Trouble(f"{self.org.name} has no new mail")
        return await self._mailbox.open(new[0])

    async def answer(self, partnerships: Sequence[Partnership]) -> int:
        """Follow the personal links of new mails, and answer some; how many. Raises `UnknownQuestion`."""
        waiting = list(partnerships)
        answered = 0
        for envelope in await self._mailbox.new():
            mail = await self._mailbox.open(envelope)
            meant = next((each for each in waiting if each.is_meant_by(mail)), None)
            if meant is None:
                raise UnknownQuestion(f"{self.org.name} is asked: {envelope.subject}")
            waiting.remove(meant)
            if meant.answer:
                page = await self._browser.open(mail.link_to(ANSWER_LINK))
                said = {"outcome": meant.answer.outcome, "why": meant.answer.comment, "help": meant.answer.help}
                await self._browser.send(page.form("outcome"), said)
                answered += 1
        return answered

    async def choose_favourite(self, slug: str) -> None:
        """Sign in by the link of the latest mail, and vote for one of the latest agreements of others, if any."""
        latest = (await self._get(f"/api/scoreboard/{slug}"))["latest"]
        others = [deal for deal in latest if self.org.name not in (party["name"] for party in deal["parties"])]
        door = await self._browser.open((await self.read_latest_mail()).link_to(PERSONAL_LINK))
        await self._browser.send(door.form("command_id"), {})
        if others:
            liked = others[len(self.org.name) % min(MOST_LIKED, len(others))]
            page = await self._browser.open(f"/marked/{slug}/favoritt")
            await self._browser.send(page.form("agreement"), {"agreement": liked["id"]})

    async def lines_of_catalogue(self, slug: str) -> int:
        """How many needs and offers the catalogue has."""
        return int((await self._get(f"/api/catalog/{slug}/listings"))["total"])

    async def agreements_on_stage(self, slug: str) -> int:
        """How many agreements the stage shows."""
        return int((await self._get(f"/api/scoreboard/{slug}"))["count"])

    async def _get(self, address: str) -> Any:
        answer = await self._browser.client.get(address)
        if answer.status_code != 200:
            raise NotAsExpected("reading", answer)
        return answer.json()

    def _details(self) -> dict[str, str]:
        org = self.org
        return {
            "name": org.name,
            "sector": org.sector,
            "contact_name": org.contact_name,
            "email": org.email,
            "phone": org.phone,
        }


def _lines(wishes: Sequence[Wish]) -> list[dict[str, str]]:
    return [{"text": wish.written, "category": wish.category} for wish in wishes]
