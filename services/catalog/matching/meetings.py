"""Who should meet: the matches between two participants, taken together."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from services.catalog.lines import Line
from services.catalog.matching.suggestions import Match, order
from shared.contracts.vocabulary import Sector


@dataclass(frozen=True)
class Party:
    """A participant, as far as a suggestion speaks of it."""

    id: UUID
    name: str
    sector: Sector


@dataclass(frozen=True)
class Meeting:
    """Two participants and what each may give the other, the strongest first."""

    parties: tuple[Party, Party]
    matches: Sequence[Match]

    @property
    def mutual(self) -> bool:
        """Whether both would get something (handbook: 'Gi og få, eller bare gi')."""
        return len({match.offer.participant for match in self.matches}) == len(self.parties)

    @property
    def strength(self) -> float:
        """What the best gift in each direction comes to."""
        best: defaultdict[UUID, float] = defaultdict(float)
        for match in self.matches:
            best[match.offer.participant] = max(best[match.offer.participant], match.strength)
        return sum(best.values())

    def other(self, participant: UUID) -> Party:
        """Whom a participant would meet."""
        first, second = self.parties
        return second if first.id == participant else first


def meetings(matches: Iterable[Match]) -> list[Meeting]:
    """The meetings that matches lead to, the strongest first."""
    between: defaultdict[frozenset[UUID], list[Match]] = defaultdict(list)
    for match in sorted(matches, key=order):
        between[frozenset({match.need.participant, match.offer.participant})].append(match)
    found = [Meeting((_owner(own[0].need), _owner(own[0].offer)), own) for own in between.values()]
    return sorted(found, key=lambda meeting: (-meeting.strength, *sorted(str(party.id) for party in meeting.parties)))


def spread(ranked: Iterable[Meeting], most: int) -> list[Meeting]:
    """The same ranking with each participant at most so often: for whoever reads examples aloud."""
    seen: Counter[UUID] = Counter()
    chosen = []
    for meeting in ranked:
        if all(seen[party.id] < most for party in meeting.parties):
            seen.update(party.id for party in meeting.parties)
            chosen.append(meeting)
    return chosen


def _owner(line: Line) -> Party:
    return Party(line.participant, line.organisation, line.sector)
