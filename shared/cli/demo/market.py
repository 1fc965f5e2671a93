"""The market hour (handbook: 'Børsmeglere og avtaleregistrering'): brokers register what people agree on."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any
from uuid import UUID

from shared.cli.demo.broker import BrokerTablet, RefusedForMoney, Registered
from shared.cli.demo.model import Deal, Twist
from shared.cli.demo.record import Count, Record
from shared.cli.demo.trouble import Trouble
from shared.contracts.vocabulary import Commitment

AFTERTHOUGHT_MINUTES = 4.0
"""Minutes of the hour after which an agreement is corrected or called off."""
LAST_MINUTE = 59.9


@dataclass(frozen=True)
class Hour:
    """An hour that began at `opened` (of `perf_counter`) and takes so many real `minutes`."""

    opened: float
    minutes: float

    async def minute(self, number: float) -> None:
        """Wait until this minute of the hour."""
        await asyncio.sleep(self.opened + number * self.minutes - perf_counter())


class Market:
    """What brokers do in an hour; each has the deals that are meant for it."""

    def __init__(self, hour: Hour, record: Record) -> None:
        self._hour = hour
        self._record = record

    async def run(self, tablets: Sequence[BrokerTablet], deals: Sequence[Deal]) -> None:
        """Register all deals at their minutes, then wait for the end of the hour. Raises `Trouble` in a group."""
        async with asyncio.TaskGroup() as work:
            for number, tablet in enumerate(tablets):
                work.create_task(self._work(tablet, [deal for deal in deals if deal.broker == number]))
        await self._hour.minute(60)

    async def _work(self, tablet: BrokerTablet, deals: Sequence[Deal]) -> None:
        async with asyncio.TaskGroup() as afterthoughts:
            for deal in deals:
                await self._hour.minute(deal.minute)
                made = await self._register(tablet, deal)
                if deal.twist in (Twist.CORRECT, Twist.CANCEL):
                    afterthoughts.create_task(self._think_again(tablet, deal, made))

    async def _register(self, tablet: BrokerTablet, deal: Deal) -> Registered:
        written = await tablet.write_down(deal)
        match deal.twist:
            case Twist.DOUBLE_TAP:
                made = await self._tap_twice(tablet, written)
            case Twist.LOST_REPLY:
                made = await tablet.register_unheard(written)
                self._record.count(Count.LOST_REPLIES)
            case Twist.MONEY_CONFIRM:
                made = await self._register_despite_money(tablet, written)
            case _:
                made = await self._register_and_measure(tablet, written)
        self._record.count(Count.REGISTERED)
        self._record.count(Count.INTENTS, deal.kind is Commitment.INTENT)
        self._record.count(Count.ONE_WAY, not deal.mutual)
        return made

    async def _register_and_measure(self, tablet: BrokerTablet, written: dict[str, Any]) -> Registered:
        tapped = perf_counter()
        self._record.tapped[UUID(written["agreement"])] = tapped
        made = await tablet.register(written)
        self._record.posts.append(perf_counter() - tapped)
        return made

    async def _tap_twice(self, tablet: BrokerTablet, written: dict[str, Any]) -> Registered:
        made, again = await tablet.register_twice(written)
        if made != again:
            raise Trouble(f"two taps made two agreements: {made} and {again}")
        self._record.count(Count.DOUBLE_TAPS)
        return made

    async def _register_despite_money(self, tablet: BrokerTablet, written: dict[str, Any]) -> Registered:
        try:
            await tablet.register(written)
        except RefusedForMoney:
            made = await tablet.register_confirmed(written)
            self._record.count(Count.MONEY)
            return made
        raise Trouble("a text that speaks of money was taken without a question")

    async def _think_again(self, tablet: BrokerTablet, deal: Deal, made: Registered) -> None:
        await self._hour.minute(min(deal.minute + AFTERTHOUGHT_MINUTES, LAST_MINUTE))
        if deal.correction:
            await tablet.correct(made, deal)
            self._record.count(Count.CORRECTED)
        else:
            await tablet.cancel(made, deal.cancel_reason)
            self._record.count(Count.CANCELLED)
