"""The play: one evening and the month after it (handbook: 'Kjøreplan' and 'Oppfølging av avtaler i etterkant').

Everybody in it uses what everybody can use: the pages and the APIs at the public address.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from time import perf_counter
from typing import Self, TypeVar
from uuid import UUID

import httpx

from shared.cli.demo.broker import BrokerTablet, RefusedForMoney, Registered
from shared.cli.demo.browser import Browser, new_client
from shared.cli.demo.mailbox import Mailbox
from shared.cli.demo.model import Deal, Twist, World
from shared.cli.demo.organiser import Organiser
from shared.cli.demo.participant import Participant, Partnership
from shared.cli.demo.plan import days_until_deadline, first_deadlines, stands
from shared.cli.demo.record import Count, Part, Record
from shared.cli.demo.trouble import Stuck, until
from shared.cli.demo.viewer import Viewer
from shared.clock import NORWAY, AdjustableClock
from shared.contracts.vocabulary import Commitment

Item = TypeVar("Item")

AT_ONCE = 12
"""People who do the same in the same moment, at home or at the door."""
FORM_SHARE = 3
"""One in so many signs up at the page; the others' programs use the API."""
AFTERTHOUGHT_MINUTES = 4.0
"""Minutes of the hour after which an agreement is corrected or called off."""
LAST_MINUTE = 59.9
SETTING_UP = timedelta(minutes=2)
"""Planned between the doors and the market: sign-up and check-in, at least."""
DAY_SECONDS = 0.1
"""How long a day takes on which nothing happens."""


@dataclass(frozen=True)
class Setting:
    """Where and when it is played: `minutes` is how long the market hour takes."""

    url: str
    clock: AdjustableClock
    minutes: float
    brokers: int
    organiser_email: str


class Evening:
    """The evening of a world. `play` is the run sheet; `record` tells how far it has come."""

    def __init__(self, world: World, setting: Setting, record: Record) -> None:
        self._world = world
        self._setting = setting
        self._record = record
        self._stack = AsyncExitStack()
        self._organiser = Organiser(self._browser(), setting.organiser_email)
        self._inbox = Mailbox(self._browser())
        self._people = [Participant(self._browser(), org) for org in world.participants]
        self.slug = ""
        self.pin = ""
        self.date = self._now().date()
        self._tell_day()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        """Everybody goes home."""
        await self._stack.aclose()

    async def prepare(self, sign_in_link: str) -> None:
        """An organiser signs in and plans an exchange whose hour is now."""
        with self._record.part(Part.PLAN):
            await self._organiser.sign_in(sign_in_link)
            doors, hour = self._now(), timedelta(minutes=ceil(self._setting.minutes))
            opens = doors + SETTING_UP
            self.slug = await self._organiser.plan(self._world.exchange, doors, opens, closes=opens + hour)
            self.pin = await self._organiser.new_pin(self.slug)

    async def play(self) -> None:
        """The rest of the evening, and the month after it.

        Raises `Trouble`, one or a group of it, when the product does not play along.
        """
        with self._record.part(Part.SIGN_UP):
            await self._sign_up()
        with self._record.part(Part.DOORS):
            await self._check_in()
        with self._record.part(Part.MARKET):
            await self._market_hour()
        with self._record.part(Part.LETTERS):
            await self._letters_arrive()
        with self._record.part(Part.DEADLINES):
            await self._deadlines_come()
            await self._look_back()

    async def sign_in_link(self) -> str:
        """A fresh one-time link for somebody who wants to look at the organiser's pages."""
        return await self._organiser.ask_for_link()

    # Before the evening

    async def _sign_up(self) -> None:
        async def sign_up(numbered: tuple[int, Participant]) -> None:
            number, person = numbered
            if number % FORM_SHARE == 0:
                await person.sign_up_at_the_page(self.slug)
                self._record.aside["sign-ups by the page's form"] += 1
            else:
                await person.sign_up(self.slug)
            self._record.count(Count.SIGNED_UP)

        await _all_at_it(sign_up, enumerate(self._people))
        await self._mails(Count.CONFIRMATIONS, len(self._people))

    async def _check_in(self) -> None:
        async def check_in(person: Participant) -> None:
            await self._organiser.check_in(self.slug, person.org.name)
            self._record.count(Count.CHECKED_IN)

        await _all_at_it(check_in, self._people)

    # The hour

    async def _market_hour(self) -> None:
        """Brokers register what people agree on; the hour's minutes are as long as the setting says."""
        tablets = [
            BrokerTablet(self._client(), self.slug, self.date, self._world.participants)
            for _ in range(self._setting.brokers)
        ]
        for tablet in tablets:
            await tablet.join(self.pin)
            self._record.count(Count.BROKERS)
        await self._organiser.open_market(self.slug, self._now() + timedelta(minutes=self._setting.minutes))
        opened = perf_counter()
        viewing = asyncio.create_task(Viewer(self._client(), self.slug, self._record).watch())
        try:
            async with asyncio.TaskGroup() as work:
                for number, tablet in enumerate(tablets):
                    deals = [deal for deal in self._world.deals if deal.broker == number]
                    work.create_task(self._work(tablet, deals, opened))
            await self._until_minute(60, opened)
            await self._organiser.close_market(self.slug)
            await until(self._all_on_stage, "all agreements on the stage")
        finally:
            viewing.cancel()

    async def _work(self, tablet: BrokerTablet, deals: Sequence[Deal], opened: float) -> None:
        """One broker's hour."""
        async with asyncio.TaskGroup() as afterthoughts:
            for deal in deals:
                await self._until_minute(deal.minute, opened)
                made = await self._register(tablet, deal)
                if deal.twist in (Twist.CORRECT, Twist.CANCEL):
                    afterthoughts.create_task(self._think_again(tablet, deal, made, opened))

    async def _register(self, tablet: BrokerTablet, deal: Deal) -> Registered:
        written = await tablet.write_down(deal)
        tapped = perf_counter()
        match deal.twist:
            case Twist.DOUBLE_TAP:
                made, again = await tablet.register_twice(written)
                if made != again:
                    raise Stuck(f"two taps made two agreements: {made} and {again}")
                self._record.count(Count.DOUBLE_TAPS)
            case Twist.LOST_REPLY:
                made = await tablet.register_unheard(written)
                self._record.count(Count.LOST_REPLIES)
            case Twist.MONEY_CONFIRM:
                made = await self._register_despite_money(tablet, written)
            case _:
                self._record.tapped[UUID(written["agreement"])] = tapped
                made = await tablet.register(written)
                self._record.posts.append(perf_counter() - tapped)
        self._record.count(Count.REGISTERED)
        self._record.count(Count.INTENTS, deal.kind is Commitment.INTENT)
        self._record.count(Count.ONE_WAY, not deal.mutual)
        return made

    async def _register_despite_money(self, tablet: BrokerTablet, written: dict[str, object]) -> Registered:
        try:
            await tablet.register(written)
        except RefusedForMoney:
            made = await tablet.register_confirmed(written)
            self._record.count(Count.MONEY)
            return made
        raise Stuck("a text that speaks of money was taken without a question")

    async def _think_again(self, tablet: BrokerTablet, deal: Deal, made: Registered, opened: float) -> None:
        await self._until_minute(min(deal.minute + AFTERTHOUGHT_MINUTES, LAST_MINUTE), opened)
        if deal.correction:
            await tablet.correct(made, deal)
            self._record.count(Count.CORRECTED)
        else:
            await tablet.cancel(made, deal.cancel_reason)
            self._record.count(Count.CANCELLED)

    async def _until_minute(self, minute: float, opened: float) -> None:
        """A minute of the hour, which may be shorter than a minute."""
        await asyncio.sleep(opened + minute * self._setting.minutes - perf_counter())

    async def _all_on_stage(self) -> bool:
        return self._record.stage_count == sum(stands(deal) for deal in self._world.deals)

    # Afterwards

    async def _letters_arrive(self) -> None:
        """Everybody with an agreement gets one mail that names all partners."""
        partners: defaultdict[int, set[str]] = defaultdict(set)
        for deal in filter(stands, self._world.deals):
            for party, other in zip(deal.parties, reversed(deal.parties), strict=True):
                partners[party].add(self._world.participants[other].name)

        async def read(with_partners: tuple[int, set[str]]) -> None:
            person, names = with_partners
            letter = await self._people[person].read_latest_mail()
            if missing := [name for name in names if name not in letter.text]:
                raise Stuck(f"the mail to {self._people[person].org.name} does not name {missing}")

        await self._mails(Count.LETTERS, len(partners))
        await _all_at_it(read, partners.items())

    async def _deadlines_come(self) -> None:
        """Day by day, until the first deadlines; on each of them those who are asked answer."""
        deadlines = first_deadlines(self._world)
        for day in range(1, max(deadlines, default=0) + 1):
            self._setting.clock.advance(timedelta(days=1))
            self._tell_day()
            if day in deadlines:
                await self._ask_and_answer(day)
            else:
                await asyncio.sleep(DAY_SECONDS)

    async def _ask_and_answer(self, day: int) -> None:
        due = [
            number for number, deal in enumerate(self._world.deals) if stands(deal) and days_until_deadline(deal) == day
        ]
        asked = self._record.done[Count.QUESTIONS] + 2 * len(due)
        await self._mails(Count.QUESTIONS, asked)
        answers = {(answer.deal, answer.party): answer for answer in self._world.answers}
        mine: defaultdict[int, list[Partnership]] = defaultdict(list)
        for number in due:
            deal = self._world.deals[number]
            gives = deal.correction.gives if deal.correction else deal.gives
            texts = tuple(gift.text for gift in gives if gift)
            for party, other in zip(deal.parties, reversed(deal.parties), strict=True):
                partner = self._world.participants[other].name
                mine[party].append(Partnership(partner, texts, answers.get((number, party))))

        async def answer(with_partnerships: tuple[int, list[Partnership]]) -> None:
            person, partnerships = with_partnerships
            self._record.count(Count.ANSWERS, await self._people[person].answer(partnerships))

        await _all_at_it(answer, mine.items())

    async def _look_back(self) -> None:
        """What the product itself says about it all, a month later."""
        await self._organiser.sign_in(await self._organiser.ask_for_link())
        registered = await self._organiser.registered(self.slug)
        self._record.count(Count.STANDING, sum(not agreement["cancelled_at"] for agreement in registered))
        followed = [one for one in await self._organiser.followed(self.slug) if one["standing"] != "cancelled"]
        answered = [party for agreement in followed for party in agreement["parties"] if party["outcome"]]
        self._record.count(Count.FOLLOWED, len(followed))
        self._record.count(Count.REPORTED, len(answered))
        self._record.count(Count.LISTED, await self._people[0].lines_of_catalogue(self.slug))
        self._record.count(Count.ON_STAGE, await self._people[0].agreements_on_stage(self.slug))

    # What everybody needs

    def _client(self) -> httpx.AsyncClient:
        client = new_client(self._setting.url)
        self._stack.push_async_callback(client.aclose)
        return client

    def _browser(self) -> Browser:
        return Browser(self._client())

    def _tell_day(self) -> None:
        self._record.today = f"{self._now():%d.%m.%Y}"

    def _now(self) -> datetime:
        return self._setting.clock.now().astimezone(NORWAY)

    async def _mails(self, what: Count, expected: int) -> None:
        """Wait until so many mails have come; they are counted as `what`."""

        async def come() -> bool:
            new = [mail for mail in await self._inbox.new() if mail.recipient != self._setting.organiser_email]
            self._record.count(what, len(new))
            self._record.mails += len(new)
            return self._record.done[what] >= expected

        await until(come, f"{expected} {what}")


async def _all_at_it(do: Callable[[Item], Awaitable[None]], items: Iterable[Item]) -> None:
    """Everybody does the same, so many at once; the first failure ends it."""
    waiting = iter(items)

    async def one_after_the_other() -> None:
        for item in waiting:
            await do(item)

    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(one_after_the_other())
