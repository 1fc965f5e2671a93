"""The plan of the hour: who agrees on what, when, and what goes wrong on the way."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from random import Random

from shared.cli.demo.drawing import Card, Deck, filled, weighted
from shared.cli.demo.model import Correction, Deal, Gift, Gives, Line, Org, Twist, Wish
from shared.cli.demo.pools import Pools
from shared.contracts.vocabulary import Commitment, ListingKind

INTENT = 0.15
ONE_WAY = 0.20
FROM_THE_NEED = 0.35
"""Shares of the agreements: of intent, one-way, and noted from the receiver's need rather than the offer."""
DEADLINE_DAYS = {
    Commitment.FIRM: {14: 20, 30: 40, 60: 28, 90: 12},
    Commitment.INTENT: {14: 60, 30: 40},
}
PER_HUNDRED = {Twist.CORRECT: 5.3, Twist.DOUBLE_TAP: 6.7, Twist.LOST_REPLY: 4.0, Twist.MONEY_CONFIRM: 2.0}
LAST_MINUTE = 59.8


@dataclass(frozen=True)
class _Match:
    """One party gives another what it needs. Without `need` the offer is simply welcome."""

    giver: int
    offer: int
    receiver: int
    need: int | None


def agree(rng: Random, pools: Pools, orgs: Sequence[Org], count: int, brokers: int) -> tuple[Deal, ...]:
    """`count` agreements between at least two organisations, in the order in which they are registered."""
    if not count:
        return ()
    matches = list(islice(_matches(rng, orgs), count))
    pen = _Pen(rng, pools, orgs)
    deals = [
        pen.deal(match, commitment, mutual, minute, broker)
        for match, commitment, mutual, minute, broker in zip(
            matches,
            _shuffled(rng, count, INTENT, Commitment.INTENT, Commitment.FIRM),
            _shuffled(rng, count, ONE_WAY, False, True),
            _minutes(rng, count),
            _brokers(rng, brokers),
            strict=False,
        )
    ]
    for twist, numbers in _twists(rng, pools, orgs, matches).items():
        for number in numbers:
            deals[number] = pen.twisted(deals[number], matches[number], twist)
    return tuple(deals)


def _matches(rng: Random, orgs: Sequence[Org]) -> Iterator[_Match]:
    """Matches without end: every need once, in random order, and then again with other partners."""
    needs = [(number, index) for number, org in enumerate(orgs) for index in range(len(org.needs))]
    offers: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, org in enumerate(orgs):
        for index, wish in enumerate(org.offers):
            offers[wish.topic].append((number, index))
    met: Counter[frozenset[int]] = Counter()
    busy: Counter[int] = Counter()
    while True:
        matched = False
        for receiver, need in rng.sample(needs, len(needs)):
            fitting = offers[orgs[receiver].needs[need].topic]
            candidates = [
                (giver, offer) for giver, offer in rng.sample(fitting, min(len(fitting), 12)) if giver != receiver
            ]
            if not candidates:
                continue
            giver, offer = min(
                candidates,
                key=lambda each: (
                    met[frozenset((receiver, each[0]))],
                    orgs[receiver].sector == orgs[each[0]].sector,
                    busy[each[0]],
                ),
            )
            met[frozenset((receiver, giver))] += 1
            busy[giver] += 1
            matched = True
            yield _Match(giver, offer, receiver, need)
        if not matched:
            giver, receiver = rng.sample(range(len(orgs)), 2)
            yield _Match(giver, rng.randrange(len(orgs[giver].offers)), receiver, None)


def _minutes(rng: Random, count: int) -> list[float]:
    """Moments in the hour: a slow start, and a burst in the last five minutes (handbook: 'høyt tempo')."""

    def moment() -> float:
        if rng.random() < 0.25:
            return LAST_MINUTE - 5 * rng.random()
        return 1.5 + (LAST_MINUTE - 1.5) * math.pow(rng.random(), 0.6)

    return sorted(round(moment(), 3) for _ in range(count))


def _brokers(rng: Random, brokers: int) -> Iterator[int]:
    """Whoever has been free the longest, more or less, takes the next agreement."""
    line = rng.sample(range(brokers), brokers)
    while True:
        line.append(line.pop(rng.randrange(min(3, brokers))))
        yield line[-1]


def _shuffled(rng: Random, count: int, share: float, rare: Card, common: Card) -> list[Card]:
    """`count` values, of which a `share` are the rare one."""
    rares = round(count * share)
    return rng.sample([rare, common], count, counts=[rares, count - rares])


class _Pen:
    """What a broker writes down of a match."""

    def __init__(self, rng: Random, pools: Pools, orgs: Sequence[Org]) -> None:
        self._rng = rng
        self._pools = pools
        self._orgs = orgs
        self._meetings = Deck(rng, pools.deals.meetings)
        self._returns = {
            name: Deck(rng, kind.returns) for kinds in pools.kinds.values() for name, kind in kinds.items()
        }

    def deal(self, match: _Match, kind: Commitment, mutual: bool, minute: float, broker: int) -> Deal:
        from_the_need = self._rng.random() < FROM_THE_NEED
        gift = self._from_need(match) if from_the_need else self._from_offer(match)
        parties = self._rng.choice([(match.giver, match.receiver), (match.receiver, match.giver)])
        return Deal(
            parties=parties,
            gives=_in_order(parties, match, gift, self._thanks(match, kind) if mutual else None),
            category=self._offer(match).category,
            kind=kind,
            mutual=mutual,
            first_contact=self._rng.choice(parties),
            deadline_days=weighted(self._rng, DEADLINE_DAYS[kind]),
            minute=minute,
            broker=broker,
        )

    def twisted(self, deal: Deal, matched: _Match, twist: Twist) -> Deal:
        thanks = deal.gives[deal.parties.index(matched.receiver)]
        match twist:
            case Twist.CORRECT:
                days = self._rng.choice([days for days in (14, 30, 60, 90) if days != deal.deadline_days])
                gives = _in_order(deal.parties, matched, self._from_need(matched), thanks)
                return replace(deal, twist=twist, correction=Correction(gives, days))
            case Twist.CANCEL:
                reason = self._rng.choice(self._pools.deals.cancel_reasons)
                return replace(deal, twist=twist, cancel_reason=reason)
            case Twist.MONEY_CONFIRM:
                gift = Gift(self._pools.deals.money_talk[self._offer(matched).topic])
                return replace(deal, twist=twist, gives=_in_order(deal.parties, matched, gift, thanks))
            case Twist.DOUBLE_TAP | Twist.LOST_REPLY:
                return replace(deal, twist=twist)

    def _offer(self, match: _Match) -> Wish:
        return self._orgs[match.giver].offers[match.offer]

    def _from_offer(self, match: _Match) -> Gift:
        return Gift(self._offer(match).text, Line(match.giver, ListingKind.OFFER, match.offer))

    def _from_need(self, match: _Match) -> Gift:
        if match.need is None:
            return self._from_offer(match)
        topic = self._pools.topics[self._offer(match).topic]
        text = filled(self._rng, self._rng.choice(topic.gives), self._pools.slots)
        return Gift(text, Line(match.receiver, ListingKind.NEED, match.need))

    def _thanks(self, match: _Match, kind: Commitment) -> Gift:
        """What the receiver gives back: what the giver needs, if it offers that, else what it can give anybody."""
        if kind is Commitment.INTENT:
            return Gift(self._meetings.draw())
        receiver = self._orgs[match.receiver]
        wanted = {need.topic for need in self._orgs[match.giver].needs}
        for index, offer in enumerate(receiver.offers):
            if offer.topic in wanted:
                return Gift(offer.text, Line(match.receiver, ListingKind.OFFER, index))
        return Gift(filled(self._rng, self._returns[receiver.kind].draw(), self._pools.slots))


def _in_order(parties: tuple[int, int], match: _Match, gift: Gift, thanks: Gift | None) -> Gives:
    return (gift, thanks) if parties[0] == match.giver else (thanks, gift)


def _twists(rng: Random, pools: Pools, orgs: Sequence[Org], matches: Sequence[_Match]) -> dict[Twist, list[int]]:
    """Which agreements are twisted, and how: none in two ways, and afterthoughts early enough in the hour."""
    count = len(matches)
    sizes = {twist: round(count * share / 100) for twist, share in PER_HUNDRED.items()}
    sizes[Twist.CANCEL] = 2 if count >= 20 else int(count >= 5)
    early = set(range(count * 3 // 4))
    about_money = {
        number
        for number, match in enumerate(matches)
        if orgs[match.giver].offers[match.offer].topic in pools.deals.money_talk
    }
    free = set(range(count))
    chosen = {}
    for twist, possible in {
        Twist.CANCEL: early,
        Twist.CORRECT: early,
        Twist.MONEY_CONFIRM: about_money,
        Twist.DOUBLE_TAP: free,
        Twist.LOST_REPLY: free,
    }.items():
        left = sorted(possible & free)
        chosen[twist] = rng.sample(left, min(sizes[twist], len(left)))
        free = free - set(chosen[twist])
    return chosen
