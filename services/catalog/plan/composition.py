"""Whom to meet and why: what is suggested, what one has added oneself and what is agreed, in one's own order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from services.catalog.lines import Line
from services.catalog.matching.rings import Ring
from services.catalog.matching.suggestions import Match
from services.catalog.matchmaking import Suggested
from services.catalog.plan.written import Mark, Own
from shared.directory import Participant


@dataclass(frozen=True)
class Item:
    """Somebody to meet: what each may give the other, the rings that both are part of, and one's own lines and words.

    What a ring has between the two is among the matches. `agreed` says that the two have an agreement, whatever the
    mark says.
    """

    other: Participant
    matches: Sequence[Match]
    rings: Sequence[Ring]
    lines: Sequence[Line]
    mark: Mark | None
    note: str
    agreed: bool

    @property
    def suggested(self) -> bool:
        """Whether it is in the plan without anybody having put it there."""
        return bool(self.matches or self.rings or self.agreed)


@dataclass(frozen=True)
class Plan:
    """A participant's plan. `lines` are those of the catalogue that it has added, `taken` those agreed with others."""

    participant: Participant
    items: Sequence[Item]
    taken: frozenset[UUID]

    @property
    def order(self) -> list[UUID]:
        """The others, as they stand."""
        return [item.other.id for item in self.items]

    def place_of(self, added: UUID) -> UUID | None:
        """Whose place in the plan a line of the catalogue or a participant has been added to."""
        held = (item for item in self.items if added in {item.other.id, *(line.id for line in item.lines)})
        return next((item.other.id for item in held), None)

    def moved(self, other: UUID, steps: int) -> list[UUID]:
        """The order with one of them so many places further down; at an end it stays where it is."""
        order = self.order
        if other in order:
            place = order.index(other)
            order.insert(min(max(place + steps, 0), len(order) - 1), order.pop(place))
        return order


def compose(participant: Participant, others: Iterable[Participant], suggested: Suggested, own: Own) -> Plan:
    """The plan: first what one has put in order, then suggestions, the best first, then what one has added oneself.

    Whoever has withdrawn from the exchange is nobody to meet.
    """
    reader = participant.id
    meetings = {one.other(reader).id: one.matches for one in suggested.meetings_of(reader)}
    rings = _rings(reader, suggested.rings_of(reader))
    lines = [line for line in suggested.lines if line.id in own.lines and line.participant != reader]
    agreed = {party for pair in suggested.agreed.pairs if reader in pair for party in pair} - {reader}
    there = {one.id: one for one in others if one.id != reader and not one.withdrawn}
    added = [line.participant for line in lines]
    listed = dict.fromkeys([*own.order, *meetings, *rings, *added, *own.marks, *own.notes, *agreed])
    kept = {*meetings, *rings, *added, *own.marks, *own.notes, *agreed}
    return Plan(
        participant,
        [
            Item(
                there[id_],
                _with_gifts(meetings.get(id_, ()), reader, id_, rings.get(id_, ())),
                rings.get(id_, ()),
                [line for line in lines if line.participant == id_],
                own.marks.get(id_),
                own.notes.get(id_, ""),
                id_ in agreed,
            )
            for id_ in listed
            if id_ in kept and id_ in there
        ],
        suggested.agreed.listings,
    )


def _with_gifts(matches: Sequence[Match], reader: UUID, other: UUID, rings: Iterable[Ring]) -> list[Match]:
    """The matches between two, and after them what rings have between the two that is not among them."""
    both, found = {reader, other}, [*matches]
    for gift in (gift for ring in rings for gift in ring.gifts):
        if {gift.need.participant, gift.offer.participant} == both and gift not in found:
            found.append(gift)
    return found


def _rings(reader: UUID, rings: Iterable[Ring]) -> Mapping[UUID, list[Ring]]:
    """The others of each ring; the giver of what one gets comes before the one to whom one gives."""
    found: dict[UUID, list[Ring]] = {}
    for ring in rings:
        for gift in sorted(ring.gifts, key=lambda gift: gift.need.participant != reader):
            if gift.offer.participant != reader:
                found.setdefault(gift.offer.participant, []).append(ring)
    return found
