"""The demo's fictional district as cases: texts by somebody else, for another purpose, with the topic of each line.

A need and an offer of the same topic fit each other. That is coarser than marks made by reading: 'a room' is one topic.
"""

from uuid import NAMESPACE_OID, uuid5

from services.catalog.lines import Line
from shared.cli.demo.model import Org, Wish
from shared.cli.demo.world import make_world
from shared.contracts.vocabulary import ListingKind
from tests.matching.cases import Cases

SEED = 2022


def district(participants: int) -> Cases:
    """The lines of so many participants; the same in every run."""
    topics: dict[Line, str] = {}
    for number, org in enumerate(make_world(SEED, participants, agreements=0).participants):
        topics |= {_line(number, org, ListingKind.NEED, wish): wish.topic for wish in org.needs}
        topics |= {_line(number, org, ListingKind.OFFER, wish): wish.topic for wish in org.offers}
    offers = [line for line in topics if line.kind is ListingKind.OFFER]
    right = {
        need.id: frozenset(
            offer.id for offer in offers if topics[offer] == topics[need] and offer.participant != need.participant
        )
        for need in topics
        if need.kind is ListingKind.NEED
    }
    return Cases(list(topics), right)


def _line(number: int, org: Org, kind: ListingKind, wish: Wish) -> Line:
    owner = uuid5(NAMESPACE_OID, str(number))
    return Line(uuid5(owner, f"{kind} {wish.text}"), kind, wish.category, wish.written, owner, org.name, org.sector)
