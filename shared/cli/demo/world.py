"""A whole fictional evening from a seed: the same seed, the same evening."""

from collections.abc import Sequence
from random import Random

from shared.cli.demo.answering import answer
from shared.cli.demo.dealing import agree
from shared.cli.demo.model import Exchange, Org, World
from shared.cli.demo.pools import ExchangeTexts, load
from shared.cli.demo.population import populate

MOST = 5_000
"""Participants, and agreements, that the pools of names and texts suffice for."""


def make_world(seed: int, participants: int = 190, agreements: int = 150, brokers: int = 13) -> World:
    """A world with exactly so many participants and registered agreements, cancelled ones included.

    The participants depend on the seed and their number alone. Raises `ValueError` for sizes that no world has.
    """
    if not 1 <= participants <= MOST or not 0 <= agreements <= MOST or brokers < 1:
        raise ValueError(f"participants 1-{MOST}, agreements 0-{MOST} and at least one broker, please")
    if agreements and participants < 2:
        raise ValueError("an agreement needs two participants")
    rng = Random(seed)  # noqa: S311  # a play, not a secret
    pools = load()
    orgs = populate(rng, pools, participants)
    deals = agree(rng, pools, orgs, agreements, brokers)
    return World(
        exchange=_exchange(pools.exchange, orgs),
        participants=orgs,
        deals=deals,
        answers=answer(rng, pools, deals),
    )


def _exchange(texts: ExchangeTexts, orgs: Sequence[Org]) -> Exchange:
    """Room for everybody who is signed up, in round fifties."""
    people = sum(org.people for org in orgs)
    return Exchange(
        name=texts.name,
        municipality=texts.municipality,
        venue=texts.venue,
        capacity=(people // 50 + 1) * 50,
        language="nb",
    )
