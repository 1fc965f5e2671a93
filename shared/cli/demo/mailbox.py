"""The mails that were sent, read at the mailbox's pages by those whom they are for."""

from dataclasses import dataclass

from shared.cli.demo.browser import Browser, Form, Link, Page
from shared.cli.demo.trouble import until

INBOX = "/utboks"


@dataclass(frozen=True)
class Envelope:
    """A mail in the list."""

    address: str
    subject: str
    recipient: str


class Mailbox:
    """Somebody's look at the mails to one recipient, or to all of them."""

    def __init__(self, browser: Browser, recipient: str = "") -> None:
        self._browser = browser
        self._recipient = recipient
        self._search: Form | None = None
        self._seen: set[str] = set()

    async def new(self) -> list[Envelope]:
        """The mails that came since the last look, the latest first."""
        new: list[Envelope] = []
        side = 0
        while True:
            side += 1
            page = await self._list(side)
            found = [_envelope(link) for link in page.links_to(f"{INBOX}/")]
            unseen = [envelope for envelope in found if envelope.address not in self._seen]
            self._seen |= {envelope.address for envelope in unseen}
            new += unseen
            # The list pages by the number: a mail that comes in between pushes a seen one to the next page. After
            # the last page comes the last again.
            if not unseen:
                return new

    async def _list(self, side: int) -> Page:
        if self._search is None:
            self._search = (await self._browser.open(INBOX)).form("til")
        return await self._browser.send(self._search, {"til": self._recipient, "side": str(side)})

    async def wait(self) -> list[Envelope]:
        """The next mails, as soon as there are any. Raises `Stuck`."""
        new: list[Envelope] = []

        async def come() -> bool:
            new.extend(await self.new())
            return bool(new)

        await until(come, "a mail")
        return new

    async def open(self, envelope: Envelope) -> Page:
        """The mail as its reader sees it, with its links."""
        return await self._browser.open(f"{envelope.address}/html")


def _envelope(link: Link) -> Envelope:
    subject = next(line.strip() for line in link.text.splitlines() if line.strip())
    return Envelope(link.path, subject, recipient=link.text.split()[-1])
