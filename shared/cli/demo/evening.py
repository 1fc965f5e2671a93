"""The run sheet (handbook: 'Kjøreplan'): one evening and the month after it, part by part.

Everybody in it uses what everybody can use: the pages and the APIs at the public address.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from math import ceil
from time import perf_counter

from shared.cli.demo.company import Company, all_at_it
from shared.cli.demo.follow_up import FollowUp
from shared.cli.demo.market import Hour, Market
from shared.cli.demo.model import World
from shared.cli.demo.participant import Participant
from shared.cli.demo.plan import first_deadlines, stands
from shared.cli.demo.record import Count, Part, Record
from shared.cli.demo.trouble import until
from shared.clock import NORWAY, AdjustableClock

FORM_SHARE = 3
"""One in so many signs up at the page; the others' programs use the API."""
VOTER_SHARE = 8
"""One in so many votes for the room's favourite, in the last moments of the hour."""
SETTING_UP = timedelta(minutes=2)
"""Planned between the doors and the market: sign-up and check-in, at least."""
DAY_SECONDS = 0.1
"""How long a day takes on which nothing happens."""


@dataclass(frozen=True)
class Setting:
    """When it is played, how many minutes the market hour takes, and with how many brokers."""

    clock: AdjustableClock
    minutes: float
    brokers: int


class Evening:
    """The evening of a world; `record` tells how far it has come. Every part may raise `Trouble`, or a group of it."""

    def __init__(self, world: World, company: Company, setting: Setting, record: Record) -> None:
        self._world = world
        self._company = company
        self._setting = setting
        self._record = record
        self._follow_up = FollowUp(world, company, record)
        self._date = self._now().date()
        self.slug = ""
        self.pin = ""
        self.hosts_pin = ""
        self._tell_day()

    async def prepare(self, sign_in_link: str) -> None:
        """An organiser signs in, and plans an exchange whose hour is now."""
        with self._record.part(Part.PLAN):
            organiser, setting = self._company.organiser, self._setting
            await organiser.sign_in(sign_in_link)
            doors = self._now()
            opens = doors + SETTING_UP
            closes = opens + timedelta(minutes=ceil(setting.minutes))
            self.slug = await organiser.plan(self._world.exchange, doors, opens, closes)
            self.pin = await organiser.new_pin(self.slug)
            self.hosts_pin = await organiser.new_hosts_pin(self.slug)

    async def play(self) -> None:
        """The rest of the evening, until everybody has got its agreements by mail."""
        with self._record.part(Part.SIGN_UP):
            await self._sign_up()
        with self._record.part(Part.DOORS):
            await self._check_in()
        with self._record.part(Part.MARKET):
            await self._market_hour()
        with self._record.part(Part.LETTERS):
            await self._follow_up.read_agreements()

    async def play_on(self) -> None:
        """The month after it, on a clock that is ours to move."""
        with self._record.part(Part.DEADLINES):
            await self._month_passes(self._follow_up)
            await self._look_back()

    async def _sign_up(self) -> None:
        async def sign_up(numbered: tuple[int, Participant]) -> None:
            number, person = numbered
            if number % FORM_SHARE == 0:
                await person.sign_up_at_the_page(self.slug)
                self._record.aside["sign-ups by the page's form"] += 1
            else:
                await person.sign_up(self.slug)
            self._record.count(Count.SIGNED_UP)

        await all_at_it(sign_up, enumerate(self._company.people))
        await self._company.mails(Count.CONFIRMATIONS, len(self._company.people))

    async def _check_in(self) -> None:
        async def check_in(person: Participant) -> None:
            await self._company.organiser.check_in(self.slug, person.org.name)
            self._record.count(Count.CHECKED_IN)

        await all_at_it(check_in, self._company.people)

    async def _market_hour(self) -> None:
        minutes = self._setting.minutes
        tablets = [self._company.broker(self.slug, self._date) for _ in range(self._setting.brokers)]
        for tablet in tablets:
            await tablet.join(self.pin)
            self._record.count(Count.BROKERS)
        viewing = asyncio.create_task(self._company.viewer(self.slug).watch())
        try:
            await self._company.organiser.open_market(self.slug, self._now() + timedelta(minutes=minutes))
            await Market(Hour(perf_counter(), minutes), self._record).run(tablets, self._world.deals)
            await all_at_it(self._choose_favourite, self._company.people[::VOTER_SHARE])
            await self._company.organiser.close_market(self.slug)
            await until(self._all_on_stage, "all agreements on the stage")
        finally:
            viewing.cancel()

    async def _choose_favourite(self, person: Participant) -> None:
        await person.choose_favourite(self.slug)
        self._record.aside["votes for the room's favourite"] += 1

    async def _all_on_stage(self) -> bool:
        return self._record.stage_count == sum(stands(deal) for deal in self._world.deals)

    async def _month_passes(self, follow_up: FollowUp) -> None:
        """Morning by morning, until the first deadlines are over: each is asked about the day after."""
        deadlines = first_deadlines(self._world)
        for yesterday in range(max(deadlines, default=-1) + 1):
            self._wait_for_morning(yesterday + 1)
            self._tell_day()
            if yesterday in deadlines:
                await follow_up.answer(yesterday)
            else:
                await asyncio.sleep(DAY_SECONDS)

    def _wait_for_morning(self, days: int) -> None:
        """It becomes nine o'clock, so many days after the evening."""
        nine = datetime.combine(self._date + timedelta(days=days), time(9), NORWAY)
        self._setting.clock.advance(max(nine - self._now(), timedelta()))

    async def _look_back(self) -> None:
        """What the product itself says about it all. The organiser has been signed out meanwhile."""
        organiser, anybody = self._company.organiser, self._company.people[0]
        await organiser.sign_in(await organiser.ask_for_link())
        registered = await organiser.registered(self.slug)
        followed = [one for one in await organiser.followed(self.slug) if one["standing"] != "cancelled"]
        answered = [party for agreement in followed for party in agreement["parties"] if party["outcome"]]
        self._record.count(Count.STANDING, sum(not agreement["cancelled_at"] for agreement in registered))
        self._record.count(Count.FOLLOWED, len(followed))
        self._record.count(Count.REPORTED, len(answered))
        self._record.count(Count.LISTED, await anybody.lines_of_catalogue(self.slug))
        self._record.count(Count.ON_STAGE, await anybody.agreements_on_stage(self.slug))

    def _now(self) -> datetime:
        return self._setting.clock.now().astimezone(NORWAY)

    def _tell_day(self) -> None:
        self._record.today = f"{self._now():%d.%m.%Y}"
