"""The whole product, with an evening whose market is open. `python -m tests.bench.product DIRECTORY` serves it until
its input ends.
"""

import asyncio
import sys
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import uvloop

from shared import logging
from shared.cli.demo.broker import BrokerTablet
from shared.cli.demo.browser import Browser, new_client
from shared.cli.demo.model import Twist
from shared.cli.demo.organiser import Organiser
from shared.cli.demo.participant import Participant
from shared.cli.demo.stagehands import evening_clock
from shared.cli.demo.world import make_world
from shared.clock import NORWAY
from shared.embedded.installation import running
from tests.bench.target import Target, serve_until_told

ORGANISER = "arrangor@lindevik.example"
MINUTES = 120
SETTING_UP = timedelta(minutes=1)


async def main(directory: Path) -> None:
    """Start it, and set the evening up as people would."""
    logging.configure("auto", "error")
    world = make_world(2022, participants=12, agreements=40)
    clock = evening_clock(MINUTES)
    async with AsyncExitStack() as stack:
        installation = await stack.enter_async_context(
            running(
                directory,
                clock,
                port=0,
                mailbox_open=True,
                first_organiser=ORGANISER,
                first_organisation=world.exchange.municipality,
            )
        )
        everybody = [await stack.enter_async_context(new_client(installation.url)) for _ in range(3)]
        organiser = Organiser(Browser(everybody[0]), ORGANISER)
        await organiser.sign_in(await installation.apps["registration"].state.first_link())
        now = clock.now().astimezone(NORWAY)
        opens = now + SETTING_UP
        slug = await organiser.plan(world.exchange, now, opens, opens + timedelta(minutes=MINUTES))
        pin = await organiser.new_pin(slug)
        for org in world.participants:
            await Participant(Browser(everybody[1]), org).sign_up(slug)
        await organiser.open_market(slug, opens + timedelta(minutes=MINUTES))
        tablet = BrokerTablet(everybody[2], slug, now.date(), world.participants)
        await tablet.join(pin)
        await asyncio.sleep(2)  # catalog has the listings of the last sign-up
        deals = [deal for deal in world.deals if deal.twist is not Twist.MONEY_CONFIRM]
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in everybody[2].cookies.jar)
        await serve_until_told(
            Target(
                port=urlsplit(installation.url).port or 80,
                post=f"/api/agreements/{slug}/agreements",
                events=f"/api/scoreboard/{slug}/events",
                headers={"cookie": cookies, "sec-fetch-site": "same-origin"},
                examples=[await tablet.write_down(deal) for deal in deals],
            )
        )


if __name__ == "__main__":
    uvloop.run(main(Path(sys.argv[1])))
