"""Whether an agreement on paper may be one that somebody registered already. It is asked, never decided, here."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.agreements.domain.agreement import Side

NEAR = timedelta(minutes=45)
"""What lies between shaking hands, queueing with a form, and somebody else's tap on the same evening."""

RUN = 5
"""Letters in a row that two words have in common when they mean much the same: Norwegian joins words ('konsert',
'minikonserten', 'konsertkveld'), so that stems alone would not find it.
"""

SHORTEST_WORD = 4
"""Letters: shorter ones ('til', 'vår', 'for') say nothing of what is given."""


@dataclass(frozen=True)
class Deal:
    """An agreement as far as it is compared; `at` is None where nobody knows when it was made."""

    sides: tuple[Side, ...]
    at: datetime | None


def look_alikes(deal: Deal, others: Mapping[UUID, Deal]) -> Sequence[UUID]:
    """Those of `others` that may be the same: the same parties, overlapping content, and near in time.

    It rather asks once too often: whoever keys in the form answers with one tap.
    """
    return [
        known
        for known, other in others.items()
        if _same_parties(deal, other) and _near(deal, other) and _overlap(deal, other)
    ]


def _same_parties(one: Deal, other: Deal) -> bool:
    return {side.participant for side in one.sides} == {side.participant for side in other.sides}


def _near(one: Deal, other: Deal) -> bool:
    return one.at is None or other.at is None or abs(one.at - other.at) <= NEAR


def _overlap(one: Deal, other: Deal) -> bool:
    """Something that a party gives is the same line of the catalogue, or has a word in common.

    Where one of the two says nothing of what is given, nothing speaks against their being the same.
    """
    if not any(side.gives for side in one.sides) or not any(side.gives for side in other.sides):
        return True
    theirs = {side.participant: side for side in other.sides}
    return any(_alike(side, theirs[side.participant]) for side in one.sides)


def _alike(one: Side, other: Side) -> bool:
    if one.listing and one.listing == other.listing:
        return True
    return bool(_runs(one.gives) & _runs(other.gives))


def _runs(text: str | None) -> set[str]:
    words = [word for word in re.findall(r"\w+", (text or "").casefold()) if len(word) >= SHORTEST_WORD]
    return {word[start : start + RUN] for word in words for start in range(max(1, len(word) - RUN + 1))}
