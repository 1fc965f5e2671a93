"""`python -m tests.deployed_evening URL SIGN_IN_LINK`: a small evening played against a deployed installation.

Its mailbox must be open (`BORSEN_MAILBOX_OPEN`). Exit status 1, with what went wrong, when it does not go as planned.
"""

import asyncio
import sys

import httpx

from shared.cli.demo.company import Company
from shared.cli.demo.evening import Evening, Setting
from shared.cli.demo.record import Record
from shared.cli.demo.trouble import Trouble, single
from shared.cli.demo.world import make_world
from shared.clock import AdjustableClock

PARTICIPANTS, AGREEMENTS, BROKERS = 24, 16, 4
MINUTES = 0.1


async def play(url: str, sign_in_link: str) -> list[str]:
    """Play from the planning to the mails after the market; what went wrong."""
    world = make_world(2022, PARTICIPANTS, AGREEMENTS, BROKERS)
    record = Record(MINUTES * 60)
    trouble: list[str] = []
    try:
        async with Company(world, url, record) as company:
            evening = Evening(world, company, Setting(AdjustableClock(), MINUTES, BROKERS), record)
            await evening.prepare(sign_in_link)
            await evening.play()
    except* (Trouble, httpx.HTTPError) as group:
        trouble = [f"{type(error).__name__}: {error}" for error in single(group)]
    return trouble


def main() -> None:
    url, sign_in_link = sys.argv[1:]
    trouble = asyncio.run(play(url, sign_in_link))
    sys.stdout.write(f"{AGREEMENTS} agreements played at {url}\n" if not trouble else "\n".join(trouble) + "\n")
    sys.exit(bool(trouble))


if __name__ == "__main__":
    main()
