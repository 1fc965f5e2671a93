"""What the parties answer when the deadlines come (handbook: 'Oppfølging av avtaler i etterkant')."""

from collections.abc import Iterator, Sequence
from random import Random

from shared.cli.demo.drawing import weighted
from shared.cli.demo.model import Answer, Deal, Twist
from shared.cli.demo.pools import Pools, Words
from shared.contracts.vocabulary import Category, Outcome

OUTCOMES = {Outcome.DONE: 55, Outcome.UNDER_WAY: 24, Outcome.STUCK: 13, Outcome.NOT_HAPPENING: 8}
ANSWERING = 0.85
DISAGREEING = 0.08
"""Shares of the parties that are asked."""
SILENT = {Outcome.DONE: 0.3, Outcome.UNDER_WAY: 0.4, Outcome.STUCK: 0.0, Outcome.NOT_HAPPENING: 0.1}
"""Share of the answers that come without a comment."""

SILENCE = Words("", "")


def answer(rng: Random, pools: Pools, deals: Sequence[Deal]) -> tuple[Answer, ...]:
    """Answers about every agreement that was not cancelled: from none, one or both of its parties."""
    return tuple(
        each
        for number, deal in enumerate(deals)
        if deal.twist is not Twist.CANCEL
        for each in _answers(rng, pools, number, deal)
    )


def _answers(rng: Random, pools: Pools, number: int, deal: Deal) -> Iterator[Answer]:
    """Both parties mostly see it alike, but each in its own words."""
    seen = weighted(rng, OUTCOMES)
    said: set[Words] = set()
    for party in deal.parties:
        if rng.random() >= ANSWERING:
            continue
        outcome = _otherwise(rng, seen) if rng.random() < DISAGREEING else seen
        words = SILENCE
        if rng.random() >= SILENT[outcome]:
            words = rng.choice([each for each in _words(pools, outcome, deal.category) if each not in said])
            said.add(words)
        yield Answer(number, party, outcome, words.why, words.help)


def _otherwise(rng: Random, seen: Outcome) -> Outcome:
    return weighted(rng, {outcome: weight for outcome, weight in OUTCOMES.items() if outcome is not seen})


def _words(pools: Pools, outcome: Outcome, category: Category) -> Sequence[Words]:
    match outcome:
        case Outcome.DONE:
            return [Words(comment, "") for comment in pools.answers.done[category]]
        case Outcome.UNDER_WAY:
            return [Words(comment, "") for comment in pools.answers.under_way[category]]
        case Outcome.STUCK:
            return pools.answers.stuck
        case Outcome.NOT_HAPPENING:
            return pools.answers.not_happening
